"""Charts: well-formed, told in words, with every mark where its value stands."""

from xml.etree import ElementTree as ET

import pytest

from lockgate.reports.charts import LABELS, PLOT, Chart, Mark, alone, svg, words_of

SVG = "{http://www.w3.org/2000/svg}"
MARKS = (
    Mark("nobody & none", 0, 0, 100, "0 (0 to 100)"),
    Mark("one in a thousand", 1000, 10, 10_000, "1,000"),
    Mark("nothing to count", None, 0, 1_000_000, "nobody"),
)


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(alone(svg(chart)))  # noqa: S314 - our own drawing


def chart(**more) -> Chart:
    return Chart("wrong-x", "Wrong <x>", f"Told. {words_of(MARKS)}", "per million", MARKS, **more)


def test_title_and_description_name_the_drawing():
    root = drawn(chart(log=True))
    ids = root.attrib["aria-labelledby"].split()
    assert root.attrib["role"] == "img"
    assert [root.find(f"{SVG}title").attrib["id"], root.find(f"{SVG}desc").attrib["id"]] == ids
    assert root.find(f"{SVG}title").text == "Wrong <x>"
    assert "nobody & none: 0 (0 to 100)" in root.find(f"{SVG}desc").text


def test_marks_stand_where_their_values_are_on_a_log_scale():
    circles = drawn(chart(log=True)).findall(f"{SVG}circle")
    zero, thousand = (float(one.attrib["cx"]) for one in circles)
    assert zero == LABELS
    # The scale runs from 1 to 10,000: a thousand stands at three quarters.
    assert thousand == pytest.approx(LABELS + PLOT * 3 / 4, abs=0.1)
    assert [one.attrib["fill"] for one in circles] == ["#fff", "#1f3a5f"]


def test_nothing_to_count_is_drawn_as_no_dot_and_said_in_words():
    root = drawn(chart(log=True))
    assert len(root.findall(f"{SVG}circle")) == 2
    assert "nobody" in [text.text for text in root.findall(f"{SVG}text")]


def test_an_even_scale_begins_at_nought_and_holds_every_end():
    marks = (Mark("a", 3, 2, 4.2, "3"), Mark("b", 0, 0, 0.5, "0"))
    root = drawn(Chart("m", "M", "M", "percent", marks))
    ends = [float(line.attrib["x2"]) for line in root.findall(f"{SVG}line")]
    assert min(ends) >= LABELS
    assert max(ends) <= LABELS + PLOT
    assert [float(one.attrib["cx"]) for one in root.findall(f"{SVG}circle")][1] == LABELS


def test_limits_are_drawn_and_named():
    root = drawn(chart(log=True, limits=((100, "must"),)))
    dashed = [line for line in root.findall(f"{SVG}line") if "stroke-dasharray" in line.attrib]
    assert float(dashed[0].attrib["x1"]) == pytest.approx(LABELS + PLOT / 2, abs=0.1)
    assert "must" in [text.text for text in root.findall(f"{SVG}text")]


def test_a_chart_of_noughts_alone_can_be_drawn():
    for log in (True, False):
        assert drawn(Chart("z", "Z", "Z", "of", (Mark("z", 0, 0, 0, "0"),), log=log)).findall(f"{SVG}circle")


def test_the_same_values_give_the_same_bytes():
    assert svg(chart(log=True)) == svg(chart(log=True))
