"""Each long act as a worker runs it: first with a key that signs nothing, then with its officer's signature.

What an officer is shown of a draft stands with the job, so that exactly this draft is made again when it is signed.
"""

from collections.abc import Callable, Mapping

from lockgate.actions.arrivals import arrival, let_go_of
from lockgate.actions.authorize import authorize
from lockgate.actions.changes import change_told
from lockgate.actions.dispose import Drafted, changed_by, drafted_now, propose
from lockgate.actions.examine import enter_examined, examined_now
from lockgate.actions.handover import lay_out_all
from lockgate.actions.locate import locate
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.publish import publish
from lockgate.actions.release import release_by
from lockgate.actions.submit import Drawn, receive
from lockgate.law.citations import house
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import RELEASE, officer_of
from lockgate.store import queue
from lockgate.store.cases import viewed
from lockgate.store.queue import Job
from lockgate.store.registers import current_registers
from lockgate.tlog.signatures import parse_decision

RECORDS_AT_ONCE = 10_000
"""Records of a case, at most, that are drafted, judged and packed while somebody waits for a page.

Those of a larger one by a worker (``lockgate work``). A house value.
"""


def is_long(facts: CaseFacts) -> bool:
    """Whether an act over this case's answers takes longer than somebody waits for a page: a worker does it."""
    found = facts.examination
    return found is not None and found.sufficient + found.review + found.returned > RECORDS_AT_ONCE


Shown = dict[str, str | int]
"""What an officer is shown of an act beside the decision, before they sign it."""


def run(office: Office, job: Job, signer: Signer, shown: Shown) -> Result:
    """Do the act of a job, whole, by whoever signs.

    Args:
        office: the office.
        job: which act, about what.
        signer: its officer: with an ``Unsigned`` as long as they have not signed, then with what they signed.
        shown: takes what its officer is to be shown, where they have not signed yet.

    Raises:
        UsageError, IntegrityError: as the act itself.
    """
    return _ACTS[job.act](office, job, signer, shown)


def _submit(office: Office, job: Job, signer: Signer, _shown: Shown) -> Result:
    done = receive(office, arrival(office, job.upload).folder, signer, Drawn(job.case, job.salt))
    if isinstance(done, Done):
        queue.note_rows(job.id, int(done.told["rows"]))
    return done


def _examine(office: Office, job: Job, signer: Signer, shown: Shown) -> Result:
    found = examined_now(office, job.case, signer)
    if isinstance(found, Refusal):
        return found
    if not job.signature:
        shown |= found.told
    return enter_examined(office, found, signer)


def _locate(office: Office, job: Job, signer: Signer, _shown: Shown) -> Result:
    return locate(office, job.case, signer)


def _dispose(office: Office, job: Job, signer: Signer, shown: Shown) -> Result:
    """Signed, the very draft that was shown: from its seed, which stands as long as it took until it was signed."""
    try:
        drafted = drafted_now(office, job.case, signer, str(job.told.get("seed", "")) if job.signature else "")
    except ValueError:
        return _too_old()
    if isinstance(drafted, Refusal):
        return drafted
    if not job.signature:
        shown |= _told(office, job, drafted)
    return propose(office, drafted, signer)


def _told(office: Office, job: Job, drafted: Drafted) -> Shown:
    """What is shown of a draft: in numbers, what it changes, its hash; and its seed, sealed for this office."""
    at = office.clock()
    by = officer_of(current_registers(at), job.officer, at)
    change = changed_by(office, drafted, by) if by is not None else None
    told: Shown = dict(drafted.words)
    told |= {"recipients": len(parse_proposal(drafted.draft.proposal).recipients)}
    told |= {"seed": drafted.seed, "proposal": drafted.proposal}
    return told | ({"change": change_told(change)} if change is not None else {})


def _authorize(office: Office, job: Job, signer: Signer, _shown: Shown) -> Result:
    return authorize(office, job.case, signer, _proposal(job))


def _release(office: Office, job: Job, signer: Signer, _shown: Shown) -> Result:
    return release_by(Act(job.act), office, job.case, signer, _proposal(job))


def _proposal(job: Job) -> str:
    """The proposal that was signed; else the case's current one, which is shown before it is signed."""
    if job.decision:
        return parse_decision(job.decision).proposal
    current = viewed(job.case).proposal
    return current.hash if current is not None else ""


_ACTS: Mapping[str, Callable[[Office, Job, Signer, Shown], Result]] = {
    Act.SUBMIT.value: _submit,
    Act.EXAMINE.value: _examine,
    Act.LOCATE.value: _locate,
    Act.DISPOSE.value: _dispose,
    Act.AUTHORIZE.value: _authorize,
    Act.SEAL.value: _release,
    Act.HANDOVER.value: _release,
}


def follows(office: Office, job: Job) -> None:
    """What follows of itself once an act is done; doing it again changes nothing.

    What was entered to let answers leave is published, and what was handed over is laid out: a worker that was killed
    after the commit had come to neither.
    """
    if job.act == Act.SUBMIT:
        let_go_of(office, job.upload, job.case)
    if job.act in RELEASE:
        lay_out_all(office, [one.id for one in viewed(job.case).packages if one.handed_over_at is not None])
        publish(office)


def _too_old() -> Refusal:
    sentence = "The draft was shown too long before it was signed; have it made anew."
    return Refusal("office.made", sentence, house("6103(i)(2)(B)"), Hook.HOUSE)
