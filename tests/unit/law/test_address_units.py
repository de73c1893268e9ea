"""No word that may tell one flat from another is lost between the lines and the place (R24)."""

from itertools import combinations

import pytest

from lockgate.law.address import WrittenAddress, place_of
from lockgate.store.gazetteer import packaged_gazetteer

UNITS = [
    "", "apt 23 c", "apt 23 d", "unit # 7 l", "number 380", "no 49r", "no r", "5th fl", "6th fl", "11th lvel",
    "aptmnt 409", "aprt # 6", "aprt b4", "ap 226", "ap # 303", "ap nbr 10086", "un # 191", "pf 6", "flat # 2",
    "flt 36 a", "upstairs", "downstairs", "upstairs room 494", "# 3 floor", "no 4 floor", "ground floor",
    "third floor apt 57", "floor # 3 apartment 348 r", "3rd story", "apt 2 2 fl", "8 fl unit 1",
]  # fmt: skip


def key(line1: str, line2: str = "", city: str = "Houston", state: str = "TX", zip5: str = "77002") -> str:
    place = place_of(WrittenAddress(line1, line2, city, state, zip5), packaged_gazetteer())
    assert place is not None
    return place.key


def test_every_unit_line_makes_another_place():
    keys = {unit: key("12 Oak St", unit) for unit in UNITS}
    assert [pair for pair in combinations(UNITS, 2) if keys[pair[0]] == keys[pair[1]]] == []


def test_every_unit_line_stays_in_the_building():
    places = [
        place_of(WrittenAddress("12 Oak St", unit, "Houston", "TX", "77002"), packaged_gazetteer()) for unit in UNITS
    ]
    assert len({place.building for place in places if place}) == 1


@pytest.mark.parametrize("unit", ["apt 23 c", "5th fl", "unit # 7 l", "floor # 3 apartment 348 r", "Apt 4"])
def test_unit_is_the_same_on_the_street_line_and_below_it(unit):
    assert key("12 Oak St", unit) == key(f"12 Oak St {unit}")


@pytest.mark.parametrize("beside", ["Oak Manor", "Montrose", "N/A", "none"])
def test_words_that_tell_no_flat_apart_change_nothing(beside):
    assert key("12 Oak St", beside) == key("12 Oak St")


def test_street_that_begins_like_a_state_and_a_road_keeps_its_words():
    paloma = key("1800 NE LA PALOMA CIR APT 38C", city="Cross Junction", state="VA", zip5="22625")
    assert paloma == key("1800 Northeast La Paloma Circle Unit 38C", city="Cross Junction", state="VA", zip5="22625")
    assert paloma != key("1800 NE LA SALLE AVE APT 38C", city="Cross Junction", state="VA", zip5="22625")
    assert key("12 Indiana 9") != key("12 Indiana 11")


def test_words_behind_a_street_that_no_form_reads_are_kept():
    assert key("12 Oak St Bell Tower Left") != key("12 Oak St Bell Tower Right")
