"""Pictures of a case: what each shows stands in its table, and each is shown to whoever may see the numbers."""

import re

import pytest

from factories import ROLES
from lockgate.law.act_facts import Identified
from lockgate.pipeline.dispositions import Word
from lockgate.reports.bars import LEAST, PLOT, Bar, bars
from lockgate.web.pictures import CLASSES, DISPOSITIONS

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


def test_every_bar_stands_beside_its_words_what_they_mean_and_its_number(located):
    page = text(located.browser("ada").get(f"{located.case}/pictures"))
    classes = page[page.index('id="classes-heading"') :].partition("</table>")[0]
    rows = re.findall(
        r'<th scope="row">(\w+) <span class="lg-ground">([^<]+)</span></th>\s*<td><svg[^>]*aria-hidden="true"[^>]*>'
        r'<rect width="([\d.]+)" height="10"/></svg></td>\s*<td class="lg-number">(\d+)</td>',
        classes,
    )
    assert [(word, wide, number) for word, _means, wide, number in rows] == [
        ("one", "100.0", "1"), ("weak", "100.0", "1"), ("none", "0.0", "0"), ("several", "0.0", "0"),
        ("disagrees", "0.0", "0"),
    ]  # fmt: skip
    assert rows[0][1].startswith("Name, address and everything else given agree with one taxpayer")
    assert "style=" not in page


def test_every_class_and_every_disposition_has_its_meaning():
    assert set(CLASSES) == {str(one) for one in Identified}
    assert set(DISPOSITIONS) == {str(one) for one in Word}


def test_way_leads_to_the_pages_one_may_open_and_says_how_far_the_case_is(proposed):
    page = text(proposed.browser("ben").get(f"{proposed.case}/pictures"))
    way = page[page.index('<ol class="lg-way">') :].partition("</ol>")[0]
    assert f'href="{proposed.case}/review">Voted on by two</a> <span class="lg-way__said">waits now</span>' in way
    assert way.count('aria-current="step"') == 1
    assert f'href="{proposed.case}/records">' in way
    assert f'href="{proposed.case}">' in way
    assert f'href="{proposed.case}/dispose"' not in way
    assert 'Proposed <span class="lg-way__said">done, August 7, 2025</span>' in way
    assert '<li class="">Authorized</li>' in way


def test_greatest_bar_fills_the_plot_and_the_least_is_seen():
    given = [Bar("most", 1_000_000), Bar("few", 1), Bar("none", 0), Bar("x" * 60, 5)]
    drawn = bars("a", "A", ("What", "Records"), given)
    assert [one.width for one in drawn.placed] == [PLOT, LEAST, 0, LEAST]
    assert [one.bar for one in drawn.placed] == given
    assert bars("b", "B", ("What", "Records"), []).placed == ()
