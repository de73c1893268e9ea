import pytest

from lockgate.law.address_lines import _COMMUNITY, LineKind, is_unit_only, read_segment
from lockgate.law.address_text import segments, words
from lockgate.law.folding import fold


def read(text, state="TX"):
    return read_segment(words(fold(text)), state)


@pytest.mark.parametrize(
    ("text", "number", "street", "unit"),
    [
        ("123 Main St", "123", "MAIN ST", ""),
        ("123 N. Main St. Apt. 4", "123", "N MAIN ST", "APT 4"),
        ("45-12 103rd St", "45-12", "103RD ST", ""),
        ("123 1/2 Oak", "123 1/2", "OAK", ""),
        ("W220N5678 Maple Ave", "W220N5678", "MAPLE AVE", ""),
        ("842 S 400 W", "842", "S 400 W", ""),
        ("One Microsoft Way", "ONE", "MICROSOFT WAY", ""),
        ("18687 County Road 97 Unit B", "18687", "COUNTY ROAD 97", "UNIT B"),
        ("715 36.1 Road", "715", "36.1 ROAD", ""),
        ("123 Main St 4B", "123", "MAIN ST", "4B"),
        ("123 Office Park Dr", "123", "OFFICE PARK DR", ""),
        ("#4 123 Main St", "123", "MAIN ST", ""),
        ("4 Pier 39", "4", "PIER 39", ""),
    ],
)
def test_number_street_and_unit_are_told_apart(text, number, street, unit):
    found = read(text)
    assert found is not None
    assert (found.number, " ".join(found.street), " ".join(found.unit)) == (number, street, unit)


@pytest.mark.parametrize(
    "text",
    ["", "Main St", "123", "123 St", "123 E", "123 45", "5th Ave", "Highway 6", "0 Main St", "PO Box", "PO Box 0",
     "RR 2", "123 Apt 4", "1/2 Main St", "One Mile Rd", "1234567 Main St", "12 B"],
)  # fmt: skip
def test_what_no_letter_can_be_carried_to_is_no_delivery(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "state", "kind", "number", "box"),
    [
        ("P.O. Box 12", "TX", LineKind.PO_BOX, "", "12"),
        ("POBOX012", "TX", LineKind.PO_BOX, "", "12"),
        ("Apartado Postal 7", "PR", LineKind.PO_BOX, "", "7"),
        ("R.R. 02, Box 18", "IN", LineKind.RURAL_ROUTE, "2", "18"),
        ("HC 68 Box 23A", "TX", LineKind.HIGHWAY_CONTRACT, "68", "23A"),
        ("General Delivery", "AK", LineKind.GENERAL_DELIVERY, "", ""),
        ("PSC 802 Box 74", "AE", LineKind.MILITARY, "PSC 802", "74"),
        ("Unit 2050 Box 4190", "AP", LineKind.MILITARY, "UNIT 2050", "4190"),
    ],
)
def test_boxes_and_routes_are_told_apart(text, state, kind, number, box):
    found = read(text.replace(",", ""), state)
    assert found is not None
    assert (found.kind, found.number, found.box) == (kind, number, box)


def test_a_unit_is_no_military_form_outside_military_mail():
    assert read("Unit 2050", "TX") is None


def test_words_around_the_form_are_kept_apart():
    found = read("Harris County Jail 1200 Baker St Tower B")
    assert found is not None
    assert found.outside == (("HARRIS", "COUNTY", "JAIL"), ("TOWER", "B"))


@pytest.mark.parametrize(
    ("text", "sheltered"),
    [("123 Jail House Rd", True), ("123 Unknown St", True), ("100 Detention Center", False), ("123 Unknown", False)],
)
def test_a_suffix_shelters_a_streets_name_but_not_a_buildings(text, sheltered):
    found = read(text)
    assert found is not None
    assert found.sheltered is sheltered


@pytest.mark.parametrize(
    ("text", "state"),
    [("Carr 2 Km 11.2 Bo Palmas", "PR"), ("Res Las Margaritas Edif 104 Apt 3", "PR"), ("Calle Sol 12", "PR")],
)
def test_the_forms_of_puerto_rico_are_read_there(text, state):
    assert read(text, state) is not None


@pytest.mark.parametrize(
    ("text", "only"),
    [("Apt 4", True), ("# 4", True), ("#APT 000002", True), ("4B", True), ("A-D", True), ("Rear", True), ("", False),
     ("Main St", False), ("Unknown", False), ("U N K N O W N", False)],
)  # fmt: skip
def test_units_alone_are_recognized(text, only):
    assert is_unit_only(words(fold(text))) is only


def test_segments_end_at_commas_and_the_like():
    assert segments("A ST, B; C | D (E) - F") == ["A ST", "B", "C", "D", "E", "F"]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("N/A", ["N/A"]),
        ("n . a .", ["N", "A"]),
        ("N.A.", ["N/A"]),
        ("U.N.K.", ["UNK"]),
        ("c/o Kim", ["C/O", "KIM"]),
        ("Attn: Kim", ["C/O", "KIM"]),
        ("N W 5th", ["NW", "5TH"]),
        ("O'Neal-Smith", ["ONEAL", "SMITH"]),
        ("36.1 rd.", ["36.1", "RD"]),
        ("N0NE", ["NONE"]),
        ("4TH", ["4TH"]),
    ],
)
def test_words_are_cut_one_way(text, read_as):
    assert words(fold(text)) == read_as


@pytest.mark.parametrize("text", ["12 E " + "VA W " * 60 + "T", "BO HCI # " + " ".join(["E0 APTO"] * 60) + " ."])
def test_line_that_could_be_read_in_countless_ways_is_read(text):
    """Each of these once took longer than weeks: every repetition doubled the ways to read the line."""
    read(text, "VA")


@pytest.mark.parametrize("text", ["BO HCI # " + "E0 APTO" * 60 + "\0"])
def test_community_that_could_be_read_in_countless_ways_is_none(text):
    assert _COMMUNITY.match(text) is None
