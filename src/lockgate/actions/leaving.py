"""Before anything leaves: everything that would leave is read again and asked again, under the lock.

``prepare`` reads sealed evidence outside the lock and checks it against the proposal that was voted on.
``leaving`` asks the law about each granted answer and each recipient with the registers of this moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lockgate.actions.accounting import TAXPAYER, disclosures_of, missing_fields
from lockgate.actions.attempts import Attempt
from lockgate.actions.dossier import Dossier, dossier_of, located_rows, read_dossier
from lockgate.actions.drafting import frame_of
from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.law.findings import Finding
from lockgate.pipeline.assemble import Judge, Located
from lockgate.pipeline.dispositions import Disposed, Word, read_dispositions, records_subtree
from lockgate.procedure.proposals import Proposal, parse_proposal
from lockgate.procedure.questions import Leaving
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Disclosure


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read outside the lock: the dispositions as proposed, and what they were made from."""

    dossier: Dossier
    proposal: Proposal
    lines: tuple[Disposed, ...]
    located: Mapping[int, Located]
    disclosures: Mapping[str, tuple[Disclosure, ...]]

    def granted(self, recipient: str = "") -> list[Disposed]:
        """The granted lines; of one recipient only, where one is given."""
        granted = (line for line in self.lines if line.word is Word.GRANTED)
        return [line for line in granted if not recipient or recipient in line.recipients]


def prepare(office: Office, case: str, at: datetime) -> Prepared | None:
    """The dispositions of the current proposal, verified; None where the case has no proposal.

    Raises:
        IntegrityError: the kept dispositions are not those the proposal covers, or grant one taxpayer twice.
    """
    dossier = read_dossier(office.home, case, at)
    if dossier.facts.proposal is None:
        return None
    proposal = parse_proposal(dossier.facts.proposal.body)
    table = dossier.sealed("dispositions")
    subtree = records_subtree(table)
    if (subtree.size, subtree.root.hex()) != (proposal.size, proposal.root):
        raise IntegrityError("The kept dispositions are not those that the proposal covers; nothing may leave.")
    if dossier.kept("located").root != proposal.located:
        raise IntegrityError("The located evidence is not what the proposal was made from; nothing may leave.")
    lines, located = tuple(read_dispositions(table)), located_rows(dossier)
    _check_lines(lines, located)
    return Prepared(dossier, proposal, lines, located, disclosures_of(office, dossier, lines, at))


def _check_lines(lines: tuple[Disposed, ...], located: Mapping[int, Located]) -> None:
    taxpayers: set[str] = set()
    for line in lines:
        if line.word is not Word.GRANTED:
            continue
        found = located.get(line.asked.row)
        if found is None or (found.taxpayer, found.address) != (line.taxpayer, line.address):
            raise IntegrityError("A granted answer is not the one that was located; nothing may leave.")
        if line.taxpayer in taxpayers:
            raise IntegrityError("One taxpayer is answered about twice; nothing may leave.")
        taxpayers.add(line.taxpayer)


def leaving(office: Office, attempt: Attempt, prepared: Prepared, recipient: str = "") -> Leaving:
    """What the law says now of everything that would leave, or of what one recipient would open."""
    lines = prepared.granted(recipient)
    dossier = dossier_of(office.home, attempt.file, attempt.at)
    answered = _answered(office, attempt, lines)
    judge = Judge(frame_of(dossier, attempt.at, answered))
    findings: dict[Finding, None] = {}
    recorded = True
    for line in lines:
        found = prepared.located[line.asked.row]
        findings.update(dict.fromkeys(judge.answer(found, answered=line.taxpayer in answered)))
        for officer in line.recipients:
            findings.update(dict.fromkeys(judge.recipient(officer, line.asked.matter)))
            recorded = recorded and judge.relevant(line.asked, officer)
    return Leaving(tuple(findings), recorded, missing_fields(prepared.disclosures))


def _answered(office: Office, attempt: Attempt, lines: list[Disposed]) -> frozenset[str]:
    taxpayers = [line.taxpayer for line in lines]
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(taxpayers))
    by_hash = dict(zip(hashes, taxpayers, strict=True))
    return frozenset(by_hash[one] for one in attempt.file.answered_before(by_hash))
