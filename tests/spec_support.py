"""Executable law: each spec file holds the cases of one requirement; the same cases print the manual.

A case of a rule about a record starts from a record that is sufficient and changes a few of its columns. A case
of any other rule starts from facts that are all met and changes a few of those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from lockgate.law import examination
from lockgate.law.act_facts import (
    AnswerFacts,
    Attested,
    ConductFacts,
    Identified,
    Office,
    OfficerFacts,
    ReleaseFacts,
    Signed,
    SubmissionFacts,
)
from lockgate.law.agreement import Agreement, Element
from lockgate.law.findings import Finding
from lockgate.law.look_back import DisclosureFacts, Tied, judge_disclosure
from lockgate.law.record_reading import Counted, Reading, read_record
from lockgate.law.registers import Determination, Employment, StandingState
from lockgate.law.rules import Context
from lockgate.store.agreements import load_agreement
from lockgate.store.gazetteer import packaged_gazetteer

AS_OF = date(2025, 8, 7)
"""The day of every case: the day of the answer of August 2025."""

GOOD_RECORD: Mapping[str, str] = {
    "record_id": "R-1",
    "given_name": "Maria",
    "family_name": "Quintero",
    "date_of_birth": "1984-03-02",
    "address_line1": "1412 Oak Street Apt 4",
    "city": "Houston",
    "state": "TX",
    "zip": "77002",
    "address_basis": "home",
    "tax_periods": "2022;2023",
    "statute": "8 USC 1253(a)(1)(A)",
    "authority": "8 USC 1357(a)",
    "final_order_date": "2024-01-10",
    "order_case_number": "A 098 765 432",
    "removal_ground": "1227(a)(1)(B)",
    "judicial_review": "none",
    "relief_declared": "none",
    "matter_kind": "investigation",
    "matter_id": "HSI-2025-0042",
    "investigation_opened": "2025-01-15",
    "reason": "Needed to serve the grand jury subpoena on the subject in the matter named.",
    "officers": "ICE-0007",
}
"""A record of which every requirement is met."""

GOOD_SUBMISSION = SubmissionFacts(Signed.VALID, Office.IN_OFFICE, False, Attested.STATED, False)
GOOD_ANSWER = AnswerFacts(Identified.ONE, None, True, True, Determination.CLEAR, False, False)
GOOD_OFFICER = OfficerFacts(True, True, Employment.EMPLOYEE, True, True, True, True)
GOOD_RELEASE = ReleaseFacts(
    stayed=False,
    standing=StandingState.GOOD,
    fields=frozenset({"record_id", "mailing_address"}),
    releaser_delegated=True,
    releaser_is_other=True,
    accounted=True,
    accounting_missing=frozenset(),
    sealed_to_roster=True,
    two_votes=True,
    findings_recorded=True,
    above_pace_floor=True,
)
GOOD_CONDUCT = ConductFacts(True, True, True, True, True, True, True, True)
GOOD_DISCLOSURE = DisclosureFacts(
    Tied.RECORD,
    number_given=True,
    compared=frozenset({Element.NAME, Element.TIN_AGREES, Element.ADDRESS_AGREES}),
    answered_before=False,
    identified=Identified.ONE,
)


@dataclass(frozen=True)
class Case:
    """One case: what is changed, and what the rule then says.

    Attributes:
        says: the case in a few words, as the manual prints it.
        changes: column -> value of the good record, or field -> value of the good facts.
        state: met, not_met, not_checked, or "no row" where the rule does not apply.
        code: the reason; '' when met.
        counted: what counting over the batch says, for rules about records.
    """

    says: str
    changes: Mapping[str, Any]
    state: str
    code: str = ""
    counted: Counted = field(default=Counted())
    officers: frozenset[str] | None = None
    officers_over: frozenset[str] = frozenset()
    single_name: str = ""


def agreement() -> Agreement:
    return load_agreement("irs-ice-2025", AS_OF)


def record_findings(case: Case) -> tuple[Finding, ...]:
    """All findings about the good record with the case's changes."""
    reading = Reading(AS_OF, case.single_name, case.officers, case.officers_over, packaged_gazetteer())
    facts = read_record({**GOOD_RECORD, **case.changes}, reading, case.counted)
    return examination.examine(facts, Context(agreement(), AS_OF), AS_OF)


_JUDGES = {
    "submission": (GOOD_SUBMISSION, examination.examine_submission),
    "answer": (GOOD_ANSWER, examination.judge_answer),
    "officer": (GOOD_OFFICER, examination.judge_recipient),
    "release": (GOOD_RELEASE, examination.judge_release),
    "conduct": (GOOD_CONDUCT, examination.judge_conduct),
    "disclosure": (GOOD_DISCLOSURE, judge_disclosure),
}


def findings_of(about: str, case: Case) -> tuple[Finding, ...]:
    """All findings of a case: about a record, or whatever else ``_JUDGES`` names."""
    if about == "record":
        return record_findings(case)
    good, judge = _JUDGES[about]
    return judge(replace(good, **case.changes), Context(agreement(), AS_OF), AS_OF)


SPECS: list[tuple[str, str, str, tuple[Case, ...]]] = []
"""Every requirement specified so far: (rule id, about, title, cases); the manual is printed from it."""


def spec(rule: str, title: str, *cases: Case, about: str = "record"):
    """The test function of one requirement's cases; also remembers them for the manual."""
    SPECS.append((rule, about, title, cases))

    @pytest.mark.parametrize("case", cases, ids=[case.says for case in cases])
    def test(case: Case) -> None:
        found = {finding.rule: finding for finding in findings_of(about, case)}
        if case.state == "no row":
            assert rule not in found
            return
        assert (found[rule].state.value, found[rule].code) == (case.state, case.code)

    return test
