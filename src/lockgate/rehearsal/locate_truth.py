"""What location found beside what was planted, row by row: the table everything is counted from."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.errors import IntegrityError
from lockgate.rehearsal.arrays import Bools, Columns, Texts, pool
from lockgate.rehearsal.locating import PEOPLE_TRUTH, RECORDS_TRUTH

NOT_HELD = "not in the file"
"""The household of somebody who is in no file."""

GIVEN = {
    (True, True): "name, address, TIN and birth date",
    (True, False): "name, address and TIN",
    (False, True): "name, address and birth date",
    (False, False): "name and address alone",
}
"""What a request gives, by whether it gives a TIN and a birth date: all of it must agree."""

LIKENESS = {
    (True, True): "name and address the same",
    (False, True): "name nearly, address the same",
    (True, False): "name the same, address nearly",
    (False, False): "name and address nearly",
}
"""How name and address agreed, by whether each is the same once normalized."""

_WRITTEN = ("given_name", "family_name", "tin", "date_of_birth", "address", "address_line2")


@dataclass(frozen=True)
class Rows(Columns):
    """The sufficient rows, as planted and as found; every column a text but the last two.

    Attributes:
        kind, noise, origin, household: of the truth; household is the number of people, or ``NOT_HELD``.
        meant: what location must come to: ``one``, ``weak``, ``nobody``; '' where the row should not be sufficient.
        given: what the request gives, a value of ``GIVEN``.
        address_form, name_form: how the request writes address and name.
        identified: what location came to.
        likeness: how name and address agreed, where somebody was identified.
        right: whether the taxpayer found is the one asked about.
        answerable: whether an address could answer.
    """

    kind: Texts
    noise: Texts
    origin: Texts
    household: Texts
    meant: Texts
    given: Texts
    address_form: Texts
    name_form: Texts
    identified: Texts
    likeness: Texts
    right: Bools
    answerable: Bools


def beside_truth(folder: Path, records: Path, rows: list[int], found: pa.Table) -> Rows:
    """Put the evidence of the sufficient rows beside the truth about them.

    Args:
        folder: the rehearsal.
        records: its records as taken in.
        rows: the sufficient rows, ascending.
        found: the located evidence, one line for each of them, in order.

    Raises:
        IntegrityError: evidence or truth does not have these rows.
    """
    if found["row"].to_pylist() != rows:
        raise IntegrityError("The located evidence does not have one line for each sufficient row.")
    truth = _truth(folder, set(rows))
    if len(truth) != len(rows):
        raise IntegrityError(f"{folder / RECORDS_TRUTH} has {len(truth)} of the {len(rows)} sufficient rows.")
    written = _written(records, rows)
    taxpayers = found["taxpayer_id"].to_pylist()
    true = [pool(list(column)) for column in zip(*truth, strict=True)] if truth else [pool([]) for _ in range(6)]
    kind, planted, origin, household, meant, noise = true
    return Rows(
        kind=kind,
        noise=noise,
        origin=origin,
        household=np.where(household == "", NOT_HELD, household),
        meant=meant,
        **written,
        identified=_texts(found, "identified"),
        likeness=_likeness(found),
        right=np.array(
            [bool(one) and one in asked.split(";") for one, asked in zip(taxpayers, planted, strict=True)], dtype=bool
        ),
        answerable=_yes(found, "from_periods") & _yes(found, "deliverable"),
    )


def _truth(folder: Path, wanted: set[int]) -> list[tuple[str, ...]]:
    """Kind, taxpayer, origin, household, what is meant, noise: of the rows wanted, in order."""
    sides = (_lines(folder / RECORDS_TRUTH), _lines(folder / PEOPLE_TRUTH))
    try:
        return [
            (line["kind"], line["taxpayer_id"], who["origin"], who["household"], who["meant"], who["noise"])
            for row, (line, who) in enumerate(zip(*sides, strict=True), start=1)
            if row in wanted
        ]
    except (KeyError, ValueError) as problem:
        raise IntegrityError(
            f"{folder / PEOPLE_TRUTH} does not have the columns and the rows that belong to {RECORDS_TRUTH};"
            " write the rehearsal anew."
        ) from problem


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", errors="surrogateescape", newline="") as source:
        yield from csv.DictReader(source)


def _written(records: Path, rows: list[int]) -> dict[str, Texts]:
    """What the requests give, and how they write it."""
    table: Any = pq.read_table(records, columns=["row", *_WRITTEN])
    kept = table.filter(np.isin(table["row"].to_numpy(), rows))
    given, family, tin, born, address, line2 = (_texts(kept, name) for name in _WRITTEN)
    return {
        "given": pool([GIVEN[bool(a), bool(b)] for a, b in zip(tin, born, strict=True)]),
        "address_form": pool([_address_form(a, b) for a, b in zip(address, line2, strict=True)]),
        "name_form": pool([_name_form(f"{a} {b}") for a, b in zip(given, family, strict=True)]),
    }


def _address_form(address: str, line2: str) -> str:
    if address:
        return "address in one field"
    return "address in parts, second line used" if line2 else "address in parts, one line"


def _name_form(name: str) -> str:
    if not name.isascii():
        return "name with accents"
    return "name in capitals" if name.isupper() else "name in mixed letters"


def _likeness(found: pa.Table) -> Texts:
    """How name and address agreed: letter for letter once normalized, or nearly."""
    names, addresses = _texts(found, "name"), _texts(found, "address")
    return pool([LIKENESS[a == "A", b == "A"] if a else "" for a, b in zip(names, addresses, strict=True)])


def _texts(table: pa.Table, column: str) -> Texts:
    return pool(["" if text is None else str(text) for text in table[column].to_pylist()])


def _yes(table: pa.Table, column: str) -> Bools:
    return np.array([bool(value) for value in table[column].to_pylist()], dtype=bool)
