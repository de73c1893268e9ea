"""May this act be done now? One question, asked alike by an act and by a screen that greys out a button.

``rule_on`` is pure: the facts of the case as they stand under its lock, who asks what and when, and the frame
of registers, agreement and law. Its Decision is what the officer signs and what the entry commits to. The
checks stand in ``gates``; here is which act asks which, and in what order.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from lockgate.procedure import (
    gates,
    look_back_gates,
    opening_gates,
    pack_gates,
    party_gates,
    reissue_gates,
    round_gates,
    substitute_gates,
    withdraw_gates,
)
from lockgate.procedure import release_gates as leaving
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, SubmissionFacts
from lockgate.procedure.questions import Asked, Frame, Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE, Officer
from lockgate.procedure.visibility import SHOWN_BY, refused_sight
from lockgate.tlog.signatures import Decision

Gate = Callable[[Question], Refusal | None]

_BEGIN = (
    gates.role,
    gates.stage,
    gates.not_of_the_submission,
    gates.separate_duties,
    gates.agreement_in_force,
)
_CONTENTS = (gates.role, gates.stage, gates.not_of_the_submission, gates.assigned, gates.provision)
_RELEASE = (
    leaving.quorum,
    leaving.current_proposal,
    leaving.carried,
    reissue_gates.examined_lately,
    leaving.orders,
    reissue_gates.not_withheld,
    leaving.law_met,
)

_WINDOWS = (leaving.window_open, party_gates.not_stopped, party_gates.window_over)

# No agreement has to be in force: answers are looked back at long after it has ended.
_LOOK_BACK = (gates.role, gates.stage, gates.not_of_the_submission)

GATES: Mapping[Act, tuple[Gate, ...]] = {
    # Taking a case is no duty of its own: who examined takes it, and who votes on it (R28).
    Act.ASSIGN: (gates.role, gates.stage, gates.not_of_the_submission, gates.not_taken),
    Act.INSPECT: (*_CONTENTS, leaving.orders),
    Act.EXAMINE: (*_BEGIN, gates.nothing_handed_over, leaving.orders),
    Act.CONFIRM: (gates.role, gates.stage, gates.named_in_submission),
    Act.FIND: (*_BEGIN, gates.finder, gates.finding_in_time),
    Act.LOCATE: (*_BEGIN, gates.something_sufficient, gates.examined_lately, leaving.orders),
    # Whoever prepared the case looks, and whoever votes on it: looking is neither's duty (R28).
    Act.LOOK: (*_CONTENTS, leaving.orders),
    Act.DISPOSE: (*_BEGIN, gates.nothing_handed_over, gates.examined_lately, leaving.orders, gates.put_once),
    Act.ROUND: (
        *_CONTENTS,
        leaving.current_proposal,
        round_gates.rounds_asked,
        round_gates.not_paused,
        round_gates.yet_to_vote,
        round_gates.more_to_put,
        leaving.orders,
    ),
    Act.ROUND_CLOSE: (
        *_BEGIN,
        leaving.current_proposal,
        round_gates.rounds_asked,
        round_gates.not_paused,
        round_gates.yet_to_vote,
        round_gates.round_stands,
        round_gates.round_pace,
        leaving.orders,
    ),
    Act.REVIEW: (*_BEGIN, leaving.current_proposal, leaving.may_vote, leaving.rotated, leaving.orders),
    Act.AUTHORIZE: (*_BEGIN, *_RELEASE, leaving.rotated),
    # The outside party prepares nothing, decides nothing and releases nothing: it can only stop (ADR 36).
    Act.STOP: (
        gates.role,
        gates.stage,
        gates.not_of_the_submission,
        party_gates.outside,
        party_gates.party_named,
        leaving.current_proposal,
        party_gates.not_stopped,
        party_gates.window_stands,
    ),
    Act.SEAL: (*_BEGIN, *_RELEASE, leaving.authorized, leaving.published_authorization, *_WINDOWS),
    Act.HANDOVER: (
        *_BEGIN,
        reissue_gates.handed_over_alone,
        leaving.quorum,
        leaving.current_proposal,
        leaving.carried,
        reissue_gates.examined_lately,
        leaving.orders,
        reissue_gates.not_withheld,
        leaving.law_met,
        leaving.authorized,
        leaving.published_authorization,
        leaving.published_packages,
        *_WINDOWS,
    ),
    Act.REISSUE: (
        *_BEGIN,
        leaving.quorum,
        leaving.current_proposal,
        leaving.carried,
        reissue_gates.voted_on,
        reissue_gates.same_certificate,
        reissue_gates.nothing_stands,
        reissue_gates.examined_lately,
        leaving.orders,
        reissue_gates.not_withheld,
        leaving.law_met,
        leaving.authorized,
        leaving.published_authorization,
        *_WINDOWS,
    ),
    Act.SUBSTITUTE: (
        *_BEGIN,
        substitute_gates.named_by_the_agency,
        substitute_gates.in_place_of_a_recipient,
        substitute_gates.another_officer,
        substitute_gates.on_the_roster,
        reissue_gates.examined_lately,
        leaving.orders,
        gates.put_once,
    ),
    # No agreement has to be in force, and no order stops it: by it nothing leaves.
    Act.WITHDRAW: (
        gates.role,
        gates.stage,
        gates.not_of_the_submission,
        withdraw_gates.by_the_agency,
        withdraw_gates.nothing_read,
        withdraw_gates.may_follow,
    ),
    Act.FETCH: (
        gates.role,
        gates.stage,
        leaving.own_package,
        gates.provision,
        leaving.handed_over,
        pack_gates.same_agreement,
        party_gates.not_stopped,
        leaving.quorum,
        leaving.orders,
        leaving.not_withheld,
        leaving.law_met,
    ),
    Act.OPENING: (
        gates.role,
        gates.stage,
        leaving.own_package,
        gates.provision,
        leaving.handed_over,
        pack_gates.same_agreement,
        party_gates.not_stopped,
        leaving.quorum,
        opening_gates.asked_rightly,
        opening_gates.fetched_before,
        opening_gates.kept,
        opening_gates.in_time,
        opening_gates.once,
        leaving.orders,
        leaving.not_withheld,
        leaving.law_met,
    ),
    Act.ACKNOWLEDGE: (gates.role, gates.stage, leaving.own_package, leaving.fetched),
    Act.RECALL: (gates.role, gates.stage, gates.not_of_the_submission, leaving.package_out),
    Act.ACCOUNT: (gates.role, gates.stage, gates.not_of_the_submission, gates.provision),
    Act.AUDIT_AUTHORIZE: (*_LOOK_BACK, look_back_gates.second_person),
    Act.AUDIT_READ: (*_LOOK_BACK, gates.provision, look_back_gates.authorized_by_another, leaving.orders),
    Act.AUDIT_CLOSE: (*_LOOK_BACK, look_back_gates.own_reading),
}
"""Act -> what is asked, in order; the first refusal is the answer. Acts without a case are not here."""


def rule_on(facts: CaseFacts, asked: Asked, frame: Frame) -> Decision | Refusal:
    """The ruling on one act: the decision to be signed and entered, or the first ground against it.

    Args:
        facts: the case, read under its lock.
        asked: the act, who does it, when, on which proposal, and the hash of what else is decided.
        frame: the agreement, the law's hash and the registers as of now.

    Raises:
        KeyError: the act concerns no case; those are ruled on by ``rule_on_register``.
    """
    question = Question(facts, asked, frame)
    for gate in GATES[asked.act]:
        refusal = gate(question)
        if refusal is not None:
            return refusal
    return decision_of(asked, facts.reference)


def rule_on_register(asked: Asked, second: Officer | None) -> Decision | Refusal:
    """The ruling on loading a register or an order: two distinct persons, both delegated to do it.

    ``asked.by`` is the first person; ``second`` is None while the first one's decision is made.
    """
    for person in (asked.by,) if second is None else (asked.by, second):
        refusal = gates.role_of(asked.act, person)
        if refusal is not None:
            return refusal
    if second is not None and gates.same_person(asked.by, second):
        return gates.two_persons()
    return decision_of(asked, "")


def rule_on_alone(asked: Asked) -> Decision | Refusal:
    """The ruling on an act that one delegated person does on no case: a lost key, the custodian's tables, a trace.

    Stopping a lost key must not wait for a second person. Whoever is shown something by it has a provision (R51).
    """
    thing = SHOWN_BY.get(asked.act)
    sight = refused_sight(thing, asked.by) if thing is not None else None
    refusal = gates.role_of(asked.act, asked.by) or sight
    return refusal if refusal is not None else decision_of(asked, "")


def rule_on_submission(asked: Asked, submission: SubmissionFacts, reference: str) -> Decision | Refusal:
    """The ruling on opening a case, on a submission or to look back; ``reference`` is that of the case."""
    refusal = gates.role_of(asked.act, asked.by) or gates.asks_and_answers(submission, asked.by)
    return refusal if refusal is not None else decision_of(asked, reference)


def decision_of(asked: Asked, reference: str) -> Decision:
    """The decision's own form: what the officer signs (docs/formats/entry.md)."""
    return Decision(
        case=reference,
        act=asked.act.value,
        officer=asked.by.id,
        proposal=asked.proposal,
        at=f"{asked.signed_at or asked.at:%Y-%m-%dT%H:%M:%SZ}",
        nonce=asked.nonce,
        content=asked.content,
    )


