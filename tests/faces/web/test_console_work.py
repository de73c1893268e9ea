"""The list of work: pages, filter and holds; and a case's tally by ground."""

import re

import pytest

from factories import record
from lockgate.actions import work


@pytest.fixture
def several(console):
    """Three cases: one whole, one with a row to return and one that waits for counsel, one whole again."""
    mixed = [record(4), record(5, address_line1=""), record(6, removal_ground="8 USC 1182(a)(7)(A)(i)(I)")]
    console.scene.submitted([record(1), record(2)], "ICE-2025-0001")
    console.scene.pass_time(days=1)
    console.scene.submitted(mixed, "ICE-2025-0002")
    console.scene.pass_time(days=2)
    console.scene.submitted([record(7)], "ICE-2025-0003")
    return console.resume()


def own(text: str) -> list[str]:
    return re.findall(r">(ICE-2025-\d+)</a> – ", text.partition('id="cases"')[0])


def numbers(text: str) -> list[str]:
    return re.findall(r">(ICE-2025-\d+)</a></th>", text.partition("Holds that are yours")[0])


def test_list_is_paged_oldest_first_and_its_part_stands_in_the_address(several, monkeypatch):
    monkeypatch.setattr(work, "PAGE", 2)
    ada = several.browser("ada")
    first, second = (ada.get(f"/work?page={page}").content.decode() for page in (1, 2))
    assert numbers(first) == ["ICE-2025-0001", "ICE-2025-0002"]
    assert numbers(second) == ["ICE-2025-0003"]
    assert 'href="?page=2"' in first
    assert "Page 2 of 2" in second
    assert "3 days" in first
    for odd in ("0", "99999999999999", "x", "²", ""):
        assert ada.get("/work", {"page": odd}).status_code == 200


def test_list_is_filtered_by_stage(several):
    several.scene.relevant(1).located()
    ada = several.browser("ada")
    located = ada.get("/work?stage=located").content.decode()
    assert numbers(located) == ["ICE-2025-0003"]
    assert "custodian’s file read" in located
    assert numbers(ada.get("/work?stage=handed_over").content.decode()) == []
    assert len(numbers(ada.get("/work?stage=nonsense").content.decode())) == 3


def test_tally_by_ground_counts_what_examine_found(several):
    listed = several.browser("ada").get("/work").content.decode()
    mixed = re.findall(r'href="(/cases/[0-9a-f]{32})"[^>]*>ICE-2025-0002<', listed)[0]
    text = several.browser("ada").get(mixed).content.decode()
    rows = dict(
        re.findall(
            r'data-label="Code">([^<]+)</td><td class="lg-number" data-label="Records">(?:<a [^>]*>)?(\d+)<', text
        )
    )
    assert rows
    assert {code.partition(".")[0] for code in rows} >= {"R05"}
    assert all(count == "1" for count in rows.values())
    assert "By ground" not in several.browser("dov").get(mixed).content.decode()


def test_hold_stands_on_the_list_of_its_owner_with_its_day(several):
    leo, mia = several.browser("leo"), several.browser("mia")
    for browser in (leo, mia):
        text = browser.get("/work").content.decode()
        assert "R16." in text
        assert "September 7, 2025" in text
    assert "R16." not in several.browser("sam").get("/work").content.decode()


def test_what_waits_for_one_stands_before_the_list_the_oldest_first(several, monkeypatch):
    text = several.browser("ada").get("/work").content.decode()
    assert own(text) == ["ICE-2025-0001", "ICE-2025-0002", "ICE-2025-0003"]
    assert own(several.browser("dov").get("/work").content.decode()) == []
    assert "Nothing waits for you." in several.browser("dov").get("/work").content.decode()
    leo = several.browser("leo").get("/work").content.decode()
    assert 'href="#holds">1 hold that is yours to end</a>' in leo
    monkeypatch.setattr(work, "FIRST", 2)
    assert own(several.browser("ada").get("/work").content.decode()) == ["ICE-2025-0001", "ICE-2025-0002"]


def test_case_waits_no_more_for_an_officer_who_voted_on_it(proposed):
    assert own(proposed.browser("cyd").get("/work").content.decode()) == ["ICE-2025-0001"]
    proposed.scene.voted("ben")
    assert own(proposed.browser("ben").get("/work").content.decode()) == []
    assert own(proposed.browser("cyd").get("/work").content.decode()) == ["ICE-2025-0001"]
