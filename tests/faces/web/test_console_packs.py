"""Agreement packs on the console: the proof, house values, what the public read on a day, and differences."""

import pytest


def page(console, address: str, officer: str = "leo") -> str:
    answer = console.browser(officer).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_pack_that_is_refused_shows_the_smallest_record_it_would_wrongly_release(console):
    refused = page(console, "/packs/practice-2025")
    assert "DON&#x27;T CARE 12345" in refused
    assert "Proved." not in refused
    assert "Proved." in page(console, "/packs/irs-ice-2025")
    listed = page(console, "/packs")
    assert listed.index("irs-ice-2025") < listed.index("governs</span>") < listed.index("practice-2025")


def test_house_values_are_marked(console):
    text = page(console, "/packs/irs-ice-2025")
    assert "Answer window</dt><dd>24 hours</dd>" in text
    assert 'Periods of one record</dt><dd>3 <span class="usa-tag lg-tag--quiet">house value</span>' in text


@pytest.mark.parametrize(("day", "purpose", "contacts"), [("2025-05-01", 0, 0), ("2025-06-01", 1, 0), ("", 1, 1)])
def test_clause_is_read_without_what_was_hidden_on_that_day(console, day, purpose, contacts):
    text = page(console, f"/packs/irs-ice-2025?public={day}")
    shown = {
        title: text.partition(f'<h3 lang="en">{title}</h3>')[2].partition("<h3")[0]
        for title in ("Purpose", "Points of contact")
    }
    assert ("Hidden." not in shown["Purpose"]) == bool(purpose)
    assert ("Hidden." not in shown["Points of contact"]) == bool(contacts)


def test_text_of_a_hidden_clause_is_not_in_the_page(console):
    clause = (
        page(console, "/packs/irs-ice-2025")
        .partition('<h3 lang="en">Purpose</h3>\n<p lang="en">')[2]
        .partition("</p>")[0]
    )
    assert len(clause) > 40
    assert clause not in page(console, "/packs/irs-ice-2025?public=2025-05-01")


def test_day_that_is_none_is_to_be_mended(console):
    answer = console.browser("leo").get("/packs/irs-ice-2025?public=yesterday")
    assert (answer.status_code, "Write the day as" in answer.content.decode()) == (422, True)


def test_differences_are_told_term_by_term(console):
    text = page(console, "/packs/irs-ice-2025/against/practice-2025")
    assert "Routes to one taxpayer" in text
    assert "name + tin_agrees" in text
    assert console.browser("leo").get("/packs/irs-ice-2025/against/none").status_code == 404
    same = page(console, "/packs/irs-ice-2025/against/irs-ice-2025")
    assert same.count("None.") == 2
