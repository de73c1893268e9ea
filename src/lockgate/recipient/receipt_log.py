"""The recipient's own permanent record of what it received (26 USC 6103(p)(4)(A); R32).

One CSV file, one line for each receipt, with the columns that Publication 1075 section 2.A.2 asks of
a log of electronic receipts. No return information has a place in it: the taxpayers are named by the
case's blinded reference, and a text with nine digits in the shape of a TIN is refused.
"""

import re
from argparse import Namespace
from datetime import date, datetime
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.recipient.files import PACKAGE_BYTES_MAX, append_line, read_file
from lockgate.recipient.results import Result
from lockgate.seal.answers import CONTROL, csv_cell
from lockgate.seal.manifests import Terms
from lockgate.seal.packages import claimed_manifest

COLUMNS = (
    "package",
    "identifier",
    "tax_periods",
    "information_type",
    "reason",
    "date_requested",
    "date_received",
    "location",
    "access",
    "approximate_records",
    "date_transmitted",
    "description",
    "received_by",
    "date_disposed",
    "disposal_method",
)
"""The columns, in their order."""

LOG_BYTES_MAX = 1 << 28
INFORMATION_TYPE = "taxpayer identity: mailing address, 26 USC 6103(b)(6)"
_TIN = re.compile(r"(?<!\d)\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)|(?<!\d)\d{2}-\d{7}(?!\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def log(args: Namespace, now: datetime) -> Result:
    """Append the receipt of a package to the recipient's log, and say the line.

    Raises:
        UsageError: a value is missing or out of form, the log is another file, or the line stands in it.
        IntegrityError: the file is no package.
    """
    manifest, _ = claimed_manifest(read_file(Path(args.package), PACKAGE_BYTES_MAX))
    line = _line(_row(manifest.terms, args, now))
    _append(Path(args.file), line)
    return Result((line,), {"ok": True, "package": manifest.terms.package, "file": args.file, "line": line})


def _row(terms: Terms, args: Namespace, now: datetime) -> tuple[str, ...]:
    if args.records < 1:
        raise UsageError("The approximate number of records is 1 or more.")
    if (args.disposed is None) != (args.disposal_method is None):
        raise UsageError("A disposal has a date and a method: give both --disposed and --disposal-method.")
    return (
        terms.package,
        f"case {terms.case}",
        args.periods,
        INFORMATION_TYPE,
        args.reason,
        _day(args.requested, "--requested"),
        now.strftime("%Y-%m-%d") if args.received is None else _day(args.received, "--received"),
        args.location,
        args.access,
        str(args.records),
        terms.made_at[:10],
        f"lockgate package under {terms.agreement}, {terms.provision}",
        args.officer,
        "" if args.disposed is None else _day(args.disposed, "--disposed"),
        args.disposal_method or "",
    )


def _day(text: str, option: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} is a date such as 2025-08-07, not {text!r}.") from error
    if _DAY.fullmatch(text) is None:
        raise UsageError(f"{option} is a date such as 2025-08-07, not {text!r}.")
    return day.isoformat()


def _line(row: tuple[str, ...]) -> str:
    for column, value in zip(COLUMNS, row, strict=True):
        if CONTROL.search(value) or "\r" in value:
            raise UsageError(f"The {column} holds a line break or control character; write it in one line.")
        if column not in ("package", "identifier") and _TIN.search(value):
            raise UsageError(f"The {column} holds what may be a TIN; no return information stands in this log.")
        if not value and not column.startswith(("date_disposed", "disposal_")):
            raise UsageError(f"The {column} is empty; every column of the log is filled in.")
    return ",".join(csv_cell(value) for value in row)


def _append(path: Path, line: str) -> None:
    """Add one line, after the header if the file is new; an existing line is never touched."""
    header = ",".join(COLUMNS)
    lines = read_file(path, LOG_BYTES_MAX).decode(errors="replace").split("\n") if path.exists() else []
    if lines and (lines[0] != header or lines[-1]):
        raise UsageError(f"{path} is not a receipt log of this form, or breaks off; give another --file.")
    if line in lines:
        raise UsageError(f"{path} holds this very line already; nothing was added.")
    data = f"{line}\n" if lines else f"{header}\n{line}\n"
    append_line(path, data.removesuffix("\n").encode())
