"""The practice of August 2025, really run: two routes, neither of which asks for all the law asks for.

With a TIN: name and number agree with the file, and the address written is only looked at for something like a
ZIP (any run of five or nine digits); then the last known address is answered. Without one: name and address are
compared as plain text, and the last known address is answered. It is here to be audited, never to be used.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.rehearsal.arrays import Bools, Texts, pool
from lockgate.rehearsal.catalogue import KINDS
from lockgate.rehearsal.planting import Planting
from lockgate.rehearsal.requests import Stretch

Column: TypeAlias = Any
"""Any Arrow array of texts or yes-or-no values."""

# The published stubs refuse calls that pyarrow takes.
pc: Any = pyarrow.compute

HEADER = ("record_id", "route", "taxpayer_id", "line1", "line2", "city", "state", "zip", "matched_by", "row")
"""The columns of ``practice/answers.csv``; a look back reads them as they are (docs/formats/look-back.md)."""

ROUTES = {1: "name;tin_agrees", 2: "name;address_agrees"}
"""What each route compares with the file, in the words of an agreement's routes."""

LOOKS_LIKE_A_ZIP = r"(^|[^0-9])([0-9]{5}|[0-9]{9})([^0-9]|$)"
"""The filter as reported: any number of five or nine digits, wherever it stands."""

_BATCH = 200_000
_NOT_READ = ("row_too_few_fields", "row_too_many_fields", "row_nul", "row_undecodable", "row_oversized")


def asked_by(planting: Planting, stretch: Stretch) -> pa.Table:
    """What the practice reads of a stretch: one line for each row it could read."""
    count = len(stretch.columns["record_id"])
    names = [kind.name for kind in KINDS]
    unread = [names.index(name) for name in _NOT_READ]
    rows = np.flatnonzero(~np.isin(planting.kind[stretch.first : stretch.first + count], unread))
    columns = {term: values[rows] for term, values in stretch.columns.items()}
    parts = [columns[term] for term in ("address", "address_line1", "address_line2", "city", "state", "zip")]
    address = pool([" ".join(filter(None, one)) for one in zip(*parts, strict=True)])
    tin = pool([text.replace("-", "").replace(" ", "") for text in columns["tin"]])
    return pa.table(
        {
            "row": pa.array(stretch.first + rows + 1),
            "record_id": pa.array(columns["record_id"], pa.string()),
            "name": normalized(pa.array(columns["given_name"] + " " + columns["family_name"], pa.string())),
            "tin": pa.array(tin, pa.string()),
            "address": normalized(pa.array(address, pa.string())),
            "zip_like": pc.match_substring_regex(pa.array(address, pa.string()), LOOKS_LIKE_A_ZIP),
        }
    )


def normalized(texts: Column) -> Column:
    """Capital letters and digits, accents off, everything else one blank."""
    if not pc.all(pc.string_is_ascii(texts)).as_py():
        texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFD"), r"\p{Mn}+", "")
    spaced = pc.replace_substring_regex(pc.utf8_upper(texts), r"[^A-Z0-9]+", " ")
    return pc.utf8_trim_whitespace(spaced)


def write_answers(asked: pa.Table, registry: Path, file: Path) -> int:
    """Run the practice over everything it could read; how many answers it gave.

    Args:
        asked: what ``asked_by`` gave, all stretches together.
        registry: the folder of the custodian's file.
        file: the CSV to write, in the order of the request.
    """
    numbered = pc.not_equal(asked["tin"], "")
    by_tin = asked.filter(pc.and_(numbered, asked["zip_like"])).select(["row", "record_id", "name", "tin"])
    by_address = asked.filter(pc.and_(pc.invert(numbered), pc.not_equal(asked["address"], "")))
    by_address = by_address.select(["row", "record_id", "name", "address"])
    places = _taxpayers_at(registry, by_address["address"].combine_chunks())
    people = _people(registry, by_tin["tin"].combine_chunks(), places["taxpayer_id"].combine_chunks())
    first = by_tin.join(people, keys=["tin", "name"], join_type="inner").select(["row", "record_id", "taxpayer_id"])
    second = by_address.join(places, keys="address", join_type="inner").join(
        people.select(["taxpayer_id", "name"]), keys=["taxpayer_id", "name"], join_type="inner"
    )
    found = pa.concat_tables([_routed(first, 1), _routed(second.select(first.column_names), 2)])
    # Where several fit, the practice as reported names no rule; the first in the file stands here.
    found = found.group_by(["row", "record_id", "route", "matched_by"]).aggregate([("taxpayer_id", "min")])
    found = found.rename_columns({"taxpayer_id_min": "taxpayer_id"})
    last = _last_known(registry, found["taxpayer_id"].combine_chunks())
    answers = found.join(last, keys="taxpayer_id", join_type="inner").sort_by("row").select(list(HEADER))
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(HEADER)
        for batch in answers.to_batches():
            writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
    return int(answers.num_rows)


def _routed(found: pa.Table, route: int) -> pa.Table:
    found = found.append_column("route", pa.array(np.full(found.num_rows, route), pa.int8()))
    return found.append_column("matched_by", pa.array(np.full(found.num_rows, ROUTES[route]), pa.string()))


def _batches(file: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(file) as source:
        yield from source.iter_batches(_BATCH, columns=columns)


def _taxpayers_at(registry: Path, addresses: Column) -> pa.Table:
    """Taxpayers and the normalized addresses held for them, where one of those was asked with."""
    wanted = pc.unique(addresses)
    kept: list[pa.Table] = []
    columns = ["taxpayer_id", "line1", "line2", "city", "state", "zip"]
    for batch in _batches(registry / "addresses.parquet", columns):
        text = pc.binary_join_element_wise(*batch.columns[1:], " ")
        table = pa.table({"taxpayer_id": batch["taxpayer_id"], "address": normalized(text)})
        kept.append(table.filter(pc.is_in(table["address"], wanted)))
    return pa.concat_tables(kept).group_by(["taxpayer_id", "address"]).aggregate([])


def _people(registry: Path, tins: Column, taxpayers: Column) -> pa.Table:
    """Number and normalized name of the taxpayers who come into question."""
    by_tin, by_place = pc.unique(tins), pc.unique(taxpayers)
    kept: list[pa.Table] = []
    for batch in _batches(registry / "taxpayers.parquet", ["taxpayer_id", "tin", "given_name", "family_name"]):
        meant = pc.or_(pc.is_in(batch["tin"], by_tin), pc.is_in(batch["taxpayer_id"], by_place))
        rows = batch.filter(meant)
        name = pc.binary_join_element_wise(rows["given_name"], rows["family_name"], " ")
        kept.append(pa.table({"taxpayer_id": rows["taxpayer_id"], "tin": rows["tin"], "name": normalized(name)}))
    return pa.concat_tables(kept)


def _last_known(registry: Path, taxpayers: Column) -> pa.Table:
    """The address of the latest effective date of each taxpayer, whatever period it is held for."""
    wanted = pc.unique(taxpayers)
    columns = ["taxpayer_id", "line1", "line2", "city", "state", "zip", "effective_date"]
    kept = [
        batch.filter(pc.is_in(batch["taxpayer_id"], wanted))
        for batch in _batches(registry / "addresses.parquet", columns)
    ]
    held = pa.Table.from_batches(kept).sort_by([("taxpayer_id", "ascending"), ("effective_date", "descending")])
    ids: Texts = held["taxpayer_id"].to_numpy()
    first: Bools = np.ones(len(ids), dtype=bool)
    first[1:] = ids[1:] != ids[:-1]
    return held.filter(pa.array(first)).drop_columns(["effective_date"])
