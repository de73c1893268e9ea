"""A first ``submission.toml`` for a file of records: its hash and count, and columns proposed for confirmation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from lockgate.law.agreement import Agreement
from lockgate.pipeline.columns import TERMS, propose_columns, toml_text
from lockgate.pipeline.ingest import sha256_of
from lockgate.pipeline.readers_arrow import Bytes
from lockgate.pipeline.readers_open import open_table
from lockgate.pipeline.readers_order import in_order


@dataclass(frozen=True, slots=True)
class Look:
    """What a file of records shows before anything is declared about it."""

    header: tuple[str, ...]
    rows: int
    sha256: str
    format: str
    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a submission when its declaration is first written; '' where the agency fills it in."""

    file: str
    look: Look
    agreement: Agreement
    agency: str
    number: str
    made: date


def look_at(records: Path) -> Look:
    """Hash and count a file of records, and read its header.

    Raises:
        UsageError: the file cannot be read as a whole.
    """
    table = open_table(records)
    rows = sum(in_order(partial(_count, call) for call in table.column(table.header[0])))
    return Look(table.header, rows, sha256_of(records), table.format, table.encoding, table.delimiter)


def _count(call: Callable[[], Bytes]) -> int:
    return len(call())


def draft_submission(draft: Draft) -> str:
    """The text of a first ``submission.toml``; what the agency has to fill in is empty and refused until it is.

    Columns that are not the terms are mapped as proposed, for the agency to read and correct before it signs.
    """
    look = draft.look
    lines = [
        f"agreement = {toml_text(draft.agreement.name)}",
        f"agency = {toml_text(draft.agency)}",
        f"number = {toml_text(draft.number)}",
        f"date = {draft.made.isoformat()}",
        f"provision = {toml_text(draft.agreement.provision)}",
        "# The certifying official attests, in the agreement's words or the agency's own, and says when:",
        f"# attestation = {toml_text(draft.agreement.attestation)}",
        f"# attested_on = {draft.made.isoformat()}",
        "",
        "[requesting_official]",
        'person = ""',
        'office = ""',
        'capacity = ""       # head, acting_head, inspector_general or doj_office',
        'legal_basis = ""    # of an acting head',
        "",
        "[certifying_official]",
        'person = ""',
        'office = ""',
        "",
        *_records(draft.file, look),
        "",
        "[formats]",
        'date = "YYYY-MM-DD"',
        "",
        *_columns(look.header),
        "# One table for each officer who is to receive answers:",
        "# [[officers]]",
        '# id = ""',
        '# name = ""',
        f"# agency = {toml_text(draft.agency)}",
        '# matters = [""]',
    ]
    return "\n".join(lines) + "\n"


def _records(file: str, look: Look) -> Iterator[str]:
    yield "[records]"
    yield f"file = {toml_text(file)}"
    yield f"format = {toml_text(look.format)}"
    yield f"sha256 = {toml_text(look.sha256)}"
    yield f"count = {look.rows}"
    if look.format == "csv":
        yield f"delimiter = {toml_text(look.delimiter)}"
        yield f"encoding = {toml_text(look.encoding)}"


def _columns(header: tuple[str, ...]) -> Iterator[str]:
    if set(header) <= set(TERMS):
        return
    yield "# Proposed from the header: read each line, correct it, and keep only what is right."
    yield propose_columns(header)
    yield ""
