"""What leaves as columns: who is concerned, what is held against the located evidence, one recipient's evidence."""

from dataclasses import replace

import pyarrow as pa
import pytest

from lockgate.errors import IntegrityError
from lockgate.law.act_facts import Identified
from lockgate.pipeline.assemble import NOBODY, Asked, PersonsSay
from lockgate.pipeline.dispositions import Disposed, Word, dispose, dispositions_table
from lockgate.pipeline.leaving_table import answered_lines, leaving_table, lines_of, listed_in, persons_in
from lockgate.pipeline.locate_table import LocatedRow, located_table
from lockgate.pipeline.located_rows import LocatedRows
from lockgate.pipeline.resolve import Outcome, Resolved

ADDRESS = ("12 OAK ST", "", "HOUSTON", "TX", "77002", "")
LINES = [
    Disposed(Asked(1, "R1", "M-1", ("ida", "jon")), Word.GRANTED, "", ("ida", "jon"), "T1", ADDRESS),
    Disposed(Asked(2, "R2", "M-1", ("ida", "kim")), Word.DENIED, "R24.none", ("ida",)),
    Disposed(Asked(3, "R3", "", ()), Word.RETURNED, "R05"),
    Disposed(Asked(4, "R4", "M-2", ("jon",)), Word.GRANTED, "", ("jon",), "T4", ADDRESS),
    Disposed(Asked(5, "R5", "M-2", ("jon",)), Word.DENIED, "R53.nobody_left"),
]
FOUND = [
    LocatedRow(1, "one", "T1", from_periods=True, deliverable=True, line1="12 OAK ST", city="HOUSTON", state="TX",
               zip="77002"),
    LocatedRow(2, "none"),
    LocatedRow(4, "weak", "T4", from_periods=True, deliverable=True, line1="12 OAK ST", city="HOUSTON", state="TX",
               zip="77002"),
    LocatedRow(5, "several"),
]  # fmt: skip


def lines(disposed=LINES, found=FOUND):
    return answered_lines(dispositions_table(disposed, bytes), located_table(found))


def test_lines_of_a_recipient_are_those_that_list_them_granted_or_not():
    assert lines().concerning("ida")["row"].to_pylist() == [1, 2]
    assert lines().concerning("jon")["row"].to_pylist() == [1, 4]
    assert lines().concerning("kim")["row"].to_pylist() == []
    assert lines().concerning()["row"].to_pylist() == [1, 2, 4]
    assert [line.asked.row for line in lines().naming("kim")] == [2]
    assert [line.asked.row for line in lines().naming("jon")] == [1, 4, 5]


def test_what_location_found_stands_beside_granted_lines_only():
    found = {line.asked.row: (line.granted, line.found.identified) for line in lines_of(lines().table)}
    assert found == {
        1: (True, Identified.ONE), 2: (False, Identified.NONE), 4: (True, Identified.WEAK), 5: (False, Identified.NONE),
    }  # fmt: skip
    assert {line.found.address for line in lines_of(lines().table)} == {NOBODY}


@pytest.mark.parametrize(
    "changed",
    [
        {"taxpayer": "T9"},
        {"address": ("13 OAK ST", *ADDRESS[1:])},
        {"address": (*ADDRESS[:4], "77003", "")},
        {"asked": Asked(9, "R9", "M-1", ("ida",))},
        {"asked": Asked(2, "R2", "M-1", ("ida",))},
    ],
)
def test_nothing_leaves_when_a_granted_answer_is_not_the_one_located(changed):
    with pytest.raises(IntegrityError, match="not the one that was located"):
        lines([replace(LINES[0], **changed), *LINES[3:]])


def test_nothing_leaves_when_nothing_was_located():
    with pytest.raises(IntegrityError, match="not the one that was located"):
        lines(found=())


def test_nothing_leaves_when_one_taxpayer_is_answered_about_twice():
    twice = [LINES[0], replace(LINES[3], taxpayer="T1")]
    with pytest.raises(IntegrityError, match="answered about twice"):
        lines(twice, [FOUND[0], replace(FOUND[2], taxpayer_id="T1")])


def test_evidence_of_a_recipient_names_no_other_and_holds_no_address():
    persons = PersonsSay(weak={4: True}, relevant_rows=frozenset({1}), relevant_groups=frozenset({("M-2", "jon")}))
    table = leaving_table(lines(), persons, "jon")
    assert set(table["recipients"].to_pylist()) == {"jon"}
    assert not {"12 OAK ST", "ida"} & {value for column in table.columns for value in column.to_pylist()}
    read = persons_in(table, frozenset({("jon", "M-1")}))
    assert (read.weak, read.relevant_rows, read.confirmed) == ({4: True}, {1, 4}, {("jon", "M-1")})
    assert persons_in(leaving_table(lines(), persons, "ida"), frozenset()).relevant_rows == {1}


def test_everybody_listed_stands_once_with_their_positions():
    found = listed_in(pa.chunked_array([["a;b", ""], ["b", "c;a"]]))
    assert {word: places.tolist() for word, places in found.items()} == {"a": [0, 3], "b": [0, 2], "c": [3]}


def test_located_rows_are_found_in_any_order():
    rows = LocatedRows(located_table([FOUND[2], FOUND[0], FOUND[1]]))
    assert [(row, rows[row].taxpayer) for row in rows] == [(1, "T1"), (2, ""), (4, "T4")]
    assert (rows.get(3), len(rows)) == (None, 3)


@pytest.mark.parametrize("assembled", [[], [(LINES[3].asked, None)]])
def test_nothing_is_proposed_when_a_sufficient_record_was_not_assembled(assembled):
    with pytest.raises(IntegrityError, match="Row 1 is sufficient"):
        list(dispose([Resolved(1, "R1", Outcome.SUFFICIENT, "")], assembled))
