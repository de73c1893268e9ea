"""Real input: people of pseudopeople, with its noise and its truth, through intake, examine and locate."""

import pytest
from tests.people.addresses import reading
from tests.people.custodian import taxpayers
from tests.people.missed import UNEXPLAINED
from tests.people.report import PAGE, lines, page, tallies
from tests.people.runs import RUNS, fates, people_asked
from tests.people.sample import homes, rows
from tests.people.truth import told

from lockgate.rehearsal.kinds import Meant

LOCATED = [run for run in RUNS if run.locate]
PACKAGED = [run for run in RUNS if not run.locate]

by_name = pytest.mark.parametrize("run", LOCATED, ids=lambda run: run.name)


@by_name
def test_nobody_else_is_releasable(run):
    releasable = [one for one in fates(run) if one.releasable]
    assert [one.record for one in releasable if not one.right] == []
    assert [one.record for one in releasable if not one.right_answer] == []


@by_name
def test_nothing_is_releasable_without_number_or_birth_date(run):
    bare = [one for one in fates(run) if not one.record["date_of_birth"] and not one.record["tin"]]
    assert not any(one.releasable for one in bare)


@by_name
def test_people_the_file_does_not_have_are_not_releasable(run):
    strangers = [one for one in fates(run) if not one.own]
    assert strangers
    assert not any(one.releasable for one in strangers)


@by_name
def test_only_sufficient_records_are_looked_for(run):
    assert all(bool(one.located) == (one.outcome == "sufficient") for one in fates(run))


@pytest.mark.parametrize("run", PACKAGED, ids=lambda run: run.name)
def test_nothing_is_sufficient_as_packaged_with_one_city_and_one_zip(run):
    outcomes = [one.outcome for one in fates(run)]
    assert outcomes
    assert "sufficient" not in outcomes
    # Noise may turn the ZIP 00000 into one no table knows, which is a person's to look at.
    held = [one.open for one in fates(run) if one.outcome == "review"]
    assert all("R05.zip_unknown" in codes for codes in held)
    assert len(held) <= 5


def test_counts_add_up():
    for one in tallies():
        assert sum(one.outcomes.values()) == one.requests
        assert sum(one.classes.values()) in {0, one.outcomes["sufficient"]}
        assert sum(one.rightful_classes.values()) in {0, one.rightful}
        assert one.releasable <= one.classes["one"]
        assert one.rightful_classes["one"] == one.rightful_released + one.undeliverable
        if one.classes:
            assert one.rightful + one.moved + one.strangers == one.outcomes["sufficient"]


def test_most_of_the_rightful_are_found_where_nobody_writes_wrongly():
    """Without noise nobody is lost: what is not releasable is weak, moved to no address, or one unit unread."""
    plain = next(one for one in tallies() if one.name.endswith("no noise"))
    lost = plain.rightful_classes["none"] + plain.rightful_classes["disagrees"] + plain.rightful_classes["several"]
    assert lost <= plain.rightful / 200
    assert plain.rightful_released >= 0.9 * plain.rightful


@by_name
def test_who_is_identified_is_told_by_what_the_request_gives(run):
    """Strict in the other direction: this very taxpayer filed from that home, with the number or birth date given."""
    for one in fates(run):
        if one.identified == "one":
            found = told(run.data_set, one.person, one.record, [one.found])
            assert found is not None, one.record
            assert found.meant is Meant.ONE, one.record


def test_who_is_asked_about_as_held_is_hardly_ever_missed():
    for one in tallies():
        held = one.missed.held
        assert held.missed.count <= held.requests * 0.03
        assert one.missed.why[UNEXPLAINED] == 0


def test_another_number_or_birth_date_or_house_is_never_forgiven():
    for one in tallies():
        for sort in ("house number", "birth date", "number"):
            assert one.missed.parts[sort].identified == 0


def test_every_rightful_request_is_in_one_part():
    for one in tallies():
        parts = one.missed
        assert parts.held.requests + parts.erring.requests + parts.bare == one.rightful
        assert sum(part.requests for part in parts.parts.values()) == parts.erring.requests
        assert sum(parts.why.values()) == parts.held.missed.count


def test_runs_are_large_enough_to_tell_something():
    for one, run in zip(tallies(), RUNS, strict=True):
        assert one.requests > 5_000
        if run.locate and (run.born or run.tin):
            assert one.releasable > 1_000
            assert one.rightful_classes["disagrees"] or run.variant == "plain"
            assert one.namesakes > 1_000


def test_truth_is_not_given_to_lockgate():
    """No id of a simulated person or household stands in what is asked or held."""
    for run in RUNS:
        given = {word for one in fates(run)[:500] for value in one.record.values() for word in value.split()}
        assert given.isdisjoint(person.simulant for person in people_asked(run))
    held = taxpayers("noise")
    assert not {one.taxpayer_id for one in held} & {simulant for one in held for simulant in one.simulants}


def test_same_original_address_has_one_city_and_zip():
    found: dict[str, set[tuple[str, str, str]]] = {}
    for home in homes().values():
        found.setdefault(home.text, set()).add((home.city, home.state, home.zip))
    assert all(len(triples) == 1 for triples in found.values())
    assert len({triple for triples in found.values() for triple in triples}) > 50


def test_noise_is_the_packages_own():
    clean = {row["simulant_id"]: row for row in rows("plain", "decennial_census", 2020)}
    noisy = [row for row in rows("noise", "decennial_census", 2020) if row["simulant_id"] in clean]
    for column in ("first_name", "last_name", "date_of_birth", "street_name", "city", "state", "zipcode"):
        assert any(row[column] != clean[row["simulant_id"]][column] for row in noisy)


def test_addresses_nobody_here_wrote_are_read():
    read = reading()
    assert read.whole > 4_000
    assert len(read.refused) <= read.whole / 500
    assert read.passed == ()


def test_no_unit_is_lost():
    assert reading().units > 100
    assert reading().lost == ()


def test_the_page_is_as_the_counts_are():
    """Counts hang on the versions, so a page of other versions is stale as well."""
    fresh = PAGE.read_text(encoding="utf-8") == page()
    assert fresh, "docs/people.md is stale: write it with `.venv/bin/python -W ignore -m tests.people.report`."


def test_counts_are_printed(counts):
    counts.extend(lines())
    assert len(counts) > len(RUNS)
