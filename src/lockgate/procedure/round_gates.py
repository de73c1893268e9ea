"""Rounds: where a pack asks for seeds, every item is put before a deciding officer before they may vote for it all.

Whoever affirms a seed is paused: they vote on no case, and what they voted for and is not authorized yet waits, until
counsel or the disclosure manager restores them. A pause withholds nothing for good, for another officer can vote.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lockgate.law.citations import Citation, usc26
from lockgate.law.terms import Hook
from lockgate.procedure.casefile import CaseFacts, RoundFacts, Vote, VoteFacts
from lockgate.procedure.guards import guards_of
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reviews import VOTES_NEEDED, has_voted, no_proposal, voted_already
from lockgate.procedure.roles import Officer

_DUAL = Citation("NIST SP 800-53 AC-3(2)", "dual authorization")
_RELEVANT = usc26("6103(i)(2)(A)")


def asks_rounds(q: Question) -> bool:
    """Whether the pack asks for rounds, on a proposal about all recipients.

    A proposal for a substitute (R56) changes no answer; its records were put before the officers who decided the case.
    """
    return guards_of(q.frame.agreement).seeds > 0 and q.facts.whole is None


def rounds_asked(q: Question) -> Refusal | None:
    """The agreement's pack asks for rounds on this proposal."""
    if asks_rounds(q):
        return None
    return Refusal(
        "office.no_rounds",
        "No rounds are asked here: the pack has no seeds, or the proposal only puts one officer in another's place.",
        _RELEVANT,
        Hook.HOUSE,
    )


def not_paused(q: Question) -> Refusal | None:
    """This officer is not paused."""
    return _paused() if is_paused(q.facts, q.asked.by) else None


def is_paused(facts: CaseFacts, by: Officer) -> bool:
    """Whether this person missed a seed and was not restored, under this id or another one with the same key."""
    return bool(facts.paused & {by.id, *by.keys})


def _paused() -> Refusal:
    return Refusal(
        "office.paused",
        "This officer affirmed an item that no record stands behind; they vote on no case until counsel or the"
        " disclosure manager restores them.",
        _DUAL,
        Hook.HOUSE,
    )


def yet_to_vote(q: Question) -> Refusal | None:
    """There is a proposal, and this officer has not voted on it."""
    if q.facts.proposal is None:
        return no_proposal()
    return voted_already() if has_voted(q.facts.votes, q.asked.by) else None


def rounds_of(facts: CaseFacts, officer: str) -> tuple[RoundFacts, ...]:
    """The rounds of the current proposal put before an officer, in their order."""
    return tuple(one for one in facts.rounds if one.officer == officer)


def open_round(facts: CaseFacts, officer: str) -> RoundFacts | None:
    """The officer's round that was shown and not closed, or None."""
    return next((one for one in rounds_of(facts, officer) if not one.closed), None)


def put_so_far(facts: CaseFacts, officer: str) -> int:
    """How many items this officer answered; a round in which a seed was missed does not count and is put anew."""
    return max((one.end for one in rounds_of(facts, officer) if one.closed and not one.missed), default=0)


def all_put(facts: CaseFacts, officer: str) -> bool:
    """Whether every item of the current proposal was put before this officer and answered."""
    return any(one.last and one.closed and not one.missed for one in rounds_of(facts, officer))


def more_to_put(q: Question) -> Refusal | None:
    """Some item was not put before this officer yet, or their round is open."""
    if not all_put(q.facts, q.asked.by.id):
        return None
    return Refusal(
        "office.all_put",
        "Everything that is put to the vote was put before this officer; they vote now.",
        _DUAL,
        Hook.HOUSE,
    )


def round_stands(q: Question) -> Refusal | None:
    """The round that is closed is this officer's open one."""
    mine = open_round(q.facts, q.asked.by.id)
    if mine is not None and mine.seeds == q.asked.round:
        return None
    return Refusal(
        "office.round_over",
        "This is not the officer's open round: it was closed already, or another proposal was drafted since.",
        _DUAL,
        Hook.HOUSE,
    )


