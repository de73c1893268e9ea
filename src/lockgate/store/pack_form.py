"""The form of an agreement pack: the terms ``agreement.toml`` must and may hold, and what in it contradicts itself.

Each complaint is where it stands, as the keys that lead there, and a sentence with its cure.
"""

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from lockgate.law.agreement import Element
from lockgate.procedure.guards import HOUSE
from lockgate.store.pack_files import Files

_RELEASABLE = frozenset({"record_id", "mailing_address"})
"""26 U.S.C. 6103(i)(2)(C), (b)(6) and the memorandum's purpose: nothing beside these leaves (R26)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Party(_Strict):
    role: str
    department: str
    agency: str
    signatory: str


class _Request(_Strict):
    offices: list[str] = Field(min_length=1)
    statutes_named: list[str]
    order_date_required: str = Field(pattern="^(all|1253 only)$")
    one_citation_serves_both: bool
    elements: list[str]
    attestation: str = Field(min_length=1)


class _Identification(_Strict):
    routes: list[list[str]] = Field(min_length=1)
    interpretation: str


class _Answer(_Strict):
    releasable: list[str] = Field(min_length=1)
    window_hours: int = Field(ge=1)
    form: str = Field(pattern="^(direct|gated)$")
    pickup_days: int = Field(ge=1)
    # A house value, which a pack may state: the memorandum as it is known says nothing of a day.
    review_days: int = Field(ge=1, default=365)


class _House(_Strict):
    matter_records_max: int = Field(ge=1)
    officer_records_max: int = Field(ge=1)
    periods_max: int = Field(ge=1)
    reason_cluster_max: int = Field(ge=1)
    address_records_max: int = Field(ge=1)
    resubmission_days: int = Field(ge=1)
    pace_floor_seconds: int = Field(ge=0)
    determination_days: int = Field(ge=1)


class _Log(_Strict):
    quorum: int = Field(ge=0)


class _Review(_Strict):
    pair_cases_max: int = Field(ge=0, le=50, default=HOUSE.pair_cases_max)
    seeds: int = Field(ge=0, le=5, default=HOUSE.seeds)


class _OutsideParty(_Strict):
    name: str = Field(min_length=1)
    officers: list[str] = Field(min_length=1)
    window_hours: int = Field(ge=1, le=2160)


class _Redaction(_Strict):
    since: date
    asked_by: str
    reason: str
    lifted_on: date | None = None
    lifted_by: str = ""


class ClauseForm(_Strict):
    """One clause: its citation, where its text is known from, and what was blacked out of it when."""

    id: str
    title: str
    citation: str
    source: str
    file: str = ""
    redactions: list[_Redaction] = []


class PackForm(_Strict):
    """The terms of one pack."""

    name: str
    title: str
    provision: str
    effective: date
    ends: date | None = None
    loadable: bool
    custodian: _Party
    requester: _Party
    request: _Request
    identification: _Identification
    answer: _Answer
    house: _House
    log: _Log
    # The office's own guards, which a pack may state; no term of the memorandum as it is known.
    review: _Review = _Review()
    party: _OutsideParty | None = None
    clause: list[ClauseForm]


Complaint = tuple[tuple[str, ...], str]
"""Where, and what is wrong with which cure."""


def contradictions(files: Files, pack: PackForm) -> list[Complaint]:
    """What of a pack cannot stand beside something else of it or of its files."""
    found: list[Complaint] = []
    if pack.ends is not None and pack.ends < pack.effective:
        found.append((("ends",), "“ends” lies before “effective”. Mend one of the two."))
    found.extend(_unknown_elements(pack))
    found.extend(
        (("answer", "releasable"), f"{name} may not be released (R26). Take it out.")
        for name in sorted(set(pack.answer.releasable) - _RELEASABLE)
    )
    if pack.custodian.agency == pack.requester.agency:
        found.append((("requester", "agency"), "Custodian and requester are the same agency. Mend one of the two."))
    ids = [clause.id for clause in pack.clause]
    found.extend(
        (("clause",), f"The clause id {name} stands twice. Rename one.")
        for name in sorted({name for name in ids if ids.count(name) > 1})
    )
    for clause in pack.clause:
        found.extend(_clause_contradictions(files, clause))
    return found


def _unknown_elements(pack: PackForm) -> Iterator[Complaint]:
    known = {element.value for element in Element}
    for name in sorted(set(pack.request.elements) - known):
        yield ("request", "elements"), f"{name} is no element. Use one of {', '.join(sorted(known))}."
    for name in sorted({name for route in pack.identification.routes for name in route} - known):
        yield ("identification", "routes"), f"{name} is no element. Use one of {', '.join(sorted(known))}."


def _clause_contradictions(files: Files, clause: ClauseForm) -> Iterator[Complaint]:
    if clause.file and clause.file not in files:
        yield ("clause",), f"Clause {clause.id}: {clause.file} does not exist. Add it or mend the name."
    if clause.file and not clause.source:
        yield ("clause",), f"Clause {clause.id} has a text but no source. Say where it is known from."
    for span in clause.redactions:
        if span.lifted_on is not None and (not span.lifted_by or span.lifted_on < span.since):
            yield ("clause",), f"Clause {clause.id}: a lifted redaction needs its order, and a later day."
