"""R24: which addresses are one place, nearly one, and not. A row is added here before the law is changed."""

import pytest

from lockgate.law.address import WrittenAddress, place_of
from lockgate.law.address_agreement import compare_places
from lockgate.law.likeness import Likeness
from lockgate.law.meetings import place_mark
from lockgate.law.minimum import without_third_parties
from lockgate.store.gazetteer import packaged_gazetteer

SAME = {
    "the same": ("123 Main St", "123 Main St"),
    "the unit's designator": ("123 Main St Apt 4", "123 Main St # 4"),
    "unit and apartment": ("123 Main St Unit 4", "123 Main St Apt 4"),
    "words for their abbreviations": ("123 North Main Street", "123 N MAIN ST"),
    "an ordinal in words": ("123 First St", "123 1st Street"),
    "a unit with a blank": ("123 Main St Apt 4A", "123 Main St Apt 4 A"),
    "a unit with a hyphen": ("123 Main St Apt 4-A", "123 Main St Apt 4A"),
    "the box's words": ("PO Box 12", "P.O. Box #012"),
    "the road's words": ("100 County Road 12", "100 County Rd 12"),
    "Martin Luther King": ("123 MLK Blvd", "123 Martin Luther King Jr Blvd"),
    "the last four figures of the ZIP": ("123 Main St, Houston, TX 77002-1234", "123 Main St, Houston, TX 77002"),
    "the city's name": ("123 Main St, Clutch City, TX 77002", "123 Main St, Houston, TX 77002"),
}

NEAR = {
    "the suffix left out": ("123 Main St", "123 Main"),
    "the directional left out": ("123 N Main St", "123 Main St"),
    "the directional behind the street": ("123 N Main St", "123 Main St N"),
    "the unit left out": ("123 Main St Apt 4", "123 Main St"),
    "a unit in words left out": ("123 Main St Rear", "123 Main St"),
    "unit and suffix left out": ("123 Main St Apt 4", "123 Main"),
    "unit left out and one slip": ("123 Mapel Dr Apt 4", "123 Maple Dr"),
    "suite, or no word for the unit": ("123 Main St Ste 4", "123 Main St # 4"),
    "flat, or no word for the unit": ("123 Main St, Flat 4, Houston, TX 77002", "123 Main St # 4"),
    "apartment misspelt": ("123 Main St, Aptmnt No 4, Houston, TX 77002", "123 Main St Apt 4"),
    "apartment and number cut short": ("123 Main St, Ap Nbr 104, Houston, TX 77002", "123 Main St Apt 104"),
    "misspelt in two ways": ("123 Main St, Aptmnt 4, Houston, TX 77002", "123 Main St, Aprt 4, Houston, TX 77002"),
    "the street in one word": ("123 Oakwood Dr", "123 Oak Wood Dr"),
    "two letters exchanged": ("123 Mapel Dr", "123 Maple Dr"),
    "one letter left out": ("123 Washngton Ave", "123 Washington Ave"),
    "one letter put in": ("123 Washiington Ave", "123 Washington Ave"),
    "one letter replaced": ("123 Woshington Ave", "123 Washington Ave"),
    "one slip in one of two words": ("123 Saint Charels Pl", "123 Saint Charles Pl"),
}

