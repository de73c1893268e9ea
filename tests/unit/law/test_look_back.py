"""Looking back: the two official counts by their definitions, and the word for each answer."""

import itertools

import pytest

from lockgate.law.agreement import Element
from lockgate.law.citations import usc26
from lockgate.law.findings import Finding
from lockgate.law.look_back import (
    DISCLOSURE_RULES,
    DisclosureFacts,
    LookedBack,
    Tied,
    address_insufficient,
    address_never_confirmed,
    heaviest,
    looked_back,
)
from lockgate.law.terms import Effect, State, Subject
from spec_support import Case, record_findings


def finding(rule, state, effect=Effect.RETURN):
    return Finding(rule, state, "", Subject.RECORD, usc26("6103"), effect)


@pytest.mark.parametrize(
    ("written", "insufficient"),
    [
        ({}, False),
        ({"address_line1": "Failed to Provide"}, True),
        ({"address_line1": "Unknown Address"}, True),
        ({"address_line1": "NA NA"}, True),
        ({"address_line1": "Don't Care", "city": "", "state": "", "zip": "12345"}, True),
        ({"address_line1": "00000", "city": "", "state": "", "zip": ""}, True),
        ({"address_line1": "", "city": "", "state": "", "zip": "77002"}, True),
        ({"address_line1": "Oak Street"}, True),
        ({"address_line1": ""}, True),
        ({"address_line1": "Harris County Jail"}, True),
        ({"zip": "90210"}, True),
        ({"zip": "00002"}, False),
        ({"address_line1": "Calle Mayor 5", "city": "Madrid", "state": "", "zip": "28013", "country": "Spain"}, False),
    ],
)
def test_the_first_count_is_what_the_request_alone_shows(written, insufficient):
    assert address_insufficient(record_findings(Case("", written, ""))) is insufficient


@pytest.mark.parametrize(
    ("compared", "never"),
    [
        (frozenset({Element.NAME, Element.TIN_AGREES}), True),
        (frozenset({Element.NAME, Element.DOB_AGREES}), True),
        (frozenset(), True),
        (frozenset({Element.NAME, Element.ADDRESS_AGREES}), False),
        (frozenset({Element.NAME, Element.TIN_AGREES, Element.ADDRESS_AGREES}), False),
        (None, False),
    ],
)
@pytest.mark.parametrize("tied", Tied)
def test_the_second_count_is_how_the_answer_was_made(compared, never, tied):
    assert address_never_confirmed(DisclosureFacts(tied, None, compared, None)) is never


def test_any_rule_not_met_makes_it_unsupported_whatever_follows_from_it():
    for effect in Effect:
        assert looked_back([finding("R01", State.MET), finding("R54", State.NOT_MET, effect)]) is LookedBack.UNSUPPORTED


def test_what_is_not_checked_fails_no_rule_and_is_not_called_met():
    found = [finding("R05", State.NOT_CHECKED)]
    assert looked_back(found) is LookedBack.NO_RULE_FAILED
    assert heaviest(found) == {"R05": State.NOT_CHECKED}


def test_of_several_findings_under_one_id_the_heaviest_counts_in_any_order():
    for states in itertools.product(State, repeat=2):
        expected = max(states, key=(State.MET, State.NOT_CHECKED, State.NOT_MET).index)
        assert heaviest([finding("R09", state) for state in states]) == {"R09": expected}


def test_looking_back_has_no_second_rule_about_what_a_request_sets_forth():
    assert {rule.id for rule in DISCLOSURE_RULES} == {"R01", "R09", "R24", "R48"}
