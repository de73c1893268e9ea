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
from lockgate.pipeline import locate_decide, locate_names
from lockgate.pipeline.locate_answers import every_answer
from lockgate.pipeline.locate_compare import Related
from lockgate.pipeline.locate_decide import decide_all
from lockgate.pipeline.locate_names import Relation
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


def record(name, pairs, tin, dob):
    """A record, its pairs by the number and the date it gives or does not give: of these every pair says so."""
    return name, [(of_one_record(relation, tin=tin, dob=dob), held) for relation, held in pairs]


def of_one_record(relation, **given):
    found = {element: getattr(relation.evidence, element) for element in given}
    told = {
        element: (Agrees.UNCONFIRMED if found[element] is Agrees.ABSENT else found[element]) if said else Agrees.ABSENT
        for element, said in given.items()
    }
    return replace(relation, evidence=replace(relation.evidence, **told))


RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from(TEXTS),
        st.lists(st.tuples(RELATIONS, st.sampled_from(TEXTS)), max_size=6),
        *[st.booleans()] * 2,
    ),
    max_size=6,
)


def given_to_the_engine(records):
    """Names asked, owners of the pairs and relations, as ``relate_pairs`` leaves them, the pairs in another order."""
    rows = [(owner, *pair) for owner, (_, pairs) in enumerate(records) for pair in pairs][::-1]
    distinct = tuple(dict.fromkeys(relation for _, relation, _ in rows))
    codes = np.array([distinct.index(relation) for _, relation, _ in rows], dtype=np.int64)
    held = pa.array([name for _, relation, name in rows if relation.open], pa.string())
    owners = np.array([owner for owner, _, _ in rows], dtype=np.int64)
    return (
        pa.array([name for name, _ in records], pa.string()),
        owners,
        Related(codes, distinct, held, every_answer([])),
    )


def everything_compared(records):
    """The law's decision on each record, every name compared; whoever is identified is named by the pair."""
    pairs = sum(len(pairs) for _, pairs in records)
    found = []
    for asked, held in records:
        evidences = [(str(pairs - 1 - place), with_name(*one, asked)) for place, one in enumerate(held)]
        pairs -= len(held)
        found.append(decide(evidences))
    return found


def with_name(relation, held, asked):
    if not relation.open:
        return relation.evidence
    likeness = compare_names(name_from_text(asked), name_from_text(held))
    return replace(relation.evidence, name=likeness_evidence(likeness))


def settled(records):
    """The engine's decision on each record."""
    decided = decide_all(*given_to_the_engine(records), Processes(1))
    named = ["" if winner < 0 else str(winner) for winner in decided.winners.tolist()]
    decisions = [decided.decisions[code] for code in decided.which.tolist()]
    return [replace(one, taxpayer_id=name) for one, name in zip(decisions, named, strict=True)]


@settings(max_examples=150)
@given(RECORDS, st.integers(1, 7))
def test_the_decisions_are_those_of_comparing_every_name(records, together):
    with patch.object(locate_decide, "RECORDS", together):
        assert settled(records) == everything_compared(records)


@settings(max_examples=150)
@given(RECORDS)
def test_whoever_is_identified_among_others_could_be_meant_alone(records):
    names, owners, related = given_to_the_engine(records)
    winners = decide_all(names, owners, related, Processes(1)).winners
    relations = [related.relations[code] for code in related.codes[winners[winners >= 0]].tolist()]
    assert all(one.could_be_meant for one in relations)


def test_an_answer_is_refused_when_its_taxpayer_could_not_be_meant():
    stranger = Relation(Evidence(Agrees.DISAGREES, Agrees.AGREES, True, Agrees.AGREES, Agrees.AGREES))
    related = Related(np.zeros(1, dtype=np.int64), (stranger,), pa.array([], pa.string()), every_answer([]))
    with pytest.raises(ValueError, match="alone"):
        related.answers_of(np.zeros(1, dtype=np.int64))


@settings(max_examples=60)
@given(st.lists(st.tuples(*[st.sampled_from((*TEXTS, "|||", "ANA|M|DE LA CRUZ|II"))] * 2), max_size=5))
def test_names_are_read_from_their_texts_as_the_law_reads_them(pairs):
    asked, held = (pa.array([pair[side] for pair in pairs], pa.string()) for side in (0, 1))
    read = []
    with patch.object(locate_names, "compare_names", lambda *two: read.append(two) or 0):
        locate_names.likenesses(asked, held)
    assert read == [(name_from_text(one), name_from_text(other)) for one, other in pairs]


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
