"""The queue of long acts: rows with leases, taken by one worker at a time, on SQLite and on PostgreSQL.

A lease only keeps two workers from doing the same work at once. That an act is done once is held by the act itself:
its nonce is used once, in the commit that writes it. So a worker that lost its lease can do no harm, and a job whose
worker was killed is simply taken again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from lockgate.canonical import Parsed, canonical, parse_canonical
from lockgate.store.home import attached
from lockgate.store.keyring import load_evidence_key
from lockgate.store.models.acts import ActRow
from lockgate.store.models.queue import JobRow, TurnRow
from lockgate.store.once import keep_once
from lockgate.store.sealing import open_chunks, seal_chunks
from lockgate.tlog.signatures import parse_decision


class State(StrEnum):
    """How far a job is."""

    ASKED = "asked"
    """A worker will find out what its officer would sign."""
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


WORKABLE = (State.ASKED.value, State.SIGNED.value)
"""States in which a worker takes a job."""

_NOTHING = canonical({})
_KIND = "job"


@dataclass(frozen=True, slots=True)
class Job:
    """One long act that was asked for.

    Attributes:
        act: its word.
        officer: who asked for it, and signs it.
        case: the case's id; of a submission, the id its case will have.
        salt: of that case's reference; empty for a case there is.
        upload: the upload that is to be submitted; else empty.
        agency: whose request it is about.
        decision: the bytes to be signed; empty until they are known.
        signed_at: when the office received the signature.
        stage: what is being done, in words; step: the how-manyth such word; rows: records it is about, if known.
        told: what its officer is told of an act that was done; before they sign, what they are shown beside it, which
            is kept sealed by the evidence key and goes with the end of the job.
        code: the ground of a refusal, or what failed; sentence: why, in words.
    """

    id: str
    act: str
    officer: str
    case: str
    state: State
    asked_at: datetime
    salt: str = ""
    upload: str = ""
    decision: bytes = b""
    signature: bytes = b""
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    tries: int = 0
    stage: str = ""
    step: int = 0
    rows: int = 0
    told: dict[str, str | int] = field(default_factory=dict)
    code: str = ""
    sentence: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """What became of a job, or what it waits for next."""

    state: State
    at: datetime
    decision: bytes = b""
    told: dict[str, str | int] = field(default_factory=dict)
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """An act that is in the record of work: the leaf hash of its entry, and what was decided."""

    entry: str
    at: datetime
    content: Mapping[str, Parsed]


def put_job(job: Job) -> Job:
    """Put a job into the queue; where the officer asked for the same already, that one is the answer."""
    subject = job.upload or job.case
    row = JobRow(
        id=job.id,
        act=job.act,
        officer=job.officer,
        case=job.case,
        salt=job.salt,
        upload=job.upload,
        subject=subject,
        agency=job.agency,
        state=job.state.value,
        asked_at=job.asked_at,
    )
    return _job(keep_once(row, JobRow.objects.filter(officer=job.officer, act=job.act, subject=subject, ended_at=None)))


def job_of(job: str) -> Job | None:
    """The job of this id, or None."""
    row = JobRow.objects.filter(id=job).first()
    return _job(row) if row is not None else None


def jobs_of(officer: str, acts: Iterable[str], first: int, count: int) -> tuple[Job, ...]:
    """Jobs of these acts that an officer asked for, the newest first."""
    rows = JobRow.objects.filter(officer=officer, act__in=list(acts)).order_by("-asked_at", "id")[first : first + count]
    return tuple(_job(row) for row in rows)


def take_job(worker: str, now: datetime, lease: timedelta) -> Job | None:
    """The job whose turn it is, of those nobody works on, leased to this worker; None where there is none.

    First comes the agency that had no turn for longest, of its officers the one who had none for longest, of theirs the
    job asked for first: whoever asks for much waits for themselves, and for nobody else longer than a turn of each.
    """
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic(durable=True):
        waiting = JobRow.objects.select_for_update(skip_locked=True).filter(free, state__in=WORKABLE)
        row = waiting.order_by(_last("agency"), _last("officer"), "asked_at", "id").first()
        if row is None:
            return None
        row.worker, row.lease_until, row.tries = worker, now + lease, row.tries + 1
        row.stage, row.step = "", 0
        row.save(update_fields=["worker", "lease_until", "tries", "stage", "step"])
        _had_a_turn(row)
        return _job(row)


def _last(kind: str) -> Coalesce:
    """The last turn of a job's agency, or of its officer; 0 where they had none."""
    of = TurnRow.objects.filter(who=Concat(Value(f"{kind} "), OuterRef(kind)))
    return Coalesce(Subquery(of.values("turn")[:1]), 0)


