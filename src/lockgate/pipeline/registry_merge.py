"""The runs of block keys, one a bucket of taxpayers, become the parts of keys, one a span of keys."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lockgate.pipeline.registry_people import Making, run_name
from lockgate.pipeline.shared_work import shared
from lockgate.store.registry_folders import part_of
from lockgate.store.registry_index import Part
from lockgate.store.registry_layouts import GROUP, KEYS
from lockgate.store.registry_parts import PartFile, part_writer
from lockgate.store.registry_single import SingleWriter, sealed_keys

KEYS_OF_A_BUCKET = 48
"""Block keys in one row of ``single.sqlite``, about."""


@dataclass(frozen=True, slots=True)
class Span:
    """One part of keys.

    Attributes:
        part: its file.
        sealed: its rows of ``single.sqlite``.
    """

    part: Part
    sealed: tuple[tuple[int, bytes], ...]


def bits_for(keys: int, spans: int) -> int:
    """How many leading bits of a block key choose its row in ``single.sqlite``."""
    return max(spans.bit_length() - 1, (keys // KEYS_OF_A_BUCKET).bit_length())


def merge(making: Making, bits: int, workers: int, single: SingleWriter) -> Iterator[Part]:
    """Write every part of keys, in the order of the keys, and its rows of ``single.sqlite``."""
    for span in shared(_merged, (making, bits), range(making.spans), workers):
        single.keys(span.sealed)
        yield span.part
    for bucket in range(len(making.firsts)):
        (making.spool.folder / run_name(bucket)).unlink()


def _merged(context: tuple[Making, int], span: int) -> Span:
    making, bits = context
    folder, seal = making.spool.folder, making.spool.seal
    runs = []
    for bucket in range(len(making.firsts)):
        with PartFile(folder, run_name(bucket), seal) as run:
            runs.append(run.group(span, KEYS.schema.names))
    rows = pa.concat_tables(runs)
    order = np.argsort(rows["key"].to_numpy(), kind="stable")
    keys, numbers = rows["key"].to_numpy()[order], rows["number"].to_numpy()[order]
    name = f"keys-{span:04}"
    with part_writer(folder, name, KEYS, seal) as writer:
        table = pa.table([pa.array(keys), pa.array(numbers)], schema=KEYS.schema)
        writer.write_table(table, row_group_size=GROUP)
    each = 1 << (bits - (making.spans.bit_length() - 1))
    sealed = tuple(sealed_keys(keys, numbers, seal, (span * each, (span + 1) * each, bits)))
    return Span(part_of(folder, name, "keys", 0, len(keys)), sealed)