DIFFERENT = {
    "another unit of the building": ("123 Main St Apt 4", "123 Main St Apt 5"),
    "a flat and a floor": ("123 Main St Fl 4", "123 Main St Apt 4"),
    "another suite": ("123 Main St Ste 4", "123 Main St # 5"),
    "another flat, apartment misspelt": ("123 Main St, Aptmnt 4, Houston, TX 77002", "123 Main St Apt 5"),
    "a letter of the flat left out": ("123 Main St, Ap I 15, Houston, TX 77002", "123 Main St Apt 15"),
    "a flat of that letter, and one of that figure": ("123 Main St, Flat A, Houston, TX 77002", "123 Main St Apt 4"),
    "the unit's figures cut otherwise": ("123 Main St Apt 1 12", "123 Main St Apt 112"),
    "another house number": ("123 Main St", "124 Main St"),
    "two figures of the number exchanged": ("123 Main St", "132 Main St"),
    "another directional": ("123 N Main St", "123 S Main St"),
    "another suffix": ("123 Main St", "123 Main Ave"),
    "another street": ("123 Main St", "123 Elm St"),
    "another ZIP": ("123 Main St, Houston, TX 77002", "123 Main St, Houston, TX 77003"),
    "another state": ("PO Box 12, Texarkana, TX 75501", "PO Box 12, Texarkana, AR 71854"),
    "a box and a street": ("PO Box 123", "123 Main St"),
    "another box": ("PO Box 12", "PO Box 13"),
    "another box of the route": ("RR 2 Box 18", "RR 2 Box 19"),
    "another route": ("RR 2 Box 18", "RR 3 Box 18"),
    "another numbered street": ("123 5th St", "123 6th St"),
    "an ordinal one letter apart": ("123 Seventieth St", "123 Seventietn St"),
    "another numbered road": ("100 County Road 12", "100 County Road 13"),
    "well-known streets a letter apart": ("123 Grand Ave", "123 Grant Ave"),
    "one letter off, four letters": ("123 Pien St", "123 Pine St"),
    "the first letter off": ("123 Vashington Ave", "123 Washington Ave"),
    "two slips": ("123 Wshingtn Ave", "123 Washington Ave"),
    "two words with a slip each": ("123 Saint Chalres Villlage Pl", "123 Saint Charles Village Pl"),
    "three departures": ("123 N Main St Apt 4", "123 Main"),
    "a word of the street left out": ("123 Martin Luther St", "123 Luther St"),
}

TABLES = {Likeness.SAME: SAME, Likeness.NEAR: NEAR, Likeness.DIFFERENT: DIFFERENT}
ROWS = [(likeness, case) for likeness, table in TABLES.items() for case in table]


def key(text: str) -> str:
    """The key of an address in one field; without a locality it lies in Houston, TX 77002."""
    place = place_of(WrittenAddress(text if "," in text else f"{text}, Houston, TX 77002"), packaged_gazetteer())
    assert place is not None, text
    return place.key


@pytest.mark.parametrize(("likeness", "case"), ROWS, ids=[f"{one.name.lower()}: {case}" for one, case in ROWS])
def test_addresses_compare_when(likeness, case):
    one, other = map(key, TABLES[likeness][case])
    assert compare_places(one, other) is likeness
    assert compare_places(other, one) is likeness
    assert likeness is Likeness.DIFFERENT or place_mark(one) == place_mark(other) != ""


def test_a_foreign_address_agrees_when_its_words_are_the_same_only():
    def foreign(line: str) -> str:
        place = place_of(WrittenAddress(line, "", "Oaxaca", "OAX", "68000", "México"), packaged_gazetteer())
        assert place is not None
        return place.key

    assert compare_places(foreign("Calle Hidalgo 12"), foreign("CALLE HIDALGO, 12")) is Likeness.SAME
    assert compare_places(foreign("Calle Hidalgo 12"), foreign("Calle Hidalgoo 12")) is Likeness.DIFFERENT


@pytest.mark.parametrize("word", ["No", "Nbr", "Ap", "Aprt", "Aptmnt", "Flat", "U", "#", "Apt", "Unit"])
def test_flats_told_apart_by_a_letter_are_two_places_in_either_form(word):
    """R24: a second line must not lose what a single field keeps."""
    gazetteer = packaged_gazetteer()

    def second_line(letter: str) -> str:
        written = WrittenAddress("123 Main St", f"{word} {letter} 15", "Houston", "TX", "77002")
        place = place_of(without_third_parties(written), gazetteer)
        assert place is not None
        return place.key

    assert compare_places(second_line("G"), second_line("H")) is Likeness.DIFFERENT
    assert compare_places(second_line("G"), key(f"123 Main St, {word} G 15, Houston, TX 77002")) is Likeness.SAME
