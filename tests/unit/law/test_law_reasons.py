"""A reason is read clause by clause; that says what one reading of the whole would."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.law import reasons
from lockgate.law.facts import Reason, ReasonFact
from lockgate.law.record_reading import FIGURES_ALIKE, Reading, text_readings
from lockgate.store.gazetteer import packaged_gazetteer

WORDS = """investigation UNDER active criminal . .  , : ; years 2023 and 2024 period 2022 to removal prove THE the a
x 2021; 2020 tax for in ended DECEMBER 31, returns remove REMOVE none N/A @ locate · 2019- year under an pending
２０２２ é and, years: 2022, through""".split()
pieces = st.lists(st.sampled_from([*WORDS, "\n", ". ", ", ", ": "]), max_size=25)
texts = st.builds(
    lambda mark, words: mark.join(words), st.sampled_from([" ", "", ". ", ", "]), pieces
) | st.sampled_from([generic.replace(" ", ". ", 1) for generic in sorted(reasons.GENERIC)])


@settings(max_examples=500)
@given(texts)
def test_clauses_together_say_what_the_whole_says(text):
    fact = reasons.reason(text)
    whole = reasons._clause(text)
    if fact.how in {Reason.STATED, Reason.SHORT}:
        how = Reason.STATED if whole.words >= reasons.FEWEST_WORDS else Reason.SHORT
        assert fact == ReasonFact(how, whole.purpose, whole.years)
        assert whole.wording == ""
    elif fact.how is Reason.GENERIC:
        assert whole.wording != "" or whole.words < reasons._ENOUGH_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("To serve the subpoena in matter 12.", "to serve the subpoena, in matter 345"),
        ("The address: asked for @. Nobody else.", "THE ADDRESS ASKED FOR NOBODY ELSE"),
        ("a. b, c; d", "ABCD"),
    ],
)
def test_letters_tell_one_cluster(one, other):
    assert reasons.letters_of(one) == reasons.letters_of(other) != ""


def test_other_words_are_another_cluster():
    assert reasons.letters_of("serve it") != reasons.letters_of("serve him")


@given(st.sampled_from(sorted(FIGURES_ALIKE)), st.text(alphabet="0123456789A- é٣", max_size=14))
def test_columns_whose_figures_are_alike_read_alike(column, text):
    how = Reading(date(2025, 8, 7), "", None, frozenset(), packaged_gazetteer())
    read = dict(text_readings(how).values())[column]
    assert read(text.translate(str.maketrans("23456789", "1" * 8))) == read(text)
