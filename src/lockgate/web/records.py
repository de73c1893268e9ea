"""The records of a case by outcome and ground, and what some of them say, which an act enters before it is shown."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from lockgate.actions.grounds import Listing, listed_records, outcomes_of, table_of_records
from lockgate.actions.inspect import MOST, Inspected, RecordSeen, Trace, inspect
from lockgate.actions.office import Result, Signer
from lockgate.actions.scopes import rows_in, spans
from lockgate.law.terms import Outcome, State, Subject
from lockgate.pipeline.judged import Line, Said, Wanted
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import case_of
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import Signing, done_second, shown_first
from lockgate.web.words import OUTCOMES, STATES

_LONGEST_ROWS = 400
_LONGEST_CODE = 40


@room(TABLE[Act.INSPECT].roles, ("GET", "POST"))
def records(visit: Visit, case: str) -> HttpResponseBase:
    """One page of the records that are as wanted; sent back with rows, what these say, once it is signed."""
    facts = case_of(visit, case)
    if visit.request.method == "POST":
        return _shown(visit, facts, _rows_sent(visit.request.POST, facts))
    asked = visit.request.GET
    wanted = _wanted(asked)
    number = asked.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) <= 6 else 1
    found = listed_records(visit.office, facts, visit.by, wanted, page)
    about: dict[str, object] = {"case": facts, "refusal": found if isinstance(found, Refusal) else None}
    if isinstance(found, Listing):
        about |= {"listing": found, "lines": [_line(one) for one in found.lines]} | _ways(wanted, found)
        about |= {"filters": _filters(visit, facts, wanted), "rows": spans([one.row for one in found.lines])}
    return visit.page("records.html", about)


@room(TABLE[Act.INSPECT].roles, ("GET", "POST"))
def record(visit: Visit, case: str, row: int) -> HttpResponseBase:
    """What one record says, once its showing is signed."""
    return _shown(visit, case_of(visit, case), [row])


@room(TABLE[Act.INSPECT].roles)
def records_table(visit: Visit, case: str) -> HttpResponseBase:
    """The records that are as wanted, as CSV."""
    facts = case_of(visit, case)
    with table_of_records(visit.office, facts, visit.by, _wanted(visit.request.GET)) as file:
        if file is None or isinstance(file, Refusal):
            raise Http404
        content = file.read_bytes()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=attached("records.csv"))


def attached(name: str) -> dict[str, str]:
    """Headers of a table that is kept as a file rather than shown."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _shown(visit: Visit, facts: CaseFacts, rows: Sequence[int]) -> HttpResponseBase:
    """The two steps of an inspection; the records are shown in the answer to the second, and at no address."""
    found: list[Inspected] = []

    def do(signer: Signer) -> Result:
        seen = inspect(visit.office, facts.case, signer, rows)
        if isinstance(seen, Refusal):
            return seen
        found.append(seen)
        return seen.done

    def page() -> HttpResponseBase:
        shown = [_record(one) for one in found[-1].records]
        return visit.page("record.html", {"case": facts, "records": shown, "entry": found[-1].done.entry})

    signing = Signing(
        act=Act.INSPECT,
        facts=facts,
        effect=_(
            "You are shown what row %(rows)s of the request says, with every finding on it. Your looking is entered."
        )
        % {"rows": spans(sorted(rows))},
        button=_("Sign and show what it says"),
        again={"rows": spans(sorted(rows))},
        do=do,
        then=page,
    )
    signed = visit.request.method == "POST" and visit.request.POST.get("step") == "sign"
    return done_second(visit, signing) if signed else shown_first(visit, signing)


def _rows_sent(sent: QueryDict, facts: CaseFacts) -> list[int]:
    text, examined = sent.get("rows", ""), facts.examination
    if examined is None or len(text) > _LONGEST_ROWS:
        raise Http404
    try:
        rows = rows_in(text, examined.sufficient + examined.review + examined.returned)
    except ValueError as problem:
        raise Http404 from problem
    if not 0 < len(rows) <= MOST:
        raise Http404
    return sorted(rows)


def _wanted(asked: QueryDict) -> Wanted:
    """Codes only stand in the address, never what a record says."""
    return Wanted(
        outcome=next((one for one in Outcome if one.value == asked.get("outcome")), None),
        rule=asked.get("rule", "")[:_LONGEST_CODE],
        state=next((one for one in State if one.value == asked.get("state")), None),
        code=asked.get("code", "")[:_LONGEST_CODE],
    )


def _ways(wanted: Wanted, found: Listing) -> dict[str, object]:
    asked = {name: value for name, value in wanted.asked.items() if value}

    def to(page: int) -> str:
        return "?" + urlencode({**asked, "page": page})

    return {
        "before": to(found.page - 1) if found.page > 1 else "",
        "after": to(found.page + 1) if found.page < found.pages else "",
        "table": "records.csv" + ("?" + urlencode(asked) if asked else ""),
    }


def _filters(visit: Visit, facts: CaseFacts, wanted: Wanted) -> dict[str, object]:
    counts: Mapping[Outcome, int] = outcomes_of(visit.office, facts, visit.by)
    return {
        "outcomes": [(one.value, OUTCOMES[one], counts.get(one, 0), one is wanted.outcome) for one in Outcome],
        "states": [(one.value, STATES[one], one is wanted.state) for one in State],
        "rule": wanted.rule,
        "code": wanted.code,
    }


def _line(one: Line) -> dict[str, object]:
    return {"row": one.row, "outcome": OUTCOMES[one.outcome], "unmet": [_ground(said) for said in one.unmet]}


def _ground(said: Said) -> str:
    return f"{said.code or said.rule} {STATES[said.state]}"


def _record(one: RecordSeen) -> dict[str, object]:
    return {
        "row": one.row,
        "outcome": OUTCOMES[one.outcome],
        "columns": list(one.columns.items()),
        "unmet": [_told(trace) for trace in one.traces if trace.said.state is not State.MET],
        "met": [_told(trace) for trace in one.traces if trace.said.state is State.MET],
        "found": one.found,
        "stated": one.stated,
    }


def _told(trace: Trace) -> dict[str, object]:
    return {
        "rule": trace.said.rule,
        "code": trace.said.code,
        "state": STATES[trace.said.state],
        "open": trace.said.state is State.NOT_CHECKED,
        "title": trace.title,
        "citation": trace.said.citation,
        "whole": trace.said.subject is Subject.SUBMISSION,
        "written": list(trace.written.items()),
        "cure": trace.cure,
    }
