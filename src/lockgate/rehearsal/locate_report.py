"""``lockgate locate-report``: a rehearsal's sufficient records through location, counted against the truth."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from lockgate.actions.preflight import Limits
from lockgate.rehearsal.locate_counts import count
from lockgate.rehearsal.locate_truth import beside_truth
from lockgate.rehearsal.locating import Rehearsed, located, open_rehearsal, sufficient
from lockgate.reports.accuracy import Accuracy, render_csv, render_html, render_json

NAME = "locate-report"
"""The files of a report are called so, with ``.html``, ``.csv`` and ``.json``."""

STEPS = 8
"""The steps a report tells: those of a pre-flight, and two."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report is given beside the rehearsal: threads, memory, and who is told each step."""

    limits: Limits = field(default_factory=Limits)
    told: Callable[[str], None] = lambda _step: None


def measure(folder: Path, setting: Setting) -> Accuracy:
    """Examine and locate the records of a rehearsal, and count.

    Args:
        folder: a rehearsal; nothing is written into it.
        setting: threads, memory, who is told.

    Raises:
        UsageError: the folder is no rehearsal, or something of it cannot be read.
        IntegrityError: its truth does not have the rows of its request.
    """
    rehearsed = open_rehearsal(folder)
    with TemporaryDirectory(prefix="lockgate-report-") as name:
        sufficed = sufficient(rehearsed, Path(name), setting.limits, setting.told)
        setting.told("locate")
        found = located(rehearsed, sufficed, setting.limits)
        setting.told("count against the truth")
        rows = beside_truth(folder, sufficed.records, sufficed.rows, found)
    return count(rows, _facts(rehearsed))


def write(accuracy: Accuracy, folder: Path) -> None:
    """Write the page, the CSV and the JSON form into an existing folder."""
    for suffix, text in (
        (".html", render_html(accuracy)),
        (".csv", render_csv(accuracy)),
        (".json", render_json(accuracy)),
    ):
        (folder / NAME).with_suffix(suffix).write_text(text, encoding="utf-8", newline="\n")


def _facts(rehearsed: Rehearsed) -> tuple[tuple[str, str], ...]:
    """What is counted, as ``truth/about.json`` tells it."""
    about = rehearsed.about
    told = (("made by", "made_by"), ("seed", "seed"), ("slips in a hundred", "slips"))
    return (
        ("rehearsal", rehearsed.folder.name),
        *((label, str(about[key])) for label, key in told if key in about),
        ("records", f"{about.get('records', 0):,}"),
        ("taxpayers", f"{about.get('taxpayers', 0):,}"),
        ("day of the request", rehearsed.as_of.isoformat()),
        ("lockgate", version("lockgate")),
    )
