"""Reads a case's rows into the frozen facts that rulings see (``procedure.casefile.CaseFacts``)."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Count

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import (
    ActDone,
    AuthorizationFacts,
    CaseFacts,
    CaseStage,
    ExaminationFacts,
    PackageFacts,
    ProposalFacts,
    SubmissionFacts,
    SubstitutionFacts,
    Vote,
    VoteFacts,
)
from lockgate.procedure.reviews import VOTES_NEEDED
from lockgate.procedure.roles import RECIPIENTS_OWN
from lockgate.store.models.acts import ActRow, ExaminationRow, SubmissionRow
from lockgate.store.models.decisions import FOR, AuthorizationRow, ProposalRow, VoteRow
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import PackageRow
from lockgate.store.rounds import paused_now, rounds_on
from lockgate.tlog.signatures import public_key_der

_SUBMISSION_TEXTS = (
    "number",
    "agency",
    "agreement",
    "dated",
    "provision",
    "requesting_official",
    "certifying_official",
)


def submission_body(submission: SubmissionFacts) -> bytes:
    """The facts of a submission as canonical JSON, as they are kept."""
    texts = {name: str(getattr(submission, name)) for name in _SUBMISSION_TEXTS}
    return canonical({**texts, "officers": sorted(submission.officers)})


def parse_submission_body(body: bytes) -> SubmissionFacts:
    """The facts of a submission as they were kept.

    Raises:
        IntegrityError: the bytes are not what ``submission_body`` writes.
    """
    members = parse_canonical(body)
    if not isinstance(members, dict):
        raise IntegrityError("The kept facts of a submission are not in their form.")
    officers = members.pop("officers", None)
    texts = {name: value for name, value in members.items() if isinstance(value, str)}
    if set(texts) != set(_SUBMISSION_TEXTS) or not isinstance(officers, list):
        raise IntegrityError("The kept facts of a submission are not in their form.")
    dated = date.fromisoformat(texts.pop("dated"))
    return SubmissionFacts(**texts, dated=dated, officers=frozenset(map(str, officers)))


_submission = lru_cache(maxsize=64)(parse_submission_body)


@lru_cache(maxsize=1024)
def key_of(certificate: bytes) -> str:
    """SHA-256 of the public key in a certificate, in hexadecimal: one person, one key."""
    return sha256(public_key_der(certificate)).hexdigest()


def facts_of(case: CaseRow, standing: int, published: int, recipient: str = "") -> CaseFacts:
    """Everything a ruling may ask about a case, as its rows stand now.

    Args:
        case: the case's row.
        standing: the version of the standing row.
        published: how many entries stand under the published checkpoint.
        recipient: whose packages are among the facts; else everybody's.
    """
    acts = _acts(case)
    rows = _proposals(case)
    proposal, substitutes = _current(rows)
    reading = [number for number, act in acts if act.act is Act.LOCATE]
    return CaseFacts(
        case=case.id,
        reference=case.reference,
        stage=CaseStage(case.stage),
        version=case.version,
        standing=standing,
        opened_at=case.opened_at,
        submission=_with_substitutes(_submission(bytes(SubmissionRow.objects.get(case=case).body)), substitutes),
        examination=_examination(case),
        acts=tuple(act for _, act in acts),
        proposal=proposal_of(proposal) if proposal else None,
        votes=_votes(proposal) if proposal else (),
        authorization=_authorization(proposal, published) if proposal else None,
        packages=_packages(case, published, recipient),
        reading=str(reading[-1]) if reading else "",
        substitutions=tuple(_substitution(row, published) for row in substitutes),
        put=frozenset(row.hash for row in rows),
        decided=_decided(case, proposal) if proposal and case.stage == CaseStage.PROPOSED.value else (),
        rounds=rounds_on(proposal) if proposal and case.stage == CaseStage.PROPOSED.value else (),
        # A proposal for a substitute is voted on after the hand-over.
        paused=paused_now() if rows else frozenset(),
    )


def _proposals(case: CaseRow) -> tuple[ProposalRow, ...]:
    rows = ProposalRow.objects.filter(case=case).select_related("act", "void", "substitution")
    return tuple(rows.order_by("number"))


def _current(rows: tuple[ProposalRow, ...]) -> tuple[ProposalRow | None, tuple[ProposalRow, ...]]:
    """The last proposal, unless it was made void; and the proposals for substitutes that came after it."""
    current: ProposalRow | None = None
    substitutes: tuple[ProposalRow, ...] = ()
    for row in rows:
        if getattr(row, "substitution", None) is not None:
            substitutes = (*substitutes, row)
        else:
            current, substitutes = row, ()
    return (current, substitutes) if current is not None and getattr(current, "void", None) is None else (None, ())


def _substitution(row: ProposalRow, published: int) -> SubstitutionFacts:
    found = row.substitution
    return SubstitutionFacts(
        proposal_of(row), _votes(row), _authorization(row, published), officer=found.officer, instead=found.instead
    )


def _with_substitutes(submission: SubmissionFacts, substitutes: tuple[ProposalRow, ...]) -> SubmissionFacts:
    """The submission as the agency amended it: whoever it put in another officer's place is named in it."""
    named = {row.substitution.officer for row in substitutes}
    return replace(submission, officers=submission.officers | named) if named else submission


_CUSTODIANS = tuple(act.value for act in Act if act not in {*RECIPIENTS_OWN, Act.INSPECT, Act.ROUND})


