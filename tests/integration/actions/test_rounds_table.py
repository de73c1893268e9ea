"""Answers to a round in a table: what is wrong with a line is said in one sentence."""

import pytest

from lockgate.actions.rounds import Mark
from lockgate.actions.rounds_table import marks_in
from lockgate.errors import UsageError
from lockgate.procedure.ballots import SendBackGround

HEADER = "item,answer,ground,reason\n"


def test_items_are_affirmed_or_sent_back_with_ground_and_reason():
    lines = [HEADER, "1,affirm,,\n", f"2,send_back,{SendBackGround.OTHER.value},No street is given.\n"]
    assert marks_in(lines, "answers.csv") == [Mark(1), Mark(2, SendBackGround.OTHER, "No street is given.")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("x,affirm,,\n", "the item is its number"),
        ("٣,affirm,,\n", "the item is its number"),
        ("9" * 5_000 + ",affirm,,\n", "the item is its number"),
        ("1,perhaps,,\n", "the answer is one of"),
        ("1,send_back,taste,No.\n", "the ground is one of"),
        ("1,affirm\n", "write 4 fields"),
    ],
)
def test_a_line_of_answers_that_is_wrong_is_named(line, sentence):
    with pytest.raises(UsageError, match=rf"answers\.csv:2: {sentence}"):
        marks_in([HEADER, line], "answers.csv")
