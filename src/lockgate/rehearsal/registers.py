"""The registers of a rehearsal, in the form ``lockgate register load`` takes."""

import csv
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from lockgate.rehearsal.arrays import Ints
from lockgate.rehearsal.cast import (
    AGENCY,
    AGREEMENT,
    CERTIFYING,
    CERTIFYING_OFFICE,
    CUSTODIAN,
    HEAD,
    HEAD_OFFICE,
    LEGAL_BASIS,
    officer_names,
)
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.keys import Pair, make_pair
from lockgate.rehearsal.plan import OfficersMode, Plan
from lockgate.rehearsal.planting import Planting
from lockgate.rehearsal.registry import taxpayer_ids
from lockgate.rehearsal.requests import officer_ids

_PEOPLE_IN_AN_ORDER = 500
"""So that no field of the register grows beyond what readers of CSV take."""

KEY_FILES = 300
"""Officers whose keys are written; the key of any other comes from ``make_pair`` with the seed and the officer's id."""

_FUNCTIONS = ("Special Agent", "Special Agent", "Senior Special Agent", "Criminal Investigator")


def write_registers(plan: Plan, planting: Planting, folder: Path, keys: Path) -> Pair:
    """Write every register and every key; the pair the requesting official signs with."""
    head = _write_officeholders(plan, folder, keys)
    _write_roster(plan, planting.matters.officers, folder, keys)
    _write_delegations(plan, folder, keys)
    _write_orders(taxpayers_of(planting, "protected_person"), folder)
    _write(
        folder / "standing.csv",
        ("agency", "state", "since", "until", "reason", "recorded_by"),
        [(AGENCY, "good", "2025-01-01", "", "No open finding (synthetic)", "IRS-0007")],
    )
    barred = taxpayers_of(planting, "informant")
    _write(
        folder / "determinations.csv",
        ("taxpayer", "determination", "since", "until", "by"),
        [("*", "clear", "2025-08-01", "2026-01-31", "IRS-0005")]
        + [(taxpayer, "bar", "2025-08-01", "2026-01-31", "IRS-0005") for taxpayer in barred],
    )
    return head


def taxpayers_of(planting: Planting, kind: str) -> list[str]:
    """The taxpayers whom rows of one kind ask about."""
    place = [one.name for one in KINDS].index(kind)
    numbers: Ints = np.unique(planting.asked.people.taxpayer[planting.person[planting.kind == place]])
    return list(taxpayer_ids(numbers))


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _text(pair: Pair) -> str:
    return b64encode(pair.certificate).decode("ascii")


def _write_officeholders(plan: Plan, folder: Path, keys: Path) -> Pair:
    head = make_pair(plan.seed, HEAD.name, strong=True)
    certifying = make_pair(plan.seed, CERTIFYING.name, strong=True)
    head.save(keys, HEAD.id)
    certifying.save(keys, CERTIFYING.id)
    _write(
        folder / "officeholders.csv",
        ("person", "office", "agency", "capacity", "legal_basis", "since", "until", "certificate"),
        [
            (HEAD.name, HEAD_OFFICE, AGENCY, "acting_head", LEGAL_BASIS, "2025-03-01", "", _text(head)),
            (CERTIFYING.name, CERTIFYING_OFFICE, AGENCY, "certifying", "", "2024-06-01", "", _text(certifying)),
        ],
    )
    return head


def _write_delegations(plan: Plan, folder: Path, keys: Path) -> None:
    rows = []
    for officer in CUSTODIAN:
        pair = make_pair(plan.seed, officer.id)
        pair.save(keys, officer.id)
        rows.append((officer.id, officer.name, officer.roles, officer.grade, "2025-01-01", "", _text(pair)))
    _write(folder / "delegations.csv", ("officer", "name", "roles", "grade", "since", "until", "certificate"), rows)


def _write_roster(plan: Plan, officers: int, folder: Path, keys: Path) -> None:
    numbers = np.arange(officers)
    rows = []
    for number, officer, name in zip(numbers, officer_ids(numbers), officer_names(numbers), strict=True):
        signs = make_pair(plan.seed, officer)
        opens = make_pair(plan.seed, officer, receives=True)
        if number < KEY_FILES:
            signs.save(keys, officer)
            opens.save(keys, f"{officer}.opening")
        one = plan.officers is OfficersMode.ONE
        function = "Assistant Director" if one else _FUNCTIONS[number % len(_FUNCTIONS)]
        row = (officer, name, AGENCY, "Homeland Security Investigations", function, "employee", AGENCY)
        rows.append((*row, "2024-10-01", "", "2025-02-15", "2028-06-30", _text(opens), _text(signs)))
    header = (
        "officer", "name", "agency", "unit", "function", "employment", "employer", "since", "until", "trained_on",
        "cleared_until", "certificate", "signature_certificate",
    )  # fmt: skip
    _write(folder / "roster.csv", header, rows)


def _write_orders(protected: list[str], folder: Path) -> None:
    """One order that stops the agreement and was lifted before; orders in force that protect persons."""
    lifted = (
        "ORDER-0001", "D. Example", "25-cv-00001", "agreement", AGREEMENT, "", "all", "2025-05-01T12:00:00Z",
        "2025-05-13T15:00:00Z", "synthetic",
    )  # fmt: skip
    rows = [lifted]
    for number, first in enumerate(range(0, len(protected), _PEOPLE_IN_AN_ORDER), start=2):
        people = ";".join(protected[first : first + _PEOPLE_IN_AN_ORDER])
        rows.append(
            (f"ORDER-{number:04d}", "D. Example", f"25-cv-{number:05d}", "persons", AGREEMENT, people, "all",
             "2025-07-01T12:00:00Z", "", "synthetic")
        )  # fmt: skip
    header = (
        "order", "court", "docket", "scope", "agreement", "taxpayers", "forbids", "effective", "lifted", "citation",
    )  # fmt: skip
    _write(folder / "orders.csv", header, rows)
