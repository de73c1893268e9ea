"""The terms of a record, and how an agency's own columns become them. Nothing is guessed silently.

A header cell is taken when it is exactly a term, or when the submission's ``[columns]`` names it. Anything else
is refused with a mapping proposed for the agency to read, correct and paste.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lockgate.errors import UsageError
from lockgate.pipeline.columns_synonyms import SYNONYMS

TERMS = (
    "record_id",
    "given_name",
    "middle_name",
    "family_name",
    "suffix",
    "date_of_birth",
    "tin",
    "address",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "zip",
    "country",
    "address_basis",
    "tax_periods",
    "statute",
    "authority",
    "final_order_date",
    "order_case_number",
    "removal_ground",
    "judicial_review",
    "court_final_order_date",
    "relief_declared",
    "entry_date",
    "prior_removal_date",
    "found_date",
    "matter_kind",
    "matter_id",
    "investigation_opened",
    "reason",
    "officers",
    "agency_person_no",
)
"""Every column lockgate knows, in the order records.parquet keeps them."""

DATE_TERMS = (
    "date_of_birth",
    "final_order_date",
    "court_final_order_date",
    "entry_date",
    "prior_removal_date",
    "found_date",
    "investigation_opened",
)
"""The terms that hold one day."""

WHOLE_NAME = "name"
"""What ``[columns]`` may name beside the terms: one column with the whole name, split by ``[formats] name``."""

NAME_PARTS = ("given_name", "middle_name", "family_name", "suffix")
"""The terms a whole-name column is split into."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which header cell gives which term.

    Attributes:
        sources: term (or ``name``) to the header cell it is read from, in the file's order.
        ignored: header cells nobody mapped; they are never read.
    """

    sources: Mapping[str, str]
    ignored: tuple[str, ...]


def map_columns(header: Sequence[str], declared: Mapping[str, str] | None, file: str) -> Mapped:
    """Match a file's header against the terms and the declared mapping.

    Args:
        header: the header cells, trimmed, in the file's order.
        declared: ``[columns]`` of the submission, term to header cell; ``None`` when there is none.
        file: the file's name, for the sentences.

    Raises:
        UsageError: repeated or nameless header cells, a declared column that is absent, two columns for one
            term, no column for ``record_id``, or columns nobody mapped (with a mapping proposed).
    """
    _refuse_malformed(header, file)
    wanted = dict(declared or {})
    absent = [cell for cell in wanted.values() if cell not in header]
    if absent:
        raise UsageError(
            f"{file} has no column {absent[0]!r}, which [columns] names; its header reads: {', '.join(header)}.",
            elsewhere=f"{file} has no column {absent[0]!r}, which [columns] names; mend one of them.",
        )
    taken = {cell: term for term, cell in wanted.items()}
    for cell in header:
        if cell in TERMS and cell not in taken:
            _refuse_second(cell, wanted, file)
            taken[cell] = cell
    foreign = tuple(cell for cell in header if cell not in taken)
    if (foreign and declared is None) or "record_id" not in taken.values():
        # Where the header is missing, its cells are the first record's.
        elsewhere = f"{file} has columns that [columns] does not name, or none for record_id; declare each of them."
        raise UsageError(_proposal_sentence(header, wanted, file), elsewhere=elsewhere)
    return Mapped({taken[cell]: cell for cell in header if cell in taken}, foreign)


def _refuse_malformed(header: Sequence[str], file: str) -> None:
    if not header:
        raise UsageError(f"{file} has no header; the first line must name the columns.")
    if "" in header:
        raise UsageError(f"Column {header.index('') + 1} of {file} has no name; name it in the header or remove it.")
    repeated = [cell for cell, times in Counter(header).items() if times > 1]
    if repeated:
        raise UsageError(
            f"The header of {file} names {repeated[0]!r} more than once; each column needs its own name.",
            elsewhere=f"The header of {file} names a column more than once; each column needs its own name.",
        )


def _refuse_second(cell: str, wanted: Mapping[str, str], file: str) -> None:
    if cell in wanted:
        raise UsageError(
            f"{file} has a column {cell!r}, and [columns] reads {cell} from {wanted[cell]!r}; "
            "remove one of the two columns or the line of the mapping."
        )


def proposed_columns(header: Sequence[str], declared: Mapping[str, str] | None = None) -> dict[str, str]:
    """Term to header cell as far as the names tell, for a person to read, correct and confirm."""
    wanted = dict(declared or {})
    for cell in header:
        term = cell if cell in TERMS else SYNONYMS.get(re.sub(r"[^a-z0-9]", "", cell.lower()), "")
        if term and term not in wanted and cell not in wanted.values():
            wanted[term] = cell
    return wanted


def propose_columns(header: Sequence[str], declared: Mapping[str, str] | None = None) -> str:
    """A ``[columns]`` table in TOML for a person to read, correct and paste into submission.toml."""
    wanted = proposed_columns(header, declared)
    lines = ["[columns]"]
    lines += [f"{term} = {toml_text(cell)}" for term, cell in sorted(wanted.items(), key=lambda item: _place(item[0]))]
    lines += [f"# not used: {' '.join(cell.split())}" for cell in header if cell not in wanted.values()]
    if "record_id" not in wanted:
        lines.append('# record_id = "?"   the column that tells the records apart is needed')
    return "\n".join(lines)


def _place(term: str) -> int:
    return TERMS.index(term) if term in TERMS else len(TERMS)


def toml_text(text: str) -> str:
    """A text as a TOML basic string (JSON's escapes are TOML's, but for the one character DEL)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _proposal_sentence(header: Sequence[str], declared: Mapping[str, str], file: str) -> str:
    foreign = [cell for cell in header if cell not in TERMS and cell not in declared.values()]
    mapping = propose_columns(header, declared)
    if foreign and "record_id" in {*header, *declared}:
        return (
            f"{file} has columns lockgate does not know ({', '.join(foreign)}); read this mapping, correct it, and "
            f"paste it into submission.toml:\n\n{mapping}"
        )
    return (
        f"{file} has no column for record_id; read this mapping, correct it, and paste it into submission.toml:"
        f"\n\n{mapping}"
    )
