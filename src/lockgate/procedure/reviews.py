"""Two deciding officers on one proposal: distinct persons, not too fast, and any change starts again.

Dual authorization (NIST SP 800-53 AC-3(2)). The pace floor (R47) is seconds per record put to the vote: who
votes on a thousand records a minute after they were drafted has not looked at them. It counts every
sufficient record, granted or not, so that the waiting time tells nothing of the outcomes (R46).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from lockgate.law.citations import Citation, house, usc26
from lockgate.law.terms import Hook
from lockgate.procedure.casefile import CaseFacts, ProposalFacts, Vote, VoteFacts
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer

VOTES_NEEDED = 2
"""How many distinct deciding officers must vote for one proposal."""

DUAL = Citation("NIST SP 800-53 AC-3(2)", "dual authorization")


def earliest_vote(proposal: ProposalFacts, pace_floor_seconds: int) -> datetime:
    """The first instant at which a vote on this proposal is above the pace floor (R47)."""
    records = parse_proposal(proposal.body).records
    return proposal.at + timedelta(seconds=pace_floor_seconds * records)


def has_voted(votes: Iterable[VoteFacts], by: Officer) -> bool:
    """Whether this person has voted, under this id or under another one with the same key."""
    return any(vote.officer == by.id or vote.key in by.keys for vote in votes)


def vote_refusal(facts: CaseFacts, by: Officer, at: datetime, pace_floor_seconds: int) -> Refusal | None:
    """Why this officer may not vote on the current proposal now, or None."""
    if facts.proposal is None:
        return no_proposal()
    if has_voted(facts.votes, by):
        return voted_already()
    floor = earliest_vote(facts.proposal, pace_floor_seconds)
    if at < floor:
        return Refusal(
            "R47.pace",
            f"A vote on this many records counts from {floor:%Y-%m-%dT%H:%M:%SZ} on; vote after that.",
            usc26("6103(i)(2)(A)"),
            Hook.HOUSE,
        )
    return None


def carried_refusal(facts: CaseFacts, pace_floor_seconds: int) -> Refusal | None:
    """Why the current proposal is not carried, or None: two distinct persons for it, nobody against."""
    if facts.proposal is None:
        return no_proposal()
    votes = [vote for vote in facts.votes if vote.proposal == facts.proposal.hash]
    if any(vote.vote is Vote.AGAINST for vote in votes):
        return Refusal(
            "office.against",
            "A deciding officer voted against this proposal; draft another one and put that to the vote.",
            DUAL,
            Hook.HOUSE,
        )
    floor = earliest_vote(facts.proposal, pace_floor_seconds)
    counted = [vote for vote in votes if vote.at >= floor]
    if min(len({v.officer for v in counted}), len({v.key for v in counted})) < VOTES_NEEDED:
        return Refusal(
            "office.votes",
            "Two distinct deciding officers must vote for this very proposal; its hash says which.",
            DUAL,
            Hook.HOUSE,
        )
    return None


def rotation_refusal(facts: CaseFacts, pairs: Iterable[frozenset[str]], pair_cases_max: int) -> Refusal | None:
    """Why no two of these officers decide this case together, or None: the same two decided too many in a row.

    Args:
        facts: the case; ``decided`` says who decided the cases before it.
        pairs: ids, two and two; one pair that may is enough.
        pair_cases_max: how many successive cases the same two may decide together; 0: no bound.
    """
    runs = [in_a_row(facts, pair) for pair in pairs]
    if not pair_cases_max or not runs or min(runs) < pair_cases_max:
        return None
    return Refusal(
        "R47.rotation",
        f"The same two officers have decided {pair_cases_max} cases together, one after the other;"
        " another deciding officer votes on this one.",
        usc26("6103(i)(2)(A)"),
        Hook.HOUSE,
    )


def in_a_row(facts: CaseFacts, pair: frozenset[str]) -> int:
    """How many of the cases decided last, without a gap, these two officers decided together."""
    return sum(1 for _ in takewhile(pair.issubset, facts.decided))


def voted_already() -> Refusal:
    """One vote a person."""
    return Refusal(
        "office.voted",
        "This officer has voted on this proposal; the second vote is another officer's.",
        DUAL,
        Hook.HOUSE,
    )


def no_proposal() -> Refusal:
    """There is nothing to vote on or to authorize."""
    return Refusal(
        "office.no_proposal",
        "The case has no current proposal; the analyst drafts one with dispose.",
        house("6103(i)(2)(A)"),
        Hook.HOUSE,
    )
