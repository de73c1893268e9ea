"""Requests about the people of another data set: what they say of the person is the data set's, the rest is ours.

Ours is made good and individual for every record (statute, authority, dates, matter, reason, officers), so that
nothing but name, address, birth date and number can decide.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from tests.people.sample import Written

from lockgate.pipeline.columns import TERMS
from lockgate.rehearsal.arrays import pool
from lockgate.rehearsal.reasons import reasons

PERIODS = "2019;2020;2021"
MATTER = 20
"""Records of one matter; the agreement holds more than 25 for a person."""

OFFICER = 140
"""Records of one officer; the agreement holds more than 200 for a person."""

DATE = "MM/DD/YYYY"
"""How the census writes birth dates, and so how the file is declared."""

_OPENED = date(2025, 6, 2)


def requests(people: Sequence[Written], *, born: bool, tin: bool) -> Iterator[dict[str, str]]:
    """One request for each person, as terms.

    Args:
        people: whom to ask about, in order; ``record_id`` is ``R`` and the place, from 1.
        born: whether the birth date is given where the data set has it.
        tin: whether the number is given where the data set has it.
    """
    why = reasons(np.random.default_rng(1040), pool([PERIODS] * len(people)))
    for place, person in enumerate(people):
        asked = {"date_of_birth": person.born if born else "", "tin": person.tin if tin else ""}
        yield _person(person, place) | asked | _ours(place) | {"reason": str(why[place])}


def write_requests(records: Iterable[dict[str, str]], path: Path) -> Path:
    """The requests as CSV with the terms as header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TERMS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    return path


def _person(person: Written, place: int) -> dict[str, str]:
    named = {"given_name": person.given, "middle_name": person.middle, "family_name": person.family}
    if place % 3:
        return named | {
            "address_line1": person.line1, "address_line2": person.unit, "city": person.city, "state": person.state,
            "zip": person.zip,
        }  # fmt: skip
    lines = [part for part in (person.line1, person.unit, person.city, f"{person.state} {person.zip}".strip()) if part]
    return named | {"address": ", ".join(lines)}


def _ours(place: int) -> dict[str, str]:
    ordered = _OPENED - timedelta(days=120 + place % 900)
    return {
        "record_id": f"R{place + 1:05}", "address_basis": "home", "tax_periods": PERIODS,
        "statute": "8 USC 1253(a)(1)(A)", "authority": "18 USC 3332(a)", "final_order_date": f"{ordered:%m/%d/%Y}",
        "order_case_number": f"A-900{place + 100000:06}", "removal_ground": "1227(a)(1)(B)",
        "judicial_review": "none", "relief_declared": "none", "matter_kind": "investigation",
        "matter_id": f"M-{place // MATTER + 1:05}", "investigation_opened": f"{_OPENED:%m/%d/%Y}",
        "officers": f"OFF-{place // OFFICER + 1:04}",
    }  # fmt: skip
