"""The gate of what leaves after its hand-over: the agreement in force is the one it was examined and voted on under."""

from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal


def same_agreement(q: Question) -> Refusal | None:
    """No other version of the agreement was put in force, and it was not ended, since the last examination.

    Until the hand-over the case is examined again; what was handed over cannot be. So it is kept back until it is
    recalled and answered anew. The same for every package of the case, whatever it holds (R46).
    """
    last, pack = q.facts.examination, q.frame.agreement
    if last is not None and last.pack == pack.pack_hash and pack.loadable:
        return None
    return Refusal(
        "office.other_agreement",
        "The agreement was changed or ended since this was handed over; it is not given out under it. The custodian"
        " recalls it, and answers anew.",
        usc26("6103(i)(2)(A)"),
        Hook.AGREEMENT,
    )
