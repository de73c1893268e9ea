"""What the check of a draft found, each deficiency beside the question that it is about."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lockgate.actions.draft_report import Deficiency, report_of, rows_of
from lockgate.law.dates import ISO, date_reader
from lockgate.law.facts import Row
from lockgate.procedure.drafts import Draft
from lockgate.web.agency_forms import PARTS, beside
from lockgate.web.rooms import Visit

Shown = dict[str, Any]

CURES = {"R19.absent": gettext_lazy("No attestation of use is given. Tick it under Certification.")}
"""Cures that the law gives for a file, as they are done in a draft."""


def found_in(visit: Visit, draft: Draft) -> dict[str, list[Shown]]:
    """Of one record by form: what the last check of the draft as it is found, by the question it is shown beside."""
    report = report_of(visit.office, draft)
    found: dict[str, list[Shown]] = {}
    if report is None:
        return found
    on_rows = () if draft.file else rows_of(visit.office, draft, 1).shown
    for one in (*report.about, *on_rows):
        name = _question(draft, one)
        shown = deficiency(one, _quoted(draft, one, name))
        found.setdefault(name, []).append(shown | {"here": CURES.get(one.code, "")})
    return found


def _question(draft: Draft, one: Deficiency) -> str:
    """The question; of two that can be unreadable (R00.type) the day of birth only where it is no day."""
    if one.code == Row.TYPE:
        born = value_of(draft, "date_of_birth")
        return "date_of_birth" if born and date_reader(ISO)(born) is None else "tin"
    return beside(one.rule, one.code)


def _quoted(draft: Draft, one: Deficiency, name: str) -> str:
    """What stands for the value in the cure: of what cannot be read the question, else the answer."""
    said = value_of(draft, name)
    if one.code == Row.TYPE:
        said = next(str(q.label) for part in PARTS.values() for q in part.questions if q.name == name)
    return f"“{said}”" if said else _("(nothing)")


def deficiency(one: Deficiency, said: str = "“…”") -> Shown:
    """One deficiency as a page says it, with what was written in its place, where that is at hand."""
    cure = one.cure.replace("{value}", said)
    return {"cure": cure, "rule": one.rule, "citation": one.citation, "title": one.title, "held": one.held}


def value_of(draft: Draft, name: str) -> str:
    """What was answered to the question of this name, in whichever part; '' where nothing was."""
    return next((said[name] for said in draft.answers.values() if name in said), "")
