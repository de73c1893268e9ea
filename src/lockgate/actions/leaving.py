"""Before anything leaves: everything that would leave is read again and asked again, under the lock.

``prepare`` reads sealed evidence outside the lock and checks it against the proposal that was voted on.
``leaving`` asks the law about each granted answer and each recipient with the registers of this moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from lockgate.actions.accounting import TAXPAYER, disclosures_of, missing_fields
from lockgate.actions.attempts import Attempt, refused_at_once
from lockgate.actions.dossier import Dossier, dossier_of, located_rows, read_dossier
from lockgate.actions.drafting import frame_of
from lockgate.actions.office import Office, Signer
from lockgate.errors import IntegrityError
from lockgate.law.terms import State
from lockgate.pipeline.assemble import Frame, Judge, Located, nobody_newly_shielded
from lockgate.pipeline.dispositions import Disposed, Word, read_dispositions, records_subtree
from lockgate.pipeline.leaving_table import leaving_table, read_leaving
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.proposals import Proposal, parse_proposal
from lockgate.procedure.questions import Leaving
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_gates import first_issue, package_of
from lockgate.procedure.reviews import no_proposal
from lockgate.procedure.roles import officer_of
from lockgate.store.cases import viewed
from lockgate.store.evidence import put_sealed
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Disclosure, Stored


@dataclass(frozen=True)
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
        if recipient:
            return self._by_recipient.get(recipient, [])
        return [line for line in self.answered if line.recipients]

    def naming(self, officer: str) -> list[Disposed]:
        """The lines of sufficient records whose request names this officer."""
        return self._by_named.get(officer, [])

    @cached_property
    def answered(self) -> list[Disposed]:
        """The lines of sufficient records, which all get an answer."""
        return [line for line in self.lines if line.word in {Word.GRANTED, Word.DENIED}]

    @cached_property
    def _by_recipient(self) -> dict[str, list[Disposed]]:
        return _grouped((officer, line) for line in self.answered for officer in line.recipients)

    @cached_property
    def _by_named(self) -> dict[str, list[Disposed]]:
        return _grouped((officer, line) for line in self.answered for officer in line.asked.officers)


def _grouped(pairs: Iterable[tuple[str, Disposed]]) -> dict[str, list[Disposed]]:
    found: dict[str, list[Disposed]] = defaultdict(list)
    for officer, line in pairs:
        found[officer].append(line)
    return found


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


def prepared_for(office: Office, case: str, signer: Signer, act: Act, at: datetime) -> Prepared | Refusal:
    """The same for an act that needs a proposal, or why it could not be done whatever was read.

    Raises:
        IntegrityError: as ``prepare``.
    """
    return refused_at_once(office, case, signer, act) or prepare(office, case, at) or no_proposal()


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


def prepare_fetch(office: Office, case: str, package: str, at: datetime) -> Prepared | None:
    """What a package lets out; None where it is none of the recipients of the case's proposal."""
    facts = viewed(case)
    first = first_issue(facts, package)
    mine = package_of(facts, package)
    if facts.proposal is None or first is None or mine is None:
        return None
    proposal = parse_proposal(facts.proposal.body)
    numbers = [number for number, one in enumerate(proposal.recipients) if one.officer == first.recipient]
    if not numbers:
        return None
    kind = kind_for(numbers[0])
    dossier = read_dossier(office.home, case, at, (kind,))
    if kind not in dossier.evidence:
        return None
    lines, located = read_leaving(dossier.sealed(kind))
    told = tuple(_for_substitute(line, first.recipient, mine.recipient) for line in lines)
    return Prepared(dossier, proposal, told, located, {})


def _for_substitute(line: Disposed, before: str, now: str) -> Disposed:
    """The line with the officer who has the package now in the place of the one it was proposed for (R56)."""
    recipients = tuple(now if one == before else one for one in line.recipients)
    return replace(line, recipients=recipients)


