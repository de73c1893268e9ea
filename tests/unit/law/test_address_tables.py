import pytest

from lockgate.errors import UsageError
from lockgate.law import address_words, lexicon, places
from lockgate.law.address import WrittenAddress
from lockgate.law.address_locality import read_locality
from lockgate.law.folding import fold
from lockgate.law.gazetteer import EMPTY, city_key
from lockgate.store.gazetteer import _with_facilities, building_key, packaged_gazetteer


def test_the_packaged_table_knows_the_country():
    tables = packaged_gazetteer()
    assert len(tables.zips) > 40_000
    assert tables.zips["77002"].state == "TX"
    assert {"TX", "PR", "AE", "DC"} <= {area.state for area in tables.zips.values()}
    assert tables.version.startswith("zipcodes ")
    assert len(tables.facilities.words) > 100
    assert len(tables.facilities.places) > 10
    assert len(tables.facilities.agency_places) > 10


def test_every_state_of_the_table_has_a_name():
    assert {area.state for area in packaged_gazetteer().zips.values()} <= places.STATE_NAMES.keys()


@pytest.mark.parametrize("words", [lexicon.PLACEHOLDERS, lexicon.FILLERS, address_words.SUFFIXES, places.STATES])
def test_words_of_the_tables_are_folded(words):
    assert all(fold(word) == word for word in words)


def test_one_city_written_in_two_ways_has_one_key():
    assert city_key("SAINT LOUIS") == city_key("ST. LOUIS") == city_key("ST LOUIS")
    assert city_key("N LAS VEGAS") == city_key("NORTH LAS VEGAS")
    assert city_key("O'FALLON") == city_key("O FALLON")


def test_near_and_far_are_told_by_the_map():
    tables = packaged_gazetteer()
    assert tables.is_near("38671", "MEMPHIS")
    assert not tables.is_near("94105", "LOS ANGELES")
    assert not tables.is_near("77002", "NO SUCH PLACE")


def test_a_line_of_an_unknown_kind_is_refused():
    with pytest.raises(UsageError, match="line 2: kind 'castle'"):
        _with_facilities(EMPTY, [{"kind": "castle", "text": "X"}])


def test_a_listed_building_without_a_street_is_refused():
    with pytest.raises(UsageError, match="no address a letter could reach"):
        building_key(WrittenAddress("Somewhere", "", "Houston", "TX", "77002"), packaged_gazetteer())


@pytest.mark.parametrize(
    ("line", "city", "state", "zip5", "left"),
    [
        ("123 MAIN ST, HOUSTON, TX 77002", "HOUSTON", "TX", "77002", "123 MAIN ST"),
        ("123 MAIN ST HOUSTON TEXAS 77002-1234", "HOUSTON", "TX", "77002", "123 MAIN ST"),
        ("123 MAIN ST, TOWN OF HOUSTON, TX 77002", "HOUSTON", "TX", "77002", "123 MAIN ST"),
        ("77002 TX", "", "TX", "77002", ""),
        ("123 MAIN ST, HOUSTON, 77002 TX", "HOUSTON", "TX", "77002", "123 MAIN ST"),
        ("PO BOX 77002", "", "", "", "PO BOX 77002"),
        ("4 OAK CT", "", "", "", "4 OAK CT"),
        ("4 OAK CT, HARTFORD, CT", "HARTFORD", "CT", "", "4 OAK CT"),
        ("123 MAIN ST, SMALLVILLE, TX 77002, USA", "SMALLVILLE", "TX", "77002", "123 MAIN ST"),
    ],
)
def test_the_end_of_one_field_is_its_locality(line, city, state, zip5, left):
    found = read_locality((line, "", "", "", "", ""), packaged_gazetteer())
    assert (found.city, found.state, found.zip5) == (city, state, zip5)
    assert ", ".join(found.lines) == left
