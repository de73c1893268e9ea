"""The tally: what examine said and what the recipients really opened, against the truth, record by record.

It reads files only: the truth, the request, the custodian's file, the examination's own files, and the answers
as they stood in the opened packages. It asks no database and no rule of the law.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.rehearsal.kinds import Examine, Final
from lockgate.rehearsal.tally_right import Held, Lines, periods_in
from lockgate.seal.answers import Answer, Word

MISSED_MOST = 0.03
"""The greatest share of rightful releases that may have got the uniform answer."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One line of ``truth/records.csv``, and what the request's row says beside it."""

    row: int
    record_id: str
    kind: str
    examine: Examine
    rules: frozenset[str]
    final: Final
    taxpayer: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One answer in one opened package, and whose package it was."""

    officer: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Wrong:
    """One answer that gave an address and should not have, or not this one."""

    record_id: str
    kind: str
    officer: str
    why: str


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one row.

    Attributes:
        truth: what was planted.
        examined: the outcome of examine.
        absent: rules that examine must name and did not.
        final: what came of it in the end, as its recipients saw it.
    """

    truth: Truth
    examined: str
    absent: frozenset[str]
    final: Final

    @property
    def examined_right(self) -> bool:
        """Whether examine said what was planted, with every rule it must name."""
        return self.examined == self.truth.examine and not self.absent

    @property
    def missed(self) -> bool:
        """Whether the law orders an answer that was not given."""
        return self.truth.final is Final.RELEASED and self.final is not Final.RELEASED


@dataclass(frozen=True, slots=True)
class Tally:
    """The whole comparison; ``rows`` in the order of the request."""

    rows: tuple[Became, ...]
    wrongful: tuple[Wrong, ...]

    @property
    def examined_wrong(self) -> tuple[Became, ...]:
        """Rows on which examine and the truth disagree."""
        return tuple(one for one in self.rows if not one.examined_right)

    @property
    def missed(self) -> tuple[Became, ...]:
        """Rightful releases that were not made."""
        return tuple(one for one in self.rows if one.missed)

    @property
    def released(self) -> int:
        """Records whose address somebody opened."""
        return sum(one.final is Final.RELEASED for one in self.rows)

    @property
    def rightful(self) -> int:
        """Records that the law orders to be answered with an address."""
        return sum(one.truth.final is Final.RELEASED for one in self.rows)

    @property
    def otherwise(self) -> tuple[Became, ...]:
        """Rows that ended otherwise than expected, missed and released ones apart."""
        return tuple(one for one in self.rows if one.final is not one.truth.final and not one.missed)

    @property
    def as_the_truth_says(self) -> bool:
        """Whether it went as the truth says: examine agrees, nothing wrongful left, and few were missed."""
        wrongly = any(one.final is Final.RELEASED and one.truth.final is not Final.RELEASED for one in self.rows)
        few = len(self.missed) <= MISSED_MOST * self.rightful
        return not self.examined_wrong and not self.wrongful and not wrongly and few


def tally(folder: Path, evidence: Path, opened: Sequence[Opened]) -> Tally:
    """Compare what happened with the truth.

    Args:
        folder: the rehearsal: ``truth``, ``request``, ``registry``.
        evidence: the folder with the examination's ``outcomes.csv`` and ``findings.csv``.
        opened: every answer that a recipient opened.

    Raises:
        IntegrityError: the files do not have one line for each row of the request.
    """
    truths = tuple(read_truth(folder / "truth" / "records.csv"))
    outcomes = [line["outcome"] for line in _lines(evidence / "outcomes.csv")]
    if len(outcomes) != len(truths):
        raise IntegrityError(f"The examination has {len(outcomes)} outcomes for {len(truths)} rows.")
    named = _rules_named(evidence / "findings.csv")
    finals = _finals(truths, outcomes, opened)
    rows = tuple(
        Became(truth, outcome, truth.rules - named[truth.row], finals[truth.row])
        for truth, outcome in zip(truths, outcomes, strict=True)
    )
    return Tally(rows, tuple(_wrongful(folder, truths, opened)))


def read_truth(file: Path) -> Iterator[Truth]:
    """The truth, row by row."""
    for row, line in enumerate(_lines(file), start=1):
        yield Truth(
            row=row,
            record_id=line["record_id"],
            kind=line["kind"],
            examine=Examine(line["expect_examine"]),
            rules=frozenset(filter(None, line["must_include_rules"].split(";"))),
            final=Final(line["expect_final"]),
            taxpayer=line["taxpayer_id"],
        )


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _rules_named(findings: Path) -> Mapping[int, set[str]]:
    """Row -> the rules that examine found not met, or could not check; findings about the submission have no row."""
    named: dict[int, set[str]] = defaultdict(set)
    for line in _lines(findings):
        if line["row"]:
            named[int(line["row"])].add(line["rule"])
    return named


def _finals(truths: Sequence[Truth], outcomes: Sequence[str], opened: Iterable[Opened]) -> dict[int, Final]:
    """What became of each row: what its recipients opened, else what examine left."""
    told: dict[str, set[Word]] = defaultdict(set)
    for one in opened:
        told[one.answer.record_id].add(one.answer.answer)
    return {
        truth.row: _final(told.get(truth.record_id, set()), outcome)
        for truth, outcome in zip(truths, outcomes, strict=True)
    }


def _final(told: set[Word], outcome: str) -> Final:
    if Word.IDENTIFIED in told:
        return Final.RELEASED
    if told:
        return Final.UNIFORM
    return Final.RETURNED if outcome == Examine.RETURNED else Final.HELD


def _wrongful(folder: Path, truths: Sequence[Truth], opened: Sequence[Opened]) -> Iterator[Wrong]:
    """Every opened answer with an address that the truth does not want released, or not this one, or not to them."""
    given = [one for one in opened if one.answer.answer is Word.IDENTIFIED]
    by_id: dict[str, list[Truth]] = defaultdict(list)
    for truth in truths:
        by_id[truth.record_id].append(truth)
    asked = _asked(folder / "request" / "records.csv", {one.answer.record_id for one in given})
    held = Held(folder / "registry", (truth.taxpayer for one in given for truth in by_id[one.answer.record_id]))
    for one in given:
        of_this_id = by_id[one.answer.record_id]
        why = "no such record, or more than one, was asked about"
        if len(of_this_id) == 1:
            periods, officers = asked[one.answer.record_id]
            right = held.right_address(of_this_id[0].taxpayer, periods)
            why = _why_wrong(of_this_id[0], one, right, officers)
        if why:
            kind = of_this_id[0].kind if of_this_id else ""
            yield Wrong(one.answer.record_id, kind, one.officer, why)


def _why_wrong(truth: Truth, one: Opened, right: Lines | None, officers: frozenset[str]) -> str:
    """Why this address should not have been in this package; empty where it should."""
    if truth.final is not Final.RELEASED:
        return f"must be {truth.final}"
    if one.officer not in officers:
        return "opened by an officer whom the request does not name for it"
    if one.answer.address != right:
        return "not the latest address held for the stated periods of the taxpayer meant"
    return ""


def _asked(request: Path, wanted: set[str]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Record id -> the periods it states and the officers it names, of these records."""
    with request.open(encoding="utf-8", errors="surrogateescape", newline="\n") as source:
        header = next(csv.reader([source.readline()]))
        # Only the lines asked for are parsed: others are broken on purpose, or longer than a reader takes.
        lines = csv.DictReader((line for line in source if line.partition(",")[0] in wanted), header)
        return {line["record_id"]: (periods_in(line["tax_periods"]), periods_in(line["officers"])) for line in lines}
