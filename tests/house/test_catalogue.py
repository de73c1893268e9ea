"""Every text of a page is marked for the catalogue and has its Spanish; what a check would pass over is planted."""

import pytest
from babel.messages.catalog import Message
from tools.catalogues import _wrong_with, wrong
from tools.sentences import sentences
from tools.unmarked import SOURCE, in_code, in_template, unmarked


def test_every_text_of_a_page_is_marked():
    assert unmarked() == []


def test_every_text_has_its_spanish():
    assert wrong() == []


def test_the_sentences_are_those_of_the_code():
    assert (SOURCE / "locale/sentences.txt").read_text(encoding="utf-8") == sentences(), "run make docs"


@pytest.mark.parametrize(
    "text",
    [
        "<p>Two words</p>", '<nav aria-label="Rooms">', '{% include "alert.html" with heading="Not now" %}',
        '{{ name|default:"nobody yet" }}', '<td data-label="Rows">{{ rows }}</td>', "{{ days }} days",
    ],
)  # fmt: skip
def test_text_of_a_template_is_seen_when_it_is_not_marked(text):
    assert list(in_template("page.html", text))


@pytest.mark.parametrize(
    "text",
    [
        '{% translate "Two words" %}', "<p>R51, 26 U.S.C. 6103(h)(1)</p>", "<code>lockgate demo</code>",
        '{% include "alert.html" with heading=_("Not now") %}', "{% blocktranslate %}Two words{% endblocktranslate %}",
        '{% if kind == "agency" %}{{ name }}{% endif %}',
    ],
)  # fmt: skip
def test_what_needs_no_mark_is_let_be(text):
    assert not list(in_template("page.html", text))


@pytest.mark.parametrize(
    ("text", "seen"), [('x = "Two words"', 1), ('x = _("Two words")', 0), ('x = f"Two words {x}"', 1)]
)
def test_sentence_of_a_module_is_seen_when_it_is_not_marked(text, seen):
    assert len(list(in_code("page.py", text))) == seen


@pytest.mark.parametrize(
    "one",
    [
        Message("a", ""), Message("a", "b", flags=["fuzzy"]), Message("{1} of {2}", "{1} de {1}"),
        Message("%(number)s cases", "%(numero)s casos"), Message(("%(n)s case", "%(n)s cases"), ("%(n)s caso", "")),
    ],
)  # fmt: skip
def test_translation_that_cannot_be_right_is_told(one):
    assert list(_wrong_with(one))


def test_translation_with_its_places_in_another_order_is_right():
    assert not list(_wrong_with(Message("{1} of {2}", "{2} de {1}")))
