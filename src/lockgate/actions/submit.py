"""Submit: what arrived is kept unaltered, a case is opened on it, and the case is examined at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from lockgate.actions.attempts import Governing, enacted, sign, unknown_officer
from lockgate.actions.examine import examine
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement
from lockgate.pipeline.ingest import ingest
from lockgate.pipeline.submissions import FILE, SIGNATURE, Submission, parse_submission
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import SubmissionFacts
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.rulings import rule_on_submission
from lockgate.store import evidence
from lockgate.store.agreements import load_agreement
from lockgate.store.cases import opening
from lockgate.store.publication import policy_at, published_size
from lockgate.store.registers import current_registers
from lockgate.store.values import NewCase
from lockgate.tlog.canonical import Canonical, canonical
from lockgate.tlog.policies import NONE
from lockgate.tlog.signatures import NONCE_SIZE


@dataclass(frozen=True, slots=True)
class Arrived:
    """A submission's files as they arrived, and the records as they were read."""

    submission: Submission
    files: Mapping[str, bytes | Path]
    rows: int


def submit(office: Office, folder: Path, signer: Signer) -> Result:
    """Receive a submission and examine it.

    Args:
        office: the office.
        folder: holds ``submission.toml``, its signature if there is one, and the file of records.
        signer: an officer for intake, or an analyst.

    Raises:
        UsageError: the submission, its records or its agreement cannot be read; nothing was kept.
    """
    at = office.clock()
    submission = parse_submission(_read(folder / FILE))
    agreement = load_agreement(submission.agreement, at.date())
    _check_quorum(office, agreement)
    with TemporaryDirectory(prefix="submit-", dir=office.home.scratch) as scratch:
        arrived = _arrived(folder, submission, Path(scratch))
        done = _open_case(office, arrived, signer, Governing(office.law, agreement.pack_hash), at)
    if isinstance(done, Refusal):
        return done
    return _with_examination(done, examine(office, done.case, signer))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; give the submission's folder.") from error


def _check_quorum(office: Office, agreement: Agreement) -> None:
    """An agreement that asks for witnesses is not worked under a log whose policy asks for none."""
    size = published_size(office.home)
    if agreement.quorum and (size == 0 or policy_at(size).quorum == NONE):
        raise UsageError(f"{agreement.name} asks for {agreement.quorum} witnesses; the log's policy asks for none.")


def _arrived(folder: Path, submission: Submission, scratch: Path) -> Arrived:
    """Read the records; whatever is wrong with the whole file is said before anything is kept."""
    source = folder / submission.file
    intake = ingest(source, submission.plan, scratch / "records.parquet")
    files: dict[str, bytes | Path] = {
        "submission": _read(folder / FILE),
        "source": source.read_bytes(),
        "records": intake.records.read_bytes(),
    }
    if (folder / SIGNATURE).exists():
        files["signature"] = _read(folder / SIGNATURE)
    return Arrived(submission, files, intake.rows)


def _open_case(office: Office, arrived: Arrived, signer: Signer, governing: Governing, at: datetime) -> Result:
    new = NewCase(office.random(16).hex(), office.random(16).hex(), at, facts_of(arrived.submission))
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    content: dict[str, Canonical] = {
        "number": arrived.submission.number,
        "rows": arrived.rows,
        "files": _hashes(arrived),
    }
    nonce = office.random(NONCE_SIZE).hex()
    asked = Asked(Act.SUBMIT, by, at, nonce=nonce, content=sha256(canonical(content)).hexdigest())
    ruling = rule_on_submission(asked, new.submission, new.reference)
    signed = ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)
    if isinstance(signed, Refusal):
        return signed
    entry = enacted(office, new.reference, (signed,), governing)
    with opening(new, entry, published_size(office.home)) as file:
        for kind, source in arrived.files.items():
            file.keep(evidence.put(office.home, new.id, kind, source))
        leaf = file.facts.acts[-1].entry
    return Done(Act.SUBMIT, new.id, leaf, at, {"number": arrived.submission.number, "rows": arrived.rows})


def _hashes(arrived: Arrived) -> dict[str, str]:
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


def _with_examination(done: Done, examined: Result) -> Done:
    """The answer of submit, with what the examination came to, or why it was not made."""
    if isinstance(examined, Refusal):
        told: dict[str, str | int] = {**done.told, "not_examined": examined.code, "because": examined.sentence}
    else:
        told = {**done.told, **examined.told}
    return Done(done.act, done.case, done.entry, done.at, told)