def options(facts: CaseFacts, by: Officer, at: datetime, frame: Frame) -> dict[Act, Refusal | None]:
    """For every act of this officer's roles: None where it may be done now, else why not; the same gates.

    Particulars a screen does not have yet (a package, the rules of the stage) are asked by the act.
    """
    proposal = facts.proposal.hash if facts.proposal is not None else ""
    found: dict[Act, Refusal | None] = {}
    for act, asked_gates in GATES.items():
        question = Question(facts, Asked(act, by, at, proposal=proposal), frame)
        # Where no rounds are asked, there is nothing to say of them.
        if by.roles & TABLE[act].roles and (act not in _ROUNDS or round_gates.asks_rounds(question)):
            shown = [gate for gate in asked_gates if gate not in _NEED_PARTICULARS]
            found[act] = next((no for gate in shown if (no := gate(question))), None)
    return found


_ROUNDS = frozenset({Act.ROUND, Act.ROUND_CLOSE})

_NEED_PARTICULARS: tuple[Gate, ...] = (
    round_gates.round_stands,
    gates.put_once,
    gates.finder,
    gates.finding_in_time,
    leaving.law_met,
    leaving.not_withheld,
    reissue_gates.voted_on,
    reissue_gates.same_certificate,
    reissue_gates.nothing_stands,
    reissue_gates.not_withheld,
    substitute_gates.named_by_the_agency,
    substitute_gates.in_place_of_a_recipient,
    substitute_gates.another_officer,
    substitute_gates.on_the_roster,
    withdraw_gates.by_the_agency,
    withdraw_gates.nothing_read,
    withdraw_gates.may_follow,
    leaving.own_package,
    leaving.handed_over,
    leaving.fetched,
    leaving.package_out,
    opening_gates.asked_rightly,
    opening_gates.fetched_before,
    opening_gates.kept,
    opening_gates.in_time,
    opening_gates.once,
)
