"""Every text of a page is marked for the catalogue and has its Spanish; what a check would pass over is planted."""

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from tools.catalogues import CATALOGUE, _wrong_with, wrong
from tools.sentences import SENTENCE, errors, sentences
from tools.unmarked import SOURCE, in_code, in_template, unmarked


def test_every_text_of_a_page_is_marked():
    assert unmarked() == []


def test_every_text_has_its_spanish():
    assert wrong() == []


def test_the_sentences_are_those_of_the_code():
    assert (SOURCE / "locale/sentences.txt").read_text(encoding="utf-8") == sentences(), "run make docs"


MADE_ELSEWHERE = {
    ("actions/draft_declare.py", "refusal.sentence"), ("actions/register.py", "sentence"),
    ("actions/draft_file.py", "str(problem).replace(file.name, name)"),
    ("pipeline/apart.py", "str(said['refused'])[:_SENTENCE]"),
    ("pipeline/columns.py", "_proposal_sentence(header, wanted, file)"), ("pipeline/columns.py", "elsewhere"),
    ("pipeline/declarations.py", "_complaint(name, what, text, error)"), ("pipeline/ingest.py", "str(error)"),
    ("pipeline/submissions.py", "f\"{name}:{line_of(content.decode('utf-8'), keys)}: {sentence}\""),
    ("store/agreements.py", "_first_complaint(path, text, problem)"),
    ("store/agreements.py", "f'{path}:{line_of(text, keys)}: {complaint}'"),
}  # fmt: skip
"""Errors that carry a sentence on: it stands in the list by the place where it is written."""


def test_every_error_that_a_page_can_show_is_a_sentence_of_the_list():
    """A new error fails for want of its Spanish; one that is no whole sentence, or is put together, fails here."""
    listed = set((SOURCE / "locale/sentences.txt").read_text(encoding="utf-8").splitlines())
    found = list(errors())
    assert {module for module, *_ in found} >= {
        "pipeline/apart.py", "pipeline/readers_csv.py", "pipeline/readers_open.py", "pipeline/readers_parquet.py",
        "pipeline/readers_xlsx.py", "store/pack_files.py", "actions/draft.py",
    }  # fmt: skip
    written = [one for one in found if one[:2] not in MADE_ELSEWHERE]
    assert {one[:2] for one in found} >= MADE_ELSEWHERE
    assert [one for one in written if not SENTENCE.match(one[2]) or one[2].replace("\n", "\\n") not in listed] == []


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


NOT_SO = {
    r"\bagreements?\b": r"\bacuerdos?\b", r"\bcounsel\b": r"asesoría|abogad", r"\bcure\b": r"remedio",
    r"\bdisclosure manager\b(?!.*releaser)": r"responsable de la divulgación", r"\bthe log\b": r"registro público",
    r"\baffirm": r"\bafirm", r"\bentered\b": r"\banot(?:ó|a)\b", r"\bdeciding officers?\b": r"que deciden\b",
}  # fmt: skip
"""Where the English says this, the Spanish is not that: docs/spanish.md has one word for it."""


def test_words_of_the_field_have_the_spanish_of_the_glossary():
    with CATALOGUE.open("rb") as file:
        texts = [(str(one.id), str(one.string)) for one in read_po(file, locale="es") if one.id]
    found = [(said, es) for said, es in texts for word, no in NOT_SO.items() if re.search(word, said, re.IGNORECASE)
             and re.search(no, es, re.IGNORECASE)]  # fmt: skip
    assert found == []
