"""R26, R27: what is taken away before an address is compared or released."""

import pytest

from lockgate.law.address import WrittenAddress
from lockgate.law.minimum import without_third_parties

LINES = {
    "nothing to take away": (("12 Oak St", ""), ("12 OAK ST", "")),
    "a street without a number": (("Main Street", ""), ("MAIN STREET", "")),
    "a second line": (("12 Oak St", "Apt 4"), ("12 OAK ST", "APT 4")),
    "care of, in front": (("C/O Maria Lopez", "12 Oak St"), ("12 OAK ST", "")),
    "care of, behind": (("12 Oak St", "c/o Maria Lopez"), ("12 OAK ST", "")),
    "care of, in one line": (("C/O Maria Lopez 12 Oak St", ""), ("12 OAK ST", "")),
    "care of, with a comma": (("c/o Maria Lopez, 12 Oak St", ""), ("12 OAK ST", "")),
    "care of, before the unit": (("12 Oak St c/o Maria Lopez Apt 4", ""), ("12 OAK ST APT 4", "")),
    "care of, written out": (("In care of Maria Lopez", "12 Oak St"), ("12 OAK ST", "")),
    "care of, as a sign": (("% Maria Lopez", "12 Oak St"), ("12 OAK ST", "")),
    "care of, with blanks": (("C / O Maria Lopez", "12 Oak St"), ("12 OAK ST", "")),
    "care of, in Spanish": (("Al cuidado de María López", "12 Oak St"), ("12 OAK ST", "")),
    "care of, before a box": (("c/o Maria Lopez PO Box 5", ""), ("PO BOX 5", "")),
    "care of, before a dotted box": (("c/o Maria Lopez P.O. Box 5", ""), ("P.O. BOX 5", "")),
    "two care-of marks": (("c/o Maria Lopez", "attn: Juan 12 Oak St"), ("12 OAK ST", "")),
    "attention": (("ATTN: Payroll", "12 Oak St"), ("12 OAK ST", "")),
    "attention behind the street": (("12 Oak St Attention Maria", ""), ("12 OAK ST", "")),
    "a second name above": (("Juan & Maria Lopez", "12 Oak St"), ("12 OAK ST", "")),
    "a second name below": (("12 Oak St", "Maria Lopez"), ("12 OAK ST", "")),
    "a second name before the number": (("Juan and Maria Lopez 12 Oak St", ""), ("12 OAK ST", "")),
    "a name with commas before the number": (("Lopez, Maria 12 Oak St", ""), ("12 OAK ST", "")),
    "an estate": (("Estate of Juan Lopez", "12 Oak St"), ("12 OAK ST", "")),
    "a trading name": (("DBA Lopez Tires", "12 Oak St"), ("12 OAK ST", "")),
    "accents": (("12 Calle Peña", ""), ("12 CALLE PENA", "")),
    "box first": (("PO Box 5", "12 Oak St"), ("PO BOX 5", "12 OAK ST")),
    "general delivery": (("General Delivery", ""), ("GENERAL DELIVERY", "")),
    "rural route": (("Rural Route 2 Box 18", ""), ("RURAL ROUTE 2 BOX 18", "")),
    "star route": (("Star Route 2 Box 18", ""), ("STAR ROUTE 2 BOX 18", "")),
    "urbanization": (("Urb Las Gladiolas", "150 Calle A"), ("URB LAS GLADIOLAS", "150 CALLE A")),
    "urbanization in one line": (("Urb Las Gladiolas 150 Calle A", ""), ("URB LAS GLADIOLAS 150 CALLE A", "")),
    "street before the number": (("Calle Luna 12", ""), ("CALLE LUNA 12", "")),
    "county road": (("Old County Road 12", ""), ("OLD COUNTY ROAD 12", "")),
    "military": (("PSC 802 Box 74", ""), ("PSC 802 BOX 74", "")),
    "a unit without a number": (("12 Oak St", "Rear"), ("12 OAK ST", "REAR")),
    "a grid address": (("842 S 400 W", ""), ("842 S 400 W", "")),
    "a street that begins with CO": (("12 Co Rd 5", ""), ("12 CO RD 5", "")),
}


@pytest.mark.parametrize("case", LINES)
def test_lines_left_when(case):
    written, left = LINES[case]
    bare = without_third_parties(WrittenAddress(*written, "Houston", "TX", "77002"))
    assert (bare.line1, bare.line2) == left
    assert (bare.city, bare.state, bare.zip) == ("HOUSTON", "TX", "77002")


@pytest.mark.parametrize("case", LINES)
def test_taking_away_twice_changes_nothing(case):
    bare = without_third_parties(WrittenAddress(*LINES[case][0], "Houston", "TX", "77002"))
    assert without_third_parties(bare) == bare


@pytest.mark.parametrize("line", ["UPSTAIRS", "upstairs", "No R", "ALTOS", "Downstairs rear", "# B", "#B", "B", "#AB"])
def test_a_flat_without_a_figure_is_kept(line):
    assert without_third_parties(WrittenAddress("12 Oak St", line, "Houston", "TX", "77002")).line2 == line.upper()


@pytest.mark.parametrize(
    "line", ["KIM JONG UN", "U THANT", "MARIA FLAT LOPEZ", "NO NGUYEN", "UN LEE", "AP DHILLON", "# KIM LEE", "LEE"]
)
def test_a_name_that_holds_such_a_word_still_goes(line):
    assert without_third_parties(WrittenAddress("12 Oak St", line, "Houston", "TX", "77002")).line2 == ""


@pytest.mark.parametrize(
    "line", ["NO G 88", "AP I 15", "APTMNT NUMBER 5", "APTMNT A 5", "U NO 106 FLOOR NO 1", "AP NBR 106", "FLAT B 4"]
)
def test_a_lettered_flat_before_its_figures_is_kept(line):
    assert without_third_parties(WrittenAddress("12 Oak St", line, "Houston", "TX", "77002")).line2 == line


@pytest.mark.parametrize("name", ["U THANT", "NO NGUYEN", "AP DHILLON", "MARIA G", "KIM U NO"])
def test_a_name_before_a_number_still_goes(name):
    assert without_third_parties(WrittenAddress("12 Oak St", f"{name} 4", "Houston", "TX", "77002")).line2 == "4"
