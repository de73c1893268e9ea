"""Findings only people decide: on rows, on a declared group, or on the whole, each with its reason (R47)."""

from dataclasses import dataclass

from django.http import HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lockgate.actions.find import Found, find
from lockgate.actions.findings_table import findings_in, one_scope
from lockgate.actions.grounds import Ground, grounds_of
from lockgate.actions.scopes import rows_in
from lockgate.errors import UsageError
from lockgate.law.terms import State
from lockgate.pipeline.resolve import NEVER_MET
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.gates import finders_of
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import case_of
from lockgate.web.rooms import Visit, room
from lockgate.web.sentences import spoken
from lockgate.web.signing import Signing, done_second, shown_first
from lockgate.web.words import roles_in_words

LONGEST_REASON = 2000
"""Characters of a reason, at most."""

LONGEST_TABLE = 200_000
"""Characters of a table of findings, at most; longer ones are given on the command line."""

FIELDS = ("code", "state", "reason", "reach", "rows", "matter", "officer", "table")
"""Fields of the form; the second step sends them again."""

LATE = {
    "R24.weak": gettext_lazy("One taxpayer was found on less than the law counts as enough: is it the one meant?"),
    "R47.finding": gettext_lazy("It is or may be relevant to that matter, and the officer is engaged in it."),
}
"""Questions that no examination leaves open: they come once a record is sufficient."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The form as it was sent, and what is wrong with it."""

    given: dict[str, str]
    errors: dict[str, str]
    found: tuple[Found, ...] = ()


@room(TABLE[Act.FIND].roles, ("GET", "POST"))
def findings(visit: Visit, case: str) -> HttpResponseBase:
    """The open questions; of one of them the form; then what would be signed; then the act.

    The question's code stands in the address, never a row that was found weak, nor a matter.
    """
    facts = case_of(visit, case)
    if visit.request.method != "POST":
        return _page(visit, facts, _Form({"code": visit.request.GET.get("code", "")}, {}))
    given = _given(visit.request.POST)
    if "step" not in visit.request.POST:
        return _page(visit, facts, _Form(given, {}))
    form = _read(given, facts)
    if form.errors:
        return _page(visit, facts, form)
    number = len(form.found)
    covered = ngettext("%(count)d finding on %(rule)s", "%(count)d findings on %(rule)s", number) % {
        "count": number,
        "rule": form.found[0].rule,
    }
    signing = Signing(
        act=Act.FIND,
        facts=facts,
        effect=_("You record %(covered)s. Each stands in the log with your reason.") % {"covered": covered},
        button=_("Sign and record"),
        again={name: value for name, value in given.items() if value},
        do=lambda signer: find(visit.office, facts.case, signer, form.found),
        rule=form.found[0].rule,
    )
    return done_second(visit, signing) if visit.request.POST["step"] == "sign" else shown_first(visit, signing)


def _given(sent: QueryDict) -> dict[str, str]:
    # A browser sends lines apart by CR LF, whatever they were when they were shown.
    return {name: "\n".join(sent.get(name, "").strip().splitlines()) for name in FIELDS}


def _read(given: dict[str, str], facts: CaseFacts) -> _Form:
    """The findings that the form says, or what is wrong with it."""
    if given["table"]:
        return _read_table(given)
    errors: dict[str, str] = {}
    if given["state"] not in {State.MET.value, State.NOT_MET.value}:
        errors["state"] = _("Choose met or not met.")
    if not given["reason"]:
        errors["reason"] = _("Say in your own words why.")
    if len(given["reason"]) > LONGEST_REASON:
        errors["reason"] = _("Shorten the reason to 2,000 characters.")
    examined = facts.examination
    last = examined.sufficient + examined.review + examined.returned if examined is not None else 0
    reach = given["reach"]
    try:
        rows = rows_in(given["rows"][: LONGEST_REASON * 10], last) if reach == "rows" else frozenset[int]()
        group = (given["matter"], given["officer"]) if reach == "group" else ("", "")
        scope = one_scope(rows, *group, whole=reach == "whole")
    except (UsageError, ValueError) as problem:
        return _Form(given, errors | {"reach": spoken(str(problem))})
    return _Form(given, errors, (Found(given["code"], given["state"] == State.MET.value, given["reason"], scope),))


def _read_table(given: dict[str, str]) -> _Form:
    try:
        return _Form(given, {}, _found_in(given["table"]))
    except UsageError as problem:
        return _Form(given, {"table": spoken(str(problem))})


def _found_in(table: str) -> tuple[Found, ...]:
    if len(table) > LONGEST_TABLE:
        raise UsageError(_("Shorten the table to 200,000 characters, or give it on the command line."))
    found = tuple(findings_in(table.splitlines(keepends=True), _("line")))
    if len({one.rule for one in found}) != 1:
        raise UsageError(_("One act records findings on exactly one requirement; give at least one."))
    return found


def _page(visit: Visit, facts: CaseFacts, form: _Form) -> HttpResponseBase:
    questions = [_question(one) for one in grounds_of(visit.office, facts, visit.by) if one.state is State.NOT_CHECKED]
    late = (CaseStage.LOCATED, CaseStage.PROPOSED)
    questions += [
        {"code": code, "title": title, "rule": code.partition(".")[0], "records": None, "roles": _finders(code)}
        for code, title in LATE.items()
        if code != "R24.weak" or facts.stage in late
    ]
    asked = next((one for one in questions if one["code"] == form.given["code"]), None)
    about = {
        "case": facts,
        "questions": questions,
        "asked": asked,
        "never_met": asked is not None and asked["rule"] in NEVER_MET,
        "by_group": asked is not None and asked["rule"] != "R24",
        "by_whole": asked is not None and asked["rule"] not in {"R24", "R47"},
        "given": form.given,
        "errors": form.errors,
    }
    return visit.page("find.html", about, 422 if form.errors else 200)


def _question(one: Ground) -> dict[str, object]:
    code = one.code or one.rule
    return {
        "code": code,
        "title": spoken(one.title),
        "rule": one.rule,
        "citation": one.citation,
        "records": None if one.whole else one.records,
        "whole": one.whole,
        "roles": _finders(code),
    }


def _finders(code: str) -> str:
    return roles_in_words(finders_of(code.partition(".")[0]))
