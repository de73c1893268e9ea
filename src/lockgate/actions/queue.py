"""The queue: long acts that officers ask for from afar, done by a worker once their officer has signed.

A job comes to its worker twice. First the act is run with a key that signs nothing, which says what its officer would
sign; then, with the signature over those very bytes, it is run whole. The worker signs nothing. Killed at any
point, it is taken again: an act that is in the record of work already is known by its nonce, and is not done again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import assert_never

from django.db import DatabaseError, connections

from lockgate.actions.arrivals import arrival
from lockgate.actions.attempts import refused_at_once, unknown_officer
from lockgate.actions.foresee import with_signature
from lockgate.actions.locate import go_on_reading
from lockgate.actions.office import Done, Office, Result, Signer, Unsigned
from lockgate.actions.queued import Shown, follows, run
from lockgate.actions.signing import wrong_key
from lockgate.actions.submit import draw
from lockgate.clock import Clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.gates import role_of
from lockgate.procedure.opening_gates import used_nonce
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, Role, officer_of
from lockgate.store import queue
from lockgate.store.cases import agency_of, viewed
from lockgate.store.gateway import nonce_stands, what_about
from lockgate.store.judged import keep_judged
from lockgate.store.keyring import load_evidence_key
from lockgate.store.queue import End, Entered, Job, State
from lockgate.store.registers import current_registers
from lockgate.tlog.signatures import parse_decision

LONG_ACTS = (Act.SUBMIT, Act.EXAMINE, Act.LOCATE, Act.DISPOSE, Act.AUTHORIZE, Act.SEAL, Act.HANDOVER)
"""The acts that are done by a worker when they are asked for from afar."""

LEASE = timedelta(minutes=2)
"""How long a worker has a job without saying that it lives."""

UNSIGNED = timedelta(days=7)
"""How long a job waits for its officer's signature; a house value."""

_UNSIGNED = f"It was not signed within {UNSIGNED.days} days; ask for it again."

MOST_TRIES = 5
"""How often a job is taken whose worker ended before it did."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One process that works: its name, the real clock, and how long it may be silent."""

    name: str
    now: Clock
    lease: timedelta = LEASE


def ask(office: Office, act: Act, by: Officer, about: str) -> Job | Refusal:
    """Ask for a long act; who asked for it already gets the job there is.

    Args:
        office: the office.
        act: one of ``LONG_ACTS``.
        by: who asks, and will sign.
        about: the case's id; of a submission, the id of what arrived.

    Raises:
        UsageError: there is no such case, or nothing of that id waits to be received.
    """
    refusal = _early(office, act, by, about)
    if refusal is not None:
        return refusal
    at = office.clock()
    if act is Act.SUBMIT:
        drawn = draw(office)
        job = Job(draw(office).case, act.value, by.id, drawn.case, State.ASKED, at, salt=drawn.salt, upload=about)
        agency = arrival(office, about).submission.agency
    else:
        job, agency = Job(draw(office).case, act.value, by.id, about, State.ASKED, at), agency_of(about)
    return queue.put_job(replace(job, agency=agency))


def _early(office: Office, act: Act, by: Officer, about: str) -> Refusal | None:
    if act is not Act.SUBMIT:
        return refused_at_once(office, about, Signer(by.id, Unsigned(by.certificate)), act)
    _ = arrival(office, about)
    return role_of(act, by)


def own_job(by: Officer, job: str) -> Job | None:
    """The job of this id, if this officer asked for it and its act is still theirs to do."""
    found = queue.job_of(job)
    return found if found is not None and found.officer == by.id and found.act in _theirs(by) else None


def own_jobs(by: Officer, first: int, count: int) -> tuple[Job, ...]:
    """The jobs this officer asked for whose acts are still theirs to do, the newest first."""
    return queue.jobs_of(by.id, _theirs(by), first, count)


def _theirs(by: Officer) -> frozenset[str]:
    return frozenset(act.value for act in LONG_ACTS if role_of(act, by) is None)


def sign_job(office: Office, by: Officer, job: Job, signature: bytes) -> Job | Refusal:
    """Take in the officer's signature over the decision that was shown; the job goes on from there.

    A decision that was shown too long ago is made anew, and is to be signed then.
    """
    if job.state is not State.TO_SIGN:
        return job if job.signature == signature else used_nonce()
    at, decision = office.clock(), parse_decision(job.decision)
    about = what_about(job.act, "" if job.act == Act.SUBMIT else job.case, "")
    if not nonce_stands(load_evidence_key(office.home), decision.nonce, (by.id, about), at):
        queue.ask_again(job.id)
        return used_nonce()
    if by.key_behind(job.decision, signature) is None:
        return wrong_key(by)
    _ = queue.sign_job(job.id, job.decision, signature, at)
    # Made anew meanwhile, it waits for a signature over what is shown now.
    now = queue.job_of(job.id)
    return now if now is not None and now.signature == signature else used_nonce()


def make_anew(job: Job) -> bool:
    """Let a worker find out anew what its officer would sign; False where it does not wait for a signature."""
    return queue.ask_again(job.id)


