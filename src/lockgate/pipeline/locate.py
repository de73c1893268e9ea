"""Seek each sufficient record's taxpayer in the prepared index of the custodian's file: the act's heaviest step.

``law/meetings`` says who could be meant, ``law/location`` decides on each meeting; engines only bring pairs. Many
records go through columns (``locate_batch``), a few through an ordered file (``locate_single``), and the answer is the
same, row for row. No candidate is written, logged or shown; the result goes to the caller alone, who seals it (R46,
R49).
"""

from collections.abc import Callable

import pyarrow as pa

from lockgate.law.gazetteer import Gazetteer
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.locate_asked import BATCH, Asked, Reading, Sought, put_sought, read_asked, sought_records
from lockgate.pipeline.locate_batch import locate_batch
from lockgate.pipeline.locate_single import locate_each
from lockgate.pipeline.locate_table import located_table
from lockgate.pipeline.location_texts import Places
from lockgate.pipeline.shared_work import Processes
from lockgate.pipeline.spark_share import spark_share
from lockgate.store.records import desk
from lockgate.store.registry_index import Index
from lockgate.store.registry_keys import hashing_key

SINGLY = 200
"""Up to so many records are sought one by one: that is when it is faster than a pass over the index."""

_OPTIONS = DeskOptions()


def locate(
    sought: Sought,
    index: Index,
    gazetteer: Gazetteer,
    save: Callable[[pa.Table], None],
    options: DeskOptions = _OPTIONS,
) -> None:
    """Decide for every sufficient record which one taxpayer is meant, if any, and what address may answer.

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
    marker = sought.single_name_marker
    with desk(threads=options.threads, memory=options.memory, spill=options.spill) as at:
        count = put_sought(at, sought)
        if count <= SINGLY and options.cluster is None:
            save(located_table(locate_each(sought_records(at), index, gazetteer, marker)))
            return
        reading = Reading(Places(gazetteer), hashing_key(index.key), marker)
        asked = read_asked(at, reading, min(options.threads, -(-count // BATCH)))
    save(_together(asked, index, options))


def _together(asked: Asked, index: Index, options: DeskOptions) -> pa.Table:
    if options.cluster is None:
        return locate_batch(asked, index, Processes(options.threads))
    with spark_share(options.cluster) as share:
        return locate_batch(asked, index, share)