def _had_a_turn(row: JobRow) -> None:
    """The agency's row is written first, always: so no two workers wait for each other."""
    turn = (TurnRow.objects.aggregate(last=Max("turn"))["last"] or 0) + 1
    turns = [TurnRow(who=who, turn=turn) for who in (f"agency {row.agency}", f"officer {row.officer}")]
    TurnRow.objects.bulk_create(turns, update_conflicts=True, unique_fields=["who"], update_fields=["turn"])


def renew_lease(job: str, worker: str, until: datetime) -> bool:
    """Hold a job longer; False where another worker has it by now."""
    return JobRow.objects.filter(id=job, worker=worker, ended_at=None).update(lease_until=until) == 1


def note_stage(job: str, worker: str, stage: str, step: int) -> None:
    """Say what is being done."""
    JobRow.objects.filter(id=job, worker=worker).update(stage=stage[:100], step=step)


def note_rows(job: str, rows: int) -> None:
    """Say how many records a job is about."""
    JobRow.objects.filter(id=job).update(rows=rows)


def give_back(job: str, worker: str) -> None:
    """Leave a job to whoever takes it next."""
    JobRow.objects.filter(id=job, worker=worker, ended_at=None).update(worker="", lease_until=None)


def end_job(job: str, worker: str, end: End) -> bool:
    """Write what became of a job; False, and nothing is written, where another worker has it by now."""
    over = end.state not in {State.ASKED, State.TO_SIGN, State.SIGNED}
    changes = {
        "state": end.state.value,
        "told": canonical({**end.told}) if over or not end.told else _sealed(job, end.told),
        "code": end.code,
        "sentence": end.sentence,
        "ended_at": end.at if over else None,
        "worker": "",
        "lease_until": None,
        "tries": 0,
    }
    if end.decision:
        changes["decision"] = end.decision
    return JobRow.objects.filter(id=job, worker=worker, ended_at=None).update(**changes) == 1


def end_unsigned(before: datetime, at: datetime, sentence: str) -> None:
    """End every job whose officer was shown before an instant what they would sign, and did not sign it."""
    waiting = JobRow.objects.filter(state=State.TO_SIGN.value)
    over = {"state": State.FAILED.value, "ended_at": at, "code": "office.unsigned", "sentence": sentence}
    for job, decision in waiting.filter(asked_at__lt=before).values_list("id", "decision"):
        if datetime.fromisoformat(parse_decision(bytes(decision)).at) < before:
            waiting.filter(id=job).update(**over, told=_NOTHING, decision=b"")


def sign_job(job: str, decision: bytes, signature: bytes, at: datetime) -> bool:
    """Keep the signature of the officer who asked; False where the job does not wait for one over this decision."""
    waiting = JobRow.objects.filter(id=job, state=State.TO_SIGN.value, decision=decision)
    return waiting.update(state=State.SIGNED.value, signature=signature, signed_at=at) == 1


def ask_again(job: str) -> bool:
    """Find out anew what would be signed, where the decision shown is too old; False where none was shown."""
    return (
        JobRow.objects.filter(id=job, state=State.TO_SIGN.value).update(
            state=State.ASKED.value, decision=b"", told=_NOTHING
        )
        == 1
    )


def entered_with(nonce: str) -> Entered | None:
    """The act that used this nonce, or None."""
    row = ActRow.objects.filter(nonce=nonce).select_related("entry").first()
    if row is None:
        return None
    content = parse_canonical(bytes(row.content))
    return Entered(row.entry.leaf, row.entry.at, content if isinstance(content, dict) else {})


def last_of(case: str, act: str) -> str:
    """The nonce of the last act of a word on a case; empty where there is none."""
    rows = ActRow.objects.filter(case_id=case, act=act).order_by("-id")
    return rows.values_list("nonce", flat=True).first() or ""


def _sealed(job: str, told: Mapping[str, str | int]) -> bytes:
    return b"".join(seal_chunks(load_evidence_key(attached()), job, _KIND, canonical({**told})))


def _told(row: JobRow) -> bytes:
    """What is told of a job, opened where it is sealed."""
    kept = bytes(row.told)
    if kept == _NOTHING or row.ended_at is not None:
        return kept
    return open_chunks(load_evidence_key(attached()), row.id, _KIND, kept)


def _job(row: JobRow) -> Job:
    told = parse_canonical(_told(row))
    return Job(
        row.id,
        row.act,
        row.officer,
        row.case,
        State(row.state),
        row.asked_at,
        row.salt,
        row.upload,
        bytes(row.decision),
        bytes(row.signature),
        row.signed_at,
        row.ended_at,
        row.tries,
        row.stage,
        row.step,
        row.rows,
        {name: value for name, value in told.items() if isinstance(value, str | int)} if isinstance(told, dict) else {},
        row.code,
        row.sentence,
        row.agency,
    )
