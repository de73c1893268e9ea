"""The draft behind a proposal: every record's disposition, the recipients, and the root over all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyarrow as pa

from lockgate.actions.accounting import TAXPAYER
from lockgate.actions.dossier import Dossier, located_rows, persons_say, resolved
from lockgate.actions.office import Office
from lockgate.law.rules import Context
from lockgate.law.terms import Outcome
from lockgate.pipeline.assemble import Frame, Located, assemble
from lockgate.pipeline.dispositions import Disposed, Word, dispose, dispositions_table, records_subtree
from lockgate.pipeline.resolve import read_asked
from lockgate.procedure.proposals import Proposal, Recipient, proposal_bytes
from lockgate.procedure.roles import officer_of
from lockgate.store.cases import opened
from lockgate.store.keyring import load_evidence_key
from lockgate.tlog.entries import SALT_SIZE, Subtree


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: the sealed table to be, the subtree over it, and the proposal's canonical bytes."""

    table: pa.Table
    records: Subtree
    proposal: bytes
    put_to_vote: int


def frame_of(dossier: Dossier, at: datetime, answered: frozenset[str]) -> Frame:
    """What governs the dispositions of a case now."""
    submission = dossier.facts.submission
    return Frame(
        context=Context(dossier.agreement, submission.dated),
        at=at,
        agency=submission.agency,
        registers=dossier.registers,
        persons=persons_say(dossier),
        answered=answered,
    )


def draft(office: Office, dossier: Dossier, at: datetime) -> Draft:
    """Draft every record's disposition under the registers of the dossier."""
    outcomes = list(resolved(dossier))
    rows = frozenset(one.row for one in outcomes if one.outcome is Outcome.SUFFICIENT)
    asked = read_asked(dossier.path("records"), rows)
    located = located_rows(dossier)
    frame = frame_of(dossier, at, answered_before(office, dossier.facts.case, located.values()))
    assembled = {one.row: (asked[one.row], one) for one in assemble(asked.values(), located, frame)}
    lines = list(dispose(outcomes, assembled))
    table = dispositions_table(lines, office.random(2 * SALT_SIZE * len(lines)))
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
        recipients=_recipients(dossier, lines, at),
        at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
        fields=tuple(dossier.agreement.releasable),
    )
    return Draft(table, records, proposal_bytes(proposal), len(rows))


def answered_before(office: Office, case: str, located: Iterable[Located]) -> frozenset[str]:
    """Of the taxpayers located, those whom a package of another case answers about (R48)."""
    taxpayers = sorted({one.taxpayer for one in located} - {""})
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(taxpayers))
    by_hash = dict(zip(hashes, taxpayers, strict=True))
    with opened(case) as file:
        return frozenset(by_hash[one] for one in file.answered_before(by_hash))


def _recipients(dossier: Dossier, lines: Iterable[Disposed], at: datetime) -> tuple[Recipient, ...]:
    """Everybody who may receive the answer to a sufficient record, granted or not, with their certificate."""
    words = {Word.GRANTED, Word.DENIED}
    named = sorted({officer for line in lines if line.word in words for officer in line.recipients})
    found = []
    for one in named:
        officer = officer_of(dossier.registers, one, at)
        if officer is not None and officer.sealing:
            found.append(Recipient(one, officer.sealing))
    return tuple(found)


def certificate_hash(certificate: bytes) -> str:
    """The sha256 of a certificate's DER, as a proposal names it."""
    return sha256(certificate).hexdigest()
