"""Pictures of a case: what each shows stands in its table, and each is shown to whoever may see the numbers."""

import re

import pytest

from factories import ROLES
from lockgate.reports.bars import LEAST, PLOT, Bar, Step, bars, way

FIGURES = {
    "Records by ground": {"ada", "ann", "ben", "cyd", "leo"},
    "Outcome of the examination": {"ada", "ann", "ben", "cyd", "leo"},
    "How the custodian’s file was met": {"ada", "ann", "ben", "cyd"},
    "Records naming each officer": {"ada", "ann", "ben", "cyd", "leo"},
    "How many days each hold has waited": {"ada", "ann", "leo", "mia"},
}


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(("heading", "seeing"), FIGURES.items())
def test_picture_is_shown_to_whoever_may_see_its_numbers(located, heading, seeing):
    pages = {one: located.browser(one).get(f"{located.case}/pictures") for one in ROLES if one != "sam"}
    assert {one for one, page in pages.items() if heading in text(page)} == seeing


def test_every_bar_stands_in_the_table_and_in_the_words_for_who_cannot_see_it(located):
    page = text(located.browser("ada").get(f"{located.case}/pictures"))
    classes = page[page.index('id="classes-heading"') :].partition("</section>")[0]
    assert "one: 1; weak: 1; none: 0" in classes
    assert re.findall(r"<th scope=\"row\">(\w+)</th><td>(\d+)</td>", classes)[:2] == [("one", "1"), ("weak", "1")]
    assert "style=" not in page


def test_way_leads_to_the_pages_one_may_open_and_says_how_far_the_case_is(proposed):
    page = text(proposed.browser("ben").get(f"{proposed.case}/pictures"))
    assert f'<a href="{proposed.case}/review">' in page
    assert f'<a href="{proposed.case}/records">' in page
    assert f'<a href="{proposed.case}">' in page
    assert f'<a href="{proposed.case}/dispose">' not in page
    assert "Proposed: done, August 7, 2025. Voted on by two: waits now. Authorized. " in page


def test_greatest_bar_fills_the_plot_and_the_least_is_seen():
    drawn = bars("a", "A", "Records", [Bar("most", 1_000_000), Bar("few", 1), Bar("none", 0), Bar("x" * 60, 5)])
    assert [one.width for one in drawn.placed] == [PLOT, LEAST, 0, LEAST]
    assert len(drawn.placed[3].label) == 40
    assert drawn.description.startswith("Records. most: 1,000,000; few: 1; none: 0; xxx")
    assert bars("b", "B", "Records", []).placed == ()


def test_steps_stand_one_below_the_other():
    steps, high = way((Step("a", ""), Step("b", "", here=True)))
    assert [one.last for one in steps] == [False, True]
    assert steps[0].under <= steps[1].middle < high
