"""``lockgate look``: how the elements of each weak record agree, for whoever finds or votes on them (R24)."""

from collections.abc import Iterable
from itertools import groupby

from lockgate.actions.desk import open_office, open_signer
from lockgate.actions.look import case_named
from lockgate.actions.look_weak import look_at_weak
from lockgate.cli.answers import DONE, As, AsJson, Case, Home, Key, tell_refusal
from lockgate.cli.tables import answer, table
from lockgate.pipeline.weak_records import ELEMENTS
from lockgate.procedure.refusals import Refusal


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


def spans(rows: Iterable[int]) -> str:
    """Ascending numbers with runs drawn together, such as ``3;7-9``."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), lambda one: one[1] - one[0])]
    return ";".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
