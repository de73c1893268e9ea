"""A draft's file of records: taken in as it was sent, and its columns confirmed by a person, never guessed silently."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lockgate.actions.draft import own_draft, written
from lockgate.actions.draft_check import SUBMISSION
from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.law.dates import ISO, date_reader
from lockgate.pipeline.columns import map_columns, proposed_columns
from lockgate.pipeline.readers_open import FORMATS, open_table
from lockgate.procedure.drafts import Draft
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.store.drafts import folder_of

LONGEST_FILE = 1 << 30
"""Bytes of an uploaded file, at most: about twice what 1.28 million records take."""


def take_file(office: Office, draft: str, by: Officer, source: Path, name: str) -> Draft | Refusal:
    """Put an uploaded file into the draft, in place of the one before; what it is gone from is gone.

    Args:
        office: the office.
        draft: its id.
        by: who uploaded it.
        source: the file, on the same file system.
        name: what its sender calls it; only its ending counts.

    Raises:
        UsageError: it is none of the three formats, or cannot be read as a whole.
    """
    own_draft(office, draft, by)
    ending = Path(name).suffix.lower()
    if ending.lstrip(".") not in FORMATS:
        raise UsageError(f"The file is called {name[-60:]!r}; send one that ends in .csv, .xlsx or .parquet.")
    kept = source.with_name(f"{source.name}{ending}")
    source.rename(kept)
    try:
        _open_as(kept, name[-60:])
        target = f"records{ending}"

        def change(one: Draft) -> Draft:
            folder = folder_of(office.home, draft)
            kept.replace(folder / target)
            for old in (one.file, *(f"records.{form}" for form in FORMATS)):
                if old and old != target:
                    (folder / old).unlink(missing_ok=True)
            return replace(one, file=target, columns=None)

        return written(office, draft, by, change)
    finally:
        kept.unlink(missing_ok=True)


def _open_as(file: Path, name: str) -> None:
    """Read the file's header; what is wrong with it is said of the name that its sender knows it by."""
    try:
        open_table(file)
    except UsageError as problem:
        raise UsageError(str(problem).replace(file.name, name)) from problem


def drop_file(office: Office, draft: str, by: Officer) -> Draft | Refusal:
    """Take the file out of the draft; one record by form can be filled in instead.

    Raises:
        UsageError: there is no such draft for this person.
    """

    def change(one: Draft) -> Draft:
        if one.file:
            (folder_of(office.home, draft) / one.file).unlink(missing_ok=True)
        return replace(one, file="", columns=None)

    return written(office, draft, by, change)


def header_of(office: Office, draft: Draft) -> tuple[tuple[str, str], ...]:
    """The header's cells, each with the term that was confirmed or is proposed for it; '' for none.

    Raises:
        UsageError: the file cannot be read.
    """
    header = open_table(folder_of(office.home, draft.id) / draft.file).header
    chosen = draft.columns if draft.columns is not None else proposed_columns(header)
    terms = {cell: term for term, cell in chosen.items()}
    return tuple((cell, terms.get(cell, "")) for cell in header)


def confirm_columns(
    office: Office, draft: str, by: Officer, columns: Mapping[str, str], formats: Mapping[str, str]
) -> Draft | Refusal:
    """Confirm which column is which term, and how dates and whole names are written.

    Args:
        office: the office.
        draft: its id.
        by: who confirms.
        columns: term to header cell.
        formats: ``date``, ``name``, ``single_name``; '' where nothing is declared.

    Raises:
        UsageError: the mapping cannot be: a column twice, none for the record id; no such format; or no such draft.
    """
    one = own_draft(office, draft, by)
    header = open_table(folder_of(office.home, draft) / one.file).header
    map_columns(header, columns, one.file)
    _refuse_format(formats.get("date", "") or ISO)
    said = {name: value for name, value in formats.items() if value}
    return written(
        office, draft, by, lambda now: replace(now, columns=dict(columns), answers={**now.answers, "formats": said})
    )


def _refuse_format(declared: str) -> None:
    try:
        date_reader(declared)
    except ValueError as problem:
        raise UsageError(
            f"Dates cannot be written as {declared!r}: name YYYY, MM or MON, and DD once each, as in MM/DD/YYYY or"
            " DD-MON-YYYY."
        ) from problem


def records_file(office: Office, draft: Draft) -> Path:
    """The records' file as it would be sent; its sha256 stands in submission.toml.

    Raises:
        UsageError: the draft was not checked yet.
    """
    found = sorted((folder_of(office.home, draft.id) / SUBMISSION).glob("records.*"))
    if not found:
        raise UsageError("The draft was not checked yet.")
    return found[0]
