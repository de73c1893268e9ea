"""The gates of a look back into the custodian's file: a case with a dual authorization of its own (R49).

One officer opens the case and names, by their hashes, exactly what will be looked at; another one authorizes it;
only then is the file read, and the reading is entered before it begins.
"""

from lockgate.law.citations import Citation, usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.gates import two_persons
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal

_DUAL = Citation("NIST SP 800-53 AC-3(2)", "dual authorization")


def _others(q: Question, act: Act) -> bool:
    """Whether every one who did the act on this case is another person than the one who asks: id and key."""
    return all(q.asked.by.id != officer and key not in q.asked.by.keys for officer, key in q.facts.doers(act))


def second_person(q: Question) -> Refusal | None:
    """Who authorizes a look back is another person than who opened it."""
    return None if _others(q, Act.AUDIT) else two_persons()


def authorized_by_another(q: Question) -> Refusal | None:
    """A second officer, who is not the one who reads, has authorized this look back."""
    if not q.facts.doers(Act.AUDIT_AUTHORIZE):
        return Refusal(
            "R49.not_authorized",
            "This look back has no second officer's authorization; the custodian's file is not read without it.",
            _DUAL,
            Hook.CONFIDENTIALITY,
        )
    return None if _others(q, Act.AUDIT_AUTHORIZE) else two_persons()


def own_reading(q: Question) -> Refusal | None:
    """The result kept is that of the reading this officer entered last."""
    last = q.facts.acts[-1] if q.facts.acts else None
    if last is not None and last.act is Act.AUDIT_READ and last.officer == q.asked.by.id:
        return None
    return Refusal(
        "R49.not_entered",
        "No reading of this officer's is entered last on this case; its result is not kept.",
        usc26("7213A"),
        Hook.CONFIDENTIALITY,
    )
