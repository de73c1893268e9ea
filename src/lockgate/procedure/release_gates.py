"""The gates before anything leaves: proposal, votes, orders, standing, publication, window, recipient."""

from itertools import combinations

from lockgate.law.citations import Citation, usc26
from lockgate.law.examination import RECIPIENT_RULES, RELEASE_RULES, UNIFORM_GROUNDS, judge_release
from lockgate.law.findings import Finding, Weight, combined
from lockgate.law.rules import Context
from lockgate.law.terms import Hook, State, Subject
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, PackageFacts, Vote
from lockgate.procedure.guards import guards_of
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_facts import release_facts, stay
from lockgate.procedure.reviews import VOTES_NEEDED, carried_refusal, no_proposal, rotation_refusal, vote_refusal
from lockgate.procedure.round_gates import not_paused, put_before, votes_stand
from lockgate.procedure.windows import opens_at

_LOGGED = usc26("6103(p)(3)(A)")


def orders(q: Question) -> Refusal | None:
    """R23: no order in force stops this act under the whole agreement (decision 8).

    Orders that protect persons are asked of the dispositions, inside R46; they are never named here.
    """
    order = stay(q.frame.registers.orders, q.facts.submission.agreement, q.asked.act, q.asked.at)
    if order is None:
        return None
    return Refusal(
        "R23.stay",
        f"The order {order.order} of {order.court}, docket {order.docket}, forbids this act.",
        Citation(order.citation or f"{order.court}, {order.docket}"),
        Hook.ORDER,
    )


def current_proposal(q: Question) -> Refusal | None:
    """The officer named the hash of the current proposal, and no other."""
    if q.facts.proposal is None:
        return no_proposal()
    if q.asked.proposal == q.facts.proposal.hash:
        return None
    return Refusal(
        "office.other_proposal",
        f"The current proposal is {q.facts.proposal.hash}; the officer named another one.",
        Citation("NIST SP 800-53 AC-3(2)", "dual authorization"),
        Hook.HOUSE,
    )


def may_vote(q: Question) -> Refusal | None:
    """One vote a person, above the pace floor, by nobody who is paused, and for it after all was put to them (R47)."""
    pace = q.frame.agreement.limits.pace_floor_seconds
    return not_paused(q) or vote_refusal(q.facts, q.asked.by, q.asked.at, pace) or put_before(q)


def rotated(q: Question) -> Refusal | None:
    """The same two officers do not decide together more successive cases than the agreement's pack allows.

    Asked of whoever would vote with those who have, and again of those who voted before the proposal is authorized:
    of two votes on two cases at once, each may see the other's too late. Before the second vote whoever voted counts,
    for or against: else the refusal would tell the one whom it refuses how the first vote was cast.
    """
    proposal = q.facts.proposal.hash if q.facts.proposal is not None else ""
    voting = q.asked.act is Act.REVIEW
    counted = {Vote.FOR, Vote.AGAINST} if voting else {Vote.FOR}
    voted = {one.officer for one in q.facts.votes if one.vote in counted and one.proposal == proposal}
    pairs = ({one, q.asked.by.id} for one in voted) if voting else map(set, combinations(sorted(voted), VOTES_NEEDED))
    return rotation_refusal(q.facts, map(frozenset, pairs), guards_of(q.frame.agreement).pair_cases_max)


def carried(q: Question) -> Refusal | None:
    """Two distinct deciding officers voted for this very proposal and nobody against it; their votes still count."""
    refusal = carried_refusal(q.facts, q.frame.agreement.limits.pace_floor_seconds)
    return votes_stand(q) if refusal is None and q.asked.act is Act.AUTHORIZE else refusal


def not_withheld(q: Question) -> Refusal | None:
    """R46: nobody came under a shield (R23, R25) since the hand-over; else no package is given, whatever it holds."""
    if q.asked.leaving is None:
        return _NOT_ASKED
    return None if q.asked.leaving.people_stand else _WITHHELD


_WITHHELD = Refusal(
    "R46.withheld",
    "Packages handed over before a later order or determination are withheld, every one of them, whatever it holds;"
    " the custodian answers anew.",
    usc26("6103(b)(2)"),
    Hook.CONFIDENTIALITY,
)


def law_met(q: Question) -> Refusal | None:
    """R21-R31, R47, R53, R55 and every granted answer's own rules, asked anew: all of them met.

    Grounds that R46 keeps together have one code here as everywhere outside the compartment.
    """
    if q.asked.leaving is None:
        return _NOT_ASKED
    if q.asked.leaving.certificate:
        return Refusal(
            q.asked.leaving.certificate,
            "A recipient's certificate cannot be used now: expired, revoked, or without a path to its authority.",
            usc26("6103(p)(4)(C)"),
            Hook.RECIPIENT_LIMIT,
        )
    context = Context(q.frame.agreement, q.asked.at.date())
    findings = (*judge_release(release_facts(q), context, q.asked.at.date()), *q.asked.leaving.findings)
    if combined(findings) is Weight.RELEASE:
        return None
    unmet = next((_unmet(finding) for finding in findings if finding.state is not State.MET), _NOT_ASKED)
    # A recipient is told the same of a package with an address as of one without.
    return _WITHHELD if q.asked.act in {Act.FETCH, Act.OPENING} and unmet.code == _CHANGED else unmet


_CHANGED = "R46.changed"


