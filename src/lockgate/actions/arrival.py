"""A submission as it arrives: its files unaltered, the records as they were read, nothing kept yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.pipeline.ingest import ingest
from lockgate.pipeline.submissions import FILE, SIGNATURE, Submission
from lockgate.procedure.casefile import SubmissionFacts


@dataclass(frozen=True, slots=True)
class Arrived:
    """A submission's files as they arrived, and the records as they were read."""

    submission: Submission
    files: Mapping[str, bytes | Path]
    rows: int


def read_file(file: Path) -> bytes:
    """The bytes of one file of a submission.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; give the submission's folder.") from error


def arrived(folder: Path, submission: Submission, scratch: Path) -> Arrived:
    """Read the records; whatever is wrong with the whole file is said before anything is kept."""
    source = folder / submission.file
    intake = ingest(source, submission.plan, scratch / "records.parquet")
    files: dict[str, bytes | Path] = {
        "submission": read_file(folder / FILE),
        "source": source.read_bytes(),
        "records": intake.records.read_bytes(),
    }
    if (folder / SIGNATURE).exists():
        files["signature"] = read_file(folder / SIGNATURE)
    return Arrived(submission, files, intake.rows)


def hashes_of(arrived: Arrived) -> dict[str, str]:
    """The sha256 of every file, as the act submit decides on them."""
    kept = arrived.files.items()
    return {kind: sha256(data).hexdigest() for kind, data in kept if isinstance(data, bytes)}


def facts_of(submission: Submission) -> SubmissionFacts:
    """What rulings ask of a submission."""
    return SubmissionFacts(
        number=submission.number,
        agency=submission.agency,
        agreement=submission.agreement,
        dated=submission.made,
        provision=submission.provision,
        requesting_official=submission.requesting.person,
        certifying_official=submission.certifying.person,
        officers=submission.officer_ids,
    )
