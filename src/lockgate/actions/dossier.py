"""What acts read of a case: its evidence, and persons' findings joined to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.actions.scopes import parse_scope
from lockgate.errors import IntegrityError
from lockgate.law.agreement import Agreement
from lockgate.law.citations import house
from lockgate.law.registers import Registers
from lockgate.law.terms import Hook, Outcome
from lockgate.pipeline.assemble import PersonsSay
from lockgate.pipeline.located_rows import LocatedRows
from lockgate.pipeline.resolve import Answered, Reach, Resolved, read_asked, resolve
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.store import evidence
from lockgate.store.cases import CaseFile, opened
from lockgate.store.home import Home
from lockgate.store.instants import not_before
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packs import governing
from lockgate.store.publication import published_size
from lockgate.store.values import PersonFinding, Stored

_pc: Any = pyarrow.compute

LATE_RULES = frozenset({"R24", "R47"})
"""Findings that come after a record is sufficient; they change no outcome of examine."""


KINDS = (
    "submission", "signature", "records", "examined", "outcomes", "findings", "identities", "sufficient", "located",
    "dispositions",
)  # fmt: skip
"""Kinds of evidence that acts read back."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What slow work needs of a case, read under its lock in one moment; the files themselves never change.

    Attributes:
        facts: the case; its version and standing say whether it is still as it was.
        agreement: the pack as it is now; its hash says whether it is the one examined under.
        registers: as they stood under that lock.
        findings: persons' findings, oldest first.
        confirmed: pairs of officer and matter, each confirmed by the officer (R53).
        evidence: the newest evidence of each kind.
    """

    home: Home
    facts: CaseFacts
    agreement: Agreement
    registers: Registers
    findings: tuple[PersonFinding, ...]
    confirmed: frozenset[tuple[str, str]]
    evidence: Mapping[str, Stored]

    def kept(self, kind: str) -> Stored:
        """The newest evidence of a kind.

        Raises:
            IntegrityError: the case has none.
        """
        if kind not in self.evidence:
            raise IntegrityError(f"The case has no {kind} among its evidence.")
        return self.evidence[kind]

    def path(self, kind: str) -> Path:
        """Where plain evidence lies, its bytes checked."""
        return evidence.get(self.home, self.kept(kind))

    def sealed(self, kind: str) -> pa.Table:
        """A sealed table, decrypted in memory, its bytes and rows checked."""
        return evidence.get_sealed_table(self.home, load_evidence_key(self.home), self.facts.case, self.kept(kind))

    def still(self, facts: CaseFacts, agreement: Agreement) -> bool:
        """Whether case, standing and pack are as they were; a pack that begins by the clock raises no standing."""
        then, now = (self.facts, self.agreement), (facts, agreement)
        before, after = ((one.version, one.standing, pack.pack_hash) for one, pack in (then, now))
        return before == after


def dossier_of(home: Home, file: CaseFile, at: datetime, kinds: Sequence[str] = KINDS) -> Dossier:
    """The dossier of an open case, with the newest evidence of these kinds."""
    return replace(files_dossier(home, file, at, kinds), findings=file.findings(), confirmed=file.confirmations())


def files_dossier(home: Home, file: CaseFile, at: datetime, kinds: Sequence[str]) -> Dossier:
    """The dossier as far as whoever reads its files needs it: no findings, and nobody's confirmations."""
    found = {kind: stored for kind in kinds if (stored := file.evidence(kind)) is not None}
    agreement = governing(file.facts.submission.agreement, not_before(at))
    return Dossier(home, file.facts, agreement, file.registers(at), (), frozenset(), found)


def own_dossier(home: Home, file: CaseFile, at: datetime, recipient: str, kinds: Sequence[str] = ()) -> Dossier:
    """The dossier as far as one recipient's act needs it: no findings, and only their own confirmations."""
    return replace(files_dossier(home, file, at, kinds), confirmed=file.confirmations(recipient))


def read_dossier(home: Home, case: str, at: datetime, kinds: Sequence[str] = KINDS) -> Dossier:
    """The dossier of a case, read under its lock and let go again.

    Raises:
        UsageError: there is no such case.
    """
    with opened(case, published_size(home)) as file:
        return dossier_of(home, file, at, kinds)


