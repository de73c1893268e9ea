"""Locate many records at once: each step over all of them, part by part of the index, the law once for each case.

Read what is asked, meet the index by block keys, compare and fetch what would answer, and decide. The steps use
columns and several processes; what they come to is, row for row, what the law says of each record alone.
"""

import pyarrow as pa

from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_compare import relate_pairs
from lockgate.pipeline.locate_decide import decide_all
from lockgate.pipeline.locate_meet import meet
from lockgate.pipeline.locate_table import table_of
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index


def locate_batch(asked: Asked, index: Index, share: Share) -> pa.Table:
    """The located evidence of all records, in their order (``locate_table.LOCATED``)."""
    pairs = meet(asked, index, share)
    related = relate_pairs(asked, index, pairs, share)
    decided = decide_all(asked.names, pairs.owners, related, share)
    return table_of(asked.rows, decided, related.answers_of(decided.winners[decided.winners >= 0]))
