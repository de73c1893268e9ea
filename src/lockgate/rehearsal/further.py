"""Further submissions of a rehearsal, left at different stages: what somebody who plays it on finds at work.

From the first of them on the agreement asks for rounds among seeds, so whoever votes answers a worklist before.

They are about people whom the first request did not ask about, so nobody is asked about twice (R48). Their rows are
rows of that request with another person written in; deficient ones go along as they are, for they were never located.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.actions.dispose import dispose
from lockgate.actions.submit import submit
from lockgate.pipeline.columns import TERMS
from lockgate.rehearsal import cast_acts
from lockgate.rehearsal.cast import HEAD
from lockgate.rehearsal.cast_acts import ANALYST, Cast, Waits
from lockgate.rehearsal.examples import FILE, FOLDER, RECORDS
from lockgate.rehearsal.keys import make_pair
from lockgate.rehearsal.kinds import Final
from lockgate.rehearsal.lines import csv_lines
from lockgate.rehearsal.rounds import ask_for_rounds, look_at_all
from lockgate.rehearsal.tally import read_truth
from lockgate.seal.signatures import sign_detached

GOOD, DEFICIENT, SINGLE = 12, 5, 24
"""Rows of a further request: that meet everything, and of one of them that do not; examples of one record."""

EXAMINED, PROPOSED, AUTHORIZED = "ICE-2025-0002", "ICE-2025-0003", "ICE-2025-0004"
"""The submissions' numbers, by where they are left."""

Row = dict[str, str]


def leave_further(cast: Cast, waits: Waits) -> None:
    """Ask for rounds; submit three further requests and leave one examined, one proposed, one authorized; publish.

    Examples for whoever goes on lie beside them: single records, and a file.

    Raises:
        IntegrityError: the script was refused an act.
    """
    ask_for_rounds(cast)
    people = _unasked(cast.folder)
    good, returned = _rows(cast.folder)
    for place, number in enumerate((EXAMINED, PROPOSED, AUTHORIZED)):
        rows = _about(people, good, place * GOOD, GOOD)
        rows += returned[:DEFICIENT] if number == EXAMINED else []
        folder = _write(cast, number, rows)
        case = cast.act(submit(cast.office, folder, cast.signer(ANALYST))).case
        if number == EXAMINED:
            continue
        cast_acts.confirm_matters(cast, case)
        cast_acts.find_relevant(cast, case)
        cast_acts.locate_all(cast, case, ())
        if number == PROPOSED:
            cast.act(dispose(cast.office, case, cast.signer(ANALYST)))
        else:
            looked = partial(look_at_all, cast, case, pace_seconds=waits.pace_seconds)
            cast_acts.decide(cast, case, replace(waits, window_hours=0), looked)
    _leave_examples(cast.folder, _about(people, good, 3 * GOOD, GOOD + SINGLE), returned[-DEFICIENT:])
    cast_acts.publish_rest(cast)


def _about(people: Iterator[Row], good: Sequence[Row], first: int, count: int) -> list[Row]:
    """Rows that meet everything about the next so many people, their serial numbers beginning here."""
    meant = enumerate(islice(people, count), first)
    return [{**good[serial % len(good)], **one, **_numbers(serial)} for serial, one in meant]


def _leave_examples(folder: Path, rows: Sequence[Row], returned: Sequence[Row]) -> None:
    _write_records(folder / FOLDER / FILE, [*rows[:GOOD], *returned])
    _write_records(folder / FOLDER / RECORDS, rows[GOOD:])


def _unasked(folder: Path) -> Iterator[Row]:
    """People with one mailing address for every period held, whom the request did not ask about, as a row has them."""
    asked = {one.taxpayer for one in read_truth(folder / "truth" / "records.csv")}
    homes: dict[str, list[Mapping[str, str]]] = {}
    for home in _read(folder / "registry" / "addresses.parquet"):
        homes.setdefault(home["taxpayer_id"], []).append(home)
    for person in _read(folder / "registry" / "taxpayers.parquet"):
        held = homes.get(person["taxpayer_id"], [])
        lines = {(one["line1"], one["city"], one["state"], one["zip"]) for one in held}
        plain = len(lines) == 1 and not any(one["line2"] or one["country"] for one in held)
        if person["taxpayer_id"] in asked or len(held) < 3 or not plain or not person["tin"]:
            continue
        line1, city, state, code = lines.pop()
        yield {
            "given_name": person["given_name"], "middle_name": person["middle_name"],
            "family_name": person["family_name"], "suffix": person["suffix"], "tin": person["tin"],
            "date_of_birth": person["date_of_birth"],
            "address": "", "address_line1": line1, "address_line2": "", "city": city, "state": state, "zip": code,
        }  # fmt: skip


def _read(file: Path) -> Iterator[Row]:
    table: pa.Table = pq.read_table(file)
    for row in table.to_pylist():
        yield {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _rows(folder: Path) -> tuple[list[Row], list[Row]]:
    """Rows of the request that the truth releases without more, and rows that are returned."""
    with (folder / "request" / "records.csv").open(encoding="utf-8", errors="replace", newline="") as source:
        rows = list(csv.DictReader(source))
    truth = read_truth(folder / "truth" / "records.csv")
    pairs = list(zip(rows, truth, strict=True))
    good = [row for row, one in pairs if one.final is Final.RELEASED and one.kind.startswith("good")]
    return good, [row for row, one in pairs if one.final is Final.RETURNED and row.get("record_id")]


def _numbers(serial: int) -> Row:
    """Numbers of the agency's that no other row has."""
    return {"order_case_number": f"A98{serial:07}", "agency_person_no": f"FIN2{serial:09}"}


def _write(cast: Cast, number: str, rows: Sequence[Row]) -> Path:
    """The signed submission of these rows, with the officers and officials of the first one."""
    folder = cast.folder
    target = folder / FOLDER / number
    target.mkdir(parents=True)
    _write_records(target / "records.csv", rows)
    digest = sha256((target / "records.csv").read_bytes()).hexdigest()
    said = {"number = ": f'"{number}"', "sha256 = ": f'"{digest}"', "count = ": str(len(rows))}
    lines = (folder / "request" / "submission.toml").read_text(encoding="utf-8").splitlines()
    content = "".join(f"{_told(line, said)}\n" for line in lines).encode()
    (target / "submission.toml").write_bytes(content)
    head = make_pair(cast.seed, HEAD.name, strong=True)
    (target / "submission.toml.p7s").write_bytes(sign_detached(content, head.certificate, head.key))
    return target


def _write_records(file: Path, rows: Sequence[Row]) -> None:
    numbered = [{**row, "record_id": f"R{place:08}"} for place, row in enumerate(rows, 1)]
    columns = [np.array([row[term] or "" for row in numbered], dtype=object) for term in TERMS]
    file.write_text(",".join(TERMS) + "\n" + csv_lines(columns, {}), encoding="utf-8", newline="")


def _told(line: str, said: Mapping[str, str]) -> str:
    begin = next((one for one in said if line.startswith(one)), "")
    return begin + said[begin] if begin else line
