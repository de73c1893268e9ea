import csv

import pytest

from lockgate.errors import IntegrityError
from lockgate.seal.answers import (
    BLOCK_BYTES,
    LEGEND,
    UNIFORM_SENTENCE,
    Answer,
    Word,
    pad,
    parse_answers,
    render_answers,
    unpad,
)

FOUND = Answer("r-1", Word.IDENTIFIED, "12 Oak St", "Apt 4, rear", "Houston", "TX", "77002", "US")
NOT_FOUND = Answer("r-2", Word.NONE)


def test_render_gives_one_line_for_each_record_when_found_or_not():
    assert render_answers((FOUND, NOT_FOUND)) == (
        b"record_id,answer,line1,line2,city,state,zip,country\n"
        b'r-1,identified,"12 Oak St","Apt 4, rear",Houston,TX,77002,US\n'
        b"r-2,none,,,,,,\n"
    )


def test_sentences_are_the_ones_agreed_when_read():
    assert LEGEND == (
        "Mailing address in the custodian's records for the period requested. Not a finding that the "
        "person lives there, nor of status or offence."
    )
    assert UNIFORM_SENTENCE == (
        "No information is released. This answer is the same whether no record, several, or one that "
        "disagrees was found, or disclosure is barred. It says nothing about whether the person filed or "
        "where they live. You may ask again once with corrected details and their source."
    )


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "'=", "''@", "'\t"])
def test_formula_like_cell_is_escaped_and_comes_back_when_parsed(first):
    value = f"{first}1+1"
    answers = (Answer(value, Word.IDENTIFIED, value, "", "", "", "", ""),)
    rendered = render_answers(answers)
    row = next(csv.reader(rendered.decode().split("\n")[1:]))
    assert row[0] == f"'{value}"
    assert parse_answers(rendered) == answers


@pytest.mark.parametrize("value", ["'s Gravenweg 4", "O'Hare", "a=b", '12 "B" St', " 12 Oak", "1-2"])
def test_ordinary_cell_is_not_escaped_when_it_looks_odd(value):
    answers = (Answer("r", Word.IDENTIFIED, value),)
    row = next(csv.reader(render_answers(answers).decode().split("\n")[1:]))
    assert row[2] == value
    assert parse_answers(render_answers(answers)) == answers


@pytest.mark.parametrize(
    "answers",
    [
        (FOUND, FOUND),
        (Answer("", Word.NONE),),
        (Answer("r", Word.NONE, city="Houston"),),
        (Answer("r", Word.IDENTIFIED, city="Houston"),),
        (Answer("r", Word.IDENTIFIED, "12 Oak\nSt"),),
        (Answer("r\x00", Word.NONE),),
        (Answer("r\u2028", Word.NONE),),
    ],
)
def test_render_is_refused_when_an_answer_makes_no_sense(answers):
    with pytest.raises(ValueError, match=r".+"):
        render_answers(answers)


GOOD = render_answers((FOUND, NOT_FOUND))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"none", b"maybe"),
        GOOD.replace(b"none,", b'"none",'),
        GOOD.replace(b",,\n", b",\n"),
        GOOD.replace(b"r-2", b"r-1"),
        GOOD.replace(b"none,,", b"none,,Houston"),
        GOOD.replace(b"12 Oak", b"\xff Oak"),
        GOOD.replace(b"record_id", b"Record_id"),
        b"\xef\xbb\xbf" + GOOD,
    ],
)
def test_parse_is_refused_when_one_byte_is_not_as_rendered(data):
    with pytest.raises(IntegrityError, match="not in the form"):
        parse_answers(data)


def test_size_depends_on_the_number_of_records_alone_when_padded():
    def size(found):
        answers = tuple(
            Answer(f"r{i}", Word.IDENTIFIED, "12 Oak Street", "", "Houston", "TX", "77002", "US")
            if i < found
            else Answer(f"r{i}", Word.NONE)
            for i in range(3000)
        )
        return len(pad(render_answers(answers)))

    assert size(0) == size(1500) == size(3000)
    assert size(0) % BLOCK_BYTES == 0


@pytest.mark.parametrize("count", [0, 1, 254, 255, 256, 1000])
def test_unpad_gives_the_answers_when_padded(count):
    rendered = render_answers(tuple(Answer(f"r{i}", Word.NONE) for i in range(count)))
    padded = pad(rendered)
    assert unpad(padded) == rendered
    assert len(padded) % BLOCK_BYTES == 0
    for other in (padded + b"\n" * BLOCK_BYTES, padded[:-1], padded + b"\n", rendered):
        with pytest.raises(IntegrityError, match="filled up"):
            unpad(other)


def test_long_lines_have_room_when_above_the_allowance():
    rendered = render_answers(tuple(Answer(f"r{i}", Word.IDENTIFIED, "x" * 500) for i in range(500)))
    assert len(rendered) > 500 * 256
    assert unpad(pad(rendered)) == rendered


@pytest.mark.parametrize("data", [b"", b"x", b"x\n\n"])
def test_pad_is_refused_when_the_text_does_not_end_in_one_line_break(data):
    with pytest.raises(ValueError, match="one line break"):
        pad(data)
