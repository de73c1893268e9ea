"""The bounds of what is forgiven in one word, at their edges; and the tables behind them."""

import pytest

from lockgate.law.common_family import COMMON_FAMILY
from lockgate.law.common_given import COMMON_GIVEN
from lockgate.law.common_streets import COMMON_STREETS
from lockgate.law.edits import LEAST_LETTERS, one_slip
from lockgate.law.folding import fold
from lockgate.law.name_words import Step, family_step, given_step, initial, together
from lockgate.law.nicknames import NAMES_OF
from lockgate.law.transliterations import GROUP_OF, TABLES


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("ABCDE", "ABCDE", False),
        ("ABCDE", "ABCDF", True),
        ("ABCDE", "XBCDE", False),
        ("ABCDE", "BACDE", False),
        ("ABCDE", "ACBDE", True),
        ("ABCDE", "ABCED", True),
        ("ABCDE", "ABEDC", False),
        ("ABCDE", "ABCDEF", True),
        ("ABCDE", "AABCDE", True),
        ("ABCDE", "XABCDE", False),
        ("ABCD", "ABCDE", False),
        ("ABCD", "ABCE", False),
        ("ABCDE", "ABCDEFG", False),
        ("ABCDE", "ABXYE", False),
        ("ABC3E", "ABCDE", True),
        ("ABC3E", "ABC4E", False),
        ("", "ABCDE", False),
    ],
)
def test_one_slip_when(one, other, is_one):
    assert one_slip(one, other) is is_one
    assert one_slip(other, one) is is_one


@pytest.mark.parametrize(
    ("one", "other", "step"),
    [
        ("BILL", "WILLIAM", Step.KNOWN),
        ("PAT", "PATRICK", Step.KNOWN),
        ("PATRICK", "PATRICIA", Step.DIFFERENT),
        ("SASHA", "OLEKSANDR", Step.KNOWN),
        ("LI", "LEE", Step.DIFFERENT),
        ("DANIEL", "DANIELA", Step.DIFFERENT),
        ("ERNESTINO", "ERNESTINA", Step.DIFFERENT),
        ("GUADALUPE", "GUADALUPEX", Step.DEPARTS),
    ],
)
def test_given_names_compare_when(one, other, step):
    assert given_step(one, other) is given_step(other, one) is step


@pytest.mark.parametrize(
    ("one", "other", "step"),
    [
        ("BILL", "WILLIAM", Step.DIFFERENT),
        ("GONZALEZ", "GONSALES", Step.KNOWN),
        ("IVANOVA", "IVANOFF", Step.KNOWN),
        ("MACDONALD", "MCDONALD", Step.KNOWN),
        ("SCHROEDER", "SHRODER", Step.KNOWN),
        ("MORALES", "MORALEZ", Step.KNOWN),
        ("JOHNSON", "JOHNSTON", Step.DIFFERENT),
        ("JOHNSON", "JOHNSOM", Step.DEPARTS),
        ("HANSEN", "HANSON", Step.DIFFERENT),
    ],
)
def test_surnames_compare_when(one, other, step):
    assert family_step(one, other) is family_step(other, one) is step


def test_two_departures_are_too_many():
    assert together([Step.SAME, Step.DEPARTS, Step.KNOWN]) is Step.DEPARTS
    assert together([Step.DEPARTS, Step.DEPARTS]) is Step.DIFFERENT
    assert together([Step.KNOWN, Step.KNOWN]) is Step.KNOWN
    assert together([]) is Step.SAME


@pytest.mark.parametrize("table", [COMMON_GIVEN, COMMON_FAMILY, COMMON_STREETS])
def test_a_guarded_word_has_a_neighbour(table):
    by_length: dict[int, list[str]] = {}
    for word in table:
        by_length.setdefault(len(word), []).append(word)
    for word in sorted(table)[::17]:
        near = [other for length in range(-1, 2) for other in by_length.get(len(word) + length, ())]
        assert len(word) >= LEAST_LETTERS
        assert any(one_slip(word, other) for other in near), word


def test_the_words_of_the_tables_are_folded():
    words = {*NAMES_OF, *GROUP_OF, *COMMON_GIVEN, *COMMON_FAMILY, *COMMON_STREETS}
    words.update(*NAMES_OF.values(), GROUP_OF.values())
    assert {word for word in words if fold(word) != word or not word.isalpha()} == set()


def test_a_spelling_stands_in_one_line_only():
    words = [word for table in TABLES for word in table.split()]
    assert sorted(words) == sorted(set(words))


def test_letters_written_for_one_another_are_one_initial():
    assert initial("CARL") == initial("KARL")
    assert initial("PHILIP") == initial("FILIP")
    assert initial("ANA") != initial("EVA")