def read_files(home: Home, case: str, at: datetime, kinds: Sequence[str]) -> Dossier:
    """``files_dossier`` of a case: at a million records persons found and confirmed a hundred thousand things.

    Raises:
        UsageError: there is no such case.
    """
    with opened(case, published_size(home)) as file:
        return files_dossier(home, file, at, kinds)


def changed() -> Refusal:
    """The case or a register changed while the act was prepared."""
    return Refusal(
        "office.changed",
        "The case or a register changed meanwhile; look at it again and repeat the act.",
        house("6103(p)(3)(A)"),
        Hook.HOUSE,
    )


def keep_new(file: CaseFile, *stored: Stored) -> None:
    """Keep evidence that is not kept already; the same bytes are one file and one row."""
    for one in stored:
        known = file.evidence(one.kind)
        if known is None or known.sha256 != one.sha256:
            file.keep(one)


def examined(dossier: Dossier) -> pa.Table:
    """What the last examination found, a line for each record (``resolve.EXAMINED``)."""
    return pq.read_table(dossier.path("examined"))


def reviewed(dossier: Dossier, table: pa.Table) -> Iterator[Resolved]:
    """What persons' findings make of those records of an examined table that were left to persons, in row order."""
    return resolve_with(dossier, table.filter(_pc.equal(table["outcome"], Outcome.REVIEW.value)))


def resolve_with(dossier: Dossier, table: pa.Table) -> Iterator[Resolved]:
    """Every outcome of an examined table with persons' findings joined, in row order."""
    rows = table.filter(_pc.equal(table["outcome"], Outcome.REVIEW.value))["row"].to_pylist()
    review = frozenset(int(row) for row in rows if row is not None)
    answered = [one for one in _answered(dossier.findings) if one.rule not in LATE_RULES]
    return resolve(table, read_asked(dossier.path("records"), review), answered)


def sufficient_rows(dossier: Dossier, table: pa.Table) -> list[int]:
    """The rows of the examined table that may be located: sufficient at examine, or made so by persons' findings."""
    found = table.filter(_pc.equal(table["outcome"], Outcome.SUFFICIENT.value))["row"].to_numpy().tolist()
    return sorted([*found, *(one.row for one in reviewed(dossier, table) if one.outcome is Outcome.SUFFICIENT)])


def answered_rows(dossier: Dossier, rule: str) -> frozenset[int]:
    """The rows on which a person has answered a question of this rule, whatever the answer."""
    scopes = [one.scope for one in _answered(dossier.findings) if one.rule == rule]
    if not scopes:
        return frozenset()
    return frozenset(
        record.row
        for record in read_asked(dossier.path("records")).values()
        if any(scope.covers(record) for scope in scopes)
    )


def located_rows(dossier: Dossier) -> LocatedRows:
    """The located evidence by row."""
    return LocatedRows(dossier.sealed("located"))


def persons_say(dossier: Dossier) -> PersonsSay:
    """What persons found after the records were sufficient: R24, R47, and the officers' confirmations."""
    weak: dict[int, bool] = {}
    rows: dict[int, bool] = {}
    groups: dict[tuple[str, str], bool] = {}
    for one in _answered(dossier.findings):
        if one.rule == "R24":
            weak.update(dict.fromkeys(one.scope.rows, one.met))
        elif one.rule == "R47" and one.scope.reach is Reach.ROWS:
            rows.update(dict.fromkeys(one.scope.rows, one.met))
        elif one.rule == "R47":
            groups[one.scope.matter, one.scope.officer] = one.met
    return PersonsSay(
        weak=weak,
        relevant_rows=frozenset(row for row, met in rows.items() if met),
        relevant_groups=frozenset(group for group, met in groups.items() if met),
        confirmed=dossier.confirmed,
    )


def _answered(findings: Iterable[PersonFinding]) -> list[Answered]:
    return [Answered(f.rule, f.code, f.state == "met", parse_scope(f.scope)) for f in findings]
