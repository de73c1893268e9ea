"""Cases, officers and registers for the pure rulings: a case as it stands at each stage, all in order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256

from factories import AGENCY, AGENTS, ROLES, key
from lockgate.law.registers import (
    CourtOrder,
    Delegation,
    Employment,
    OrderScope,
    Registers,
    RosterEntry,
    Standing,
    StandingState,
    Term,
)
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import (
    ActDone,
    AuthorizationFacts,
    CaseFacts,
    CaseStage,
    ExaminationFacts,
    PackageFacts,
    ProposalFacts,
    RoundFacts,
    SubmissionFacts,
    Vote,
    VoteFacts,
)
from lockgate.procedure.guards import Guards
from lockgate.procedure.proposals import Proposal, Recipient, proposal_bytes, proposal_hash
from lockgate.procedure.questions import Amended, Asked, Frame, Leaving, OpeningAsked, Withdrawn
from lockgate.procedure.roles import Officer, key_hash, officer_of
from lockgate.store.agreements import read_agreement

NOON = datetime(2025, 8, 7, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)
LAW = "1" * 64
PARTY = Guards(seeds=3, party="Special Master", party_officers=frozenset({"pat"}), party_hours=1)
PACK = replace(read_agreement("irs-ice-2025"), guards=PARTY)
"""The shipped pack, with seeded rounds and an outside party, whose window is over before anything is sealed."""
STAGES = list(CaseStage)
NOTHING_LEAVES = Leaving(findings=(), findings_recorded=True, people_stand=True)


def certificate(name: str) -> bytes:
    return key(name).certificate


def sealing(name: str) -> str:
    return sha256(key(name, receives=True).certificate).hexdigest()


@cache
def key_of(name: str) -> str:
    return key_hash(certificate(name))


def registers(**changes: object) -> Registers:
    term = Term(date(2025, 1, 1))
    delegations = tuple(
        Delegation(name, name.title(), frozenset(roles.split(";")), "GS-13", term, certificate(name))
        for name, roles in (ROLES | {"pat": "reviewer"}).items()
    )
    roster = tuple(rostered(name) for name in (*AGENTS, "kay"))
    good = Standing(AGENCY, StandingState.GOOD, term, "", "sam")
    return replace(Registers(roster=roster, standing=(good,), delegations=delegations), **changes)


def rostered(name: str) -> RosterEntry:
    return RosterEntry(
        officer=name, name=name.title(), agency=AGENCY, unit="", function="", employment=Employment.EMPLOYEE,
        employer=AGENCY, term=Term(date(2024, 10, 1)), trained_on=date(2025, 2, 15), cleared_until=date(2028, 6, 30),
        certificate=key(name, receives=True).certificate, signature_certificate=certificate(name),
    )  # fmt: skip


def order(**changes: object) -> CourtOrder:
    made = CourtOrder(
        "ORDER-1", "D. Example", "25-cv-1", OrderScope.AGREEMENT, PACK.name, frozenset(), frozenset({"all"}),
        NOON - timedelta(days=1), None, "synthetic",
    )  # fmt: skip
    return replace(made, **changes)


def frame(**changes: object) -> Frame:
    return Frame(PACK, LAW, registers(**changes), witnesses=PACK.quorum)


def officer(name: str, at: datetime = NOON) -> Officer:
    found = officer_of(registers(), name, at)
    if found is None:
        raise AssertionError(name)
    return found


def did(act: Act, name: str, at: datetime = NOON, proposal: str = "") -> ActDone:
    return ActDone(act, name, key_of(name), at, proposal, "e" * 64)


BODY = proposal_bytes(
    Proposal(
        reference="2" * 64, pack=PACK.pack_hash, law=LAW, standing=5, records=3, size=4, root="3" * 64,
        located="4" * 64, recipients=(Recipient("ida", sealing("ida")), Recipient("jon", sealing("jon"))),
        at="2025-08-07T12:00:00Z", fields=("record_id", "mailing_address"),
    )
)  # fmt: skip
PROPOSAL = proposal_hash(BODY)
VOTED_AT = NOON + timedelta(hours=2)
PUBLISHED = AuthorizationFacts(PROPOSAL, "dov", key_of("dov"), VOTED_AT, "a" * 64, published=True)


def voted(name: str, vote: Vote = Vote.FOR, at: datetime = VOTED_AT, proposal: str = PROPOSAL) -> VoteFacts:
    return VoteFacts(name, key_of(name), vote, at, proposal)


def package(recipient: str = "ida", **changes: object) -> PackageFacts:
    made = PackageFacts(
        id=sha256(recipient.encode()).hexdigest(), recipient=recipient, certificate=sealing(recipient),
        proposal=PROPOSAL, sealed_entry="5" * 64, published=True, handed_over_at=None, fetches=0,
        acknowledged_at=None, recalled_at=None,
    )  # fmt: skip
    return replace(made, **changes)


def put(name: str, **changes: object) -> RoundFacts:
    """A round of all three items and two seeds that was put before an officer, and answered as it should be."""
    made = RoundFacts(name, 1, 0, 3, 5, last=True, seeds=sha256(name.encode()).hexdigest(), at=NOON, closed=True)
    return replace(made, **changes)


_WAY = (
    (CaseStage.SUBMITTED, Act.SUBMIT, "ada"),
    (CaseStage.EXAMINED, Act.EXAMINE, "ada"),
    (CaseStage.READING, Act.LOCATE, "ada"),
    (CaseStage.LOCATED, Act.FIND, "ada"),
    (CaseStage.PROPOSED, Act.DISPOSE, "ada"),
    (CaseStage.AUTHORIZED, Act.AUTHORIZE, "dov"),
    (CaseStage.SEALED, Act.SEAL, "dov"),
    (CaseStage.HANDED_OVER, Act.HANDOVER, "dov"),
)


def case(stage: CaseStage, **changes: object) -> CaseFacts:
    """A case at a stage, everything before it done by the right people and in order."""
    order_of = [one for one, _, _ in _WAY]
    reached = order_of.index(stage) if stage in order_of else 1
    acts = (*(did(act, name) for _, act, name in _WAY[: reached + 1]), did(Act.ASSIGN, "ada"))
    decided = reached >= order_of.index(CaseStage.PROPOSED)
    votes = (voted("ben"), voted("cyd")) if decided else ()
    acts += tuple(did(Act.REVIEW, vote.officer, vote.at, PROPOSAL) for vote in votes)
    if stage is CaseStage.LOOK_BACK:
        acts = (did(Act.AUDIT, "ada"), did(Act.AUDIT_AUTHORIZE, "mia"), did(Act.AUDIT_READ, "ada"))
    packages: tuple[PackageFacts, ...] = ()
    if stage is CaseStage.SEALED:
        packages = (package("ida"), package("jon"))
    if stage is CaseStage.HANDED_OVER:
        packages = (
            package("ida", handed_over_at=LATER, fetches=1, gated=True),
            package("jon", handed_over_at=LATER, fetches=1),
        )
    made = CaseFacts(
        case="6" * 32, reference="2" * 64, stage=stage, version=9, standing=5, opened_at=NOON,
        submission=SubmissionFacts(
            "ICE-1", AGENCY, PACK.name, date(2025, 8, 7), "26 USC 6103(i)(2)", "Hal Head", "Kim", frozenset(AGENTS)
        ),
        examination=ExaminationFacts(PACK.pack_hash, LAW, 3, 1, 1, 5, "7" * 64),
        acts=acts, proposal=ProposalFacts(PROPOSAL, BODY, "ada", key_of("ada"), NOON) if decided else None,
        votes=votes, authorization=PUBLISHED if reached > order_of.index(CaseStage.PROPOSED) else None,
        packages=packages, rounds=(put("ben"), put("cyd")) if decided else (),
    )  # fmt: skip
    return replace(made, **changes)


def unvoted(*rounds: RoundFacts) -> CaseFacts:
    """A proposal that cyd voted on and ben, who has taken the case, did not; ben's rounds are those given."""
    facts = case(CaseStage.PROPOSED)
    acts = tuple(one for one in facts.acts if one.officer != "ben")
    return replace(
        facts, votes=facts.votes[1:], acts=(*acts, did(Act.ASSIGN, "ben")), rounds=(*facts.rounds[1:], *rounds)
    )


