"""Whatever the law calls agreeing can be found: it shares a mark; and the texts of names and places lose nothing."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lockgate.law.address import Place
from lockgate.law.address_place import place_from_key
from lockgate.law.likeness import Likeness
from lockgate.law.meetings import birth_name_marks, name_marks
from lockgate.law.names import WrittenName, compare_names, name_from_text, name_key
from spec.location.location_people import named
from spec.location.test_location_names import AGREE

WORDS = st.sampled_from("ANA MARIA JOSE VAN MIN HO LI DE LA CRUZ RUIZ GARCIA O'BRIEN JR J M Иван Smith-Jones".split())
PART = st.lists(WORDS, max_size=3).map(" ".join)
NAMES = st.builds(WrittenName, PART, PART, PART, st.sampled_from(("", "", "Jr", "Sr", "III"))).map(name_key)
CELL = st.text("AB 12-", max_size=5)


@given(NAMES, NAMES)
def test_names_share_a_mark_when_they_are_not_different(one, other):
    agree = bool(one.words and other.words) and compare_names(one, other) is not Likeness.DIFFERENT
    assert not agree or set(name_marks(one)) & set(name_marks(other))


@pytest.mark.parametrize("case", AGREE)
def test_names_of_the_spec_share_both_marks_when_they_agree(case):
    one, other = map(named, AGREE[case])
    assert set(name_marks(one)) & set(name_marks(other))
    assert set(birth_name_marks(one)) & set(birth_name_marks(other))


@given(NAMES, NAMES)
def test_comparing_names_is_symmetric(one, other):
    assume(one.words and other.words)
    assert compare_names(one, other) is compare_names(other, one)


@given(st.builds(WrittenName, *[st.text(max_size=12)] * 4).map(name_key))
def test_a_name_comes_back_when_it_is_written_as_text(name):
    assert name_from_text(name.text) == name


@given(st.builds(Place, *[CELL] * 4, *[CELL] * 4, st.just(""), CELL, CELL))
def test_a_place_comes_back_when_it_is_written_as_key(place):
    assert place_from_key(place.key) == place


@given(st.builds(Place, st.just("foreign"), street=st.text(max_size=20)))
def test_a_foreign_place_comes_back_when_its_text_holds_the_mark(place):
    assert place_from_key(place.key) == place
