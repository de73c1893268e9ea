"""Take a record of which everything is met, spoil any one element: it is never sufficient again."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.law import examination
from lockgate.law.findings import Weight, combined, examine_outcome
from lockgate.law.record_reading import Counted, Reading, read_record
from lockgate.law.rules import Context
from lockgate.law.terms import Outcome
from lockgate.store.gazetteer import packaged_gazetteer
from spec_support import AS_OF, GOOD_RECORD, Case, agreement, record_findings

ELEMENTS = (
    "given_name", "family_name", "address_line1", "city", "state", "zip", "tax_periods", "statute", "authority",
    "final_order_date", "order_case_number", "removal_ground", "judicial_review", "relief_declared", "matter_kind",
    "matter_id", "investigation_opened", "reason", "officers",
)  # fmt: skip
PLACEHOLDERS = (
    "unknown", "UNKNOWN", "N/A", "n/a", "none given", "Failed to Provide", "desconocido", "see file", "TBD", "NULL",
    "-", "???", "xxx", "0", "00000", "ＵＮＫＮＯＷＮ", "u n k n o w n".replace(" ", ""), "not provided", ".",
)  # fmt: skip


def outcome(**changes: str) -> Outcome:
    return examine_outcome(record_findings(Case("", changes, "")))


def test_the_record_is_sufficient_before():
    assert outcome() is Outcome.SUFFICIENT


@pytest.mark.parametrize("element", ELEMENTS)
def test_blank_is_never_sufficient(element):
    assert outcome(**{element: ""}) is not Outcome.SUFFICIENT


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_placeholder_is_never_sufficient(element, placeholder):
    assert outcome(**{element: placeholder}) is not Outcome.SUFFICIENT


FREE_TEXT = {"officers", "matter_id", "authority", "order_case_number"}
"""Columns in which a number or a word can be right."""


@pytest.mark.parametrize("element", sorted(set(ELEMENTS) - FREE_TEXT))
@pytest.mark.parametrize("wrong", ["12345", "2025-13-45", "{}", "1e9", "=1+1"])
def test_wrong_type_is_never_sufficient(element, wrong):
    assert outcome(**{element: wrong}) is not Outcome.SUFFICIENT


@pytest.mark.parametrize("code", ["R00.fields", "R00.nul", "R00.oversized", "R00.undecodable", "R00.id_absent",
                                  "R00.id_repeated", "R00.type"])  # fmt: skip
def test_a_row_that_cannot_be_read_is_returned(code):
    assert outcome(intake=code) is Outcome.RETURNED


FIELDS = st.sampled_from(sorted(GOOD_RECORD))


@settings(max_examples=300)
@given(st.dictionaries(FIELDS, st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_anywhere_is_judged_without_an_error(changes):
    reading = Reading(AS_OF, "", None, frozenset(), packaged_gazetteer())
    facts = read_record({**GOOD_RECORD, **changes}, reading, Counted())
    findings = examination.examine(facts, Context(agreement(), AS_OF), AS_OF)
    assert {f.rule for f in findings} >= {"R00", "R04", "R05", "R06", "R07", "R08", "R10", "R11", "R12", "R13", "R14"}
    assert (combined(findings) is Weight.RELEASE) == (examine_outcome(findings) is Outcome.SUFFICIENT)


@pytest.mark.parametrize("field", ["statute", "authority", "address_line1", "reason", "officers", "tin"])
def test_garbage_cannot_switch_a_rule_off(field):
    """A rule that applied to the good record still speaks when one column is garbled."""
    before = {f.rule for f in record_findings(Case("", {}, ""))}
    after = {f.rule for f in record_findings(Case("", {field: "\u2603 garbled \x07"}, ""))}
    assert before <= after


def test_no_law_is_asked_of_a_day_before_it_was_read():
    reading = Reading(AS_OF, "", None, frozenset(), packaged_gazetteer())
    facts = read_record(GOOD_RECORD, reading, Counted())
    long_ago = date(1999, 1, 1)
    findings = examination.examine(facts, Context(agreement(), long_ago), long_ago)
    assert findings == ()
    assert examine_outcome(findings) is Outcome.REVIEW
