from io import BytesIO

import pytest

from lockgate.errors import IntegrityError
from lockgate.seal import filling
from lockgate.seal.answers import Answer, AnswersReader, Word, render_answers
from lockgate.seal.filling import BLOCK_BYTES, counted, filled, unfilled

MARK = "mark-0123456789abcdef0123"


def full(given, mark=MARK):
    file = BytesIO(given)
    return b"".join(filled(file, mark, counted(file, mark)))


def emptied(data, piece=1000):
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
    return b"".join(unfilled(pieces, AnswersReader()))


def nothing(count):
    return tuple(Answer(f"r{i}", Word.NONE) for i in range(count))


def test_size_depends_on_the_number_of_records_alone_when_filled():
    def size(found):
        answers = tuple(
            Answer(f"r{i}", Word.IDENTIFIED, "12 Oak Street", "", "Houston", "TX", "77002", "US")
            if i < found
            else Answer(f"r{i}", Word.NONE)
            for i in range(3000)
        )
        return counted(BytesIO(render_answers(answers)), MARK).size

    assert size(0) == size(1500) == size(3000)
    assert size(0) % BLOCK_BYTES == 0


@pytest.mark.parametrize("count", [0, 1, 254, 255, 256, 1000])
def test_marked_answers_come_back_when_filled_and_emptied(count):
    data = full(render_answers(nothing(count)))
    assert len(data) % BLOCK_BYTES == 0
    for piece in (1000, 65536, len(data)):
        assert emptied(data, piece) == render_answers(nothing(count), MARK)


def test_answers_come_back_when_they_are_read_in_many_blocks(monkeypatch):
    monkeypatch.setattr(filling, "_PIECE", 100)
    given = nothing(50)
    data = full(render_answers(given))
    assert len(data) == BLOCK_BYTES
    assert emptied(data, 7) == render_answers(given, MARK)


@pytest.mark.parametrize("size", [1, 2, 4096])
def test_emptied_is_refused_when_the_filling_is_another(size):
    data = full(render_answers(nothing(3)))
    text = render_answers(nothing(3), MARK)
    for other in (data + b"\n" * BLOCK_BYTES, data[:-1], data + b"\n", text, text + b"\n", data[:-1] + b"x", b""):
        with pytest.raises(IntegrityError, match=r"filled up|not in the form"):
            emptied(other, size)


def test_emptied_is_refused_when_something_stands_in_the_filling():
    data = bytearray(full(render_answers(nothing(3))))
    data[-40_000] = ord("x")
    with pytest.raises(IntegrityError, match="filled up"):
        emptied(bytes(data))


def test_answers_of_version_1_come_back_when_filled_without_a_mark():
    text = render_answers(nothing(3))
    assert emptied(text.ljust(BLOCK_BYTES, b"\n")) == text


def test_long_lines_have_room_when_above_the_allowance():
    given = tuple(Answer(f"r{i}", Word.IDENTIFIED, "x" * 500) for i in range(500))
    assert emptied(full(render_answers(given))) == render_answers(given, MARK)


@pytest.mark.parametrize("data", [b"", b"x", b"x\n\n", render_answers(nothing(1))[:-1], render_answers(nothing(1)) * 2])
def test_filled_is_refused_when_the_answers_are_not_as_rendered(data):
    with pytest.raises(IntegrityError, match="not in the form"):
        full(data)


def test_filled_is_refused_when_the_answers_have_a_mark_or_the_mark_is_none():
    with pytest.raises(IntegrityError, match="have a mark already"):
        full(render_answers(nothing(1), MARK))
    with pytest.raises(ValueError, match="mark of a copy"):
        full(render_answers(nothing(1)), "mark-1")
