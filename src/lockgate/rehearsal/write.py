"""A whole rehearsal, written: the request, the custodian's file, the registers, the keys and the truth."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from lockgate.errors import UsageError
from lockgate.pipeline.columns import TERMS
from lockgate.rehearsal import practice, truth
from lockgate.rehearsal.catalogue import KINDS, counts
from lockgate.rehearsal.kinds import Final
from lockgate.rehearsal.lines import csv_lines
from lockgate.rehearsal.plan import AS_OF, Plan
from lockgate.rehearsal.planting import Planting, need_of, plant, strangers
from lockgate.rehearsal.registers import write_registers
from lockgate.rehearsal.registry import write_registry
from lockgate.rehearsal.requests import stretches
from lockgate.rehearsal.submission import write_submission

FORMAT = "lockgate/rehearsal/v1"
"""The format named in ``truth/about.json``."""

FOLDERS = ("request", "registry", "registers", "keys", "truth", "practice")
"""Everything a rehearsal writes lies in one of these."""


@dataclass(frozen=True)
class Rehearsed:
    """What was written.

    Attributes:
        folder: where.
        kinds: rows of each kind that occurs.
        rightful_releases: rows the law orders to be answered with an address.
        officers: officers of the requesting agency.
        practice_answers: answers the practice of 2025 gave; None when it was not run.
    """

    folder: Path
    kinds: dict[str, int]
    rightful_releases: int
    officers: int
    practice_answers: int | None


def rehearse(plan: Plan, out: Path, *, replace: bool = False) -> Rehearsed:
    """Write a rehearsal into ``out``; nothing stands there unless all of it does.

    Raises:
        UsageError: ``out`` is not empty and ``replace`` was not said, or the plan cannot be met.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for --out.")
    if out.exists() and any(out.iterdir()) and not replace:
        raise UsageError(f"{out} is not empty; name another folder for --out, or say --replace.")
    planted = counts(plan.records)
    with _beside(out) as folder:
        done = _write(plan, planted, folder)
        _put_in_place(folder, out)
    return Rehearsed(out, done.kinds, done.rightful_releases, done.officers, done.practice_answers)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A folder on the same disk, gone again whatever happens."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent)
    except OSError as error:
        raise UsageError(f"{out.parent} cannot be written to: {error.strerror}.") from error
    with folder as name:
        yield Path(name)


def _put_in_place(folder: Path, out: Path) -> None:
    out.mkdir(exist_ok=True)
    for name in FOLDERS:
        if (out / name).exists():
            shutil.rmtree(out / name)
        if (folder / name).exists():
            (folder / name).rename(out / name)


def _write(plan: Plan, planted: list[int], folder: Path) -> Rehearsed:
    for name in FOLDERS[:-1]:
        (folder / name).mkdir()
    need = need_of(planted)
    in_file = write_registry(plan, need, folder / "registry")
    planting = plant(plan, planted, in_file, strangers(plan, need))
    rightful, answers = _write_request(plan, planting, folder)
    head = write_registers(plan, planting, folder / "registers", folder / "keys")
    write_submission(plan, planting, folder / "request", head)
    kinds = {kind.name: count for kind, count in zip(KINDS, planted, strict=True) if count}
    done = Rehearsed(folder, kinds, rightful, planting.matters.officers, answers)
    _write_about(plan, done, folder / "truth" / "about.json")
    return done


def _write_request(plan: Plan, planting: Planting, folder: Path) -> tuple[int, int | None]:
    """The records and the truth about them; the rightful releases, and the practice's answers where asked for."""
    asked: list[pa.Table] = []
    rightful = 0
    with (
        _lines(folder / "request" / "records.csv") as records,
        _lines(folder / "truth" / "records.csv") as true,
        _lines(folder / "truth" / "people.csv") as people,
    ):
        records.write(",".join(TERMS) + "\n")
        true.write(",".join(truth.HEADER) + "\n")
        people.write(",".join(truth.PEOPLE) + "\n")
        for stretch in stretches(plan, planting):
            records.write(csv_lines([stretch.columns[term] for term in TERMS], stretch.surplus))
            columns = truth.columns(plan, planting, stretch)
            rightful += int((columns[truth.FINAL] == Final.RELEASED).sum())
            true.write(csv_lines(columns, {}))
            people.write(csv_lines(truth.people_columns(planting, stretch), {}))
            if plan.practice:
                asked.append(practice.asked_by(planting, stretch))
    if not plan.practice:
        return rightful, None
    (folder / "practice").mkdir()
    answers = folder / "practice" / "answers.csv"
    return rightful, practice.write_answers(pa.concat_tables(asked), folder / "registry", answers)


@contextmanager
def _lines(file: Path) -> Iterator[TextIOWrapper]:
    """A CSV file to write; a planted byte that is no text goes out as it is."""
    with file.open("w", encoding="utf-8", errors="surrogateescape", newline="", buffering=1 << 20) as target:
        yield target


def _write_about(plan: Plan, done: Rehearsed, file: Path) -> None:
    about = {
        "format": FORMAT,
        "seed": plan.seed,
        "as_of": AS_OF,
        "records": plan.records,
        "taxpayers": plan.taxpayers,
        "officers": str(plan.officers),
        "slips": plan.slips,
        "officers_named": done.officers,
        "practice": "2025" if plan.practice else "",
        "practice_answers": done.practice_answers,
        "rightful_releases": done.rightful_releases,
        "released_only_with_a_finding": list(truth.WITH_A_FINDING),
        "kinds": done.kinds,
    }
    file.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
