"""A submission: what an agency declares about a file of records, and the signature under it.

``submission.toml`` is parsed strictly: an unknown key, a wrong type or a contradiction is refused with file, line
and cure. What the law asks of the values is not judged here.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lockgate.errors import UsageError
from lockgate.law.dates import ISO, date_reader
from lockgate.pipeline.columns import TERMS, WHOLE_NAME
from lockgate.pipeline.declarations import DeclaredOfficial, Given, Official, Strict, read_declaration
from lockgate.pipeline.ingest import IntakePlan
from lockgate.pipeline.readers_open import FORMATS
from lockgate.pipeline.readers_shape import name_form
from lockgate.pipeline.versions import DeclaredFormer, former_of
from lockgate.procedure.versions import Former
from lockgate.store.agreements import line_of

FILE = "submission.toml"
"""The name a submission's declaration has in its folder."""

SIGNATURE = "submission.toml.p7s"
"""The detached CMS signature over the exact bytes of ``submission.toml``."""

SIZE_MAX = 256 << 20
"""No declaration is larger than this many bytes."""


class _Certifier(Strict):
    person: str = ""
    office: str = ""


class _Records(Strict):
    file: Annotated[str, Field(pattern=r"^[^/\\]*[^/\\.][^/\\]*$")]
    format: str = ""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    count: Annotated[int, Field(ge=1)]
    delimiter: str = ""
    encoding: str = ""


class _Formats(Strict):
    date: str = ISO
    name: str = ""
    single_name: str = ""


class _Officer(Strict):
    id: Given
    name: Given
    agency: Given
    matters: list[str] = Field(default_factory=list)


class _Declaration(Strict):
    agreement: Given
    agency: Given
    number: Given
    date: dt.date
    provision: Given
    attestation: str = ""
    attested_on: dt.date | None = None
    requesting_official: DeclaredOfficial
    certifying_official: _Certifier = _Certifier()
    records: _Records
    formats: _Formats = _Formats()
    columns: dict[str, str] | None = None
    officers: list[_Officer] = Field(default_factory=list)
    former: DeclaredFormer | None = None


@dataclass(frozen=True, slots=True)
class ProposedOfficer:
    """An officer the agency proposes as a recipient, with the matters they are engaged in (R03, R20)."""

    id: str
    name: str
    agency: str
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission as declared.

    Attributes:
        agreement: name of the agreement pack.
        agency: the requesting agency.
        number: the agency's own number for it.
        made: the day it was made.
        provision: the paragraph it is made under, such as ``26 USC 6103(i)(2)``.
        attestation: the use attestation's words; '' when there is none (R19).
        attested_on: its day; ``None`` when it bears none.
        requesting: the requesting official (R02).
        certifying: the certifying official (R19); empty when none is named.
        file: name of the records file, beside ``submission.toml``.
        plan: how that file is to be read, and what it must hash and count to.
        single_name: the marker that says a person bears one name only (R04); '' when none is declared.
        officers: recipients proposed.
        sha256: of the bytes of ``submission.toml``.
        former: the submission that this one is a later version of (R48); None where it is a first one.
    """

    agreement: str
    agency: str
    number: str
    made: dt.date
    provision: str
    attestation: str
    attested_on: dt.date | None
    requesting: Official
    certifying: Official
    file: str
    plan: IntakePlan
    single_name: str
    officers: tuple[ProposedOfficer, ...]
    sha256: str
    former: Former | None = None

    @property
    def officer_ids(self) -> frozenset[str]:
        """The ids of the officers proposed."""
        return frozenset(officer.id for officer in self.officers)


def read_submission(path: Path) -> Submission:
    """Read ``submission.toml`` (the file, or the folder that holds it).

    Raises:
        UsageError: it cannot be read, or says something it may not; with file, line and cure.
    """
    file = path / FILE if path.is_dir() else path
    try:
        if file.stat().st_size > SIZE_MAX:
            raise UsageError(f"{file.name} is larger than {SIZE_MAX >> 20} MB; it is not a submission's declaration.")
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; give the submission's folder or file.") from error
    return parse_submission(content, file.name)


def parse_submission(content: bytes, name: str = FILE) -> Submission:
    """The submission declared by these bytes.

    Args:
        content: the exact bytes of ``submission.toml``.
        name: what to call the file in an error.

    Raises:
        UsageError: with file, line and cure.
    """
    found = read_declaration(_Declaration, content, name, "a submission")
    for keys, sentence in _contradictions(found):
        raise UsageError(f"{name}:{line_of(content.decode('utf-8'), keys)}: {sentence}")
    return _submission(found, sha256(content).hexdigest())


def _contradictions(found: _Declaration) -> Iterable[tuple[tuple[str, ...], str]]:
    if found.records.format not in {"", *FORMATS}:
        yield ("records", "format"), f"{found.records.format!r} is no format; write csv, xlsx or parquet."
    yield from _bad_forms(found.formats)
    mapped = found.columns or {}
    for term, cell in mapped.items():
        if term not in {*TERMS, WHOLE_NAME}:
            yield ("columns", term), f"{term} is no term of a record; the terms are {', '.join(TERMS)}."
        if list(mapped.values()).count(cell) > 1:
            yield ("columns", term), f"The column {cell!r} is mapped twice; each column gives one term."
    ids = [officer.id for officer in found.officers]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        yield ("officers",), f"The officer {twice} is listed twice; list each once with all their matters."


def _bad_forms(formats: _Formats) -> Iterable[tuple[tuple[str, ...], str]]:
    try:
        date_reader(formats.date)
    except ValueError as error:
        yield ("formats", "date"), str(error)
    try:
        name_form(formats.name)
    except UsageError as error:
        yield ("formats", "name"), str(error)


def _submission(found: _Declaration, digest: str) -> Submission:
    records, formats, certifier = found.records, found.formats, found.certifying_official
    return Submission(
        agreement=found.agreement,
        agency=found.agency,
        number=found.number,
        made=found.date,
        provision=found.provision,
        attestation=found.attestation,
        attested_on=found.attested_on,
        requesting=found.requesting_official.official,
        certifying=Official(certifier.person, certifier.office),
        file=records.file,
        plan=IntakePlan(
            format=records.format,
            delimiter=records.delimiter,
            encoding=records.encoding,
            columns=found.columns,
            date=formats.date,
            name=formats.name,
            sha256=records.sha256,
            count=records.count,
        ),
        single_name=formats.single_name,
        officers=tuple(ProposedOfficer(o.id, o.name, o.agency, tuple(o.matters)) for o in found.officers),
        sha256=digest,
        former=former_of(found.former),
    )
