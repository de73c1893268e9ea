"""``lockgate rehearsal``: a synthetic custodian's file and request, with the truth about every row."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lockgate.rehearsal.plan import OfficersMode, Plan
from lockgate.rehearsal.write import Rehearsed, rehearse

_PRACTICES = ("2025",)


def rehearsal(  # noqa: PLR0913 - one parameter is one option of the command
    *,
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    records: Annotated[int, typer.Option(help="Rows of the request.")] = 5000,
    taxpayers: Annotated[int, typer.Option(help="People in the custodian's file.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same rehearsal.")] = 1,
    officers: Annotated[
        OfficersMode, typer.Option(help="One officer named for every row, or a plausible roster.")
    ] = OfficersMode.PLAUSIBLE,
    practice: Annotated[str, typer.Option(help="Also write the answers of this practice: 2025.")] = "",
    slips: Annotated[float, typer.Option(help="Sufficient rows in a hundred that have a slip of the pen.")] = 0.0,
    replace: Annotated[bool, typer.Option("--replace", help="Write over an earlier rehearsal.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a synthetic custodian's file, registers and a signed request, with the truth about every row."""
    if practice and practice not in _PRACTICES:
        raise typer.BadParameter("the practice known is 2025", param_hint="--practice")
    plan = Plan(records, taxpayers, seed, officers, practice=bool(practice), slips=slips)
    done = rehearse(plan, out, replace=replace)
    if as_json:
        typer.echo(json.dumps(_summary(plan, done), ensure_ascii=False))
    else:
        _show(plan, done)


def _summary(plan: Plan, done: Rehearsed) -> dict[str, object]:
    return {
        "folder": str(done.folder),
        "records": plan.records,
        "taxpayers": plan.taxpayers,
        "seed": plan.seed,
        "officers": done.officers,
        "slips": plan.slips,
        "rightful_releases": done.rightful_releases,
        "practice_answers": done.practice_answers,
        "kinds": done.kinds,
    }


def _show(plan: Plan, done: Rehearsed) -> None:
    table = Table(title=f"Rehearsal of {plan.records:,} records, seed {plan.seed}", show_header=False)
    table.add_row("Taxpayers in the custodian's file", f"{plan.taxpayers:,}")
    table.add_row("Kinds of request", f"{len(done.kinds)}")
    table.add_row("Officers named", f"{done.officers:,}")
    table.add_row("Rightful releases", f"{done.rightful_releases:,}")
    if done.practice_answers is not None:
        table.add_row("Answers the practice of 2025 gave", f"{done.practice_answers:,}")
    table.add_row("Request", str(done.folder / "request"))
    table.add_row("Truth", str(done.folder / "truth" / "records.csv"))
    Console().print(table)
