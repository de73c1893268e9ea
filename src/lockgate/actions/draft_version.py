"""A draft that follows a request that was sent: made of its records without retyping, with what each was returned for.

What came back (or, to amend or extend, everything) is copied into a new draft as it was read, each record beside the
cures that were told. For each group of records that came back on the same grounds somebody then says what changed and
where it was learnt (R48); nothing is mended by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq

from lockgate.actions.agency import Request
from lockgate.actions.dossier import Dossier, read_dossier
from lockgate.actions.draft import ID_SIZE, LONGEST_ANSWER, full, written
from lockgate.actions.draft_former import ALL, FORMER
from lockgate.actions.draft_report import Deficiency, deficiency
from lockgate.actions.office import Office
from lockgate.actions.versions import returned_of, sent_again
from lockgate.errors import UsageError
from lockgate.law.terms import State
from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.submissions import parse_submission
from lockgate.procedure.drafts import Draft, Follows, may_follow
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.versions import VersionKind
from lockgate.store.drafts import erase_draft, folder_of, keep_draft
from lockgate.store.files import unfinished_folder

RECORDS = "records.parquet"
"""In the folder of a draft that follows another request: its records."""

PAGE = 25
"""Records on one page."""

_pc: Any = pyarrow.compute
_KINDS = ("submission", "records", "examined", "findings")


@dataclass(frozen=True, slots=True)
class Group:
    """Records that came back on the same grounds, and what is said of them.

    Attributes:
        key: the grounds, such as ``R05;R07``; ``all`` where a version takes the former one's place.
        cures: what was told of how to cure each of the grounds.
    """

    key: str
    records: int
    cures: tuple[Deficiency, ...]
    changed: str
    learnt: str


@dataclass(frozen=True, slots=True)
class Copied:
    """One record of the draft: its place, what it says, term by term, and what it came back for."""

    row: int
    record_id: str
    said: Mapping[str, str]
    cures: tuple[Deficiency, ...]


def begin_version(office: Office, request: Request, by: Officer, kind: VersionKind) -> Draft | Refusal:
    """Begin a draft that follows a request, with its records in it.

    Args:
        office: the office.
        request: as this person is told of it.
        by: who begins it.
        kind: how it follows.

    Raises:
        IntegrityError: what is kept of the request does not verify.
    """
    at, facts = office.clock(), request.facts
    dossier = read_dossier(office.home, facts.case, at, _KINDS)
    back = returned_of(dossier)
    gone = sent_again(office.home, facts.case)
    chosen = {record: one for record, one in back.items() if record not in gone}
    refusal = may_follow(request.told, kind, len(chosen)) or full(office, by)
    if refusal is not None:
        return refusal
    sent = parse_submission(dossier.path("submission").read_bytes())
    single = {"single_name": sent.single_name} if sent.single_name else {}
    draft = Draft(
        office.random(ID_SIZE).hex(), by.agency, by.id, at, at,
        answers={
            "authority": {"number": "", "date": at.date().isoformat()},
            "certification": {
                "requesting_person": sent.requesting.person, "certifying_person": sent.certifying.person, "attests": "",
            },
            "formats": {"date": "YYYY-MM-DD", **single},
        },
        columns={term: term for term in TERMS},
        file=RECORDS,
        hands=tuple(sorted(by.keys)),
        follows=Follows(kind.value, facts.case, sent.number, sent.sha256),
    )  # fmt: skip
    keep_draft(office.home, draft)
    try:
        listed = {one.row: (record, one.grounds) for record, one in chosen.items()}
        _copy(dossier, folder_of(office.home, draft.id), listed if kind is VersionKind.RESUBMIT else None)
    except BaseException:
        erase_draft(office.home, draft.id)
        raise
    return draft


def _copy(dossier: Dossier, folder: Path, listed: Mapping[int, tuple[str, str]] | None) -> None:
    """Put the records into the draft: these rows under these ids, or all of them as they are."""
    table = pq.read_table(dossier.path("records"), columns=["row", *TERMS])
    if listed is None:
        grounds = pa.array([ALL]).take(pa.array([0] * table.num_rows, pa.int64()))
    else:
        table = table.filter(_pc.is_in(table["row"], pa.array(sorted(listed), pa.int64())))
        rows = [int(row) for row in table["row"].to_numpy()]
        ids = pa.array([listed[row][0] for row in rows], pa.string())
        table = table.set_column(table.schema.get_field_index("record_id"), "record_id", ids)
        grounds = pa.array([listed[row][1] for row in rows], pa.string())
    former = pa.Table.from_arrays([table["record_id"], table["row"], grounds], names=["record_id", "row", "grounds"])
    pq.write_table(former, folder / FORMER)
    pq.write_table(table.drop_columns(["row"]), folder / RECORDS)


def groups_of(office: Office, draft: Draft) -> tuple[Group, ...]:
    """What is to be said of a draft's records, group by group; none where it follows nothing."""
    if draft.follows is None:
        return ()
    former = pq.read_table(folder_of(office.home, draft.id) / FORMER)
    counted = former.group_by("grounds").aggregate([([], "count_all"), ("row", "min")])
    cures = _cures(office, draft, {int(one["row_min"]) for one in counted.to_pylist()})
    return tuple(
        Group(
            one["grounds"],
            one["count_all"],
            cures.get(one["row_min"], ()) if one["grounds"] != ALL else (),
            draft.answer("changes", f"{one['grounds']}.changed"),
            draft.answer("changes", f"{one['grounds']}.learnt"),
        )
        for one in sorted(counted.to_pylist(), key=lambda one: str(one["grounds"]))
    )


