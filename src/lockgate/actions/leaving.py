"""Before anything leaves: everything that would leave is read again and asked again, under the lock.

``prepare`` reads sealed evidence outside the lock and checks it against the proposal that was voted on.
``leaving`` asks the law about each granted answer and each recipient with the registers of this moment.
"""

from collections.abc import Iterator, Mapping
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
from lockgate.pipeline.leaving_table import leaving_table, read_leaving
from lockgate.procedure.proposals import Proposal, parse_proposal
from lockgate.procedure.questions import Leaving
from lockgate.store.cases import viewed
from lockgate.store.evidence import put_sealed
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Disclosure, Stored


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read outside the lock: the dispositions as proposed, and what they were made from."""

    dossier: Dossier
    proposal: Proposal
    lines: tuple[Disposed, ...]
    located: Mapping[int, Located]
    disclosures: Mapping[str, tuple[Disclosure, ...]]

    def concerning(self, recipient: str = "") -> list[Disposed]:
        """The lines of sufficient records with recipients; of one recipient only, where one is given.

        Granted and denied alike: whether a recipient may have a package must not hang on what is in it (R46).
        """
        answered = (line for line in self.lines if line.word in {Word.GRANTED, Word.DENIED})
        return [line for line in answered if (recipient in line.recipients if recipient else line.recipients)]


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


def kind_for(number: int) -> str:
    """The evidence of what one recipient's package lets out, by the recipient's number in the proposal."""
    return f"leaving-{number}"


def keep_leaving(office: Office, prepared: Prepared) -> Iterator[Stored]:
    """Seal, for each recipient, what their fetching will be asked about; so it need not read the whole case."""
    key, case = load_evidence_key(office.home), prepared.dossier.facts.case
    for number, recipient in enumerate(prepared.proposal.recipients):
        table = leaving_table(prepared.concerning(recipient.officer), prepared.located)
        yield put_sealed(office.home, key, case, kind_for(number), table)


def prepare_fetch(office: Office, case: str, officer: str, at: datetime) -> Prepared | None:
    """What one recipient's package lets out; None where the case has no proposal with this recipient."""
    proposal = viewed(case).proposal
    recipients = parse_proposal(proposal.body).recipients if proposal is not None else ()
    numbers = [number for number, one in enumerate(recipients) if one.officer == officer]
    if proposal is None or not numbers:
        return None
    kind = kind_for(numbers[0])
    dossier = read_dossier(office.home, case, at, (kind,))
    if kind not in dossier.evidence:
        return None
    lines, located = read_leaving(dossier.sealed(kind))
    return Prepared(dossier, parse_proposal(proposal.body), lines, located, {})


def leaving(office: Office, attempt: Attempt, prepared: Prepared, recipient: str = "") -> Leaving:
    """What the law says now of everything that would leave, or of what one recipient would open."""
    lines = prepared.concerning(recipient)
    dossier = dossier_of(office.home, attempt.file, attempt.at, ())
    answered = _answered(office, attempt, lines)
    judge = Judge(frame_of(dossier, attempt.at, answered))
    findings: dict[Finding, None] = {}
    recorded = True
    for line in lines:
        officers = (recipient,) if recipient else line.recipients
        for officer in officers:
            findings.update(dict.fromkeys(judge.recipient(officer, line.asked.matter)))
        if line.word is Word.GRANTED:
            found = prepared.located[line.asked.row]
            findings.update(dict.fromkeys(judge.answer(found, answered=line.taxpayer in answered)))
            recorded = recorded and all(judge.relevant(line.asked, officer) for officer in officers)
    return Leaving(tuple(findings), recorded, missing_fields(prepared.disclosures))


def _answered(office: Office, attempt: Attempt, lines: list[Disposed]) -> frozenset[str]:
    taxpayers = [line.taxpayer for line in lines if line.word is Word.GRANTED]
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(taxpayers))
    by_hash = dict(zip(hashes, taxpayers, strict=True))
    return frozenset(by_hash[one] for one in attempt.file.answered_before(by_hash))
