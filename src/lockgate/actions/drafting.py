"""The draft behind a proposal: every record's disposition, the recipients, and the root over all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyarrow as pa

from lockgate.actions.accounting import TAXPAYER
from lockgate.actions.dossier import Dossier, examined, located_rows, persons_say, resolve_with, sufficient_rows
from lockgate.actions.office import Office
from lockgate.law.rules import Context
from lockgate.pipeline.assemble import Frame, PersonsSay, assemble
from lockgate.pipeline.dispositions import dispose, dispositions_table, records_subtree, texts_in
from lockgate.pipeline.resolve import asked_in
from lockgate.procedure.proposals import Proposal, Recipient, proposal_bytes
from lockgate.procedure.roles import officer_of
from lockgate.store.cases import opened
from lockgate.store.keyring import load_evidence_key
from lockgate.tlog.entries import Subtree


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: the sealed table to be, the subtree over it, and the proposal's canonical bytes."""

    table: pa.Table
    records: Subtree
    proposal: bytes
    put_to_vote: int


def frame_of(dossier: Dossier, at: datetime, answered: frozenset[str], persons: PersonsSay | None = None) -> Frame:
    """What governs the dispositions of a case now; what persons found is the dossier's where it is not given."""
    submission = dossier.facts.submission
    return Frame(
        context=Context(dossier.agreement, submission.dated),
        at=at,
        agency=submission.agency,
        registers=dossier.registers,
        persons=persons if persons is not None else persons_say(dossier),
        answered=answered,
    )


def draft(office: Office, dossier: Dossier, at: datetime, random: Callable[[int], bytes], dated: str) -> Draft:
    """Draft every record's disposition under the registers of the dossier.

    Args:
        office: the office.
        dossier: the case as it was read.
        at: the instant the draft is judged at.
        random: gives the salts of the outcomes.
        dated: what the proposal says of when it was drafted, ISO seconds with Z.
    """
    outcomes = examined(dossier)
    rows = frozenset(sufficient_rows(dossier, outcomes))
    located = located_rows(dossier)
    frame = frame_of(dossier, at, answered_before(office, dossier.facts.case, located.table))
    # Read once to be judged and once to stand beside the answer: a million records are not held as values.
    asked, judged = (asked_in(dossier.path("records"), rows) for _ in range(2))
    assembled = zip(asked, assemble(judged, located, frame), strict=True)
    table = dispositions_table(dispose(resolve_with(dossier, outcomes), assembled), random)
    records = records_subtree(table)
    proposal = Proposal(
        reference=dossier.facts.reference,
        pack=dossier.agreement.pack_hash,
        law=office.law,
        standing=dossier.facts.standing,
        records=len(rows),
        size=records.size,
        root=records.root.hex(),
        located=dossier.kept("located").root,
        recipients=_recipients(dossier, table, at),
        at=dated,
        fields=tuple(dossier.agreement.releasable),
    )
    return Draft(table, records, proposal_bytes(proposal), len(rows))


def answered_before(office: Office, case: str, located: pa.Table) -> frozenset[str]:
    """Of the taxpayers located, those whom a package of another case answers about (R48)."""
    taxpayers = sorted(set(texts_in(located, "taxpayer_id")) - {""})
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(taxpayers))
    by_hash = dict(zip(hashes, taxpayers, strict=True))
    with opened(case) as file:
        return frozenset(by_hash[one] for one in file.answered_before(by_hash))


def _recipients(dossier: Dossier, table: pa.Table, at: datetime) -> tuple[Recipient, ...]:
    """Everybody who may receive the answer to a sufficient record, granted or not, with their certificate.

    Only the lines of sufficient records have recipients.
    """
    named = sorted({officer for listed in set(texts_in(table, "recipients")) for officer in listed.split(";")})
    found = []
    for one in named:
        officer = officer_of(dossier.registers, one, at)
        if officer is not None and officer.sealing:
            found.append(Recipient(one, officer.sealing))
    return tuple(found)


def certificate_hash(certificate: bytes) -> str:
    """The sha256 of a certificate's DER, as a proposal names it."""
    return sha256(certificate).hexdigest()
