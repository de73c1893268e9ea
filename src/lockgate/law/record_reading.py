"""Which column each fact of a record is read from, and by which reading.

The same table serves a batch, column by column, and a single record, value by value.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from lockgate.law import readings
from lockgate.law.address import AddressFact, WrittenAddress, address_fact
from lockgate.law.facts import Asked, Load, RecordFacts, Row
from lockgate.law.gazetteer import Gazetteer
from lockgate.law.reasons import OWN_VALUES, masked, reason
from lockgate.law.statutes import cited

TextReading = Callable[[str], Hashable]
"""From one column value to one fact."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the readings of a batch depend on beside the values themselves.

    Attributes:
        asked_on: the day of the request.
        single_name: the submission's marker for "this person bears one name only", '' when none is declared.
        officers: the officers' ids listed by the submission, None without one.
        officers_over: ids named by more records than the ceiling.
        gazetteer: ZIP areas and facilities.
    """

    asked_on: date
    single_name: str
    officers: frozenset[str] | None
    officers_over: frozenset[str]
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting over the batch says of one record."""

    matter_load: Load = Load.WITHIN
    address_load: Load = Load.WITHIN
    reason_cluster: Load = Load.WITHIN
    asked: Asked = Asked.ONCE


def text_readings(how: Reading) -> dict[str, tuple[str, TextReading]]:
    """For each fact that is read from one column: the fact's name, the column, and the reading."""
    name = partial(readings.name_part, single_name_marker=how.single_name)
    day = partial(readings.day, asked_on=how.asked_on)
    officers = partial(readings.officers, in_submission=how.officers, over_load=how.officers_over)
    return {
        "row": ("intake", Row),
        "given_name": ("given_name", name),
        "family_name": ("family_name", name),
        "address_basis": ("address_basis", readings.basis),
        "tin": ("tin", readings.given),
        "periods": ("tax_periods", partial(readings.periods, asked_on=how.asked_on)),
        "statute": ("statute", cited),
        "authority": ("authority", cited),
        "order_date": ("final_order_date", day),
        "order_case_number": ("order_case_number", readings.case_number),
        "removal_ground": ("removal_ground", readings.ground),
        "judicial_review": ("judicial_review", readings.review),
        "court_order_date": ("court_final_order_date", day),
        "relief": ("relief_declared", readings.relief),
        "entry_date": ("entry_date", day),
        "prior_removal_date": ("prior_removal_date", day),
        "found_date": ("found_date", day),
        "matter_kind": ("matter_kind", readings.matter_kind),
        "matter_id": ("matter_id", readings.written),
        "opened": ("investigation_opened", day),
        "reason": (MASKED_REASON, reason),
        "officers": ("officers", officers),
    }


MASKED_REASON = "masked_reason"
"""The reason with the row's own values masked; no column of a request but made from several (law/reasons.py)."""

FIGURES_ALIKE = frozenset({"tin", "order_case_number"})
"""Columns whose readings know no difference between the figures 1 to 9."""

LAPSES = {
    "opened_after_order": ("final_order_date", "investigation_opened"),
    "opened_after_court": ("court_final_order_date", "investigation_opened"),
    "found_after_removal": ("prior_removal_date", "found_date"),
}
"""For each fact about the days between two columns: from which to which."""


def written_address(record: Mapping[str, str]) -> WrittenAddress:
    """The address of one record, from its columns."""
    line1 = record.get("address_line1", "") or record.get("address", "")
    rest = (record.get(name, "") for name in ("address_line2", "city", "state", "zip", "country"))
    return WrittenAddress(line1, *rest)


def read_record(record: Mapping[str, str], how: Reading, counted: Counted) -> RecordFacts:
    """The facts of one record; a column that is absent reads as not given."""
    own = tuple(record.get(column, "") for column in OWN_VALUES)
    record = {**record, MASKED_REASON: masked(record.get("reason", ""), own)}
    facts: dict[str, Hashable] = {
        field: reading(record.get(column, "")) for field, (column, reading) in text_readings(how).items()
    }
    for field, (start, end) in LAPSES.items():
        facts[field] = readings.lapse(_days(record.get(start, ""), record.get(end, "")))
    address: AddressFact = address_fact(written_address(record), how.gazetteer)
    return RecordFacts(
        **facts,  # type: ignore[arg-type]  # the table above names each field once; a test proves it
        address=address,
        matter_load=counted.matter_load,
        address_load=counted.address_load,
        reason_cluster=counted.reason_cluster,
        asked=counted.asked,
    )


def _days(start: str, end: str) -> int | None:
    first, last = readings.iso_day(start), readings.iso_day(end)
    return None if first is None or last is None else (last - first).days
