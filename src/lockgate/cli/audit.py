"""``lockgate audit``: look back at answers any system gave, over the rules whose inputs are at hand."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lockgate.actions.lookback import LookBackQuestion, look_back_at
from lockgate.actions.preflight import Limits
from lockgate.cli.answers import AsJson
from lockgate.cli.folders import whole_folder
from lockgate.cli.progress import progress
from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock

_STEPS = 7
"""The steps a look back names."""


def audit(  # noqa: PLR0913 - the options of the command
    *,
    records: Annotated[Path, typer.Option("--records", metavar="FILE", help="The records that were asked about.")],
    answers: Annotated[Path, typer.Option("--answers", metavar="FILE", help="The answers that were given.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder the lists are written to.")],
    agreement: Annotated[str, typer.Option("--agreement", help="An agreement pack.")] = "irs-ice-2025",
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="Else today.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="How the two files are written, TOML.")
    ] = None,
    submission: Annotated[
        Path | None, typer.Option("--submission", metavar="FILE", help="The request's submission.toml.")
    ] = None,
    registers: Annotated[
        Path | None, typer.Option("--registers", metavar="DIR", help="Officeholders, roster, orders.")
    ] = None,
    memory: Annotated[str, typer.Option("--memory", help="What counting may use.")] = "1GB",
    replace: Annotated[bool, typer.Option("--replace", help="Write over what is there.")] = False,
    as_json: AsJson = False,
) -> int:
    """Look back at answers that were given: per answer no rule failed, or unsupported and by which rules.

    Reads any system's files in any column names; a foreign header without --mapping ends with a mapping proposed.
    Ends with 0 when no rule failed on any answer, 1 when some are unsupported, 2 when something cannot be read.
    """
    day: date = system_clock().date() if as_of is None else as_of.date()
    question = LookBackQuestion(records, answers, mapping, submission, registers, agreement, day)
    with whole_folder(out, replace=replace) as folder, progress(_STEPS) as told:
        found = look_back_at(question, folder, Limits(memory=memory), told)
    answer(found | {"out": str(out)}, _shown(found, out), as_json=as_json)
    return 1 if _number(found, "outcomes", "unsupported") else 0


def _number(found: Mapping[str, object], *names: str) -> int | None:
    at: object = found
    for name in names:
        at = at[name] if isinstance(at, Mapping) else None
    return at if isinstance(at, int) else None


def _shown(found: Mapping[str, object], out: Path) -> Table:
    def told(*names: str) -> str:
        number = _number(found, *names)
        return "not told" if number is None else f"{number:,}"

    total = _number(found, "answers") or 0
    record = _number(found, "tied", "record") or 0
    rows = [
        ("unsupported: at least one rule failed", told("outcomes", "unsupported")),
        ("no rule failed; some may be not checked", told("outcomes", "no_rule_failed")),
        ("address insufficient, by the request alone", told("official_counts", "address_insufficient", "answers")),
        ("address never confirmed against a record", told("official_counts", "address_never_confirmed", "answers")),
        ("what was compared is not stated", told("address_compared", "not_stated")),
        ("tied to no one record of the request", f"{total - record:,}"),
        ("answered again", told("answered_again")),
    ]
    shown = table(
        f"{total:,} answers to {told('records')} records, under {found['agreement']} as of {found['as_of']}",
        ("answers", "number"),
        rows,
    )
    shown.caption = f"Every number's definition and list stands in {out}; begin with report.html."
    shown.caption_justify = "left"
    return shown
