"""Names that are not compared change nothing: the decision is the one that comparing every name would give."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.law.location import Agrees, Evidence, decide, likeness_evidence
from lockgate.law.names import compare_names, name_from_text
from lockgate.pipeline import locate_names
from lockgate.pipeline.locate_asked import Asked
from lockgate.pipeline.locate_meet import Pairs
from lockgate.pipeline.locate_names import Related, Relation, settle_names
from lockgate.pipeline.shared_work import Processes

WRITTEN = (Agrees.AGREES, Agrees.NEARLY, Agrees.DISAGREES)
VALUES = (Agrees.AGREES, Agrees.AGREES, Agrees.DISAGREES, Agrees.UNCONFIRMED, Agrees.ABSENT)
TEXTS = ("ANA||RUIZ|", "ANA MARIA||RUIZ|", "ANNA||RUIZ|", "EVA||STONE|", "ROBERTO||RUIZ LOPEZ|", "BOB||RUIZ|JR")
OPEN = st.builds(
    Evidence, st.just(Agrees.ABSENT), st.sampled_from(WRITTEN), st.booleans(), *[st.sampled_from(VALUES)] * 2
)
CLOSED = st.builds(
    Evidence, st.sampled_from((*WRITTEN, Agrees.ABSENT)), st.sampled_from(WRITTEN), st.booleans(),
    *[st.sampled_from(VALUES)] * 2,
)  # fmt: skip
RELATIONS = st.one_of(st.builds(Relation, OPEN, st.just(True)), st.builds(Relation, CLOSED))
RECORDS = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.lists(st.tuples(RELATIONS, st.sampled_from(TEXTS)), max_size=6)), max_size=6
)


def given_to_the_engine(records):
    """Names asked, pairs and relations, as ``relate_pairs`` leaves them."""
    rows = [(owner, *pair) for owner, (_, pairs) in enumerate(records) for pair in pairs]
    distinct = tuple(dict.fromkeys(relation for _, relation, _ in rows))
    codes = np.array([distinct.index(relation) for _, relation, _ in rows], dtype=np.int64)
    held = pa.array([name for _, relation, name in rows if relation.open], pa.string())
    owners = np.array([owner for owner, _, _ in rows], dtype=np.int64)
    nothing = np.zeros(0, dtype=np.int64)
    names = pa.array([name for name, _ in records], pa.string())
    asked = Asked(nothing, names, None, nothing, None, None, nothing, (), nothing, nothing)
    return asked, Pairs(owners, np.arange(len(rows))), Related(codes, distinct, held)


def decisions(records, evidences):
    """The law's decision on each record, of evidence in the order of its pairs."""
    waiting = iter(evidences)
    return [decide([(str(place), next(waiting)) for place, _ in enumerate(pairs)]) for _, pairs in records]


def everything_compared(records):
    return [with_name(relation, asked, held) for asked, pairs in records for relation, held in pairs]


def with_name(relation, asked, held):
    if not relation.open:
        return relation.evidence
    likeness = compare_names(name_from_text(asked), name_from_text(held))
    return replace(relation.evidence, name=likeness_evidence(likeness))


def settled(records):
    asked, pairs, related = given_to_the_engine(records)
    compared = settle_names(asked, pairs, related, Processes(1))
    return [compared.evidences[code] for code in compared.codes.tolist()]


@settings(max_examples=150, deadline=None)
@given(RECORDS)
def test_the_decisions_are_those_of_comparing_every_name(records):
    assert decisions(records, settled(records)) == decisions(records, everything_compared(records))


@pytest.mark.parametrize(
    ("relations", "compared"),
    [
        # Whoever is confirmed by number and birth date at the address is identified, whoever else shares the day.
        ([Relation(Evidence(Agrees.AGREES, Agrees.AGREES, True, Agrees.AGREES, Agrees.AGREES)),
          Relation(Evidence(Agrees.ABSENT, Agrees.DISAGREES, False, Agrees.DISAGREES, Agrees.AGREES), True)], 0),
        # Alone, the same day decides between somebody who disagrees and nobody.
        ([Relation(Evidence(Agrees.ABSENT, Agrees.DISAGREES, False, Agrees.DISAGREES, Agrees.AGREES), True)], 1),
        # Another address and another number: nobody, whatever the name.
        ([Relation(Evidence(Agrees.ABSENT, Agrees.DISAGREES, False, Agrees.DISAGREES, Agrees.ABSENT), True)], 0),
    ],
)  # fmt: skip
def test_a_name_is_compared_only_when_the_decision_hangs_on_it(relations, compared):
    counted = []
    with patch.object(locate_names, "compare_names", lambda *two: counted.append(two) or compare_names(*two)):
        settled([("ANA||RUIZ|", [(relation, "EVA||STONE|") for relation in relations])])
    assert len(counted) == compared