def names_no_group(facts: CaseFacts, officer: str) -> Refusal | None:
    """No declared group is named while a round is open: that one is not there would tell a seed from an item."""
    if open_round(facts, officer) is None:
        return None
    return Refusal(
        "office.round_open",
        "A round was put before this officer and is open; answer it first, or name rows.",
        _DUAL,
        Hook.HOUSE,
    )


def earliest_closing(one: RoundFacts, pace_floor_seconds: int) -> datetime:
    """The first instant at which a round can be closed: so many seconds for each item since it was first shown."""
    return one.at + timedelta(seconds=pace_floor_seconds * one.shown)


def round_pace(q: Question) -> Refusal | None:
    """R47: a round is not closed faster than the pace floor for what it shows."""
    mine = open_round(q.facts, q.asked.by.id)
    if mine is None:
        return None
    earliest = earliest_closing(mine, q.frame.agreement.limits.pace_floor_seconds)
    if q.asked.at >= earliest:
        return None
    return Refusal(
        "R47.pace",
        f"A round of this many items can be closed from {earliest:%Y-%m-%dT%H:%M:%SZ} on.",
        _RELEVANT,
        Hook.HOUSE,
    )


def put_before(q: Question) -> Refusal | None:
    """Whoever votes for the proposal had every item put before them, and sent none back."""
    if not q.asked.affirms or not asks_rounds(q):
        return None
    return _not_affirmed(q.facts, q.asked.by.id)


def _not_affirmed(facts: CaseFacts, officer: str) -> Refusal | None:
    if any(one.returned for one in rounds_of(facts, officer)):
        return Refusal(
            "office.sent_back",
            "This officer sent items back in a round; whoever does not affirm them all votes against.",
            _DUAL,
            Hook.HOUSE,
        )
    if all_put(facts, officer):
        return None
    return Refusal(
        "office.not_put",
        "Not every item was put before this officer in rounds; a vote for the proposal comes after the last of them.",
        _RELEVANT,
        Hook.HOUSE,
    )


def votes_stand(q: Question) -> Refusal | None:
    """Before the authorization: two officers whose votes are for it had everything put before them, and are not paused.

    Asked once: what comes to light of an officer later changes nothing that was authorized (a court's order can).
    """
    proposal = q.facts.proposal.hash if q.facts.proposal is not None else ""
    voted = [one for one in q.facts.votes if one.vote is Vote.FOR and one.proposal == proposal]
    awake = [one for one in voted if not q.facts.paused & {one.officer, one.key}]
    if not _two_persons(awake):
        return Refusal(
            "office.paused",
            "A deciding officer who voted is paused; another one votes, or counsel or the disclosure manager restores"
            " them first.",
            _DUAL,
            Hook.HOUSE,
        )
    if not asks_rounds(q):
        return None
    unmet = {one.officer: refusal for one in awake if (refusal := _not_affirmed(q.facts, one.officer)) is not None}
    if _two_persons(one for one in awake if one.officer not in unmet):
        return None
    return next(iter(unmet.values()))


def _two_persons(votes: Iterable[VoteFacts]) -> bool:
    listed = list(votes)
    return min(len({one.officer for one in listed}), len({one.key for one in listed})) >= VOTES_NEEDED


def restoring_refusal(by: Officer, paused: tuple[str, str], voters: frozenset[str]) -> Refusal | None:
    """Why this officer may not restore another one, or None.

    Args:
        by: who would.
        paused: id and key of whoever is paused.
        voters: ids and keys of all who voted, or answered a round, on the cases on which a seed was missed.
    """
    if not {by.id, *by.keys} & {*paused, *voters}:
        return None
    return Refusal(
        "office.restores_own",
        "An officer who is paused, or who decides the case on which a seed was missed, restores nobody; another one"
        " does.",
        Citation("NIST SP 800-53 AC-5", "separation of duties"),
        Hook.HOUSE,
    )
