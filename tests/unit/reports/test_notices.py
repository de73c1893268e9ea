"""The deficiency notice: from the requester's own words (R45), bounded, escaped, readable."""

from dataclasses import fields, replace
from datetime import date
from html.parser import HTMLParser
from inspect import signature

import pytest

from lockgate.reports.notices import LISTED, NoticeData, NoticeItem, NoticeRow, cure_of, render_notice

CURE = "{value} has no house number. Give the number with the street."
VOID = {"meta"}


def item(rule="R05", rows=2, written="Main Street, Houston TX 77002", **changed):
    listed = tuple(NoticeRow(n + 1, f"ID-{n}", written, CURE) for n in range(min(rows, 60)))
    return replace(
        NoticeItem(rule, "The address is set forth.", "26 U.S.C. 6103(i)(2)(B)(i)", rows, ((CURE, rows),), listed),
        **changed,
    )


@pytest.fixture
def data():
    return NoticeData(
        custodian="The Custodian",
        agency="The Agency",
        official="Jane Roe, Acting Director",
        number="N-1",
        agreement="The Agreement",
        provision="26 USC 6103(i)(2)",
        as_of=date(2025, 8, 7),
        file="records.csv",
        records=1_280_000,
        sufficient=7,
        returned=2,
        review=1,
        about_submission=(),
        deficient=(item(),),
        held=(item("R08", 1),),
    )


class Page(HTMLParser):
    """What a reader of the page meets: open tags must close, scripts and handlers are noted."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.tags, self.headers, self.ids = [], [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        given = dict(attrs)
        assert not [name for name in given if name.startswith("on")]
        if tag == "th":
            self.headers.append(given.get("scope"))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            assert given["lang"] == "en"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        self.words.append(text)


def test_the_page_is_whole_and_has_no_script(data):
    page = Page(render_notice(data)[0])
    assert page.open == []
    assert not page.tags & {"script", "img", "link", "iframe", "form", "a"}
    assert page.headers
    assert set(page.headers) <= {"col", "row"}
    assert len(page.ids) == len(set(page.ids))


def test_both_forms_say_who_what_when_and_how_many(data):
    for form in render_notice(data):
        for said in (
            "The Custodian",
            "Jane Roe, Acting Director, The Agency",
            "N-1",
            "The Agreement",
            "26 USC 6103(i)(2)",
            "August 7, 2025",
            "1,280,000 records",
            "R05",
            "26 U.S.C. 6103(i)(2)(B)(i)",
            "ID-1",
            "R08",
        ):
            assert said in form


def test_each_row_tells_its_own_words_and_the_cure(data):
    text = " ".join(render_notice(data)[1].split())
    assert "row 2, record ID-1 “Main Street, Houston TX 77002” has no house number. Give the number" in text


def test_markup_in_a_value_stays_text(data):
    hostile = '<script>alert("x")</script>&amp;{{ custodian }}{% now "Y" %}'
    page = render_notice(replace(data, deficient=(item(written=hostile),), agency=hostile))[0]
    assert "<script>" not in page
    assert "script" not in Page(page).tags
    assert hostile in "".join(Page(page).words)


def test_line_breaks_and_controls_in_a_value_do_not_break_the_text(data):
    text = render_notice(replace(data, deficient=(item(written="a\nrow 99, record X\r\x07b\u202ec"),)))[1]
    assert "\x07" not in text
    assert "\u202e" not in text
    assert not [line for line in text.splitlines() if line.startswith("row 99")]


def test_the_text_keeps_to_78_columns_when_words_are_long(data):
    long = item(written="x" * 500, requirement="y" * 300)
    text = render_notice(replace(data, deficient=(long,), agreement="z" * 400))[1]
    assert max(len(line) for line in text.splitlines()) <= 78


def test_only_the_first_rows_are_shown_when_there_are_many(data):
    many = item(rows=51_234)
    html, text = render_notice(replace(data, deficient=(many,)))
    assert f"ID-{LISTED - 1}" in html
    assert f"ID-{LISTED}<" not in html
    for form in (html, " ".join(text.split())):
        assert f"The first {LISTED} of 51,234 rows are shown; all rows are in findings.csv." in form


def test_nothing_is_said_to_be_left_out_when_all_rows_are_shown(data):
    assert all("findings.csv" not in form for form in render_notice(data))


def test_a_section_is_absent_when_it_has_nothing(data):
    html, text = render_notice(replace(data, held=(), deficient=()))
    assert "returned for cure</h2>" not in html
    assert "HELD FOR A PERSON" not in text


def test_a_finding_on_the_submission_counts_no_rows(data):
    about = item("R01", 0, cures=(("Sign the submission.", 0),))
    html, text = render_notice(replace(data, about_submission=(about,)))
    assert "<li>Sign the submission.</li>" in html
    assert "     - Sign the submission.\n" in text


def test_an_absent_id_is_said_to_be_absent(data):
    row = NoticeRow(4, "", "", "No address is given. Give one.")
    html, text = render_notice(replace(data, deficient=(item(listed=(row,), rows=1),)))
    assert "no id</span>" in html
    assert "row 4, record (no id)" in text


def test_a_preflight_is_called_one(data):
    assert "none: examined before submitting" in render_notice(replace(data, number="", official=""))[1]


def test_a_value_that_is_long_is_cut_in_the_cure():
    assert len(cure_of(CURE, "x" * 10_000)) < 300


def test_the_same_data_give_the_same_bytes(data):
    assert render_notice(data) == render_notice(replace(data))


def test_the_renderer_is_given_nothing_but_the_notice_data():
    assert list(signature(render_notice).parameters) == ["data"]
    held = {field.name for kind in (NoticeData, NoticeItem, NoticeRow) for field in fields(kind)}
    assert held == {
        "custodian", "agency", "official", "number", "agreement", "provision", "as_of", "file", "records",
        "sufficient", "returned", "review", "about_submission", "deficient", "held",
        "rule", "requirement", "citation", "rows", "cures", "listed",
        "row", "record_id", "written", "cure",
    }  # fmt: skip


def test_every_word_of_the_page_is_the_templates_or_the_datas(data):
    """What two notices share is the form; what they do not share comes from their data (R45)."""
    other = replace(data, custodian="C2", agency="A2", official="O2", agreement="G2", number="N2", file="f2")
    one, two = (Page(render_notice(each)[0]).words for each in (data, other))
    given = {"The Custodian", "The Agency", "Jane Roe", "The Agreement", "N-1", "records.csv"}
    assert len(one) == len(two)
    for mine, theirs in zip(one, two, strict=True):
        assert mine == theirs or any(word in mine for word in given)


def test_colours_have_the_contrast_that_wcag_asks(data):
    """Each text colour of the page against each background: at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    page = render_notice(data)[0]
    for text in ("#1b1b1b", "#1f3a5f", "#4a4a4a"):
        assert f"color: {text}" in page
        for back in ("#ffffff", "#f3f2ee"):
            assert (luminance(back) + 0.05) / (luminance(text) + 0.05) >= 4.5


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
