import csv

import pytest

from lockgate.errors import IntegrityError
from lockgate.seal.answers import (
    LEGEND,
    UNIFORM_SENTENCE,
    Answer,
    AnswersReader,
    Word,
    parse_answers,
    render_answers,
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


MARK = "mark-0123456789abcdef0123"
MARKED = render_answers((FOUND, NOT_FOUND), MARK)


def test_every_line_has_the_mark_when_rendered_with_one():
    header, *lines = MARKED.decode().splitlines()
    assert header.endswith(",country,mark")
    assert all(line.endswith("," + MARK) for line in lines)
    assert parse_answers(MARKED) == (FOUND, NOT_FOUND)


@pytest.mark.parametrize(
    "data",
    [
        MARKED.replace(b",mark\n", b",Mark\n"),
        MARKED.replace(b"0123\n", b"0124\n", 1),
        MARKED.replace(b"mark-01", b"mark-0x"),
        MARKED.replace(b"," + MARK.encode(), b""),
        GOOD.replace(b"country\n", b"country,mark\n"),
    ],
)
def test_parse_is_refused_when_the_marks_are_not_one_and_the_same(data):
    with pytest.raises(IntegrityError, match="not in the form"):
        parse_answers(data)


def test_reader_takes_blocks_of_lines_and_finds_an_id_that_stands_twice_when_closed():
    reader = AnswersReader()
    lines = GOOD.splitlines(keepends=True)
    assert [len(reader.take(line)) for line in lines] == [0, 1, 1]
    reader.close()
    assert (reader.lines, reader.size, reader.marked, reader.mark) == (3, len(GOOD), False, "")
    reader.take(lines[1])
    with pytest.raises(IntegrityError, match="not in the form"):
        reader.close()


def test_reader_refuses_when_nothing_was_read():
    with pytest.raises(IntegrityError, match="not in the form"):
        AnswersReader().close()
