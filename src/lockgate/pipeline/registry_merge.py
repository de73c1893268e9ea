"""The runs of block keys, one a bucket of taxpayers, become the parts of keys, one a span of keys."""

from collections.abc import Iterator
from contextlib import ExitStack
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

_TOGETHER = 4
"""Parts of keys made one after the other of runs opened once: reading where hundreds of runs begin is no small work."""


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
    runs = [range(first, min(first + _TOGETHER, making.spans)) for first in range(0, making.spans, _TOGETHER)]
    for spans in shared(_merged, (making, bits), runs, workers):
        for span in spans:
            single.keys(span.sealed)
            yield span.part
    for bucket in range(len(making.firsts)):
        (making.spool.folder / run_name(bucket)).unlink()


def _merged(context: tuple[Making, int], spans: range) -> list[Span]:
    """Some parts of keys; every bucket's run is opened once for all of them."""
    making, bits = context
    with ExitStack() as stack:
        runs = [
            stack.enter_context(PartFile(making.spool.folder, run_name(bucket), making.spool.seal))
            for bucket in range(len(making.firsts))
        ]
        return [_span(making, bits, span, runs) for span in spans]


def _span(making: Making, bits: int, span: int, runs: list[PartFile]) -> Span:
    folder, seal = making.spool.folder, making.spool.seal
    rows = pa.concat_tables([run.group(span, KEYS.schema.names) for run in runs])
    order = np.argsort(rows["key"].to_numpy(), kind="stable")
    keys, numbers = rows["key"].to_numpy()[order], rows["number"].to_numpy()[order]
    name = f"keys-{span:04}"
    with part_writer(folder, name, KEYS, seal) as writer:
        table = pa.table([pa.array(keys), pa.array(numbers)], schema=KEYS.schema)
        writer.write_table(table, row_group_size=GROUP)
    each = 1 << (bits - (making.spans.bit_length() - 1))
    sealed = tuple(sealed_keys(keys, numbers, seal, (span * each, (span + 1) * each, bits)))
    return Span(part_of(folder, name, "keys", 0, len(keys)), sealed)
