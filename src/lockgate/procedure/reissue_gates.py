"""The gates of a re-issue (R56): the same answers sealed anew for the same officer, or for a substitute voted on.

For a package that was lost, whose key was erased unopened, or whose signature certificate changed; and for an officer
of the proposal who could get none when the others did. Whoever was not voted on gets none: nor does a changed
certificate, since the hash that was voted on names both.
"""

from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure import gates, release_gates
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, PackageFacts
from lockgate.procedure.proposals import Recipient, parse_proposal
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of

_ENGAGED = usc26("6103(i)(2)(A)", "personally and directly engaged")


def voted_on(q: Question) -> Refusal | None:
    """The officer is one of the recipients of the proposal that was voted on, and nobody was put in their place."""
    if any(one.instead == q.asked.recipient and one.authorization is not None for one in q.facts.substitutions):
        return _refusal(
            "office.substituted",
            f"Another officer took the place of {q.asked.recipient}, at the agency's asking; only they get a package.",
        )
    if _recipient(q) is not None:
        return None
    return _refusal(
        "office.substitute",
        f"{q.asked.recipient or 'Nobody'} is no recipient of the proposal that was voted on; a substitute is named by"
        " the agency, voted on and authorized first (lockgate substitute).",
    )


def same_certificate(q: Question) -> Refusal | None:
    """The roster binds the officer to the certificate that the proposal names."""
    proposed, officer = _recipient(q), officer_of(q.frame.registers, q.asked.recipient, q.asked.at)
    if proposed is not None and officer is not None and officer.sealing == proposed.certificate:
        return None
    return _refusal(
        "office.certificate",
        f"The certificate that was voted on for {q.asked.recipient} is not the roster's today; a changed one makes a"
        " new proposal, for which every package must be recalled unread.",
    )


def nothing_stands(q: Question) -> Refusal | None:
    """Every package the officer had was recalled, or its key erased; so were those of everybody in the same place."""
    place = place_of(q.facts, q.asked.recipient)
    for one in q.facts.packages:
        if place_of(q.facts, one.recipient) == place and (one.recalled_at or one.purged_at) is None:
            return _refusal(
                "office.package_stands",
                f"{one.recipient} has a package of this case; recall it first, then nobody opens it any more.",
            )
    return None


def examined_lately(q: Question) -> Refusal | None:
    """Law and pack are those of the examination; the registers too, unless one officer alone gets a package anew.

    Then the case cannot be examined any more, and everything the registers say is asked again in this act.
    """
    last = q.facts.examination
    if q.asked.recipient and last is not None:
        if (last.pack, last.law) == (q.frame.agreement.pack_hash, q.frame.law):
            return None
        return _refusal(
            "office.other_law",
            "The agreement or the law changed since these answers were voted on; they are not sealed anew under it.",
        )
    return gates.examined_lately(q)


def not_withheld(q: Question) -> Refusal | None:
    """R46: where one officer alone gets a package, nobody came under a shield since the hand-over of the others."""
    return release_gates.not_withheld(q) if q.asked.recipient else None


def handed_over_alone(q: Question) -> Refusal | None:
    """After the hand-over of all, only a package that a re-issue sealed is handed over; before it, none alone."""
    all_at_once = q.facts.stage is CaseStage.SEALED
    if all_at_once != bool(q.asked.recipient) and (all_at_once or waiting_for(q.facts, q.asked.recipient) is not None):
        return None
    return Refusal(
        "office.stage",
        "The packages of a case are handed over together, once; later only one that was sealed anew (reissue).",
        usc26("6103(p)(3)(A)"),
        Hook.HOUSE,
    )


def replaced(facts: CaseFacts) -> str:
    """Whose place the recipient of the current proposal takes; empty where it is nobody's substitute."""
    if facts.proposal is None:
        return ""
    instead = parse_proposal(facts.proposal.body).instead
    return instead.officer if instead is not None else ""


def place_of(facts: CaseFacts, officer: str) -> str:
    """Whose answers an officer gets: their own, or those of the first whose place they took."""
    places = {one.officer: one.instead for one in facts.substitutions}
    for _ in places:
        officer = places.get(officer, officer)
    return officer


def gone_before(facts: CaseFacts, officer: str) -> PackageFacts | None:
    """The package that a new one for this officer stands in for: their own last one, or that of who is replaced."""
    had = packages_for(facts, officer)
    before = had or tuple(one for one in facts.packages if one.recipient == replaced(facts))
    return before[-1] if before else None


def packages_for(facts: CaseFacts, officer: str) -> tuple[PackageFacts, ...]:
    """The packages of the current proposal for one officer, in the order sealed."""
    proposal = facts.proposal.hash if facts.proposal is not None else ""
    return tuple(one for one in facts.packages if (one.proposal, one.recipient) == (proposal, officer))


def waiting_for(facts: CaseFacts, officer: str) -> PackageFacts | None:
    """The officer's package that a re-issue sealed and nobody handed over yet."""
    anew = {done.entry for done in facts.acts if done.act is Act.REISSUE}
    for one in packages_for(facts, officer):
        if one.sealed_entry in anew and (one.handed_over_at or one.recalled_at or one.purged_at) is None:
            return one
    return None


def _recipient(q: Question) -> Recipient | None:
    if q.facts.proposal is None:
        return None
    recipients = parse_proposal(q.facts.proposal.body).recipients
    return next((one for one in recipients if one.officer == q.asked.recipient), None)


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, _ENGAGED, Hook.RECIPIENT_LIMIT)
