"""What the law asks before a package leaves, read from the case and the registers (``law.act_facts``).

Only facts are gathered here; ``law.examination.judge_release`` judges them. None: nobody has looked.
"""

from collections.abc import Iterable
from datetime import date, datetime

from lockgate.law.act_facts import ReleaseFacts
from lockgate.law.registers import CourtOrder, OrderScope, Registers, StandingState
from lockgate.procedure.acts import Act, forbidden_word
from lockgate.procedure.casefile import CaseFacts, Vote
from lockgate.procedure.proposals import Recipient, parse_proposal
from lockgate.procedure.questions import Question
from lockgate.procedure.reviews import VOTES_NEEDED, earliest_vote
from lockgate.procedure.roles import ANALYSIS, TABLE, Side, officer_of

Person = tuple[str, str]
"""An officer's id and the hash of their key."""


def stay(orders: Iterable[CourtOrder], agreement: str, act: Act, at: datetime) -> CourtOrder | None:
    """The first order in force that stops this act under the whole agreement; the strictest governs."""
    word = forbidden_word(act)
    for order in orders:
        whole = order.scope is OrderScope.AGREEMENT and order.agreement in {"", "*", agreement}
        if word and whole and order.stands(at) and {word, "all"} & order.forbids:
            return order
    return None


def standing_of(registers: Registers, agency: str, day: date) -> StandingState | None:
    """What is recorded of the agency's safeguards on ``day``; the gravest where rows overlap (R22)."""
    states = {row.state for row in registers.standing if row.agency == agency and row.term.covers(day)}
    for state in (StandingState.FAILED, StandingState.HELD, StandingState.GOOD):
        if state in states:
            return state
    return None


def release_facts(q: Question) -> ReleaseFacts:
    """Everything known about letting the case's answers leave by this act, now."""
    facts, leaving = q.facts, q.asked.leaving
    releasers = _releasers(q)
    pace = q.frame.agreement.limits.pace_floor_seconds
    return ReleaseFacts(
        stayed=stay(q.frame.registers.orders, facts.submission.agreement, q.asked.act, q.asked.at) is not None,
        standing=standing_of(q.frame.registers, facts.submission.agency, q.asked.at.date()),
        fields=_fields(facts),
        releaser_delegated=_delegated(q) if releasers else None,
        releaser_is_other=not _overlap(releasers, _prepared_or_voted(facts)) if releasers else None,
        accounted=bool(facts.doers(Act.SUBMIT) and facts.doers(Act.DISPOSE)),
        accounting_missing=leaving.accounting_missing if leaving is not None else frozenset({"all"}),
        sealed_to_roster=_sealed_to_roster(q),
        two_votes=_two_votes(facts),
        findings_recorded=leaving.findings_recorded if leaving is not None else None,
        above_pace_floor=_above_floor(facts, pace),
    )


def _releasers(q: Question) -> frozenset[Person]:
    """Whoever lets it leave: the officer who acts, or at a recipient's act those who released."""
    if q.asked.by.side is Side.CUSTODIAN:
        return frozenset((q.asked.by.id, key) for key in q.asked.by.keys)
    return q.facts.doers(Act.SEAL) | q.facts.doers(Act.HANDOVER)


def _delegated(q: Question) -> bool:
    """At a recipient's act the release is done, and its entries show the delegation it was done under."""
    return q.asked.by.side is Side.AGENCY or bool(q.asked.by.roles & TABLE[q.asked.act].roles)


def _prepared_or_voted(facts: CaseFacts) -> frozenset[Person]:
    return frozenset(pair for act in (*ANALYSIS, Act.REVIEW) for pair in facts.doers(act))


def _overlap(some: Iterable[Person], others: Iterable[Person]) -> bool:
    """Whether any person stands on both sides, under one id or with one key."""
    known = {value for pair in others for value in pair}
    return any(value in known for pair in some for value in pair)


def _fields(facts: CaseFacts) -> frozenset[str]:
    return frozenset(parse_proposal(facts.proposal.body).fields) if facts.proposal is not None else frozenset()


def _sealed_to_roster(q: Question) -> bool | None:
    """Every certificate of the proposal is the one the roster binds to its recipient today (R31)."""
    if q.facts.proposal is None:
        return None
    recipients = parse_proposal(q.facts.proposal.body).recipients
    alone = q.asked.by.id if q.asked.by.side is Side.AGENCY else q.asked.recipient
    if alone:
        recipients = tuple(one for one in recipients if one.officer == alone)
    elif q.asked.leaving is not None:
        left_out = {officer for officer, _ in q.asked.leaving.left_out}
        recipients = tuple(one for one in recipients if one.officer not in left_out)
    return bool(recipients) and all(_bound(one, q) for one in recipients)


def _bound(recipient: Recipient, q: Question) -> bool:
    officer = officer_of(q.frame.registers, recipient.officer, q.asked.at)
    return officer is not None and officer.sealing == recipient.certificate


def _two_votes(facts: CaseFacts) -> bool:
    if facts.proposal is None or any(vote.vote is Vote.AGAINST for vote in facts.votes):
        return False
    mine = [vote for vote in facts.votes if vote.proposal == facts.proposal.hash]
    return min(len({v.officer for v in mine}), len({v.key for v in mine})) >= VOTES_NEEDED


def _above_floor(facts: CaseFacts, pace_floor_seconds: int) -> bool:
    if facts.proposal is None or not facts.votes:
        return False
    floor = earliest_vote(facts.proposal, pace_floor_seconds)
    return all(vote.at >= floor for vote in facts.votes)
