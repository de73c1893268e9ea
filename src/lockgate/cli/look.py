"""``lockgate assign``, ``inspect``, ``look``: take a case, see what rows say, and how weak records agree (R24)."""

from typing import Annotated

import typer

from lockgate.actions.assign import assign as take
from lockgate.actions.desk import open_signer
from lockgate.actions.inspect import inspect as show
from lockgate.actions.look import case_named
from lockgate.actions.look_weak import look_at_weak
from lockgate.actions.scopes import spans
from lockgate.cli.answers import DONE, As, AsJson, Case, Home, Key, tell, tell_refusal
from lockgate.cli.desk import open_office
from lockgate.cli.tables import answer, table
from lockgate.law.terms import State
from lockgate.pipeline.weak_records import ELEMENTS
from lockgate.procedure.refusals import Refusal


def assign(case: Case, *, home: Home = None, officer: As = None, key: Key = None, as_json: AsJson = False) -> int:
    """Take a case; before that none of its contents are shown to you."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(take(office, case_named(case), signer), as_json=as_json)


def inspect(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    row: Annotated[list[int], typer.Option("--row", help="A row of the request; give it as often as needed.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Show what some rows of the request say, with every finding on them; the looking is entered first."""
    signer = open_signer(officer, key)
    office = open_office(home)
    seen = show(office, case_named(case), signer, row)
    if isinstance(seen, Refusal):
        return tell_refusal(seen, as_json=as_json)
    found = {
        "done": True, "act": seen.done.act.value, "case": seen.done.case, "entry": seen.done.entry,
        "records": [
            {
                "row": one.row, "outcome": one.outcome.value, "columns": dict(one.columns),
                "findings": [
                    {
                        "rule": trace.said.rule, "state": trace.said.state.value, "code": trace.said.code,
                        "citation": trace.said.citation, "written": dict(trace.written), "cure": trace.cure,
                    }
                    for trace in one.traces
                ],
            }
            for one in seen.records
        ],
    }  # fmt: skip
    lines = (
        (str(one.row), said.rule, said.state.value, said.code, said.citation, ", ".join(trace.written.values()))
        for one in seen.records
        for trace in one.traces
        if (said := trace.said).state is not State.MET
    )
    columns = ("row", "rule", "state", "code", "written in", "the row says")
    answer(found, table("Not met, or not checked", columns, lines), as_json=as_json)
    return DONE


def look(case: Case, *, home: Home = None, officer: As = None, key: Key = None, as_json: AsJson = False) -> int:
    """Look at the weak records of a case: how each element agrees, and the rows; a finding on R24.weak follows."""
    signer = open_signer(officer, key)
    office = open_office(home)
    seen = look_at_weak(office, case_named(case), signer)
    if isinstance(seen, Refusal):
        return tell_refusal(seen, as_json=as_json)
    found = {
        "done": True, "act": seen.done.act.value, "case": seen.done.case, "entry": seen.done.entry,
        "weak": [{**one.elements, "rows": list(one.rows)} for one in seen.agreements],
    }  # fmt: skip
    lines = ([*one.elements.values(), str(len(one.rows)), spans(one.rows)] for one in seen.agreements)
    columns = (*ELEMENTS.values(), "records", "rows")
    answer(found, table("Weak records: find each met or not met with --code R24.weak", columns, lines), as_json=as_json)
    return DONE
