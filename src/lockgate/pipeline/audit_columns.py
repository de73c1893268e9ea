"""Which header cell of a look back's two files gives which term, or a mapping proposed for both.

A header cell is taken when it is exactly a term, or when the mapping names it. Anything else is refused with a
mapping for a person to read, correct and save; nothing is guessed silently.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lockgate.errors import UsageError
from lockgate.pipeline.audit_mapping import ANSWER_TERMS, RECORD_TERMS
from lockgate.pipeline.columns import toml_text
from lockgate.pipeline.columns_synonyms import SYNONYMS

_ANSWERS = {
    "record_id": "recordid recid recordno id requestid requestno reqid inputid refid reference",
    "row": "row rowno rownumber requestrow inputrow line lineno",
    "matched_by": "matchedby matchtype matchtyp matchmethod matchedon matchcode method matchroute",
    "route": "route",
    "taxpayer_id": "taxpayerid entityid tpid",
    "address": "address fulladdress answeredaddress lastknownaddress",
    "line1": "line1 street addressline1 address1 addr1 streetaddress",
    "line2": "line2 addressline2 address2 addr2 unit apt",
    "city": "city town",
    "state": "state st statecode",
    "zip": "zip zipcode postalcode zip5",
    "country": "country countrycode",
}
_ANSWER_SYNONYMS = {written: term for term, names in _ANSWERS.items() for written in names.split()}


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two files: its half of the mapping, its header, and what the mapping says of it."""

    name: str
    file: str
    header: Sequence[str]
    declared: Mapping[str, str] | None

    @property
    def terms(self) -> tuple[str, ...]:
        """The words its columns may have."""
        return RECORD_TERMS if self.name == "records" else ANSWER_TERMS

    @property
    def needed(self) -> tuple[str, ...]:
        """Of these at least one has to be there."""
        return ("record_id",) if self.name == "records" else ("record_id", "row")


Columns: TypeAlias = dict[str, str]
"""Term -> header cell."""


def columns_of(records: Half, answers: Half) -> tuple[Columns, Columns]:
    """The columns of both files.

    Raises:
        UsageError: a malformed header, a declared column that is absent, or columns nobody mapped, with a mapping
            proposed for whichever file needs one.
    """
    found = [_taken(half) for half in (records, answers)]
    unmapped = [half for half, columns in zip((records, answers), found, strict=True) if columns is None]
    if unmapped:
        raise UsageError(_proposal(unmapped))
    first, second = found
    return first or {}, second or {}


def _taken(half: Half) -> Columns | None:
    """Term -> header cell; None where the header needs a mapping."""
    _refuse_malformed(half)
    declared = dict(half.declared or {})
    named = {cell: term for term, cell in declared.items()}
    for cell in half.header:
        if cell in half.terms and cell not in named and cell not in declared:
            named[cell] = cell
    foreign = [cell for cell in half.header if cell not in named]
    columns = {named[cell]: cell for cell in half.header if cell in named}
    lacks = not any(term in columns for term in half.needed)
    return None if lacks or (foreign and half.declared is None) else columns


def _refuse_malformed(half: Half) -> None:
    header, file = half.header, half.file
    if "" in header:
        raise UsageError(f"column {list(header).index('') + 1} of {file} has no name; name it in the header.")
    repeated = [cell for cell, times in Counter(header).items() if times > 1]
    if repeated:
        raise UsageError(f"the header of {file} names {repeated[0]!r} more than once; each column needs its own name.")
    absent = [cell for cell in (half.declared or {}).values() if cell not in header]
    if absent:
        raise UsageError(
            f"{file} has no column {absent[0]!r}, which [{half.name}.columns] names; its header reads:"
            f" {', '.join(header)}"
        )


def _proposal(halves: Sequence[Half]) -> str:
    files = " and ".join(half.file for half in halves)
    return (
        f"{files}: the columns are not all in lockgate's words; read this mapping, correct it, save it, and give it"
        " with --mapping:\n\n" + "\n\n".join(_proposed(half) for half in halves)
    )


def _proposed(half: Half) -> str:
    synonyms = SYNONYMS if half.name == "records" else _ANSWER_SYNONYMS
    wanted = dict(half.declared or {})
    for cell in half.header:
        term = cell if cell in half.terms else synonyms.get(re.sub(r"[^a-z0-9]", "", cell.lower()), "")
        if term and term not in wanted and cell not in wanted.values():
            wanted[term] = cell
    lines = [f"[{half.name}.columns]"]
    lines += [f"{term} = {toml_text(wanted[term])}" for term in half.terms if term in wanted]
    lines += [f"# not used: {' '.join(cell.split())}" for cell in half.header if cell not in wanted.values()]
    if not any(term in wanted for term in half.needed):
        lines.append(f'# {half.needed[0]} = "?"   the column that ties an answer to a record is needed')
    return "\n".join(lines)
