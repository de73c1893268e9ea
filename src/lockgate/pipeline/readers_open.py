"""Which of the three formats a file has; a file of no known format is refused as a whole."""

from pathlib import Path

from lockgate.errors import UsageError
from lockgate.pipeline.apart import open_apart
from lockgate.pipeline.readers_cells import Table
from lockgate.pipeline.readers_csv import open_csv

FORMATS = ("csv", "xlsx", "parquet")

_TEXT_ENDINGS = frozenset({".csv", ".tsv", ".tab", ".txt"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(path: Path, declared: str = "") -> str:
    """The format by the file's first bytes; text is CSV when the name or the submission says so.

    Raises:
        UsageError: no known format, another than declared, or an encrypted or old-style workbook.
    """
    with path.open("rb") as file:
        head = file.read(8)
    found = _by_content(head, path)
    if declared and declared not in FORMATS:
        raise UsageError(f"{declared!r} is not a format lockgate reads; use csv, xlsx or parquet.")
    if declared and found not in {declared, ""}:
        raise UsageError(
            f"{path.name} is declared as {declared} but holds {found}; correct the declaration or the file."
        )
    if found in {"xlsx", "parquet"}:
        return found
    if declared in {"xlsx", "parquet"}:
        raise UsageError(f"{path.name} is declared as {declared} but is not such a file; send it again.")
    if declared or path.suffix.lower() in _TEXT_ENDINGS:
        return "csv"
    raise UsageError(
        f"{path.name} is of no format lockgate knows; send CSV (.csv), XLSX (.xlsx) or Parquet (.parquet)."
    )


def _by_content(head: bytes, path: Path) -> str:
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith((b"PAR1", b"PARE")):
        return "parquet"
    if head == _OLE:
        raise UsageError(
            f"{path.name} is an encrypted workbook or one of the old .xls kind; save it as .xlsx without a password."
        )
    return ""


def refuse_unreadable(path: Path) -> None:
    """Refuse a file that is not there, cannot be read, or is empty.

    Raises:
        UsageError: with the reason.
    """
    if not path.is_file():
        raise UsageError(f"{path.name} is not a file that can be read; give a file of records.")
    try:
        with path.open("rb") as file:
            held = file.read(1)
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror}; give a file of records.") from error
    if not held:
        raise UsageError(f"{path.name} is empty; it needs a header line and records.")


def open_table(path: Path, declared: str = "", *, encoding: str = "", delimiter: str = "") -> Table:
    """Open a file of records, whatever its format; a workbook or Parquet is read in a process of its own.

    Raises:
        UsageError: the file cannot be read as a whole; the sentence says why.
    """
    refuse_unreadable(path)
    form = format_of(path, declared)
    return open_csv(path, encoding=encoding, delimiter=delimiter) if form == "csv" else open_apart(path, form)