DOES = {
    Act.SUBMIT: "ada", Act.EXAMINE: "ada", Act.CONFIRM: "ida", Act.FIND: "ada", Act.LOCATE: "ada",
    Act.LOOK: "ada", Act.ASSIGN: "ann", Act.INSPECT: "ada",
    Act.ROUND: "ben", Act.ROUND_CLOSE: "ben", Act.RESTORE: "leo",
    Act.DISPOSE: "ada", Act.REVIEW: "ben", Act.AUTHORIZE: "dov", Act.STOP: "pat", Act.SEAL: "dov", Act.HANDOVER: "dov",
    Act.REISSUE: "dov", Act.SUBSTITUTE: "ada", Act.FETCH: "ida",
    Act.OPENING: "ida", Act.ACKNOWLEDGE: "jon", Act.RECALL: "leo", Act.ORDER: "leo", Act.REGISTER: "mia",
    Act.KEY: "mia", Act.KEY_LOST: "mia", Act.POLICY: "leo",
    Act.WITHDRAW: "ada", Act.AUTHORITIES: "leo", Act.PACK: "leo", Act.TRACE: "mia", Act.ACCOUNT: "mia",
    Act.AUDIT: "ada", Act.AUDIT_AUTHORIZE: "leo", Act.AUDIT_READ: "ada", Act.AUDIT_CLOSE: "ada",
}  # fmt: skip
"""Who does each act when everything is in order."""


def asked(act: Act, name: str = "", at: datetime | None = None, **changes: object) -> Asked:
    """The question that is answered with a decision when everything is in order."""
    at = at or (VOTED_AT if act is Act.STOP else LATER)
    by = officer(name or DOES[act], at)
    about = package("jon" if act is Act.ACKNOWLEDGE else "ida").id if act in {*_PACKAGE_ACTS} else ""
    proposal = PROPOSAL if act in _PROPOSAL_ACTS else ""
    opening = OpeningAsked("8" * 64, same_package=True, same_certificate=True, nonce_stands=True)
    made = Asked(
        act, by, at, proposal=proposal, package=about, rule="R47", leaving=NOTHING_LEAVES,
        opening=opening if act is Act.OPENING else None, recipient=_FOR.get(act, ""), amended=_AMENDED.get(act),
        withdrawn=_WITHDRAWN.get(act), affirms=act is Act.REVIEW, round=put("ben").seeds,
    )  # fmt: skip
    return replace(made, **changes)


_FOR = {Act.REISSUE: "ida", Act.SUBSTITUTE: "kay"}
_AMENDED = {Act.SUBSTITUTE: Amended("ida", of_this=True, signed=True, own_officer=True)}
_WITHDRAWN = {Act.WITHDRAW: Withdrawn(of_this=True, signed=True, replaced=False)}
_PACKAGE_ACTS = (Act.FETCH, Act.OPENING, Act.ACKNOWLEDGE, Act.RECALL)
_PROPOSAL_ACTS = {Act.ROUND, Act.ROUND_CLOSE, Act.REVIEW, Act.AUTHORIZE, Act.STOP, Act.SEAL, Act.HANDOVER, Act.REISSUE}