def _acts(case: CaseRow) -> list[tuple[int, ActDone]]:
    """The custodian's acts with their ids, oldest first; what was decided and signed is long, and is not fetched.

    They are few and found by their words: what only shows an officer some records no ruling asks about, and ten
    thousand officers' own acts on the case are not passed over one by one.
    """
    rows = ActRow.objects.filter(case=case, act__in=_CUSTODIANS).values_list(
        "id", "act", "officer", "certificate", "at", "proposal", "entry__leaf"
    )
    # Sorted here: SQLite would pass over every act of the case, in their order, to be spared the sorting of a few.
    return [
        (number, ActDone(Act(act), officer, key_of(bytes(certificate)), at, proposal, leaf))
        for number, act, officer, certificate, at, proposal, leaf in sorted(rows)
    ]


def _examination(case: CaseRow) -> ExaminationFacts | None:
    row = ExaminationRow.objects.filter(case=case).order_by("-id").first()
    if row is None:
        return None
    return ExaminationFacts(
        pack=row.pack,
        law=row.law,
        sufficient=row.sufficient,
        review=row.review,
        returned=row.returned,
        standing=row.standing,
        outcomes=row.outcomes,
    )


def proposal_of(row: ProposalRow) -> ProposalFacts:
    """A proposal as rulings see it."""
    act = row.act
    return ProposalFacts(row.hash, bytes(row.body), act.officer, key_of(bytes(act.certificate)), act.at)


def _votes(proposal: ProposalRow) -> tuple[VoteFacts, ...]:
    rows = proposal.votes.select_related("act").order_by("id")
    return tuple(
        VoteFacts(row.officer, key_of(bytes(row.act.certificate)), Vote(row.vote), row.act.at, proposal.hash)
        for row in rows
    )


_LOOKED_BACK = 400
"""Votes looked back over for the rotation of pairs: fifty cases are the most a pack can name, with two votes each."""


def _decided(case: CaseRow, proposal: ProposalRow) -> tuple[frozenset[str], ...]:
    """Who decided the other cases, the last one first; those decided before this one where it has its two votes.

    Nobody asks before there is a first vote. A case is decided by the second vote on one of its proposals.
    """
    mine = list(VoteRow.objects.filter(proposal=proposal).order_by("id").values_list("id", flat=True)[:VOTES_NEEDED])
    if not mine:
        return ()
    rows = VoteRow.objects.filter(vote=FOR, proposal__substitution=None).exclude(proposal__case=case)
    if len(mine) == VOTES_NEEDED:
        rows = rows.filter(id__lt=mine[-1])
    found = rows.order_by("-id").values_list("proposal__case_id", "proposal_id", "officer")[:_LOOKED_BACK]
    voters: dict[tuple[str, int], list[str]] = {}
    cases: dict[str, frozenset[str]] = {}
    for of_case, on, officer in reversed(found):
        voted = voters.setdefault((of_case, on), [])
        voted.append(officer)
        if len(voted) >= VOTES_NEEDED:
            # Decided again, it is the last one again.
            cases.pop(of_case, None)
            cases[of_case] = frozenset(voted)
    return tuple(reversed(cases.values()))


def _authorization(proposal: ProposalRow, published: int) -> AuthorizationFacts | None:
    row = (
        AuthorizationRow.objects.filter(proposal=proposal)
        .select_related("act", "act__entry", "act__entry__place", "proposal__stop")
        .first()
    )
    if row is None:
        return None
    act = row.act
    return AuthorizationFacts(
        proposal=proposal.hash,
        officer=act.officer,
        key=key_of(bytes(act.certificate)),
        at=act.at,
        entry=act.entry.leaf,
        published=is_under(act.entry, published),
        stopped=str(getattr(getattr(row.proposal, "stop", None), "reason", "")),
    )


def _packages(case: CaseRow, published: int, recipient: str) -> tuple[PackageFacts, ...]:
    """The packages, in the order sealed; one question for all of them, however many recipients there are."""
    rows = PackageRow.objects.filter(case=case).order_by("act_id", "officer").annotate(times=Count("fetches"))
    found = (rows.filter(officer=recipient) if recipient else rows).values_list(
        "id", "officer", "certificate", "proposal__hash", "entry__leaf", "entry__place__index",
        "handover__act__at", "times", "receipt__act__entry__at", "recall__act__at", "gateway_key__id",
        "opening__act__entry__at",
        "opening__request", "opening__grant__at", "purge__at", "reissue__replaces_id",
    )  # fmt: skip
    return tuple(_package(row, published) for row in found)


def _package(row: tuple[Any, ...], published: int) -> PackageFacts:
    package, officer, certificate, proposal, leaf, index, handed_over, fetches, receipt, recall, *gateway = row
    key, opened, request, answered, purged, replaces = gateway
    return PackageFacts(
        id=package,
        recipient=officer,
        certificate=certificate,
        proposal=proposal,
        sealed_entry=leaf,
        published=index is not None and index < published,
        handed_over_at=handed_over,
        fetches=fetches,
        acknowledged_at=receipt,
        recalled_at=recall,
        gated=key is not None,
        opened_at=opened,
        request=request or "",
        answered_at=answered,
        purged_at=purged,
        replaces=replaces or "",
    )


def is_under(entry: EntryRow, published: int) -> bool:
    """Whether an entry stands under a checkpoint of ``published`` entries."""
    place = getattr(entry, "place", None)
    return place is not None and place.index < published
