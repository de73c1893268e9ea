"""Synthetic answers for somebody who plays a rehearsal on and has nobody to ask about: one record each, and a file.

The people are in the custodian's file and were asked about by no request of the rehearsal. What is written down is
read back for whoever fills in a request; it enters nothing, and is examined like anything else that is typed.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from lockgate.rehearsal.played import Played

FOLDER = "further"
"""The folder of requests and examples for going on, below the rehearsal's."""

RECORDS, FILE = "examples.csv", "example-records.csv"
"""Single records, one a line, and the file of a request of many, below that folder."""


def example(played: Played, serial: int) -> Mapping[str, str]:
    """One synthetic record by its terms; empty where the rehearsal left none.

    Args:
        played: the rehearsal.
        serial: any number; the same one has the same record.
    """
    try:
        with (_folder(played) / RECORDS).open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
    except OSError:
        return {}
    return rows[serial % len(rows)] if rows else {}


def example_file(played: Played) -> Path | None:
    """A synthetic file of records, some of them deficient; None where the rehearsal left none."""
    file = _folder(played) / FILE
    return file if file.is_file() else None


def _folder(played: Played) -> Path:
    return played.home.root.parent / FOLDER
