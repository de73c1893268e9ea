"""``lockgate demo``: a synthetic custodian and agency, one batch the whole way, compared with the truth."""

import json
import sys
from pathlib import Path
from secrets import token_bytes
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console

from lockgate.cli.demo_report import Ran, as_data, show
from lockgate.cli.folders import whole_folder
from lockgate.cli.progress import progress
from lockgate.rehearsal.demo import STEPS, Setting, demonstrate
from lockgate.rehearsal.plan import Plan

DEFAULT = Path("build/demo")
"""Where a demo goes when nothing is said; what an earlier one left there is replaced."""

AS_PLANTED, OTHERWISE = 0, 3


def demo(  # noqa: PLR0913 - one parameter is one option of the command
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The folder; else build/demo, replaced each time.")
    ] = None,
    records: Annotated[int, typer.Option(help="Rows of the request.")] = 5000,
    taxpayers: Annotated[int, typer.Option(help="People in the custodian's file.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same rehearsal.")] = 1,
    further: Annotated[
        bool, typer.Option("--further", help="Leave three more submissions at work, for lockgate serve --cast.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over what is in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> int:
    """Walk a synthetic batch the whole way with a scripted cast on a stated clock, and compare it with the truth.

    Ends with 0 when it went as the truth says: every examine outcome and rule agrees, no address was wrongly
    released, and at most 3 % of the rightful ones were missed; 3 otherwise.
    """
    plan = Plan(records, taxpayers, seed)
    target = DEFAULT if out is None else out
    begun = perf_counter()
    with whole_folder(target, replace=replace or out is None) as folder, progress(STEPS) as told:
        done = demonstrate(plan, folder, Setting(token_bytes, told, further=further))
    ran = Ran(plan, done, target, perf_counter() - begun, sys.argv[0])
    if as_json:
        sys.stdout.write(json.dumps(as_data(ran), ensure_ascii=False, sort_keys=True) + "\n")
    show(ran, Console(stderr=as_json, highlight=False))
    return AS_PLANTED if done.tally.as_the_truth_says else OTHERWISE
