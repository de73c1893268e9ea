"""The accuracy report's three forms say the same."""

import csv
import json
from html.parser import HTMLParser
from io import StringIO

import pytest

from lockgate.reports.accuracy import COLUMNS, Accuracy, Breakdown, Line, as_json, render_csv, render_html, render_json
from lockgate.reports.shares import Share

LINES = (Line("releasable", Share(2, 1000), Share(30, 1030)), Line("=weak <b>", Share(0, 0), Share(0, 0)))
REPORT = Accuracy(
    facts=(("rehearsal", "out & about"), ("seed", "3")),
    outcome=(("nobody may be identified", (1, 2)),),
    outcome_columns=("one", "none"),
    classes=Breakdown("class", "by evidence class", "What a class is.", LINES),
    breakdowns=(Breakdown("likeness", "by how they agreed", "Nearly.", LINES[:1], counts_missed=False),),
    beside=(("sufficient records", 1234),),
)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.drawings = 0
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        self.drawings += tag == "svg"
        if tag not in {"meta", "line", "circle"}:
            self.open.append(tag)

    def handle_startendtag(self, _tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page():
    return render_html(REPORT)


def test_the_page_is_well_formed_and_has_a_drawing_for_each_side(page):
    read = Page()
    read.feed(page)
    assert read.open == []
    assert read.drawings == 3
    assert len(read.ids) == len(set(read.ids))
    assert "<!--chart" not in page


def test_nothing_counted_breaks_out_of_the_page(page):
    assert "<b>" not in page
    assert "out &amp; about" in page


def test_denominators_and_intervals_stand_beside_the_charts(page):
    assert "2 of 1,000" in page
    assert "30 of 1,030" in page
    assert "Wilson" in page


def test_json_has_each_class_with_its_counts():
    told = json.loads(render_json(REPORT))
    assert told == as_json(REPORT)
    first = told["accuracy"]["releasable"]
    assert (first["wrong"], first["identified"], first["wrong_per_million"]) == (2, 1000, 2000.0)
    assert (first["missed"], first["to_be_found"], first["missed_share"]) == (30, 1030, 0.029126)
    assert told["accuracy"]["=weak <b>"]["wrong_per_million"] is None
    assert told["accuracy"]["=weak <b>"]["wrong_high"] is None


def test_csv_has_a_line_for_each_group_of_each_table_and_runs_in_no_spreadsheet():
    rows = list(csv.DictReader(StringIO(render_csv(REPORT))))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["table"], row["group"]) for row in rows] == [
        ("class", "releasable"), ("class", "'=weak <b>"), ("likeness", "releasable"),
    ]  # fmt: skip
    assert rows[0]["wrong_per_million"] == "2000.0"
    assert rows[1]["wrong_per_million"] == ""
