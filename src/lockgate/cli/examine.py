"""``lockgate examine``: the law over a file of records, for either side, before anything is looked up."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lockgate.actions.preflight import Limits, Question, preflight
from lockgate.cli.acts import examine_case
from lockgate.cli.answers import As, AsJson, Home, Key
from lockgate.cli.folders import whole_folder
from lockgate.cli.progress import progress
from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock
from lockgate.errors import UsageError
from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.pipeline.examine_files import Summary

_STEPS = 6
"""The steps a pre-flight names."""


def examine(  # noqa: PLR0913 - the options of the command
    records: Annotated[
        Path | None, typer.Argument(metavar="RECORDS", help="A CSV, XLSX or Parquet file.", show_default=False)
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The folder the findings are written to.")
    ] = None,
    submission: Annotated[
        Path | None, typer.Option("--submission", metavar="FILE", help="Its submission.toml.")
    ] = None,
    registers: Annotated[
        Path | None, typer.Option("--registers", metavar="DIR", help="Officeholders, roster, orders.")
    ] = None,
    agreement: Annotated[str, typer.Option("--agreement", help="An agreement pack.")] = "irs-ice-2025",
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="Else today.")
    ] = None,
    every_state: Annotated[bool, typer.Option("--all", help="Also write findings.parquet with all states.")] = False,
    memory: Annotated[str, typer.Option("--memory", help="What counting may use.")] = "1GB",
    replace: Annotated[bool, typer.Option("--replace", help="Write over what is there.")] = False,
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="An open case, instead of RECORDS.")] = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Examine every record against every requirement that can be decided from the request alone.

    With RECORDS: a pre-flight for either side; it needs no custodian's data and enters nothing. With --case: the act
    examine on an open case, again. Ends with 0 when no record is returned, 1 when some are, 2 when something cannot
    be read.
    """
    if case:
        if records is not None:
            raise UsageError("Give RECORDS for a pre-flight or --case for an open case, not both.")
        return examine_case(case, home, (officer, key), as_json=as_json)
    if records is None or out is None:
        raise UsageError("Give RECORDS and --out DIR for a pre-flight, or --case CASE for an open case.")
    day: date = system_clock().date() if as_of is None else as_of.date()
    question = Question(records, submission, registers, agreement, day, every_state)
    with whole_folder(out, replace=replace) as folder, progress(_STEPS) as told:
        summary = preflight(question, folder, Limits(memory=memory), told)
    answer(summary.as_json() | {"out": str(out)}, _shown(summary, out), as_json=as_json)
    return 1 if summary.outcomes["returned"] else 0


def _shown(summary: Summary, out: Path) -> Table:
    titles = {rule.id: rule.title for rule in SUBMISSION_RULES} | {rule.id: rule.title for rule in RECORD_RULES}
    rows = [
        (rule, _short(titles.get(rule, "")), f"{states['not_met']:,}", f"{states['not_checked']:,}")
        for rule, states in summary.rules.items()
        if states["not_met"] or states["not_checked"]
    ]
    counts = " · ".join(f"{number:,} {outcome}" for outcome, number in summary.outcomes.items())
    title = f"{summary.rows:,} records under {summary.agreement} as of {summary.as_of}: {counts}"
    shown = table(title, ("rule", "requirement", "not met", "not checked"), rows)
    shown.caption = f"Everything stands in {out}; notice.html is what the requester is told."
    shown.caption_justify = "left"
    return shown


def _short(title: str) -> str:
    return title if len(title) <= 70 else f"{title[:69].rsplit(' ', 1)[0]} …"
