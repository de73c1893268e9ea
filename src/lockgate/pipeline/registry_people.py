"""One bucket of the custodian's tables becomes one part of the index: its people, their homes, and their keys.

The law makes the texts, each once for a distinct writing. What the index keeps of an address is its place's key, the
periods it is held for, and the lines that may answer, without third parties' lines; of a taxpayer nothing that no
comparison and no answer needs.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from lockgate.law.location import birth_date_of, tin_of
from lockgate.law.names import NameKey
from lockgate.pipeline.lists import first_of_each
from lockgate.pipeline.location_texts import Known, Places, meetings_of, names_of, once_each
from lockgate.pipeline.registry_homes import Held, Homes, homes_of
from lockgate.pipeline.registry_spool import Spool
from lockgate.store.registry_folders import part_of
from lockgate.store.registry_index import Part
from lockgate.store.registry_keys import block_keys
from lockgate.store.registry_layouts import GROUP, HOMES, KEYS, PEOPLE
from lockgate.store.registry_parts import part_writer
from lockgate.store.registry_single import home_texts, person_texts, sealed_people

_pc: Any = pyarrow.compute


@dataclass(frozen=True, slots=True)
class Making:
    """What every bucket's work needs.

    Attributes:
        spool: where the buckets lie.
        firsts: the number of the first taxpayer of each bucket.
        places: reads addresses.
        hashing: the key of block keys.
        spans: how many parts of keys there shall be, a power of two.
    """

    spool: Spool
    firsts: tuple[int, ...]
    places: Places
    hashing: bytes
    spans: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """What became of one bucket.

    Attributes:
        parts: the files written, none where the bucket is refused.
        keys: how many block keys stand in its run.
        homes: how many homes.
        lost: address rows of nobody in the table of taxpayers.
        repeated: taxpayer ids that stand there more than once.
        sealed: its rows of ``single.sqlite``.
    """

    parts: tuple[Part, ...] = ()
    keys: int = 0
    homes: int = 0
    lost: int = 0
    repeated: int = 0
    sealed: tuple[tuple[int, bytes], ...] = ()

    def written(self) -> "Bucket":
        """The same without the rows that have been written."""
        return replace(self, sealed=())


def run_name(bucket: int) -> str:
    """The file that holds a bucket's keys until all are merged."""
    return f"spool-keys-{bucket:04}"


def make_bucket(making: Making, bucket: int) -> Bucket:
    """Write the parts of one bucket."""
    with making.spool.read("taxpayers", bucket) as rows, making.spool.read("addresses", bucket) as addresses:
        people = rows.sort_by("taxpayer_id")
        ids = people["taxpayer_id"].combine_chunks()
        repeated = len(ids) - int(_pc.count_distinct(ids).as_py())
        if repeated:
            return Bucket(repeated=repeated)
        owners = _pc.index_in(addresses["taxpayer_id"].combine_chunks(), value_set=ids)
        known = _pc.is_valid(owners)
        lost = len(owners) - int(_pc.sum(known).as_py() or 0)
        held = Held(
            np.asarray(owners.filter(known).to_numpy(zero_copy_only=False), dtype=np.int64), addresses.filter(known)
        )
        return _written(making, bucket, people, homes_of(held, making.places), lost)


def _written(making: Making, bucket: int, people: pa.Table, homes: Homes, lost: int) -> Bucket:
    folder, seal = making.spool.folder, making.spool.seal
    first = making.firsts[bucket]
    names = names_of([people[name].combine_chunks() for name in ("given_name", "middle_name", "family_name", "suffix")])
    tins, births = once_each(people["tin"], tin_of), once_each(people["date_of_birth"], birth_date_of)
    table = pa.table(
        [
            people["taxpayer_id"].combine_chunks(),
            names.texts,
            pa.array(tins, pa.string()),
            pa.array(births, pa.string()),
        ],
        schema=PEOPLE.schema,
    )
    marks = (block_keys(making.hashing, homes.spots.marks) >> np.uint64(32)).astype(np.uint32)
    held = pa.table(
        {
            "number": pa.array((homes.owners + first).astype(np.uint32)),
            "mark": pa.array(marks[homes.spot] if len(marks) else np.zeros(0, dtype=np.uint32)),
            **homes.table,
        },
        schema=HOMES.schema,
    )
    parts = []
    for name, layout, rows in ((f"people-{bucket:04}", PEOPLE, table), (f"homes-{bucket:04}", HOMES, held)):
        with part_writer(folder, name, layout, seal) as writer:
            writer.write_table(rows, row_group_size=GROUP)
        parts.append(part_of(folder, name, name[: name.index("-")], first, rows.num_rows))
    count = _run(making, bucket, _known(names.keys, tins, births, homes))
    sealed = tuple(sealed_people(_single(table, held, first), seal, first))
    return Bucket(tuple(parts), count, held.num_rows, lost, 0, sealed)


def _known(names: list[NameKey], tins: list[str], births: list[str], homes: Homes) -> Known:
    marked = np.array([bool(mark) for mark in homes.spots.marks], dtype=np.bool_)
    here = np.flatnonzero(marked[homes.spot]) if len(marked) else np.zeros(0, dtype=np.int64)
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(mark, len(numbers)) for mark in homes.spots.marks], dtype=np.int64)
    owners, places = homes.owners[here], codes[homes.spot[here]]
    pairs = first_of_each(owners, places)
    texts = list(numbers)
    return Known(names, tins, births, owners[pairs].tolist(), [texts[code] for code in places[pairs].tolist()])


def _run(making: Making, bucket: int, known: Known) -> int:
    """Write the keys of a bucket, ascending, one row group for each part of keys they go to; how many."""
    owners, keys = meetings_of(known, making.hashing)
    order = np.lexsort((owners, keys))
    keys, numbers = keys[order], (owners[order] + making.firsts[bucket]).astype(np.uint32)
    edges = np.searchsorted(keys, span_edges(making.spans), side="left").tolist()
    with part_writer(making.spool.folder, run_name(bucket), KEYS, making.spool.seal) as writer:
        for start, end in zip(edges, [*edges[1:], len(keys)], strict=True):
            rows = pa.table([pa.array(keys[start:end]), pa.array(numbers[start:end])], schema=KEYS.schema)
            writer.write_table(rows, row_group_size=len(keys) + 1)
    return len(keys)


def span_edges(spans: int) -> npt.NDArray[np.uint64]:
    """The least key of each part of keys."""
    return np.array([span * (2**64 // spans) for span in range(spans)], dtype=np.uint64)


def _single(people: pa.Table, homes: pa.Table, first: int) -> Any:  # noqa: ANN401 - an Arrow array
    """The rows of a bucket as ``single.sqlite`` holds them."""
    texts = home_texts(
        [homes["place"].combine_chunks(), homes["lines"].combine_chunks(), _periods_told(homes["since"])]
    )
    counts = np.bincount(homes["number"].to_numpy().astype(np.int64) - first, minlength=people.num_rows)
    offsets = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(counts).astype(np.int32)])
    fields = [people[name].combine_chunks() for name in PEOPLE.schema.names]
    return person_texts(fields, pa.ListArray.from_arrays(pa.array(offsets), texts))


def _periods_told(since: Any) -> Any:  # noqa: ANN401 - Arrow arrays
    """The periods of each home as text: hexadecimal, as ``since`` has them."""
    raw = since.combine_chunks()
    return pa.array([value.hex() for value in raw.to_pylist()], pa.string())
