"""Locate many records at once: each step over all of them, part by part of the index, the law once for each case.

Read what is asked, meet the index by block keys, compare, decide, and fetch what answers. The steps use columns and
several processes; what they come to is, row for row, what the law says of each record alone.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from lockgate.law.location import Evidence, Located, decide
from lockgate.pipeline.lists import Numbers, distinct_lists
from lockgate.pipeline.locate_answers import answer_all
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_compare import relate_pairs
from lockgate.pipeline.locate_meet import Pairs, meet
from lockgate.pipeline.locate_names import Compared, settle_names
from lockgate.pipeline.locate_table import Found, table_of
from lockgate.pipeline.shared_work import Share
from lockgate.store.registry_index import Index


def locate_batch(asked: Asked, index: Index, share: Share) -> pa.Table:
    """The located evidence of all records, in their order (``locate_table.LOCATED``)."""
    pairs = meet(asked, index, share)
    compared = settle_names(asked, pairs, relate_pairs(asked, index, pairs, share), share)
    decided, which, winners = _decided(len(asked.rows), pairs, compared)
    order = np.argsort(winners[:, 1], kind="stable")
    found = Pairs(winners[order, 0], winners[order, 1])
    answers = answer_all(asked, index, found, share)
    return table_of(asked.rows, decided, which, Found(found.owners, answers))


def _decided(count: int, pairs: Pairs, compared: Compared) -> tuple[tuple[Located, ...], Numbers, Any]:
    """The distinct decisions, which one each record has, and who was found: record and taxpayer."""
    order = np.lexsort((compared.codes, pairs.owners))
    owners, numbers = pairs.owners[order], pairs.numbers[order]
    lists = distinct_lists(owners, compared.codes[order], count)
    decisions = tuple(_decision(one, compared.evidences) for one in lists.members)
    winner = np.array([int(one.taxpayer_id) if one.taxpayer_id else -1 for one in decisions], dtype=np.int64)
    places = winner[lists.codes]
    identified = np.flatnonzero(places >= 0)
    begins = np.searchsorted(owners, identified, side="left")
    return decisions, lists.codes, np.stack([identified, numbers[begins + places[identified]]], axis=1)


def _decision(codes: tuple[int, ...], evidences: tuple[Evidence, ...]) -> Located:
    """The law's decision on one list of evidence; whoever is identified is named by the place in the list."""
    return decide([(str(place), evidences[code]) for place, code in enumerate(codes)])
