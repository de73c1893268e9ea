from dataclasses import replace

import pytest

from lockgate.law.address import WrittenAddress, address_fact, place_of
from lockgate.law.gazetteer import EMPTY
from lockgate.store.gazetteer import building_key, packaged_gazetteer


def key(line1, line2="", city="Houston", state="TX", zip5="77002"):
    place = place_of(WrittenAddress(line1, line2, city, state, zip5), packaged_gazetteer())
    return None if place is None else place.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("123 North Main Street Apt. 4", "123 N MAIN ST # 4"),
        ("123 Main St Apt 4", "123 Main St Unit 04"),
        ("123 First St", "123 1st Street"),
        ("123 5 St", "123 5TH ST"),
        ("100 US Highway 1", "100 US Hwy 1"),
        ("100 County Road 12", "100 County Rd 12"),
        ("100 Farm to Market 1960", "100 FM 1960"),
        ("PO Box 12", "P.O. Box #012"),
        ("HC 68 Box 23A", "Highway Contract 68 Box 23A"),
        ("123 Main St Northwest", "123 Main St N.W."),
        ("One Main St", "1 Main St"),
        ("8 Saint James Pl", "8 St. James Place"),
        ("123 Lake View Center Ave", "123 Lk Vw Ctr Ave"),
    ],
)
def test_two_writings_of_one_address_have_one_key(one, other):
    assert key(one) == key(other)
    assert key(one) is not None


@pytest.mark.parametrize(
    "other",
    ["123 Main St Apt 5", "123 Main St", "124 Main St Apt 4", "123 Main Ave Apt 4", "123 S Main St Apt 4",
     "123 Main St Ste 4", "123 Main St S Apt 4", "123 Elm St Apt 4"],
)  # fmt: skip
def test_another_unit_number_or_street_has_another_key(other):
    assert key("123 Main St Apt 4") != key(other)


def test_the_last_four_figures_and_the_citys_name_are_left_out():
    fields = key("123 Main St", "Apt 4", "Houston", "TX", "77002-1234")
    one_field = place_of(WrittenAddress("123 main street apt 4, clutch city, texas 77002"), packaged_gazetteer())
    assert one_field is not None
    assert one_field.key == fields


def test_a_unit_in_the_second_line_is_the_unit():
    assert key("123 Main St", "Apt 4") == key("123 Main St Apt 4")
    assert key("123 Main St", "N/A") == key("123 Main St")


def test_units_of_one_house_share_the_building():
    places = [
        place_of(WrittenAddress(f"123 Main St Apt {unit}, Houston, TX 77002"), packaged_gazetteer()) for unit in "47"
    ]
    assert len({place.building for place in places if place}) == 1
    assert len({place.key for place in places if place}) == 2


def test_no_place_is_made_of_what_is_no_address():
    assert key("Unknown") is None
    assert key("123 Main St", zip5="90210") is None


def test_a_foreign_address_is_compared_by_its_words():
    one = place_of(WrittenAddress("Calle Hidalgo 12", "", "Oaxaca", "OAX", "68000", "México"), packaged_gazetteer())
    assert one is not None
    assert (one.kind, one.state) == ("foreign", "MEXICO")


def test_an_agencys_own_address_is_recognized_when_it_is_given():
    own = WrittenAddress("77 Agency Plaza", "", "Houston", "TX", "77002")
    tables = packaged_gazetteer()
    assert address_fact(own, tables).codes == {"deliverable"}
    places = replace(tables.facilities, agency_places=frozenset({building_key(own, tables)}))
    told = replace(tables, facilities=places, busy_zips=tables.busy_zips | {"77002"})
    assert address_fact(own, told).codes == {"agency_office"}
    assert address_fact(WrittenAddress("77 Agency Plz Apt 3, Houston, TX 77002"), told).codes == {"agency_office"}
    assert address_fact(WrittenAddress("78 Agency Plaza, Houston, TX 77002"), told).codes == {"deliverable"}


def test_without_a_table_no_zip_is_known():
    fact = address_fact(WrittenAddress("123 Main St", "", "Houston", "TX", "77002"), EMPTY)
    assert fact.codes == {"zip_unknown"}
