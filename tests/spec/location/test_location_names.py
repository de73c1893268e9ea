"""R24: which names agree. First form: exact and normalized names; a row is added here before the law is changed."""

import pytest

from lockgate.law.likeness import Likeness
from lockgate.law.names import NameKey, WrittenName, compare_names, name_key
from spec.location.location_people import named

AGREE = {
    "the same": ("Maria / Lopez", "Maria / Lopez"),
    "case and accents": ("MARÍA / LÓPEZ", "maria / lopez"),
    "letters drawn alike": ("Маria / Lореz", "Maria / Lopez"),
    "full-width letters": ("\uff2daria / Lopez", "Maria / Lopez"),
    "hyphen or blank between surnames": ("Ana / Garcia-Lopez", "Ana / Garcia Lopez"),
    "surname written together": ("Ana / De La Cruz", "Ana / Delacruz"),
    "apostrophe": ("Sean / O'Brien", "Sean / OBrien"),
    "apostrophe as a blank": ("Sean / O Brien", "Sean / O'Brien"),
    "point after an abbreviation": ("Ma. Teresa / Ruiz", "Ma Teresa / Ruiz"),
    "two surnames in the other order": ("Ana / Garcia Lopez", "Ana / Lopez Garcia"),
    "a surname with particles in the other order": ("Ana / De La Cruz Ruiz", "Ana / Ruiz De La Cruz"),
    "given and family name exchanged": ("Nguyen / Van", "Van / Nguyen"),
    "two given names together": ("Min-Ho / Park", "Minho / Park"),
    "middle name in the given field": ("Maria Jose / Ruiz", "Maria / Jose / Ruiz"),
    "middle name absent on one side": ("Maria / Ruiz", "Maria / Jose / Ruiz"),
    "middle name together": ("Nguyen / Thi Hoa / Van", "Van / Thihoa / Nguyen"),
    "middle name marked as none": ("Maria / N.M.N. / Ruiz", "Maria / Jose / Ruiz"),
    "middle initial for the middle name": ("John / Q / Smith", "John / Quincy / Smith"),
    "suffix absent on one side": ("John / Smith", "John / / Smith / Jr"),
    "suffix in the family name": ("John / Smith Jr.", "John / / Smith / JR"),
    "suffix in the middle name": ("John / III / Smith", "John / / Smith / 3rd"),
    "suffix written out": ("John / / Smith / Junior", "John / / Smith / Jr"),
    "a title is no suffix": ("John / / Smith / MD", "John / / Smith / Jr"),
    "short family names": ("Li / Na", "Li / Na"),
    "one name only, in either column": (" / Suharto", "Suharto / "),
    "one name only, the other marked unknown": ("FNU / Suharto", "Suharto / LNU"),
}

DISAGREE = {
    "another given name": ("Maria / Lopez", "Ana / Lopez"),
    "another family name": ("Maria / Lopez", "Maria / Perez"),
    "a nickname": ("Bill / Smith", "William / Smith"),
    "an initial for the given name": ("J / Smith", "John / Smith"),
    "one of two surnames": ("Ana / Garcia", "Ana / Garcia Lopez"),
    "another spelling": ("Mohammed / Ali", "Muhammad / Ali"),
    "one letter off": ("Jon / Smith", "John / Smith"),
    "another middle name": ("Maria / Jose / Ruiz", "Maria / Luisa / Ruiz"),
    "another second given name": ("Maria Jose / Ruiz", "Maria Luisa / Ruiz"),
    "another middle name of one initial": ("Maria / Jose / Ruiz", "Maria / Juana / Ruiz"),
    "another middle initial, V being no suffix": ("John / V / Smith", "John / Robert / Smith"),
    "another middle initial": ("John / Q / Smith", "John / Robert / Smith"),
    "middle name as first": ("Quincy / Smith", "John / Quincy / Smith"),
    "father and son": ("John / / Smith / Sr", "John / / Smith / Jr"),
    "junior, and the suffix in the middle name": ("John / III / Smith", "John / / Smith / Jr"),
    "second and third": ("John / / Smith / II", "John / / Smith / III"),
    "junior and second": ("John / / Smith / Jr", "John / / Smith / II"),
    "two suffixes at odds on one side": ("John / / Smith Jr / III", "John / / Smith / Jr"),
    "exchanged, with another middle name": ("Nguyen / Thi / Van", "Van / Anh / Nguyen"),
    "one name only against two that spell it": (" / Minho", "Min / Ho"),
    "Junior as the given name against a family name only": ("Junior / Silva", " / Silva"),
    "one name only against a whole name": (" / Suharto", "Haji / Suharto"),
}


def same_name(one: NameKey, other: NameKey) -> bool:
    return compare_names(one, other) is Likeness.SAME


@pytest.mark.parametrize("case", AGREE)
def test_names_agree_when(case):
    one, other = map(named, AGREE[case])
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize("case", DISAGREE)
def test_names_do_not_agree_when(case):
    one, other = map(named, DISAGREE[case])
    assert not same_name(one, other)
    assert not same_name(other, one)


def test_declared_marker_is_read_as_absent_when_a_submission_declares_one():
    marked = name_key(WrittenName(given="ONLYNAME", family="Suharto"), single_name_marker="ONLYNAME")
    assert same_name(marked, named(" / Suharto"))
    assert not same_name(name_key(WrittenName(given="ONLYNAME", family="Suharto")), named(" / Suharto"))
