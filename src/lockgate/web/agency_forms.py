"""The parts of a new request and their questions: one part a page, each question with its requirement."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
"""A sentence of a page, in whichever language it is asked for."""


class Kind(StrEnum):
    """How an answer is given."""

    LINE = "line"
    DAY = "day"
    LINES = "lines"
    CHOICE = "choice"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: how it is called in the record, what it says, which requirements ask for it."""

    name: str
    label: Text
    hint: Text = ""
    kind: Kind = Kind.LINE
    rules: str = ""
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the task list."""

    name: str
    title: Text
    intro: Text
    questions: tuple[Question, ...]


_MATTER = (
    ("investigation", _("an investigation that may result in a proceeding")),
    ("preparation", _("preparation for a judicial or administrative proceeding")),
    ("grand_jury", _("a Federal grand jury proceeding")),
)
_REVIEW = (("none", _("none")), ("pending", _("pending")), ("decided", _("decided")))
_RELIEF = (
    ("none", _("none")), ("motion", _("a motion")), ("stay", _("a stay")), ("deferred_action", _("deferred action")),
    ("other", _("other")),
)  # fmt: skip
_ONE_DAY = _("Write the day as 2025-08-07 where your browser shows no calendar.")

AUTHORITY = Part(
    "authority",
    _("Authority"),
    _("The agreement you ask under, and the number you give this request."),
    (
        Question("number", _("Your number for this request"), _("Each number is used once."), rules="R29"),
        Question("date", _("Day of the request"), _ONE_DAY, Kind.DAY, "R02"),
    ),
)
PEOPLE = Part(
    "people",
    _("Person asked about"),
    _("One taxpayer, and the address you hold for them. Without a name and an address nothing is looked up."),
    (
        Question("given_name", _("Given name"), rules="R04"),
        Question("middle_name", _("Middle name"), _("If there is one.")),
        Question("family_name", _("Family name"), rules="R04"),
        Question(
            "single_name",
            _("What stands for a missing name"),
            _("Only for a person with one name: what you wrote in the other name’s place, as FNU."),
            rules="R04",
        ),
        Question("suffix", _("Suffix"), _("Jr., III; if there is one.")),
        Question("address_line1", _("Number and street, or box"), _("As a letter would reach them."), rules="R05"),
        Question("address_line2", _("Apartment or unit")),
        Question("city", _("City"), rules="R05"),
        Question("state", _("State"), _("Two letters."), rules="R05"),
        Question("zip", _("ZIP code"), rules="R07"),
        Question("country", _("Country"), _("Only for an address abroad.")),
        Question(
            "address_basis",
            _("Why the taxpayer resides there"),
            _("Needed where the address is a facility: home, facility and why."),
            rules="R08",
        ),
        Question(
            "date_of_birth", _("Date of birth"), _("If you have it. It can confirm, and never replaces."), Kind.DAY
        ),
        Question("tin", _("Taxpayer number"), _("If you have it. It never replaces name or address."), rules="R09"),
        Question("tax_periods", _("Tax periods"), _("By year or last day, as 2022; 2023."), rules="R10"),
    ),
)
PURPOSE = Part(
    "purpose",
    _("Crime and purpose"),
    _("The criminal matter this one record serves. A reason that fits every case is returned."),
    (
        Question("statute", _("Criminal statute"), _("To the subparagraph, as 8 USC 1253(a)(1)(A)."), rules="R11"),
        Question("authority", _("Authority of the matter"), _("Under which it is conducted."), rules="R11"),
        Question("matter_kind", _("Kind of matter"), "", Kind.CHOICE, "R12", _MATTER),
        Question("matter_id", _("Matter number"), rules="R12"),
        Question("investigation_opened", _("Day the matter was opened"), _ONE_DAY, Kind.DAY, "R12"),
        Question(
            "reason",
            _("Why this information is relevant to this matter"),
            _("Which step of the criminal matter it serves. Removal alone is no criminal use."),
            Kind.LINES,
            "R13, R54",
        ),
        Question("final_order_date", _("Day the order became final"), _ONE_DAY, Kind.DAY, "R14, R15"),
        Question("order_case_number", _("Case number of the order"), rules="R14"),
        Question("removal_ground", _("Ground of removal"), _("As 1227(a)(1)(B)."), rules="R16"),
        Question("judicial_review", _("Judicial review of the order"), "", Kind.CHOICE, "R15", _REVIEW),
        Question(
            "court_final_order_date",
            _("Day of the court’s final order"),
            _("If a court reviewed the order."),
            Kind.DAY,
            "R15",
        ),
        Question("relief_declared", _("Relief that was asked for or granted"), "", Kind.CHOICE, "R17", _RELIEF),
        Question("entry_date", _("Day of entry"), _("For 8 USC 1325 and 1326."), Kind.DAY, "R18"),
        Question("prior_removal_date", _("Day of the earlier removal"), _("For 8 USC 1326."), Kind.DAY, "R18"),
        Question("found_date", _("Day found in the United States"), _("For 8 USC 1326."), Kind.DAY, "R18"),
    ),
)
OFFICERS = Part(
    "officers",
    _("Officers engaged"),
    _("Who is personally and directly engaged in the matter, and nobody else. Each confirms their own part later."),
    (
        Question(
            "officers", _("Officers’ ids"), _("As they stand on your roster, separated by semicolons."), rules="R20"
        ),
    ),
)
CERTIFICATION = Part(
    "certification",
    _("Certification"),
    _("Who asks for the agency, and who certifies the use."),
    (
        Question("requesting_person", _("Official who asks"), _("Of those in office today."), Kind.CHOICE, "R02"),
        Question("certifying_person", _("Official who certifies"), _("Of those in office today."), Kind.CHOICE, "R19"),
        Question("attests", _("The certifying official attests, in the agreement’s words:"), "", Kind.YES, "R19"),
    ),
)

RECORD_PARTS = (PEOPLE, PURPOSE, OFFICERS)
"""The parts whose questions are columns of a record."""

PARTS: Mapping[str, Part] = {one.name: one for one in (AUTHORITY, PEOPLE, PURPOSE, OFFICERS, CERTIFICATION)}
"""The task list, in its order."""

OF_A_FILE = frozenset({"people", "purpose", "officers"})
"""Parts that an uploaded file answers."""

_BESIDE = {
    "R04": "family_name", "R05": "address_line1", "R06": "address_line1", "R07": "zip", "R08": "address_basis",
    "R09": "tin", "R10": "tax_periods", "R11": "statute", "R12": "matter_id", "R13": "reason",
    "R14": "final_order_date", "R15": "final_order_date", "R16": "removal_ground", "R17": "relief_declared",
    "R18": "entry_date", "R20": "officers", "R48": "family_name", "R54": "reason", "R02": "requesting_person",
    "R03": "officers", "R19": "attests", "R23": "number",
    "R12.kind": "matter_kind", "R12.opened": "investigation_opened", "R12.opened_later": "investigation_opened",
    "R14.case_number": "order_case_number", "R15.review_not_said": "judicial_review", "R15.pending": "judicial_review",
    "R19.not_by_certifier": "certifying_person",
}  # fmt: skip


def beside(rule: str, code: str) -> str:
    """The question that a deficiency is shown beside; '' where it is about no single one."""
    return _BESIDE.get(code) or _BESIDE.get(rule, "")
