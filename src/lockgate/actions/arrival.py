"""A submission as it arrives: its files unaltered, the records as they were read, and their keeping with the case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.ingest import ingest
from lockgate.pipeline.submissions import FILE, SIGNATURE, Submission
from lockgate.procedure.casefile import SubmissionFacts
from lockgate.store import evidence
from lockgate.store.home import Home
from lockgate.store.values import Stored


@dataclass(frozen=True, slots=True)
class Arrived:
    """A submission's files as they arrived, and the records as they were read.

    Attributes:
        submission: what its file says.
        files: the small ones as bytes, the records as they were sent and as they were read by path.
        hashes: the sha256 of each, as the act submit decides on them.
        rows: how many records.
    """

    submission: Submission
    files: Mapping[str, bytes | Path]
    hashes: Mapping[str, str]
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
    small = {"submission": read_file(folder / FILE)}
    if (folder / SIGNATURE).exists():
        small["signature"] = read_file(folder / SIGNATURE)
    hashes = {kind: sha256(data).hexdigest() for kind, data in small.items()}
    hashes |= {"source": intake.sha256, "records": _hash(intake.records)}
    return Arrived(submission, {**small, "source": source, "records": intake.records}, hashes, intake.rows)


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def kept(home: Home, case: str, arrived: Arrived) -> Iterator[Stored]:
    """Keep the files as evidence of a case, as they were when the act was decided on.

    Raises:
        IntegrityError: one of them was changed meanwhile.
    """
    for kind, file in arrived.files.items():
        stored = evidence.put(home, case, kind, file)
        if stored.sha256 != arrived.hashes[kind]:
            raise IntegrityError(f"The file of the submission that is kept as {kind} changed while it was received.")
        yield stored


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
