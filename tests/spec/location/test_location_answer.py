"""R58: the answer comes only from the stated periods: the latest address held for them, and only one."""

from datetime import date

from lockgate.law.address import WrittenAddress
from lockgate.law.location import HeldAddress, answer_address
from spec.location.location_people import ELM, FAR, OAK, home, year

PERIODS = frozenset({year(2022), year(2023)})


def answer(*homes):
    found = answer_address(homes, PERIODS)
    return found.place if found else None


def test_latest_address_answers_when_the_person_moved_within_the_periods():
    assert answer(home(OAK, 2022, "2023-02-01"), home(ELM, 2023, "2024-02-01")) == ELM


def test_address_outside_the_periods_never_answers():
    assert answer(home(OAK, 2022, "2023-02-01"), home(FAR, 2024, "2025-02-01")) == OAK
    assert answer(home(FAR, 2021), home(FAR, 2024)) is None


def test_nothing_answers_when_two_addresses_share_the_latest_date():
    assert answer(home(OAK, 2022, "2024-02-01"), home(ELM, 2023, "2024-02-01")) is None


def test_same_address_held_twice_is_one_when_dates_are_equal():
    assert answer(home(OAK, 2022, "2024-02-01"), home(OAK, 2023, "2024-02-01")) == OAK


def test_nothing_answers_when_an_undated_address_could_be_the_latest():
    assert answer(home(OAK, 2022, ""), home(ELM, 2023, "2024-02-01")) is None
    assert answer(home(OAK, 2022, ""), home(OAK, 2023, "2024-02-01")) == OAK


def test_nothing_answers_when_nothing_is_held():
    assert answer() is None


def test_latest_address_stands_when_it_is_no_place():
    assert answer(home(OAK, 2022, "2023-02-01"), home("", 2023, "2024-02-01")) == ""


def test_same_place_is_one_when_it_is_written_in_two_ways():
    since = date(2024, 2, 1)
    homes = [
        HeldAddress(year(2023), OAK, WrittenAddress("12 Oak Street"), since),
        HeldAddress(year(2022), OAK, WrittenAddress("12 OAK ST"), since),
    ]
    found = answer_address(homes, PERIODS)
    assert found is not None
    assert found == answer_address(reversed(homes), PERIODS)


def test_nothing_answers_when_two_unlike_lines_of_the_latest_date_are_no_place():
    since = date(2024, 2, 1)
    homes = [HeldAddress(year(2022), "", WrittenAddress(line), since) for line in ("UNKNOWN", "SEE FILE")]
    assert answer_address(homes, PERIODS) is None
