"""Seek each sufficient record's taxpayer in the prepared index of the custodian's file: the act's heaviest step.

``law/meetings`` says who could be meant, ``law/location`` decides on each meeting; engines only bring pairs. Many
records go through columns (``locate_batch``), a few through an ordered file (``locate_single``), and the answer is the
same, row for row. No candidate is written, logged or shown; the result goes to the caller alone, who seals it (R46,
R49).
"""

from collections.abc import Callable
from itertools import accumulate
from threading import Thread

import pyarrow as pa

from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline import identities
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import Sought
from lockgate.pipeline.identities_read import identities_on
from lockgate.pipeline.locate_asked import Asked, asked_by
from lockgate.pipeline.locate_batch import locate_batch
from lockgate.pipeline.locate_single import locate_each
from lockgate.pipeline.locate_table import located_table
from lockgate.pipeline.shared_work import Processes
from lockgate.pipeline.spark_share import spark_share
from lockgate.store.records import desk
from lockgate.store.registry_index import Index, Part
from lockgate.store.registry_keys import hashing_key

FETCHED = 1 << 30
"""So many bytes of keys, and of people with their homes, are fetched while what is asked is still being made."""

_OPTIONS = DeskOptions()


def locate(
    sought: Sought,
    index: Index,
    gazetteer: Gazetteer,
    save: Callable[[pa.Table], None],
    options: DeskOptions = _OPTIONS,
) -> None:
    """Read what the sufficient records of loose files set forth, and decide on each as ``locate_identities`` does.

    Args:
        sought: which records.
        index: the prepared index to ask, opened under the gazetteer given here.
        gazetteer: the tables addresses are read by.
        save: is given the located evidence (``locate_table.LOCATED``) once, complete, in row order.
        options: memory, threads, spill.

    Raises:
        UsageError: a file cannot be read; nothing was saved.
        IntegrityError: a sufficient row is not in the records, or the index is damaged; nothing was saved.
    """
    with desk(threads=options.threads, memory=options.memory, spill=options.spill) as at:
        read = identities_on(at, sought, gazetteer, options.threads).read_all().combine_chunks()
    save(locate_identities(read, index, options))


def locate_identities(read: pa.Table, index: Index, options: DeskOptions = _OPTIONS) -> pa.Table:
    """Decide for every sufficient record which one taxpayer is meant, if any, and what address may answer.

    Args:
        read: what the records set forth (``identities.IDENTITIES``), ascending; read by the law and the tables the
            index was made by.
        index: the prepared index to ask.
        options: threads, and the cluster.

    Returns:
        The located evidence (``locate_table.LOCATED``), in row order.

    Raises:
        IntegrityError: the index is damaged.
    """
    if read.num_rows <= identities.SINGLY and options.cluster is None:
        return located_table(locate_each(read, index))
    if options.cluster is None:
        # Nothing waits for this thread, and it holds nothing that a process forked meanwhile would miss.
        Thread(target=index.parts.ahead, args=_read_first(index), daemon=True).start()
        return locate_batch(_asked(read, index, options), index, Processes(options.threads))
    with spark_share(options.cluster) as share:
        return locate_batch(_asked(read, index, options), index, share)


def _asked(read: pa.Table, index: Index, options: DeskOptions) -> Asked:
    return asked_by(read, hashing_key(index.key), options.threads)


def _read_first(index: Index) -> list[str]:
    """The parts that are read first, in the order in which they are: what the machine may fetch from the disk."""
    found = []
    for kinds in (("keys",), ("people", "homes")):
        parts = sorted((part for kind in kinds for part in index.manifest.of_kind(kind)), key=_number)
        sizes = accumulate(part.size for part in parts)
        found += [part.name for part, size in zip(parts, sizes, strict=True) if size <= FETCHED]
    return found


def _number(part: Part) -> str:
    return part.name.rpartition("-")[2]
