"""What an agency reads of one of its submissions: whose matters they are, and what came back with its cure.

All of it is made from the agency's own request and the law's text, as the deficiency notice is (R45).
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq

from lockgate.actions.agency import Request
from lockgate.actions.dossier import read_files
from lockgate.actions.draft_report import PAGE, Deficiency, Rows, deficiency
from lockgate.actions.examination import FILES
from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.law.terms import State
from lockgate.procedure.roles import Officer, Role
from lockgate.store import evidence
from lockgate.store.cases import matters_confirmed, newest_evidence
from lockgate.store.home import Home
from lockgate.store.values import Stored

_pc: Any = pyarrow.compute
_COLUMNS = ("row", "record_id", "rule", "state", "code")

TOLD: Mapping[str, str] = {kind: FILES[kind] for kind in ("outcomes", "findings", "notice_text")}
"""What can be fetched of an examination: kind of evidence -> name of its file."""


def matters_to_confirm(office: Office, request: Request, by: Officer) -> tuple[str, ...]:
    """The matters of records that name this officer, and that they have not confirmed yet (R53)."""
    stored = newest_evidence(request.facts.case, "records")
    named = _matters_naming(office.home, stored, by.id) if stored is not None else frozenset()
    return tuple(sorted(named - matters_confirmed(request.facts.case, by.id)))


@lru_cache(maxsize=64)
def _matters_naming(home: Home, records: Stored, officer: str) -> frozenset[str]:
    """The matters of records that name an officer. What was sent is frozen, so a process reads a million rows once."""
    file = evidence.get(home, records)
    pairs = pq.read_table(file, columns=["matter_id", "officers"]).group_by(["matter_id", "officers"]).aggregate([])
    return frozenset(
        str(one["matter_id"])
        for one in pairs.to_pylist()
        if one["matter_id"] and officer in {name.strip() for name in (one["officers"] or "").split(";")}
    )


def waits_to_confirm(office: Office, request: Request, by: Officer) -> bool:
    """Whether a matter of this request waits for the officer's own confirmation (R53).

    Who confirmed none has all of theirs before them; only of who confirmed some are the records read.
    """
    if not request.confirms:
        return False
    return not matters_confirmed(request.facts.case, by.id) or bool(matters_to_confirm(office, request, by))


def returned_rows(office: Office, request: Request, page: int) -> Rows:
    """A page of what was returned for cure, in the order of the file; what is about the whole submission is first."""
    if request.facts.examination is None:
        return Rows((), 0, 1)
    file = read_files(office.home, request.facts.case, office.clock(), ("findings",)).path("findings")
    kinds: dict[str, pa.DataType] = {**dict.fromkeys(_COLUMNS, pa.string()), "row": pa.int64()}
    convert = pyarrow.csv.ConvertOptions(include_columns=list(_COLUMNS), column_types=kinds, strings_can_be_null=False)
    table = pyarrow.csv.read_csv(
        file, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True), convert_options=convert
    )
    table = table.filter(_pc.equal(table["state"], State.NOT_MET.value))
    shown = table.slice((max(page, 1) - 1) * PAGE, PAGE).to_pylist()
    return Rows(tuple(_said(one) for one in shown), table.num_rows, max(1, -(-table.num_rows // PAGE)))


def _said(one: Mapping[str, Any]) -> Deficiency:
    return deficiency(one["row"] or 0, one["record_id"], one["rule"], one["code"], State(one["state"]))


def told_file(office: Office, request: Request, by: Officer, kind: str) -> Path:
    """One file of what the agency is told after an examination.

    Outcomes and findings name rows and codes; the notice quotes the records, so it is the requesting official's.

    Raises:
        UsageError: there is none of that kind for this person.
    """
    if (
        request.facts.examination is None
        or kind not in TOLD
        or (kind == "notice_text" and Role.REQUESTING not in by.roles)
    ):
        raise UsageError(f"There is no {kind[:20]} for you here.")
    return read_files(office.home, request.facts.case, office.clock(), (kind,)).path(kind)
