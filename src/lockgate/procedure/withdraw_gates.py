"""The gates of ending a case because its agency withdraws the request, or another version takes its place (R48)."""

from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.custody import read
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal

_WRITTEN = usc26("6103(i)(2)(A) and (B)")


def by_the_agency(q: Question) -> Refusal | None:
    """A statement about this very submission, signed by an official who may ask (R01, R02)."""
    asked = q.asked.withdrawn
    if asked is None or not asked.of_this:
        return Refusal(
            "R48.statement",
            "The statement is not about this submission; it names number, agency and the sha256 of submission.toml.",
            _WRITTEN,
            Hook.MANNER,
        )
    if not asked.signed:
        return Refusal(
            "R01.signature",
            "The statement is not signed by an official who may ask and was in office on its day; the agency signs it.",
            _WRITTEN,
            Hook.ELEMENT,
        )
    return None


def may_follow(q: Question) -> Refusal | None:
    """A version ends what it takes the place of only where it would then be received: nobody is left with neither."""
    return q.asked.withdrawn.unfit if q.asked.withdrawn is not None else None


def nothing_read(q: Question) -> Refusal | None:
    """No version takes the place of one whose answers somebody has read: one question has one answer."""
    asked = q.asked.withdrawn
    if asked is None or not asked.replaced or not any(read(one) for one in q.facts.packages):
        return None
    return Refusal(
        "R48.answered",
        "An officer has read an answer to this submission, so no version takes its place; withdraw what is left of it,"
        " and ask anew stating what changed and where it was learnt.",
        usc26("6103(i)(2)(B)(i) and (p)(1)"),
        Hook.MANNER,
    )
