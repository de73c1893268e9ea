"""R24, R09: what the evidence amounts to. One row a situation: the request, the people held, the class."""

import pytest

from lockgate.law.act_facts import Identified
from lockgate.law.location import Agrees, compare
from spec.location.location_people import ELM, FAR, OAK, OAK_4, OAK_5, OAK_ROAD, asked, held, home, located

TIN, OTHER_TIN = "900-70-0001", "900700002"
BORN, OTHER_BORN = "1980-05-06", "1981-07-08"

ANA = held("Ana / Ruiz", tin=TIN, born=BORN)
ASKED_BY_TIN = asked("Ana / Ruiz", tin=TIN)
ASKED_BY_BIRTH = asked("Ana / Ruiz", born=BORN)
ASKED_BARE = asked("Ana / Ruiz")

FATHER = held("John / / Smith / Sr", tin=TIN, born="1950-01-01")
SON = held("John / / Smith / Jr", tin=OTHER_TIN, born="1980-01-01")
JOSE = held("José / Ruiz", tin=TIN, born=BORN)
BILLS = (held("Bill / Smith", tin=TIN, born="1950-01-01"), held("William / Smith", tin=OTHER_TIN, born="1980-01-01"))

CASES = {
    # one
    "name, address and TIN agree": (ASKED_BY_TIN, [ANA], "one"),
    "name, address and birth date agree": (ASKED_BY_BIRTH, [ANA], "one"),
    "everything agrees": (asked("Ana / Ruiz", tin=TIN, born=BORN), [ANA], "one"),
    "the TIN is written with hyphens": (asked("Ana / Ruiz", tin="900-70-0001"), [ANA], "one"),
    "a wife of another name lives there": (ASKED_BY_BIRTH, [ANA, held("Eva / Ruiz", tin=OTHER_TIN)], "one"),
    "a namesake lives elsewhere": (ASKED_BY_BIRTH, [ANA, held("Ana / Ruiz", ELM, born=OTHER_BORN)], "one"),
    "a namesake at the address was born on another day": (
        ASKED_BY_BIRTH, [ANA, held("Ana / Ruiz", tin=OTHER_TIN, born=OTHER_BORN)], "one"),
    "father and son, the birth date tells": (asked("John / Smith", born="1980-01-01"), [FATHER, SON], "one"),
    "father and son, suffix and birth date given": (
        asked("John / / Smith / Jr", born="1980-01-01"), [FATHER, SON], "one"),
    "twins of different given names": (
        ASKED_BY_BIRTH, [ANA, held("Eva / Ruiz", tin=OTHER_TIN, born=BORN)], "one"),
    "moved within the stated periods, the earlier home is asked": (
        asked("Ana / Ruiz", born=BORN, years=(2022, 2023)),
        [held("Ana / Ruiz", home(OAK, 2022), home(ELM, 2023), born=BORN)], "one"),
    "somebody of another name uses the same TIN": (ASKED_BY_TIN, [ANA, held("Bob / Stone", ELM, tin=TIN)], "one"),
    "a nickname, the birth date agrees": (asked("Pepe / Ruiz", born=BORN), [JOSE], "one"),
    "a nickname, the TIN agrees": (asked("Pepe / Ruiz", tin=TIN), [JOSE], "one"),
    "another transliteration": (asked("Mohammed / Ali", born=BORN), [held("Muhammad / Ali", born=BORN)], "one"),
    "one of two surnames": (asked("Ana / Garcia", born=BORN), [held("Ana / Garcia Lopez", born=BORN)], "one"),
    "one of two surnames, the mother bears the other": (
        asked("Ana / Garcia", born=BORN),
        [held("Ana / Garcia Lopez", born=BORN), held("Ana / Lopez", born="1950-01-01")], "one"),
    "a slip in the name": (asked("Ana / Hernandex", tin=TIN), [held("Ana / Hernandez", tin=TIN)], "one"),
    "a slip in the name, and the street's suffix left out": (
        asked("Ana / Hernandex", OAK_ROAD, born=BORN), [held("Ana / Hernandez", born=BORN)], "one"),
    "the unit is left out": (asked("Ana / Ruiz", OAK, born=BORN), [held("Ana / Ruiz", OAK_4, born=BORN)], "one"),
    "the unit is held for another year": (
        asked("Ana / Ruiz", OAK_4, born=BORN), [held("Ana / Ruiz", home(OAK_4, 2021), home(OAK, 2022), born=BORN)],
        "one"),
    "a namesake in another flat, no unit given, the birth date tells": (
        asked("Ana / Ruiz", OAK, born=BORN),
        [held("Ana / Ruiz", OAK_4, born=BORN), held("Ana / Ruiz", OAK_5, born=OTHER_BORN)], "one"),
    "two of the name, the TIN given is held for one only": (
        ASKED_BY_TIN, [ANA, held("Ana / Ruiz", born=OTHER_BORN)], "one"),
    "two of the name, the birth date is held for one only": (
        ASKED_BY_BIRTH, [held("Ana / Ruiz", born=BORN), held("Ana / Ruiz", tin=OTHER_TIN)], "one"),
    "two numbers, TIN and birth date given": (
        asked("Ana / Ruiz", tin=TIN, born=BORN), [ANA, held("Ana / Ruiz", tin=OTHER_TIN, born=BORN)], "one"),
    "father and son, the suffix is held for the father only": (
        asked("John / / Smith / Jr", born="1980-01-01"), [FATHER, held("John / Smith", born="1980-01-01")], "one"),
    "a nickname, father and son, TIN and birth date are the son's": (
        asked("Bill / Smith", tin=OTHER_TIN, born="1980-01-01"), [*BILLS], "one"),
    "two families in one flat, one surname of another spelling, the TIN tells": (
        asked("Ana / Gonzalez", tin=TIN),
        [held("Ana / Gonzalez", tin=TIN), held("Ana / Gonzales", tin=OTHER_TIN)], "one"),
    "twins, the other's name is known to be another": (
        asked("Maria / Ruiz", born=BORN), [held("Maria / Ruiz", born=BORN), held("Marta / Ruiz", born=BORN)], "one"),
    # weak: a person looks
    "a nickname, nothing else given": (asked("Pepe / Ruiz"), [JOSE], "weak"),
    "the unit is left out, nothing else given": (asked("Ana / Ruiz"), [held("Ana / Ruiz", OAK_4)], "weak"),
    "the agreeing address is only nearly so in the periods of another": (
        asked("Ana / Ruiz", OAK_4, born=BORN, years=(2023,)),
        [held("Ana / Ruiz", home(OAK_4, 2021), home(OAK, 2022), born=BORN)], "weak"),
    "neither TIN nor birth date given": (ASKED_BARE, [ANA], "weak"),
    "the address is held only outside the stated periods": (
        asked("Ana / Ruiz", tin=TIN, years=(2023,)), [held("Ana / Ruiz", home(OAK, 2021), home(ELM, 2023), tin=TIN)],
        "weak"),
    "the birth date given is not held": (ASKED_BY_BIRTH, [held("Ana / Ruiz", tin=TIN)], "weak"),
    "the birth date agrees, the TIN given is not held": (
        asked("Ana / Ruiz", tin=TIN, born=BORN), [held("Ana / Ruiz", born=BORN)], "weak"),
    "the TIN held cannot be read": (
        asked("Ana / Ruiz", tin=TIN, born=BORN), [held("Ana / Ruiz", tin="12", born=BORN)], "weak"),
    "only the son is held, and nothing else is given": (asked("John / Smith"), [SON], "weak"),
    # several: ties abstain
    "two of the name at the address, nothing else given": (
        ASKED_BARE, [ANA, held("Ana / Ruiz", tin=OTHER_TIN, born=OTHER_BORN)], "several"),
    "two families in one flat, two of one name": (
        asked("Ana / Ruiz", OAK_4),
        [held("Ana / Maria / Ruiz", OAK_4), held("Ana / Luisa / Ruiz", OAK_4)], "several"),
    "father and son, no suffix given": (asked("John / Smith"), [FATHER, SON], "several"),
    "father and son, no suffix held": (
        asked("John / / Smith / Jr"), [held("John / Smith"), held("John / Smith")], "several"),
    "twins, only the shared given name is asked": (
        asked("Maria / Ruiz", born=BORN),
        [held("Maria / Ana / Ruiz", born=BORN), held("Maria / Eva / Ruiz", born=BORN)], "several"),
    "one person held under two numbers, neither of them given": (
        ASKED_BY_BIRTH, [ANA, held("Ana / Ruiz", tin=OTHER_TIN, born=BORN)], "several"),
    "two share the number, the name and the home": (ASKED_BY_TIN, [ANA, ANA], "several"),
    "twins whose names are known to be one, exact for one of them": (
        asked("Stephen / Hill", born=BORN), [held("Stephen / Hill", born=BORN), held("Steven / Hill", born=BORN)],
        "several"),
    "twins one slip apart": (
        asked("Widelyne / Paul", born=BORN),
        [held("Widelyne / Paul", born=BORN), held("Widelynne / Paul", born=BORN)], "several"),
    "a namesake in another flat, no unit given": (
        ASKED_BARE, [held("Ana / Ruiz", OAK_4), held("Ana / Ruiz", OAK_5)], "several"),
    "an exact namesake and one by another spelling, nothing else given": (
        asked("Ana / Gonzalez"), [held("Ana / Gonzalez"), held("Ana / Gonzales")], "several"),
    "one person held twice, once outside the periods": (
        ASKED_BY_BIRTH,
        [held("Ana / Ruiz", home(OAK, 2021), born=BORN), held("Ana / Ruiz", home(OAK, 2022), born=BORN)], "several"),
    "TIN and birth date are held for different ones of the name": (
        asked("Ana / Ruiz", tin=TIN, born=BORN), [held("Ana / Ruiz", tin=TIN), held("Ana / Ruiz", born=BORN)],
        "several"),
    "one is confirmed by more, and yet a person would have to look": (
        asked("Ana / Ruiz", tin=TIN, born=BORN), [held("Ana / Ruiz", born=BORN), held("Ana / Ruiz")], "several"),
    # disagrees
    "a nickname, father and son, the father's by the very name, the birth date is the son's": (
        asked("Bill / Smith", born="1980-01-01"), [*BILLS], "disagrees"),
    "so too when the address is nearly theirs both": (
        asked("Bill / Smith", OAK_ROAD, born="1980-01-01"), [*BILLS], "disagrees"),
    "one of two surnames, the father bears that one alone, the birth date is the son's": (
        asked("Juan / Garcia", born=BORN),
        [held("Juan / Garcia", born=OTHER_BORN), held("Juan / Garcia Lopez", born=BORN)], "disagrees"),
    "a house without units holds the namesake, the birth date is of one in a flat": (
        ASKED_BY_BIRTH, [held("Ana / Ruiz", OAK_4, born=BORN), held("Ana / Ruiz", OAK, born=OTHER_BORN)],
        "disagrees"),
    "a nickname, and another birth date": (asked("Pepe / Ruiz", born=OTHER_BORN), [JOSE], "disagrees"),
    "name by nickname and TIN agree, the address does not": (asked("Pepe / Ruiz", ELM, tin=TIN), [JOSE], "disagrees"),
    "another suffix of the street": (
        asked("Ana / Ruiz", OAK.replace("ST", "AVE"), born=BORN), [ANA], "disagrees"),
    "the TIN given is another": (asked("Ana / Ruiz", tin=OTHER_TIN), [ANA], "disagrees"),
    "the TIN given is the spouse's": (
        asked("Ana / Ruiz", tin=OTHER_TIN), [ANA, held("Luis / Ruiz", tin=OTHER_TIN)], "disagrees"),
    "the TIN given is the spouse's, and none is held for the person": (
        asked("Ana / Ruiz", tin=OTHER_TIN, born=BORN),
        [held("Ana / Ruiz", born=BORN), held("Luis / Ruiz", tin=OTHER_TIN)], "disagrees"),
    "the birth date given is another": (asked("Ana / Ruiz", born=OTHER_BORN), [ANA], "disagrees"),
    "the TIN agrees, the birth date does not": (
        asked("Ana / Ruiz", tin=TIN, born=OTHER_BORN), [ANA], "disagrees"),
    "the TIN cannot be read": (asked("Ana / Ruiz", tin="9007001", born=BORN), [ANA], "disagrees"),
    "the TIN cannot be read, and none is held": (
        asked("Ana / Ruiz", tin="9007001", born=BORN), [held("Ana / Ruiz", born=BORN)], "disagrees"),
    "the TIN is nothing but a hyphen": (asked("Ana / Ruiz", tin="-", born=BORN), [ANA], "disagrees"),
    "the birth date is not written as a day": (asked("Ana / Ruiz", tin=TIN, born="19800506"), [ANA], "disagrees"),
    "the birth date cannot be read": (asked("Ana / Ruiz", tin=TIN, born="05/06/80"), [ANA], "disagrees"),
    "the TIN is a placeholder": (asked("Ana / Ruiz", tin="UNKNOWN", born=BORN), [ANA], "disagrees"),
    "name and TIN agree, the address does not (R09)": (asked("Ana / Ruiz", ELM, tin=TIN), [ANA], "disagrees"),
    "name and TIN agree, no address set forth (R09)": (asked("Ana / Ruiz", "", tin=TIN), [ANA], "disagrees"),
    "name and birth date agree, the address does not": (asked("Ana / Ruiz", ELM, born=BORN), [ANA], "disagrees"),
    "another unit of the building": (
        asked("Ana / Ruiz", OAK_4, born=BORN), [held("Ana / Ruiz", OAK_5, born=BORN)], "disagrees"),
    "name, TIN and birth date agree, no address is held": (
        asked("Ana / Ruiz", tin=TIN, born=BORN), [held("Ana / Ruiz", "", tin=TIN, born=BORN)], "disagrees"),
    "the suffix given is the other's": (
        asked("John / / Smith / III", born="1980-01-01", tin=OTHER_TIN), [SON], "disagrees"),
    "TIN and address agree, the name does not": (asked("Eva / Ruiz", tin=TIN), [ANA], "disagrees"),
    # none
    "nobody is held": (ASKED_BY_TIN, [], "none"),
    "somebody else lives at the address": (ASKED_BY_BIRTH, [held("Eva / Stone", born=OTHER_BORN)], "none"),
    "a namesake lives elsewhere, and nothing else is given": (asked("Ana / Ruiz", ELM), [ANA], "none"),
    "address and birth date agree, the name does not": (asked("Eva / Ruiz", born=BORN), [ANA], "none"),
    "no name is held": (ASKED_BY_BIRTH, [held(" / ", born=BORN)], "none"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_class_when(case):
    request, people, expected = CASES[case]
    found = located(request, people)
    assert found.identified == Identified(expected)
    assert bool(found.taxpayer_id) == (expected in {"one", "weak"})
    assert (found.evidence is not None) == (expected in {"one", "weak"})


@pytest.mark.parametrize("case", CASES)
def test_class_is_the_same_when_the_people_come_in_another_order(case):
    request, people, expected = CASES[case]
    assert located(request, reversed(people)).identified == Identified(expected)


@pytest.mark.parametrize("case", CASES)
def test_class_is_the_same_when_a_stranger_is_held_too(case):
    request, people, expected = CASES[case]
    stranger = held("Zoe / Quill", FAR, tin="912345678", born="1999-09-09")
    assert located(request, [stranger, *people]).identified == Identified(expected)


def test_the_right_one_is_named_when_father_and_son_live_together():
    found = located(asked("John / Smith", born="1980-01-01"), [FATHER, SON])
    assert found.taxpayer_id == "2"


def test_nothing_is_in_the_periods_when_neither_side_has_an_address():
    evidence = compare(asked("Ana / Ruiz", "", tin=TIN), held("Ana / Ruiz", "", tin=TIN))
    assert (evidence.address, evidence.address_in_periods) == (Agrees.ABSENT, False)


def test_every_class_has_a_row():
    assert {expected for _, _, expected in CASES.values()} == set(Identified)