def work_once(office: Office, worker: Worker) -> Job | None:
    """Take one job and work on it until it waits or ends; None where there was none.

    Raises:
        DatabaseError, OSError: the machine did not do it; the job is taken again later.
    """
    at = office.clock()
    queue.end_unsigned(at - UNSIGNED, at, _UNSIGNED)
    job = queue.take_job(worker.name, worker.now(), worker.lease)
    if job is None:
        return None
    steps = iter(range(1, 1 << 16))
    told = replace(office, progress=lambda stage: queue.note_stage(job.id, worker.name, stage, next(steps)))
    try:
        with _held(job, worker):
            end = _end(told, _done(job) or _given_up(told)) if job.tries > MOST_TRIES else _worked(told, job)
    except BaseException:
        queue.give_back(job.id, worker.name)
        raise
    if end.state is State.DONE:
        # Before the job is said to be done, so that a kill in between repeats it; repeating it changes nothing.
        _afterwards(office, job)
    queue.end_job(job.id, worker.name, end)
    return queue.job_of(job.id)


def _given_up(office: Office) -> End:
    sentence = f"It was begun {MOST_TRIES} times and its worker ended each time. Tell the custodian."
    return End(State.FAILED, office.clock(), code="office.queue", sentence=sentence)


def is_entered(job: Job) -> bool:
    """Whether the act of a job is in the record of work, whatever became of the job.

    Of a job that failed or was refused it is the reading of the custodian's file, which is entered before it is read.
    """
    return job.state is State.DONE or _entered(job) is not None


def _worked(office: Office, job: Job) -> End:
    """What becomes of a job now; what another worker did meanwhile, whose lease was over, is done."""
    result: Result | End
    try:
        result = _gone_on(office, job) or _run(office, job)
    except UsageError as error:
        result = _done(job) or End(
            State.FAILED, office.clock(), code="office.unreadable", sentence=_said(office, job, error)
        )
    except IntegrityError:
        sentence = "Something that is kept does not verify; the custodian's lockgate log fsck says what."
        result = _done(job) or End(State.FAILED, office.clock(), code="office.integrity", sentence=sentence)
    return _end(office, _done(job) or result if isinstance(result, Refusal) else result)


def _end(office: Office, result: Result | End) -> End:
    match result:
        case End():
            return result
        case Done():
            return End(State.DONE, office.clock(), told={**result.told, "entry": result.entry})
        case Refusal():
            return End(State.REFUSED, office.clock(), code=result.code, sentence=result.sentence)
        case _ as unreachable:
            assert_never(unreachable)


def _run(office: Office, job: Job) -> Result | End:
    """Do the act where its officer has signed; else say what they would sign."""
    if job.signature:
        signer = with_signature(job.officer, job.decision, job.signature, job.signed_at)
        return run(office, job, signer, {})
    at = office.clock()
    by = officer_of(current_registers(at), job.officer, at)
    key = Unsigned(by.certificate if by is not None else b"")
    signer = Signer(job.officer, key)
    shown: Shown = {}
    result = run(office, job, signer, shown) if by is not None else unknown_officer(signer)
    if key.judged:
        keep_judged(office.home, job.case, key.judged[-1])
    if not key.would_sign:
        return result
    return End(State.TO_SIGN, office.clock(), decision=key.would_sign[-1], told=shown)


def _gone_on(office: Office, job: Job) -> Result | None:
    """What a worker before this one did; a reading of the custodian's file that was cut short is gone on with."""
    entered = _entered(job)
    if entered is None or not _cut_short(job):
        return _done(job)
    index = (str(entered.content.get("index")), str(entered.content.get("manifest")))
    return go_on_reading(office, job.case, index) or _done(job)


def _done(job: Job) -> Done | None:
    """The act of this job, as it stands in the record of work; None where it does not, or is not finished."""
    entered = _entered(job)
    if entered is None or _cut_short(job):
        return None
    told = {_TOLD[name]: value for name, value in entered.content.items() if name in _TOLD}
    shown = {name: value for name, value in told.items() if isinstance(value, str | int)}
    return Done(Act(job.act), job.case, entered.entry, entered.at, shown)


def _entered(job: Job) -> Entered | None:
    return queue.entered_with(parse_decision(job.decision).nonce) if job.signature else None


def _cut_short(job: Job) -> bool:
    """Whether the case stands in the reading that this job entered."""
    if job.act != Act.LOCATE or viewed(job.case).stage is not CaseStage.READING:
        return False
    return queue.last_of(job.case, job.act) == parse_decision(job.decision).nonce


_TOLD = {
    "number": "number", "rows": "records", "sufficient": "sufficient", "review": "review", "returned": "returned",
}  # fmt: skip
"""What of an act's content its officer is told, and by which name."""


def _afterwards(office: Office, job: Job) -> None:
    """What follows of itself; the examination of a received submission is made ready to be signed."""
    follows(office, job)
    if job.act != Act.SUBMIT:
        return
    at = office.clock()
    by = officer_of(current_registers(at), job.officer, at)
    if by is not None and Role.ANALYST in by.roles:
        ask(office, Act.EXAMINE, by, job.case)


def _said(office: Office, job: Job, error: UsageError) -> str:
    """The sentence, without where on this machine the files lie, and without what stands in them."""
    found = error.elsewhere
    if job.upload:
        found = found.replace(f"{office.home.uploads / job.upload}/", "")
    return found.replace(str(office.home.root), "HOME")


@contextmanager
def _held(job: Job, worker: Worker) -> Iterator[None]:
    """Say again and again that the worker lives, from a thread of its own, while it works."""
    over = Event()

    def renew() -> None:
        try:
            while not over.wait(worker.lease.total_seconds() / 3):
                _renewed(job, worker)
        finally:
            connections["default"].close()

    thread = Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renewed(job: Job, worker: Worker) -> None:
    """A lease that cannot be renewed now is renewed next time; losing it does no harm."""
    try:
        queue.renew_lease(job.id, worker.name, _until(worker))
    except DatabaseError:
        return


def _until(worker: Worker) -> datetime:
    return worker.now() + worker.lease
