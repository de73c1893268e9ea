"""R24: which names agree, nearly agree, and do not. A row is added here before the law is changed."""

import pytest

from lockgate.law.likeness import Likeness
from lockgate.law.meetings import name_marks
from lockgate.law.names import WrittenName, compare_names, name_key
from spec.location.location_people import named

SAME = {
    "the same": ("Maria / Lopez", "Maria / Lopez"),
    "case and accents": ("MARÍA / LÓPEZ", "maria / lopez"),
    "letters drawn alike": ("Маria / Lореz", "Maria / Lopez"),
    "full-width letters": ("\uff2daria / Lopez", "Maria / Lopez"),
    "hyphen or blank between surnames": ("Ana / Garcia-Lopez", "Ana / Garcia Lopez"),
    "surname written together": ("Ana / De La Cruz", "Ana / Delacruz"),
    "apostrophe": ("Sean / O'Brien", "Sean / OBrien"),
    "apostrophe as a blank": ("Sean / O Brien", "Sean / O'Brien"),
    "Mc apart": ("Sean / Mc Donald", "Sean / McDonald"),
    "point after an abbreviation": ("Ma. Teresa / Ruiz", "Ma Teresa / Ruiz"),
    "two surnames in the other order": ("Ana / Garcia Lopez", "Ana / Lopez Garcia"),
    "a surname with particles in the other order": ("Ana / De La Cruz Ruiz", "Ana / Ruiz De La Cruz"),
    "a surname written together, in the other order": ("Ana / Delacruz Ruiz", "Ana / Ruiz De La Cruz"),
    "given and family name exchanged": ("Nguyen / Van", "Van / Nguyen"),
    "Korean order, the given name in two words": ("Kim / Min Ho", "Minho / Kim"),
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

NEAR = {
    "a nickname": ("Bill / Smith", "William / Smith"),
    "a nickname of another initial": ("Peggy / Smith", "Margaret / Smith"),
    "two nicknames of one name that begin alike": ("Bobby / Smith", "Bob / Smith"),
    "a nickname beside a middle initial": ("Bob / T / Hill", "Robert / Thomas / Hill"),
    "a Spanish nickname": ("Pepe / Garcia", "José / García"),
    "Paco": ("Paco / Ruiz", "Francisco / Ruiz"),
    "Lupe": ("Lupe / Ruiz", "Guadalupe / Ruiz"),
    "an abbreviation": ("Ma. / Ruiz", "María / Ruiz"),
    "a Russian nickname": ("Sasha / Petrov", "Aleksandr / Petrov"),
    "a nickname as a middle name": ("Maria / Lupe / Ruiz", "Maria / Guadalupe / Ruiz"),
    "Mohammed": ("Mohammed / Ali", "Muhammad / Ali"),
    "Yusuf": ("Yusuf / Ali", "Youssef / Ali"),
    "Aleksandr": ("Aleksandr / Petrov", "Alexander / Petrov"),
    "Yulia": ("Yulia / Petrova", "Iuliia / Petrova"),
    "Khalid, and another vowel in the surname": ("Khalid / Hussein", "Khaled / Hussain"),
    "-ov and -off": ("Ivan / Petroff", "Ivan / Petrov"),
    "-sky and -ski": ("Ivan / Kowalsky", "Ivan / Kowalski"),
    "a surname in its other gender": ("Anna / Ivanova", "Anna / Ivanov"),
    "ü as ue": ("Jan / Müller", "Jan / Mueller"),
    "Park and Pak": ("Minho / Pak", "Minho / Park"),
    "Catherine with a K": ("Katherine / Hill", "Catherine / Hill"),
    "Stephen and Steven": ("Stephen / Hill", "Steven / Hill"),
    "Jon and John": ("Jon / Smith", "John / Smith"),
    "a letter doubled": ("Phillip / Hill", "Philip / Hill"),
    "C for K": ("Eric / Hill", "Erik / Hill"),
    "S for Z": ("Ana / Gonzales", "Ana / Gonzalez"),
    "Mac and Mc": ("Ian / MacDonald", "Ian / McDonald"),
    "one of two surnames, the first": ("Ana / Garcia", "Ana / Garcia Lopez"),
    "one of two surnames, the second": ("Ana / Lopez", "Ana / Garcia Lopez"),
    "a hyphened surname, married part left out": ("Mary / Hill-Stone", "Mary / Hill"),
    "two of three surnames": ("Ana / Silva Santos", "Ana / Silva Oliveira Santos"),
    "an initial for the second surname": ("Ana / Garcia L", "Ana / Garcia Lopez"),
    "particles left out": ("Ana / Cruz", "Ana / De La Cruz"),
    "an article left out": ("Omar / Al-Hassan", "Omar / Hassan"),
    "particles left out, in the other order": ("Ana / Ruiz Cruz", "Ana / De La Cruz Ruiz"),
    "first surname in the middle field": ("Ana / Garcia / Lopez", "Ana / / Garcia Lopez"),
    "Vietnamese order in one row": ("Nguyen / Thi / Anh", "Thi Anh / / Nguyen"),
    "Chinese order, the given name in two fields": ("Wang / Xiao / Ming", "Xiao / Ming / Wang"),
    "exchanged, in another spelling": ("Ali / Mohammed", "Muhammad / Ali"),
    "middle name as first": ("Quincy / Smith", "John / Quincy / Smith"),
    "first and middle exchanged": ("Carlos / Juan / Ruiz", "Juan / Carlos / Ruiz"),
    "middle name as first, first as initial left out": ("Luisa / Ruiz", "Maria Luisa / Ruiz"),
    "an initial for the first name, the middle name agrees": ("J / Edgar / Hill", "John / Edgar / Hill"),
    "one letter left out": ("Guadlupe / Ruiz", "Guadalupe / Ruiz"),
    "one letter put in": ("Fransico / Ruiz", "Fransisco / Ruiz"),
    "one letter replaced": ("Ana / Gutiarrez", "Ana / Gutierrez"),
    "two letters exchanged": ("Ana / Rodrigeuz", "Ana / Rodriguez"),
    "one letter off in the family name": ("Ana / Hernandes", "Ana / Hernandez"),
    "one letter off, last of a surname": ("Ana / Mendosa", "Ana / Mendoza"),
    "one letter off, five letters": ("Ana / Lopex", "Ana / Lopez"),
    "one letter off in one of two surnames": ("Ana / Garcia Lopex", "Ana / Garcia Lopez"),
    "one letter off in the middle name": ("Ana / Guadalpe / Ruiz", "Ana / Guadalupe / Ruiz"),
    "one slip beside a nickname": ("Bill / Hernandex", "William / Hernandez"),
    "a figure read for a letter": ("Ana / R0driguez", "Ana / Rodriguez"),
    "the one name written twice": ("Suharto / Suharto", " / Suharto"),
    "one name only, in another spelling": (" / Mohammed", "Muhammad / "),
}

DIFFERENT = {
    "another given name": ("Maria / Lopez", "Ana / Lopez"),
    "another family name": ("Maria / Lopez", "Maria / Perez"),
    "a married name that keeps nothing": ("Mary / Stone", "Mary / Hill"),
    "twins, one letter apart": ("Maria / Ruiz", "Marta / Ruiz"),
    "twins of one first name": ("Maria / Ana / Ruiz", "Maria / Eva / Ruiz"),
    "brother and sister": ("Mario / Ruiz", "Maria / Ruiz"),
    "brother and sister, a letter more": ("Daniel / Ruiz", "Daniela / Ruiz"),
    "Martin and Martina": ("Martin / Ruiz", "Martina / Ruiz"),
    "Juan and Joan": ("Juan / Ruiz", "Joan / Ruiz"),
    "brother and sister of an uncommon name": ("Widelin / Paul", "Widelina / Paul"),
    "well-known names a letter apart": ("Jaden / Hill", "Jayden / Hill"),
    "well-known surnames a letter apart": ("Ana / Johnson", "Ana / Johnston"),
    "Hassan and Hussein, brothers": ("Hassan / Ali", "Hussein / Ali"),
    "sisters called by two forms of one name": ("Beth / Smith", "Lisa / Smith"),
    "names that share a nickname": ("Patrick / Hill", "Patricia / Hill"),
    "Alexander and Alexandra": ("Alexander / Hill", "Alexandra / Hill"),
    "an initial for the given name": ("J / Smith", "John / Smith"),
    "an initial for the given name, the middle name an initial": ("J / E / Hill", "John / E / Hill"),
    "an initial for the family name": ("John / S", "John / Smith"),
    "one letter off, four letters": ("Jaun / Ruiz", "Juan / Ruiz"),
    "one letter off, four and five": ("Ana / Lope", "Ana / Lopez"),
    "the first letter off": ("Vuadalupe / Ruiz", "Guadalupe / Ruiz"),
    "the first two letters exchanged": ("Ugadalupe / Ruiz", "Guadalupe / Ruiz"),
    "two letters off": ("Guadelupa / Ruiz", "Guadalupe / Ruiz"),
    "one letter off in given and family name": ("Guadlupe / Hernandex", "Guadalupe / Hernandez"),
    "one letter off, and one of two surnames": ("Guadlupe / Garcia", "Guadalupe / Garcia Lopez"),
    "one of two surnames, with a slip": ("Ana / Hernandex", "Ana / Hernandez Lopez"),
    "an initial for the given name, another beside it": ("J / Ruiz", "Maria / J / Ruiz"),
    "middle name as first, and one of two surnames": ("Luisa / Garcia", "Maria Luisa / Garcia Lopez"),
    "another second surname": ("Ana / Garcia Lopez", "Ana / Garcia Perez"),
    "two initials for surnames": ("Ana / G L", "Ana / Garcia Lopez"),
    "exchanged, with a slip": ("Hernandex / Guadalupe", "Guadalupe / Hernandez"),
    "another middle name": ("Maria / Jose / Ruiz", "Maria / Luisa / Ruiz"),
    "another second given name": ("Maria Jose / Ruiz", "Maria Luisa / Ruiz"),
    "another middle name of one initial": ("Maria / Jose / Ruiz", "Maria / Juana / Ruiz"),
    "another middle initial, V being no suffix": ("John / V / Smith", "John / Robert / Smith"),
    "another middle initial": ("John / Q / Smith", "John / Robert / Smith"),
    "a nickname, with another middle name": ("Bill / Henry / Smith", "William / Robert / Smith"),
    "father and son": ("John / / Smith / Sr", "John / / Smith / Jr"),
    "father and son, the one by his nickname": ("Bill / / Smith / Sr", "William / / Smith / Jr"),
    "junior, and the suffix in the middle name": ("John / III / Smith", "John / / Smith / Jr"),
    "second and third": ("John / / Smith / II", "John / / Smith / III"),
    "junior and second": ("John / / Smith / Jr", "John / / Smith / II"),
    "two suffixes at odds on one side": ("John / / Smith Jr / III", "John / / Smith / Jr"),
    "exchanged, with another middle name": ("Nguyen / Thi / Van", "Van / Anh / Nguyen"),
    "four words in another order": ("Ana / Maria / Ruiz Lopez", "Ruiz / Ana / Lopez Maria"),
    "one name only against two that spell it": (" / Minho", "Min / Ho"),
    "Junior as the given name against a family name only": ("Junior / Silva", " / Silva"),
    "one name only against a whole name": (" / Suharto", "Haji / Suharto"),
    "the given name unknown against a whole name": ("FNU / Suharto", "Haji / Suharto"),
}

TABLES = {Likeness.SAME: SAME, Likeness.NEAR: NEAR, Likeness.DIFFERENT: DIFFERENT}
ROWS = [(likeness, case) for likeness, table in TABLES.items() for case in table]


@pytest.mark.parametrize(("likeness", "case"), ROWS, ids=[f"{one.name.lower()}: {case}" for one, case in ROWS])
def test_names_compare_when(likeness, case):
    one, other = map(named, TABLES[likeness][case])
    assert compare_names(one, other) is likeness
    assert compare_names(other, one) is likeness
    assert likeness is Likeness.DIFFERENT or set(name_marks(one)) & set(name_marks(other))


def test_no_case_is_told_twice():
    assert len(ROWS) == len({case for _, case in ROWS})


def test_declared_marker_is_read_as_absent_when_a_submission_declares_one():
    marked = name_key(WrittenName(given="ONLYNAME", family="Suharto"), single_name_marker="ONLYNAME")
    assert compare_names(marked, named(" / Suharto")) is Likeness.SAME
    unmarked = name_key(WrittenName(given="ONLYNAME", family="Suharto"))
    assert compare_names(unmarked, named(" / Suharto")) is Likeness.DIFFERENT
