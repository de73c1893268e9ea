"""What a demo prints: what became of the kinds, the releases, where the evidence lies, how to verify it."""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from lockgate.cli.tables import Jsonable
from lockgate.recipient.gated import INNER
from lockgate.rehearsal.demo import PACKAGES, WITNESSES, Demonstrated
from lockgate.rehearsal.kinds import Final
from lockgate.rehearsal.plan import Plan
from lockgate.rehearsal.stated_clock import START
from lockgate.rehearsal.tally import MISSED_MOST, Became
from lockgate.rehearsal.tally_groups import Group, by_expectation, by_family

LISTED = 40
"""Lines of one list; the rest stands in ``evidence/tally.csv``."""

PLACES = (
    ("request, registry, registers", "what was asked, of whom, under which registers"),
    ("evidence", "outcomes.csv and findings.csv of examine; tally.csv, row by row against the truth"),
    ("packages", "what each recipient fetched, what was inside (opened.package), and their own gateway.log"),
    ("keys", "everybody's (synthetic, they protect nothing)"),
    ("log", "the published log"),
    ("witnesses", "the two outside parties that cosigned it: their keys, and what each has seen"),
    ("truth", "what was planted"),
    ("home", "the office: its database, its sealed evidence, its own keys"),
)
"""What lies where below the demo's folder."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One demo that ran.

    Attributes:
        out: its folder.
        seconds: lockgate's own work, from the first file written to the last verified.
        program: the program as it was called.
    """

    plan: Plan
    done: Demonstrated
    out: Path
    seconds: float
    program: str


def show(ran: Ran, console: Console) -> None:
    """Print everything that people read."""

    def say(*lines: str) -> None:
        for line in lines:
            console.print(line, markup=False, soft_wrap=True)

    plan, done = ran.plan, ran.done
    say(
        f"One batch the whole way: {plan.records:,} synthetic requests, {plan.taxpayers:,} synthetic taxpayers, seed"
        f" {plan.seed}.",
        f"Its clock is stated, from {START:%Y-%m-%dT%H:%MZ} to {done.ended}; nothing slept.",
        "",
    )
    rows = done.tally.rows
    console.print(_counted("planted", by_expectation(rows)))
    console.print(_counted("what it is about", by_family(rows)))
    say(*_disagreements(ran), *_results(ran), "", *_where(ran), "", *_verify(ran), "")
    say(f"lockgate's own work: {ran.seconds:.1f} seconds")


def _counted(label: str, groups: Iterable[Group]) -> Table:
    """Groups of rows, and what became of them; narrow enough for any terminal."""
    made = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, header_style="bold")
    made.add_column(label, no_wrap=True)
    for column in ("kinds", "records", "agrees", *(final.value for final in Final)):
        made.add_column(column, justify="right", no_wrap=True)
    for one in groups:
        ends = (_number(one.finals[final]) for final in Final)
        made.add_row(one.label, f"{one.kinds}", f"{one.records:,}", f"{one.examined_so:,}", *ends)
    return made


def _number(count: int) -> str:
    return f"{count:,}" if count else "·"


def _disagreements(ran: Ran) -> list[str]:
    """Every row that was examined or ended otherwise than planted, missed releases apart."""
    tally = ran.done.tally
    lines = [
        f"  {_named(one)}: examined {one.examined}, planted {one.truth.examine}"
        + (f"; not named: {', '.join(sorted(one.absent))}" if one.absent else "")
        for one in tally.examined_wrong
    ]
    lines += [f"  {_named(one)}: ended {one.final}, planted {one.truth.final}" for one in tally.otherwise]
    if not lines:
        return ["kinds examined or ended otherwise than planted: none"]
    kinds = Counter(one.truth.kind for one in tally.rows if one in {*tally.examined_wrong, *tally.otherwise})
    named = ", ".join(f"{kind} ({rows})" for kind, rows in sorted(kinds.items()))
    return [f"kinds examined or ended otherwise than planted: {named}", *_first(lines)]


def _named(one: Became) -> str:
    return f"row {one.truth.row} {one.truth.record_id} {one.truth.kind}"


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], f"  … and {more:,} more in evidence/tally.csv"] if more > 0 else lines