_NOT_ASKED = Refusal(
    "R50.not_asked",
    "The rules of this stage were not asked; nothing leaves on silence.",
    usc26("6103(a)"),
    Hook.CONFIDENTIALITY,
)

_RULES = {rule.id: (rule.title, rule.hook) for rule in RELEASE_RULES} | {
    rule.id: (rule.title, rule.hook) for rule in RECIPIENT_RULES
}


def _unmet(finding: Finding) -> Refusal:
    if finding.subject is Subject.ANSWER and finding.rule in UNIFORM_GROUNDS:
        return Refusal(
            _CHANGED,
            "What was proposed no longer stands as a whole; the analyst drafts a new proposal.",
            usc26("6103(b)(2)"),
            Hook.CONFIDENTIALITY,
        )
    title, hook = _RULES.get(finding.rule, (finding.rule, Hook.CONFIDENTIALITY))
    state = finding.state.value.replace("_", " ")
    return Refusal(finding.code or finding.rule, f"{finding.rule} is {state}: {title}", finding.citation, hook)


def authorized(q: Question) -> Refusal | None:
    """The current proposal, and no earlier one, is authorized."""
    given = q.facts.authorization
    if given is not None and q.facts.proposal is not None and given.proposal == q.facts.proposal.hash:
        return None
    return Refusal(
        "office.not_authorized",
        "The current proposal is not authorized.",
        Citation("Delegation Order 11-2"),
        Hook.CONFIDENTIALITY,
    )


def quorum(q: Question) -> Refusal | None:
    """The log's policy asks for as many distinct witnesses as the agreement wants: nothing leaves unwitnessed."""
    asked, wanted = q.frame.witnesses, q.frame.agreement.quorum
    if asked >= wanted:
        return None
    return Refusal(
        "R29.quorum",
        f"{q.frame.agreement.name} wants {wanted} witnesses to have seen the log, and its policy asks for {asked};"
        " two officers change it with lockgate log policy.",
        _LOGGED,
        Hook.CONFIDENTIALITY,
    )


def published_authorization(q: Question) -> Refusal | None:
    """The authorizing entry is under a published checkpoint before anything leaves."""
    if q.facts.authorization is not None and q.facts.authorization.published:
        return None
    return _unpublished("authorizing")


def published_packages(q: Question) -> Refusal | None:
    """The seal's entry is under a published checkpoint before a package is handed over."""
    mine = [package for package in q.facts.packages if package.proposal == q.asked.proposal]
    if mine and all(package.published for package in mine):
        return None
    return _unpublished("seal's")


def _unpublished(which: str) -> Refusal:
    return Refusal(
        "R29.unpublished",
        f"The {which} entry is not under a published checkpoint; run lockgate log publish.",
        _LOGGED,
        Hook.CONFIDENTIALITY,
    )


def window_open(q: Question) -> Refusal | None:
    """All answers of a submission go out together, in the next fixed window and not before (R46)."""
    if q.facts.authorization is None:
        return authorized(q)
    opens = opens_at(q.facts.authorization.at, q.frame.agreement.answer_window_hours)
    if q.asked.at >= opens:
        return None
    return Refusal(
        "R46.window",
        f"The answers of this submission go out together from {opens:%Y-%m-%dT%H:%M:%SZ} on.",
        usc26("6103(b)(2)"),
        Hook.HOUSE,
    )


def package_of(facts: CaseFacts, package: str) -> PackageFacts | None:
    """The case's package of that id."""
    return next((found for found in facts.packages if found.id == package), None)


def own_package(q: Question) -> Refusal | None:
    """The package is this officer's, sealed to the certificate the roster has now (R31, R33)."""
    package = package_of(q.facts, q.asked.package)
    if (
        package is not None
        and package.recipient == q.asked.by.id
        and package.certificate == q.asked.by.sealing
        and package.recalled_at is None
    ):
        return None
    return Refusal(
        "R33.not_yours",
        f"No package of that id is there for {q.asked.by.id}.",
        usc26("6103(p)(4)(C)"),
        Hook.RECIPIENT_LIMIT,
    )


def handed_over(q: Question) -> Refusal | None:
    """Only a package whose hand-over is committed can be fetched."""
    package = package_of(q.facts, q.asked.package)
    if package is not None and package.handed_over_at is not None:
        return None
    return Refusal(
        "office.not_handed_over",
        "That package has not been handed over.",
        _LOGGED,
        Hook.CONFIDENTIALITY,
    )


def fetched(q: Question) -> Refusal | None:
    """A receipt is for a package that was fetched, and opened where it is gated; once."""
    package = package_of(q.facts, q.asked.package)
    if package is not None and package.fetches and package.acknowledged_at is None and _readable(package):
        return None
    return Refusal(
        "R32.receipt",
        "A receipt is given once, for a package that was fetched, and opened where it is gated.",
        usc26("6103(p)(4)(A)"),
        Hook.SAFEGUARDS,
    )


def _readable(package: PackageFacts) -> bool:
    return package.answered_at is not None or not package.gated


def package_out(q: Question) -> Refusal | None:
    """A recall is of a package of this case that is not recalled yet."""
    package = package_of(q.facts, q.asked.package)
    if package is not None and package.recalled_at is None:
        return None
    return Refusal(
        "R38.package",
        "A recall names a package of this case that has not been recalled.",
        usc26("6103(p)(4)(C)"),
        Hook.SAFEGUARDS,
    )
