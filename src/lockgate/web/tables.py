"""Tables of the pages as CSV, each to whoever may see it on its page; no cell of them runs in a spreadsheet."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse, HttpResponseBase

from lockgate.actions.grounds import grounds_of
from lockgate.actions.work import Wanted, listed_work
from lockgate.cells import table_text
from lockgate.web.cases import seen_by
from lockgate.web.records import attached
from lockgate.web.rooms import CASES, Visit, room

Cell = str | int


@room(CASES)
def work_table(visit: Visit) -> HttpResponseBase:
    """Every case of the list of work, the oldest first."""
    header = ("submission", "agency", "opened", "days", "stage", "waits_for", "taken_by", "holds")
    return _csv("work.csv", header, _cases(visit))


def _cases(visit: Visit) -> Iterable[Sequence[Cell]]:
    page, pages = 1, 1
    while page <= pages:
        found = listed_work(visit.office, visit.by, visit.signer, Wanted(page))
        page, pages = page + 1, found.pages
        for one in found.cases:
            facts = one.facts
            yield (
                facts.submission.number, facts.submission.agency, f"{facts.opened_at:%Y-%m-%d}", one.days,
                facts.stage.value, one.waits.words, ";".join(one.takers), len(one.holds),
            )  # fmt: skip


@room(CASES)
def grounds_table(visit: Visit, case: str) -> HttpResponseBase:
    """The tally of a case by ground."""
    found = grounds_of(visit.office, seen_by(visit, case).facts, visit.by)
    if not found:
        raise Http404
    lines = ((one.rule, one.title, one.state.value, one.code, one.records, one.citation) for one in found)
    return _csv("grounds.csv", ("rule", "title", "state", "code", "records", "citation"), lines)


@room(CASES)
def loads_table(visit: Visit, case: str) -> HttpResponseBase:
    """How many records of a case name each officer."""
    loads = seen_by(visit, case).loads
    if not loads:
        raise Http404
    return _csv("loads.csv", ("officer", "records"), loads.items())


def _csv(name: str, header: Sequence[str], lines: Iterable[Sequence[Cell]]) -> HttpResponse:
    return HttpResponse(table_text(header, lines), content_type="text/csv; charset=utf-8", headers=attached(name))