def _results(ran: Ran) -> list[str]:
    tally = ran.done.tally
    right = len(tally.rows) - len(tally.examined_wrong)
    share = len(tally.missed) / tally.rightful if tally.rightful else 0.0
    return [
        f"examine agrees with the truth: {right:,} of {len(tally.rows):,} records, every rule it must name included",
        f"releases: {tally.released:,} records, opened in {len(ran.done.packages)} packages by the officers named",
        f"openings: each through the gateway, after its entry was cosigned; {ran.done.over_http} of them over HTTP",
        *_anew(ran),
        f"rightful releases expected: {tally.rightful:,}",
        f"missed: {len(tally.missed):,} ({share:.1%} of the rightful ones; at most {MISSED_MOST:.0%})",
        *_first([f"  {_named(one)}: {one.final}" for one in tally.missed]),
        f"wrongful releases: {len(tally.wrongful)}",
        *_first([f"  {one.record_id} {one.kind}, opened by {one.officer}: {one.why}" for one in tally.wrongful]),
        f"uniform answers: {ran.done.put_to_vote - tally.released:,} of {ran.done.put_to_vote:,} sufficient records",
        *_witnesses(ran),
        "It went as the truth says." if tally.as_the_truth_says else "It did NOT go as the truth says.",
    ]


def _anew(ran: Ran) -> list[str]:
    officer = ran.done.anew
    if not officer:
        return []
    return [f"re-issue: {officer} lost a copy unopened: recalled, sealed anew and opened; the lost one opens no more"]


def _witnesses(ran: Ran) -> list[str]:
    said = ran.done.verified.log
    by = said["cosigned_by"]
    names = [str(one) for one in by] if isinstance(by, list) else []
    seen = f"{' and '.join(names)} have seen this log grow and cosigned its checkpoint"
    places = " and ".join(str(ran.out / WITNESSES / name) for name in names)
    return [
        f"witnesses: quorum {said['quorum']} reached; {seen}",
        f"  the log's policy asks for {ran.done.witnesses_asked} distinct witnesses at least; they lie in {places}",
    ]


def _where(ran: Ran) -> list[str]:
    return [f"Everything lies in {ran.out}:", *(f"  {place:<30}{what}" for place, what in PLACES)]


def _verify(ran: Ran) -> list[str]:
    return ["Verify it without lockgate's word:", *(f"  {command}" for command in commands(ran))]


def commands(ran: Ran) -> tuple[str, ...]:
    """The commands by which anybody verifies the log, one package, and what one recipient was given."""
    name = _program(ran.program)
    log, release = ran.out / "log", ran.out / "keys" / "release.crt"
    made: list[tuple[str | Path, ...]] = [(name, "verify", "log", log, "--policy", log / "policy")]
    for officer, file in list(ran.done.packages.items())[:1]:
        package, key = ran.out / PACKAGES / file, ran.out / "keys" / f"{officer}.opening.pem"
        inside = package.with_name(INNER)
        certificate, opened = key.with_suffix(".crt"), ran.out / "opened"
        made += [
            (name, "verify", "package", package, "--release-certificate", release, "--log", log),
            (name, "verify", "package", inside, "--release-certificate", release, "--log", log),
            (
                name, "recipient", "open", inside, "--key", key, "--certificate", certificate,
                "--release-certificate", release, "--out", opened, "--replace",
            ),
        ]  # fmt: skip
    return tuple(" ".join(quote(str(word)) for word in words) for words in made)


def _program(called: str) -> str:
    """How the program is typed: by its name where that finds this one, else as it was called."""
    if Path(called).name != "lockgate":
        return "lockgate"
    found = shutil.which("lockgate")
    return "lockgate" if found is not None and Path(found).resolve() == Path(called).resolve() else called


def as_data(ran: Ran) -> dict[str, Jsonable]:
    """The same as one object."""
    plan, done, tally = ran.plan, ran.done, ran.done.tally
    return {
        "as_the_truth_says": tally.as_the_truth_says,
        "out": str(ran.out),
        "records": plan.records,
        "taxpayers": plan.taxpayers,
        "seed": plan.seed,
        "examined_otherwise": [_named(one) for one in tally.examined_wrong],
        "ended_otherwise": [_named(one) for one in tally.otherwise],
        "put_to_vote": done.put_to_vote,
        "packages": len(done.packages),
        "opened_over_http": done.over_http,
        "sealed_anew_for": done.anew,
        "released": tally.released,
        "rightful_releases": tally.rightful,
        "missed": [_named(one) for one in tally.missed],
        "wrongful_releases": len(tally.wrongful),
        "wrongful": [f"{one.record_id} {one.kind} {one.officer}: {one.why}" for one in tally.wrongful],
        "findings_on_relevance": done.findings,
        "clock": [f"{START:%Y-%m-%dT%H:%MZ}", done.ended],
        "log": {name: str(done.verified.log[name]) for name in ("size", "root", "quorum")},
        "witnesses_asked": done.witnesses_asked,
        "verify": list(commands(ran)),
        "seconds": round(ran.seconds, 1),
    }