def leaving(office: Office, attempt: Attempt, prepared: Prepared, recipient: str = "") -> Leaving:
    """What the law says now of everything that would leave, or of what one recipient would open.

    An officer who may not have their package now is left out, and nothing is asked about what only they would have
    had (R21, R31, R53, R55). Once packages are sealed, who got none stays left out. When nobody would be left, only
    those are left out, and the act is refused on the findings about the others.
    """
    lines = prepared.concerning(recipient)
    dossier = dossier_of(office.home, attempt.file, attempt.at, ())
    answered = _answered(office, attempt, lines)
    frame = frame_of(dossier, attempt.at, answered)
    judge = Judge(frame)
    engaged = {(one, line.asked.matter): None for line in lines for one in _officers(line, recipient)}
    left_out = {} if recipient else _left_out(judge, prepared, engaged, attempt)
    asked = [pair for pair in engaged if pair[0] not in left_out]
    findings = dict.fromkeys(finding for pair in asked for finding in judge.recipient(*pair))
    recorded = True
    for line in lines:
        staying = [one for one in _officers(line, recipient) if one not in left_out]
        if line.word is Word.GRANTED and staying:
            found = prepared.located[line.asked.row]
            findings.update(dict.fromkeys(judge.answer(found, answered=line.taxpayer in answered)))
            recorded = recorded and all(judge.relevant(line.asked, officer) for officer in staying)
    kept = {officer: rows for officer, rows in prepared.disclosures.items() if officer not in left_out}
    stand = bool(recipient) and _people_stand(attempt, frame, recipient)
    return Leaving(tuple(findings), recorded, missing_fields(kept), stand, tuple(left_out.items()))


def _officers(line: Disposed, recipient: str) -> tuple[str, ...]:
    return (recipient,) if recipient else line.recipients


def _left_out(judge: Judge, prepared: Prepared, engaged: Iterable[tuple[str, str]], attempt: Attempt) -> dict[str, str]:
    """The officers of the proposal who may not have their package now, each with the code of the first ground."""
    proposed = [one.officer for one in prepared.proposal.recipients]
    unsealed = dict.fromkeys(_without_package(attempt, proposed), "R56.not_sealed")
    found: dict[str, str] = {}
    for one in prepared.proposal.recipients:
        known = officer_of(attempt.frame.registers, one.officer, attempt.at)
        if known is None or known.sealing != one.certificate:
            found[one.officer] = "R31.certificate"
    for officer, matter in engaged:
        for finding in judge.recipient(officer, matter):
            if finding.state is not State.MET:
                found.setdefault(officer, finding.code or finding.rule)
    left_out = {**unsealed, **found}
    return {one: left_out[one] for one in unsealed} if set(proposed) <= left_out.keys() else left_out


def _without_package(attempt: Attempt, proposed: Iterable[str]) -> tuple[str, ...]:
    """The officers of a sealed proposal whose package was not sealed: nothing can be handed over to them."""
    facts = attempt.facts
    if facts.stage is not CaseStage.SEALED or facts.proposal is None:
        return ()
    sealed = {one.recipient for one in facts.packages if one.proposal == facts.proposal.hash}
    return tuple(one for one in proposed if one not in sealed)


def _people_stand(attempt: Attempt, now: Frame, recipient: str) -> bool:
    """Whether nobody came under a shield since this recipient's package was handed over.

    The last examination of a case stands under the registers of its hand-over, which asks for that.
    """
    handed = [one.handed_over_at for one in attempt.facts.packages if one.recipient == recipient]
    examined = attempt.facts.examination
    if examined is None or not handed or handed[-1] is None:
        return False
    then = replace(now, at=handed[-1], registers=attempt.file.registers_then(examined.standing))
    return nobody_newly_shielded(then, now)


def _answered(office: Office, attempt: Attempt, lines: list[Disposed]) -> frozenset[str]:
    taxpayers = [line.taxpayer for line in lines if line.word is Word.GRANTED]
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(taxpayers))
    by_hash = dict(zip(hashes, taxpayers, strict=True))
    return frozenset(by_hash[one] for one in attempt.file.answered_before(by_hash))
