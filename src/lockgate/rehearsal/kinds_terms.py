"""Requests that are returned or held for another reason than the address."""

from lockgate.rehearsal import alter_terms as terms
from lockgate.rehearsal.kinds import Alter, Examine, Final, Given, Kind, Who


def _returned(name: str, share: int, rule: str, *alters: Alter) -> Kind:
    return Kind(name, share, Examine.RETURNED, (rule,), Final.RETURNED, alters=alters)


def _review(name: str, share: int, rule: str, *alters: Alter, group: int = 1) -> Kind:
    return Kind(name, share, Examine.REVIEW, (rule,), Final.HELD, group=group, alters=alters)


def _asked_again(name: str, share: int, group: int) -> Kind:
    return Kind(name, share, Examine.REVIEW, ("R48",), Final.HELD, Who.IN_FILE, group=group, given=Given.BOTH)


ORDERS = (
    _review("order_1182", 330, "R16", terms.says("removal_ground", "1182(a)(6)(A)(i)", "8 USC 1182(a)(7)(A)(i)(I)")),
    _review("ground_absent", 50, "R16", terms.says("removal_ground", "")),
    _returned("order_not_ripe", 240, "R15", terms.ordered_days_before(10, 85)),
    _returned("review_pending", 120, "R15", terms.says("judicial_review", "pending")),
    _review("review_not_said", 110, "R15", terms.says("judicial_review", "")),
    _returned("court_order_not_ripe", 40, "R15", terms.court_days_before(5, 80)),
    _review("opened_early", 70, "R15", terms.opened_early),
    _review("relief_declared", 90, "R17", terms.says("relief_declared", "motion", "stay", "deferred_action", "other")),
    _review("relief_not_said", 50, "R17", terms.says("relief_declared", "")),
    _returned("case_number_missing", 70, "R14", terms.says("order_case_number", "")),
    _returned("case_number_short", 40, "R14", terms.says("order_case_number", "A12", "No. 204", "17")),
    _returned("order_date_missing", 70, "R14", terms.says("final_order_date", "")),
    _returned("order_date_future", 15, "R14", terms.order_in_future),
)
"""Around the order of removal and its clock."""

_CIVIL_AUTHORITY = terms.says("authority", "8 U.S.C. 1357(a)", "8 U.S.C. 1225(b)")
STATUTES = (
    _returned("statute_missing", 50, "R11", terms.says("statute", ""), terms.says("authority", "HSI case authority")),
    _returned("statute_civil", 70, "R11", terms.says("statute", "8 USC 1231(a)", "8 USC 1229a"), _CIVIL_AUTHORITY),
    _returned("statute_tax", 25, "R11", terms.says("statute", "26 USC 7203", "26 USC 7206(1)")),
    _review("statute_not_registered", 30, "R11", terms.says("statute", "18 USC 711a", "18 USC 336")),
    _review("authority_missing", 30, "R11", terms.says("authority", "")),
    _returned("entry_without_its_fields", 35, "R18", terms.says("statute", "8 USC 1325(a)(1)")),
    _returned("reentry_without_its_fields", 35, "R18", terms.says("statute", "8 USC 1326(a)")),
)
"""Around the crime designated."""

REQUESTS = (
    _returned("periods_missing", 70, "R10", terms.says("tax_periods", "")),
    _returned("periods_all", 50, "R10", terms.says("tax_periods", "all", "ALL", "All years")),
    _returned("periods_future", 50, "R10", terms.says("tax_periods", "2024;2025", "2025", "2026")),
    _review("periods_too_many", 50, "R10", terms.says("tax_periods", "2019;2020;2021;2022;2023")),
    _review("periods_not_covered", 50, "R10", terms.uncovered_period),
    _returned("reason_missing", 50, "R13", terms.says("reason", "")),
    _returned("reason_generic", 160, "R13", terms.generic_reason),
    _review("reason_removal_only", 160, "R54", terms.removal_reason),
    _returned("matter_missing", 50, "R12", terms.says("matter_id", "")),
    _review("matter_not_dated", 25, "R12", terms.says("investigation_opened", "")),
    _review("matter_shared", 90, "R12", group=30),
    _review("officer_missing", 35, "R20", terms.says("officers", "")),
    _review("officer_not_listed", 35, "R20", terms.unlisted_officer),
    _returned("name_missing", 30, "R04", terms.one_name_missing),
    _review("name_unknown", 40, "R04", terms.name_unknown),
    _asked_again("asked_twice", 70, 2),
    _asked_again("probing", 30, 3),
)
"""Around the matter, the reason, the officers and the person."""

BROKEN = (
    _returned("row_too_few_fields", 10, "R00"),
    _returned("row_too_many_fields", 10, "R00"),
    _returned("row_nul", 8, "R00", terms.nul),
    _returned("row_undecodable", 6, "R00", terms.undecodable),
    _returned("row_oversized", 1, "R00", terms.oversized),
    _returned("tin_of_eight_digits", 12, "R00", terms.short_tin),
    _returned("birth_date_impossible", 12, "R00", terms.impossible_birth),
    _returned("record_id_missing", 10, "R00", terms.says("record_id", "")),
    Kind("record_id_repeated", 16, Examine.RETURNED, ("R00",), Final.RETURNED, group=2),
)
"""Rows that cannot be read as they must."""