def say_changes(office: Office, draft: str, by: Officer, said: Mapping[str, tuple[str, str]]) -> Draft | Refusal:
    """Say, group by group, what changed and where it was learnt.

    Raises:
        UsageError: there is no such draft for this person.
    """
    kept = {
        f"{key}.{name}": value.strip()[:LONGEST_ANSWER]
        for key, both in said.items()
        for name, value in zip(("changed", "learnt"), both, strict=True)
    }
    return written(office, draft, by, lambda one: replace(one, answers={**one.answers, "changes": kept}))


def records_of(office: Office, draft: Draft, page: int) -> tuple[tuple[Copied, ...], int]:
    """A page of the records that were copied into a draft, and how many there are.

    Raises:
        UsageError: the draft's records are not copied ones: another file was put in their place.
    """
    table = _table(office, draft)
    first = (max(page, 1) - 1) * PAGE
    return _copied(office, draft, table, range(first, min(first + PAGE, table.num_rows))), table.num_rows


def all_records(office: Office, draft: Draft) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The terms, and every record that was copied into a draft, to be mended elsewhere and uploaded in their place.

    Raises:
        UsageError: the draft has none.
    """
    table = _table(office, draft)
    return TERMS, [tuple(str(one[term] or "") for term in TERMS) for one in table.to_pylist()]


def record_of(office: Office, draft: Draft, row: int) -> Copied:
    """One record that was copied into a draft, by its place there from 1.

    Raises:
        UsageError: there is none.
    """
    table = _table(office, draft)
    if not 1 <= row <= table.num_rows:
        raise UsageError(f"There is no record {row} in this draft.")
    return _copied(office, draft, table, range(row - 1, row))[0]


def mend_record(office: Office, draft: str, by: Officer, row: int, said: Mapping[str, str]) -> Draft | Refusal:
    """Write one record of a draft anew; its id stays, by which it is known to have come back.

    Raises:
        UsageError: there is no such draft for this person, or no such record in it.
    """

    def change(one: Draft) -> Draft:
        table = _table(office, one)
        if not 1 <= row <= table.num_rows:
            raise UsageError(f"There is no record {row} in this draft.")
        columns = {name: table[name].to_pylist() for name in table.column_names}
        for name in set(said) & set(TERMS) - {"record_id"}:
            columns[name][row - 1] = " ".join(said[name].split())[:LONGEST_ANSWER]
        with unfinished_folder(office.home.scratch, "mend") as scratch:
            file = Path(scratch) / RECORDS
            pq.write_table(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), file)
            file.replace(folder_of(office.home, one.id) / RECORDS)
        return one

    return written(office, draft, by, change)


def _table(office: Office, draft: Draft) -> pa.Table:
    if draft.follows is None or draft.file != RECORDS:
        raise UsageError("This draft has no records that were copied from another request.")
    table = pq.read_table(folder_of(office.home, draft.id) / RECORDS)
    if tuple(table.column_names) != TERMS:
        raise UsageError("This draft has no records that were copied from another request.")
    return table


def _copied(office: Office, draft: Draft, table: pa.Table, places: range) -> tuple[Copied, ...]:
    former = pq.read_table(folder_of(office.home, draft.id) / FORMER)
    rows = {str(one["record_id"]): int(one["row"]) for one in former.to_pylist()}
    shown = table.slice(places.start, len(places)).to_pylist()
    cures = _cures(office, draft, {rows[one["record_id"]] for one in shown if one["record_id"] in rows})
    return tuple(
        Copied(
            place + 1,
            one["record_id"] or "",
            {term: one[term] or "" for term in TERMS},
            cures.get(rows.get(one["record_id"], 0), ()),
        )
        for place, one in zip(places, shown, strict=True)
    )


def _cures(office: Office, draft: Draft, rows: set[int]) -> Mapping[int, tuple[Deficiency, ...]]:
    """What these rows of the former request came back for, and what returned all of it, from what was told (R45)."""
    if draft.follows is None:
        return {}
    dossier = read_dossier(office.home, draft.follows.case, office.clock(), ("findings",))
    if "findings" not in dossier.evidence:
        return {}
    kinds: dict[str, pa.DataType] = {
        "row": pa.int64(), **dict.fromkeys(("record_id", "rule", "state", "code"), pa.string()),
    }  # fmt: skip
    convert = pyarrow.csv.ConvertOptions(include_columns=list(kinds), column_types=kinds, strings_can_be_null=False)
    table = pyarrow.csv.read_csv(
        dossier.path("findings"),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=convert,
    )
    table = table.filter(_pc.equal(table["state"], State.NOT_MET.value))
    wanted = _pc.or_(_pc.is_null(table["row"]), _pc.is_in(table["row"], pa.array(sorted(rows), pa.int64())))
    found: dict[int, list[Deficiency]] = {row: [] for row in rows}
    for one in table.filter(wanted).to_pylist():
        said = deficiency(one["row"] or 0, one["record_id"], one["rule"], one["code"], State.NOT_MET)
        for row in rows if one["row"] is None else (one["row"],):
            found[row].append(said)
    return {row: tuple(said) for row, said in found.items()}
