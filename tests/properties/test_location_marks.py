"""Whatever the law calls agreeing can be found: it shares a mark; and the texts of names and places lose nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lockgate.law.address import Place
from lockgate.law.address_agreement import compare_places
from lockgate.law.address_place import key_parts
from lockgate.law.likeness import Likeness
from lockgate.law.meetings import birth_name_marks, name_marks, place_mark
from lockgate.law.names import NameKey, WrittenName, compare_names, name_from_text, name_key
from lockgate.law.nicknames import NAMES_OF
from lockgate.law.transliterations import GROUP_OF

PLAIN = (
    "ANA MARIA JOSE VAN MIN HO LI DE LA CRUZ RUIZ GARCIA LOPEZ O'BRIEN MC DONALD JR J M C K Иван Smith-Jones AL SAN "
    "Guadalupe Hernandez THI ANH IVANOVA Mueller"
).split()
WORDS = st.sampled_from(PLAIN) | st.sampled_from(sorted(NAMES_OF)) | st.sampled_from(sorted(GROUP_OF))
PART = st.lists(WORDS, max_size=3).map(" ".join)
SUFFIX = st.sampled_from(("", "", "", "Jr", "Sr", "III"))
NAMES = st.builds(WrittenName, PART, PART, PART, SUFFIX).map(name_key)


@st.composite
def misspelt(draw, word):
    """The word with one letter left out, put in, replaced or exchanged, or the word as it is."""
    at = draw(st.integers(0, len(word)))
    letter = draw(st.sampled_from("AEIOUSZ"))
    ways = ("", word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :])
    return draw(st.sampled_from((*ways, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]))) or word


@st.composite
def rewritten(draw):
    """A name, and the same words otherwise: cut, ordered, left out, misspelt, or known by another form."""
    name = draw(NAMES)
    words = list(name.words)
    for _ in range(draw(st.integers(0, 2))):
        if words:
            at = draw(st.integers(0, len(words) - 1))
            known = [form for form, names in NAMES_OF.items() if words[at] in names]
            known += [form for form, group in GROUP_OF.items() if group == GROUP_OF.get(words[at])]
            words[at] = draw(misspelt(words[at]) | st.sampled_from(known or [words[at]]) | st.just(words[at][0]))
    if draw(st.booleans()):
        words = draw(st.permutations(words))
    if words and draw(st.booleans()):
        words.pop(draw(st.integers(0, len(words) - 1)))
    one, two = sorted((draw(st.integers(0, len(words))), draw(st.integers(0, len(words)))))
    parts = words[:one], words[one:two], words[two:]
    return name, NameKey(*map(tuple, parts), name.suffix)


def agree(one: NameKey, other: NameKey) -> bool:
    return bool(one.words and other.words) and compare_names(one, other) is not Likeness.DIFFERENT


@given(NAMES, NAMES)
def test_names_share_a_mark_when_they_agree(one, other):
    assert not agree(one, other) or set(name_marks(one)) & set(name_marks(other))


@given(rewritten())
def test_names_share_a_mark_when_one_is_the_other_rewritten(pair):
    assert not agree(*pair) or set(name_marks(pair[0])) & set(name_marks(pair[1]))


@given(rewritten())
def test_names_that_are_the_same_share_a_birth_mark(pair):
    one, other = pair
    same = bool(one.words and other.words) and compare_names(one, other) is Likeness.SAME
    assert not same or set(birth_name_marks(one)) & set(birth_name_marks(other))


@given(rewritten())
def test_comparing_names_is_symmetric(pair):
    one, other = pair
    if one.words and other.words:
        assert compare_names(one, other) is compare_names(other, one)


@given(NAMES)
def test_a_name_is_the_same_as_itself(name):
    assert not name.words or compare_names(name, name) is Likeness.SAME


@given(st.builds(WrittenName, *[st.text(max_size=12)] * 4).map(name_key))
def test_a_name_comes_back_when_it_is_written_as_text(name):
    assert name_from_text(name.text) == name


CELL = st.text("AB 12-", max_size=5)
ANY_PLACES = st.builds(Place, *[CELL] * 8, st.just(""), CELL, CELL)
STREETS = st.sampled_from(
    ("MAPLE", "MAPEL", "OAK WOOD", "OAKWOOD", "5TH", "GRAND", "GRANT", "MLK", "MARTIN LUTHER KING")
)
SIDES = st.sampled_from(("", "", "N", "S"))
PLACES = st.builds(
    Place,
    st.sampled_from(("street", "street", "po_box")),
    st.sampled_from(("1", "1", "2")),
    SIDES,
    STREETS,
    st.sampled_from(("", "ST", "AVE")),
    SIDES,
    st.sampled_from(("", "4", "4A", "4 A", "STE 4", "FL 4")),
    st.sampled_from(("", "", "7")),
    state=st.just("TX"),
    zip5=st.sampled_from(("77002", "77002", "77003")),
)


@given(PLACES, PLACES)
def test_places_share_their_mark_when_they_agree(one, other):
    agreed = compare_places(one.key, other.key) is not Likeness.DIFFERENT
    assert not agreed or place_mark(one.key) == place_mark(other.key) != ""


@given(PLACES, PLACES)
def test_comparing_places_is_symmetric(one, other):
    assert compare_places(one.key, other.key) is compare_places(other.key, one.key)


@given(PLACES, PLACES, st.sampled_from(("kind", "number", "box", "state", "zip5")))
def test_places_are_different_when_a_fixed_part_differs(one, other, part):
    changed = replace(other, **{part: getattr(one, part) + "9"})
    assert compare_places(one.key, changed.key) is Likeness.DIFFERENT


def parted(key):
    """The place of a key's parts; no key holds the city."""
    kind, number, pre, street, suffix, post, box, state, zip5, unit = key_parts(key)
    return Place(kind, number, pre, street, suffix, post, unit, box, "", state, zip5)


@given(ANY_PLACES)
def test_a_place_comes_back_when_it_is_written_as_key(place):
    assert parted(place.key) == place


@given(st.builds(Place, st.just("foreign"), street=st.text(max_size=20)))
def test_a_foreign_place_comes_back_when_its_text_holds_the_mark(place):
    assert parted(place.key) == place
    assert place_mark(place.key) == place.key
