"""The text of a whole ``submission.toml``, from what an agency filled in; ``submissions`` reads it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lockgate.pipeline.columns import toml_text
from lockgate.pipeline.declarations import Official
from lockgate.pipeline.submissions import ProposedOfficer
from lockgate.pipeline.versions import former_lines
from lockgate.procedure.versions import Former


@dataclass(frozen=True, slots=True)
class Declared:
    """What a submission declares (docs/formats/submission.md); '' and None where it says nothing.

    Attributes:
        file: name, format, sha256 and count of the records' file.
        shape: ``delimiter`` and ``encoding`` of a CSV file.
        formats: ``date``, ``name``, ``single_name`` as declared.
        columns: term to header cell; None when the headers are the terms.
        former: the submission that this one is a later version of.
    """

    agreement: str
    agency: str
    number: str
    made: date
    provision: str
    attestation: str
    attested_on: date | None
    requesting: Official
    certifying: Official
    file: tuple[str, str, str, int]
    shape: Mapping[str, str]
    formats: Mapping[str, str]
    columns: Mapping[str, str] | None
    officers: tuple[ProposedOfficer, ...]
    former: Former | None = None


def written_submission(declared: Declared) -> bytes:
    """The bytes that are signed."""
    return ("\n".join(_lines(declared)) + "\n").encode("utf-8")


def _lines(said: Declared) -> Iterator[str]:
    for term in ("agreement", "agency", "number"):
        yield f"{term} = {toml_text(getattr(said, term))}"
    yield f"date = {said.made.isoformat()}"
    yield f"provision = {toml_text(said.provision)}"
    if said.attestation:
        yield f"attestation = {toml_text(said.attestation)}"
    if said.attested_on is not None:
        yield f"attested_on = {said.attested_on.isoformat()}"
    one = said.requesting
    about = {"person": one.person, "office": one.office, "capacity": one.capacity, "legal_basis": one.legal_basis}
    yield from _table("[requesting_official]", about)
    yield from _table("[certifying_official]", {"person": said.certifying.person, "office": said.certifying.office})
    name, form, digest, count = said.file
    yield from _table("[records]", {"file": name, "format": form, "sha256": digest, **said.shape})
    yield f"count = {count}"
    yield from _table("[formats]", said.formats)
    if said.columns is not None:
        yield from _table("[columns]", said.columns)
    if said.former is not None:
        yield from former_lines(said.former)
    for officer in said.officers:
        yield from _table("[[officers]]", {"id": officer.id, "name": officer.name, "agency": officer.agency})
        yield f"matters = [{', '.join(toml_text(one) for one in officer.matters)}]"


def _table(header: str, values: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield header
    yield from (f"{name} = {toml_text(value)}" for name, value in values.items() if value)
