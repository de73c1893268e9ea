"""``lockgate locate-report``: how often location is wrong, and whom it misses, on synthetic people."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lockgate.actions.preflight import Limits
from lockgate.cli.answers import AsJson
from lockgate.cli.folders import whole_folder
from lockgate.cli.progress import progress
from lockgate.cli.tables import answer, table
from lockgate.rehearsal.locate_report import NAME, STEPS, Setting, measure, write
from lockgate.reports.accuracy import Accuracy, as_json


def locate_report(
    *,
    rehearsal: Annotated[Path, typer.Option("--rehearsal", metavar="DIR", help="A folder lockgate rehearsal wrote.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder the report is written to.")],
    memory: Annotated[str, typer.Option("--memory", help="What examine and locate may use.")] = "1GB",
    replace: Annotated[bool, typer.Option("--replace", help="Write over what is there.")] = False,
    as_object: AsJson = False,
) -> None:
    """Locate every sufficient record of a rehearsal and count, against its truth, who was wrongly identified or missed.

    Only a folder with the truth about its rows is taken: nothing is ever counted on records of real people. Writes
    locate-report.html with charts, locate-report.csv and locate-report.json.
    """
    with whole_folder(out, replace=replace) as folder, progress(STEPS) as told:
        accuracy = measure(rehearsal, Setting(Limits(memory=memory), told))
        write(accuracy, folder)
    answer({**as_json(accuracy), "out": str(out)}, _shown(accuracy, out), as_json=as_object)


def _shown(accuracy: Accuracy, out: Path) -> Table:
    rows = [
        (
            line.label,
            f"{line.wrong.count:,} of {line.wrong.of:,}",
            line.wrong.said_per_million(),
            f"{line.missed.count:,} of {line.missed.of:,}",
            line.missed.said_percent(),
        )
        for line in accuracy.classes.lines
    ]
    columns = ("class", "wrongly identified", "per million", "wrongly missed", "share")
    shown = table("What location came to, beside what was planted", columns, rows)
    shown.caption = f"Intervals in brackets. Everything stands in {out}; {NAME}.html has the charts."
    shown.caption_justify = "left"
    return shown
