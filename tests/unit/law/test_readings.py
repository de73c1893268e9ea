"""From one column value to one fact: awkward spellings, and never an error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.law import readings
from lockgate.law.facts import (
    CaseNumber,
    Cited,
    Day,
    Ground,
    Lapse,
    NamePart,
    Periods,
    Purpose,
    Reason,
    Written,
)
from lockgate.law.folding import fold
from lockgate.law.reasons import reason, years_named
from lockgate.law.statutes import citations_in, cited

ASKED = date(2025, 8, 7)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 USC 1253(a)(1)(A)", ("8 USC 1253(a)(1)(A)",)),
        ("8 U.S.C. § 1253(a)(1)(A)", ("8 USC 1253(a)(1)(A)",)),
        ("8 U.S.C. §1253 (a) (1)", ("8 USC 1253(a)(1)",)),
        ("8USC1326(a)", ("8 USC 1326(a)",)),
        ("Title 8, United States Code, Section 1325(a)", ("8 USC 1325(a)",)),
        ("8 usc 1253(A)(1)(a)", ("8 USC 1253(a)(1)(A)",)),
        ("INA 243(a)(1)(B)", ("8 USC 1253(a)(1)(B)",)),
        ("INA § 237(a)(1)(B)", ("8 USC 1101",)),
        ("18 USC 1546(a); 8 USC 1326(a)", ("18 USC 1546(a)", "8 USC 1326(a)")),
        ("26 U.S.C. 7201 and 26 USC 7203", ("26 USC 7201", "26 USC 7203")),
        ("failure to depart", ()),
        ("1253(a)(1)", ()),
    ],
)
def test_citations_are_found_however_they_are_written(text, found):
    assert citations_in(text) == found


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", Cited.BLANK),
        ("N/A", Cited.PLACEHOLDER),
        ("immigration laws", Cited.NO_CITATION),
        ("8 USC 1182(a)(6)(A)(i)", Cited.CIVIL),
        ("8 USC 1253(b)", Cited.UNREGISTERED),
        ("8 USC 1325(b)", Cited.UNREGISTERED),
        ("21 USC 841(a)(1)", Cited.UNREGISTERED),
        ("8 USC 1326(b)(2)", Cited.REGISTERED),
        ("8 USC 1326(a) and 26 USC 7201", Cited.TAX),
    ],
)
def test_what_a_text_cites(text, what):
    assert cited(text).what is what


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("2025-05-08", Day.RIPE),
        ("2025-05-09", Day.RECENT),
        ("2025-08-07", Day.RECENT),
        ("2025-08-08", Day.FUTURE),
        ("", Day.ABSENT),
        ("2025-5-8", Day.UNREADABLE),
        ("2025-02-29", Day.UNREADABLE),
        ("0001-01-01", Day.UNREADABLE),
        ("２０２５-01-01", Day.UNREADABLE),
    ],
)
def test_a_day_against_the_day_of_the_request(text, fact):
    assert readings.day(text, ASKED) is fact


@pytest.mark.parametrize(
    ("days", "fact"),
    [(None, Lapse.UNKNOWN), (-1, Lapse.BEFORE), (0, Lapse.EARLY), (90, Lapse.EARLY), (91, Lapse.LATE)],
)
def test_the_ninety_first_day_is_late_enough(days, fact):
    assert readings.lapse(days) is fact


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("2022", Periods.STATED),
        ("2022; 2023 ;", Periods.STATED),
        ("TY2022", Periods.STATED),
        ("2024-06-30", Periods.STATED),
        ("2025-08-07", Periods.NOT_ENDED),
        ("2025", Periods.NOT_ENDED),
        (";", Periods.ABSENT),
        ("all years", Periods.ALL),
        ("22", Periods.UNREADABLE),
        ("2022;soon", Periods.UNREADABLE),
        ("1800", Periods.UNREADABLE),
    ],
)
def test_periods_are_stated_by_year_or_last_day(text, how):
    assert readings.periods(text, ASKED).how is how


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Na", NamePart.GIVEN),
        ("An", NamePart.GIVEN),
        ("O", NamePart.GIVEN),
        ("Null", NamePart.UNKNOWN),
        ("U", NamePart.GIVEN),
        ("Li", NamePart.GIVEN),
        ("None", NamePart.UNKNOWN),
        ("unknown.", NamePart.UNKNOWN),
        ("ＦＮＵ", NamePart.UNKNOWN),
        ("José María", NamePart.GIVEN),
        ("123", NamePart.NOT_A_NAME),
        ("M4ria", NamePart.NOT_A_NAME),
        ("aaaa", NamePart.NOT_A_NAME),
        ("", NamePart.ABSENT),
    ],
)
def test_parts_of_names(text, part):
    assert readings.name_part(text, "") is part


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("A098765432", CaseNumber.GIVEN),
        ("1:23-cv-04567", CaseNumber.GIVEN),
        ("A-12", CaseNumber.TOO_FEW_DIGITS),
        ("0000", CaseNumber.TOO_FEW_DIGITS),
        ("unknown", CaseNumber.TOO_FEW_DIGITS),
        ("", CaseNumber.ABSENT),
    ],
)
def test_case_numbers(text, fact):
    assert readings.case_number(text) is fact


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("1227(a)(1)(B)", Ground.DEPORTABLE),
        ("8 U.S.C. § 1227 (a)(2)", Ground.DEPORTABLE),
        ("INA 237(a)(1)", Ground.DEPORTABLE),
        ("INA 212(a)(6)(A)(i)", Ground.OTHER),
        ("1182(a)(7)", Ground.OTHER),
        ("1227", Ground.UNCLEAR),
        ("overstay", Ground.UNCLEAR),
    ],
)
def test_grounds_of_removal(text, fact):
    assert readings.ground(text) is fact


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("for tax years 2021 and 2022", {2021, 2022}),
        ("taxable period 2022", {2022}),
        ("2021 through 2023 tax years", {2021, 2022, 2023}),
        ("calendar years 2020-2022", {2020, 2021, 2022}),
        ("the order of 2019 became final", set()),
        ("opened in March 2024, address needed", set()),
    ],
)
def test_only_years_named_as_periods_count(text, years):
    assert years_named(fold(text)) == years


@pytest.mark.parametrize(
    ("text", "how", "purpose"),
    [
        ("Address needed to interview a witness before indictment of this subject", Reason.STATED, Purpose.CRIMINAL),
        ("To find and deport the person from the United States quickly", Reason.STATED, Purpose.REMOVAL_ONLY),
        ("serve subpoena", Reason.SHORT, Purpose.CRIMINAL),
        ("For official use only", Reason.GENERIC, Purpose.NOT_SAID),
        ("FOR LAW-ENFORCEMENT PURPOSES!", Reason.GENERIC, Purpose.NOT_SAID),
        ("1234 5678", Reason.GENERIC, Purpose.NOT_SAID),
        ("n/a", Reason.ABSENT, Purpose.NOT_SAID),
    ],
)
def test_reasons(text, how, purpose):
    fact = reason(text)
    assert (fact.how, fact.purpose) == (how, purpose)


@given(st.text(max_size=80))
def test_every_text_gives_a_fact(text):
    readings.name_part(text, "-")
    readings.day(text, ASKED)
    readings.periods(text, ASKED)
    readings.ground(text)
    readings.basis(text)
    readings.officers(text, frozenset({"a"}), frozenset({"b"}))
    reason(text)
    cited(text)
    assert readings.written(text) in Written
