"""The gates of putting one officer in another's place (R56): who asks for it, for whom, and whose place it is.

Whoever is put there must then confirm (R53), stand on the roster (R20, R21, R55) with certificates that two persons
confirmed (R31), be voted on by two and authorized: what is authorized names the recipient.
"""

from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Side, officer_of

_ENGAGED = usc26("6103(i)(2)(A)", "personally and directly engaged")


def named_by_the_agency(q: Question) -> Refusal | None:
    """An amendment of this very submission names the substitute, signed by an official who may ask."""
    asked = q.asked.amended
    if asked is None or not asked.of_this:
        return _refusal("R56.amendment", "The amendment is not one of this submission; it names number and agency.")
    if not asked.signed:
        return _refusal(
            "R56.signature",
            "The amendment is not signed by an official who may ask and was in office on its day; the agency signs it.",
        )
    return None


def in_place_of_a_recipient(q: Question) -> Refusal | None:
    """Whoever is replaced was a recipient of what was authorized, with a package or without, or had one since.

    Without one where they could not have theirs when the others did: the same authorization covers their answers.
    """
    instead = q.asked.amended.instead if q.asked.amended is not None else ""
    if instead in proposed(q.facts) or any(one.recipient == instead for one in q.facts.packages):
        return None
    return _refusal(
        "R56.nobody_replaced",
        f"{instead or 'Nobody'} is no recipient of what was authorized, so nobody takes their place under it; the"
        " agency names the other officer in a new submission.",
    )


def another_officer(q: Question) -> Refusal | None:
    """The substitute is no recipient of this case: one officer has one package, and one way to it."""
    if q.asked.recipient and q.asked.recipient not in had_or_may_have(q.facts):
        return None
    return _refusal(
        "R56.recipient",
        f"{q.asked.recipient or 'Nobody'} is a recipient of this case already; the agency names somebody else.",
    )


def on_the_roster(q: Question) -> Refusal | None:
    """The roster has the substitute as an officer of the agency, with a certificate to seal to."""
    found = officer_of(q.frame.registers, q.asked.recipient, q.asked.at)
    if q.asked.amended is not None and q.asked.amended.own_officer and found is not None and found.sealing:
        own = (found.side, found.agency) == (Side.AGENCY, q.facts.submission.agency)
        return None if own else _elsewhere(q)
    return _elsewhere(q)


def _elsewhere(q: Question) -> Refusal:
    return _refusal(
        "R56.roster",
        f"{q.asked.recipient} does not stand on the roster as an officer of {q.facts.submission.agency}"
        " with a certificate; two persons enter them first.",
    )


def had_or_may_have(facts: CaseFacts) -> frozenset[str]:
    """Everybody who has, had or may have a package of what was released."""
    had = {one.recipient for one in facts.packages}
    # A substitute who was named and not authorized may be named again, in a corrected amendment.
    named = {one.officer for one in facts.substitutions if one.authorization is not None}
    return proposed(facts) | had | named


def proposed(facts: CaseFacts) -> frozenset[str]:
    """The recipients of the proposal that was released; a substitute is none of them."""
    whole = facts.released
    return frozenset(one.officer for one in parse_proposal(whole.body).recipients) if whole is not None else frozenset()


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, _ENGAGED, Hook.RECIPIENT_LIMIT)
