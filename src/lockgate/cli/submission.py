"""``lockgate submission new|sign|check|withdraw``: the requesting agency's side. Nothing here opens a case."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock
from lockgate.errors import UsageError
from lockgate.law.act_facts import Office, Signed
from lockgate.pipeline import withdrawals
from lockgate.pipeline.ingest import survey
from lockgate.pipeline.submissions import FILE, SIGNATURE, Submission, parse_submission, read_submission
from lockgate.pipeline.submissions_draft import Draft, draft_submission, look_at
from lockgate.pipeline.submissions_signature import SignatureCheck, check_signature
from lockgate.pipeline.versions import drafted_former
from lockgate.pipeline.withdrawals import Withdrawal
from lockgate.procedure.security_keys import signing_officials
from lockgate.procedure.versions import VersionKind
from lockgate.recipient.keys import load_certificate_file, load_key
from lockgate.seal.signatures import sign_detached
from lockgate.store.agreements import load_agreement
from lockgate.store.registers import read_registers

app = typer.Typer(help="Write, sign and check a submission.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Made = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Its day; else today.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over what is there.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder with submission.toml and the records.")]


@app.command()
def new(  # noqa: PLR0913 - the options of the command
    records: Annotated[Path, typer.Argument(metavar="RECORDS", help="A CSV, XLSX or Parquet file.")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The submission's folder.")],
    agreement: Annotated[str, typer.Option("--agreement", help="The agreement pack.")] = "irs-ice-2025",
    agency: Annotated[str, typer.Option("--agency", help="The requesting agency.")] = "",
    number: Annotated[str, typer.Option("--number", help="The agency's own number for the submission.")] = "",
    made: Made = None,
    former: Annotated[
        Path | None, typer.Option("--former", metavar="DIR", help="The submission this is a later version of.")
    ] = None,
    kind: Annotated[VersionKind, typer.Option("--kind", help="How it follows --former.")] = VersionKind.AMEND,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Write a submission.toml with the records' hash and count and the columns proposed for confirmation."""
    target = out / FILE
    if target.exists() and not replace:
        raise UsageError(f"{target} exists; give another --out, or --replace to write over it.")
    day = system_clock().date() if made is None else made.date()
    pack = load_agreement(agreement, day)
    look = look_at(records)
    text = draft_submission(Draft(records.name, look, pack, agency or pack.requester.agency, number, day))
    if former is not None:
        text += "\n".join(drafted_former(read_submission(former), kind)) + "\n"
    _folder(out)
    _bring(records, out / records.name, replace=replace)
    with _whole(target) as file:
        file.write(text.encode())
    rows = [("records", records.name), ("format", look.format), ("count", str(look.rows)), ("sha256", look.sha256)]
    answer(
        {"submission": str(target), **dict(rows), "count": look.rows},
        table(f"Written: {target}. Fill in what is empty, read the columns, then sign it.", ("term", "value"), rows),
        as_json=as_json,
    )


@app.command()
def sign(
    folder: Folder,
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The official's private key, PEM.")],
    certificate: Annotated[Path, typer.Option("--certificate", metavar="FILE", help="Their certificate, PEM or DER.")],
    *,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Sign submission.toml, or withdrawal.toml, as the requesting official; the signature is written beside it."""
    said: Submission | Withdrawal
    if (folder / withdrawals.FILE).is_file():
        content, target = (folder / withdrawals.FILE).read_bytes(), folder / withdrawals.SIGNATURE
        said = withdrawals.parse_withdrawal(content)
    else:
        content, target = _content(folder), folder / SIGNATURE
        said = parse_submission(content)
    if target.exists() and not replace:
        raise UsageError(f"{target} exists; give --replace to sign again.")
    if isinstance(said, Submission):
        survey(folder / said.file, said.plan)
    signature = sign_detached(content, load_certificate_file(certificate), load_key(key, None))
    found = check_signature(content, signature, said, None)
    with _whole(target) as file:
        file.write(signature)
    digest = sha256(content).hexdigest()
    rows = [("signature", target.name), ("over", digest), ("says", found.sentence)]
    answer(
        {"signature": str(target), "submission_sha256": digest},
        table(f"Signed: {said.number}", ("term", "value"), rows),
        as_json=as_json,
    )


@app.command()
def withdraw(  # noqa: PLR0913 - the options of the command
    folder: Folder,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The withdrawal's folder.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in the agency's own words.")],
    made: Made = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Write a withdrawal.toml that ends a submission that was sent; sign it next."""
    target = out / withdrawals.FILE
    if target.exists() and not replace:
        raise UsageError(f"{target} exists; give another --out, or --replace to write over it.")
    if not reason.strip():
        raise UsageError("A withdrawal says why; give --reason.")
    sent = read_submission(folder)
    day = system_clock().date() if made is None else made.date()
    said = Withdrawal(sent.agreement, sent.agency, sent.number, sent.sha256, day, sent.requesting, reason)
    _folder(out)
    with _whole(target) as file:
        file.write(withdrawals.written_withdrawal(said))
    rows = [("number", sent.number), ("sha256", sent.sha256), ("reason", reason)]
    answer(
        {"withdrawal": str(target), **dict(rows)}, table(f"Written: {target}", ("term", "value"), rows), as_json=as_json
    )


@app.command()
def check(
    folder: Folder,
    registers: Annotated[
        Path | None, typer.Option("--registers", metavar="DIR", help="Ask the officeholder register in this folder.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check shape, hash, count, columns and signature; 1 when the signature or the office is not in order."""
    content = _content(folder)
    submission = parse_submission(content)
    found = survey(folder / submission.file, submission.plan)
    holders = None if registers is None else signing_officials(read_registers(registers))
    signature = folder / SIGNATURE
    signed = check_signature(content, signature.read_bytes() if signature.is_file() else None, submission, holders)
    in_order = signed.signed is Signed.VALID and signed.office in {None, Office.IN_OFFICE}
    answer(
        {
            "number": submission.number,
            "records": found.rows,
            "sha256": found.sha256,
            "ignored": list(found.mapped.ignored),
            "signature": signed.signed.value,
            "office": "not_asked" if signed.office is None else signed.office.value,
            "in_order": in_order,
        },
        table(f"Submission {submission.number}", ("asked", "found", "what it says"), _rows(submission, signed)),
        as_json=as_json,
    )
    raise typer.Exit(0 if in_order else 1)


def _rows(submission: Submission, signed: SignatureCheck) -> list[tuple[str, str, str]]:
    office = "not asked" if signed.office is None else signed.office.value.replace("_", " ")
    return [
        ("shape", "in order", f"{FILE} declares what a submission declares"),
        ("hash", "in order", f"{submission.file} is the file declared"),
        ("count", "in order", f"{submission.plan.count} records"),
        ("signature", signed.signed.value, signed.sentence),
        ("office", office, f"{submission.requesting.person}, {submission.requesting.office}"),
    ]


def _content(folder: Path) -> bytes:
    read_submission(folder)  # refuses what cannot be read, with the sentence for it
    return (folder / FILE).read_bytes()


def _bring(records: Path, target: Path, *, replace: bool) -> None:
    """Put a copy of the records beside the declaration, unless they lie there already."""
    if target.exists() and records.samefile(target):
        return
    if target.exists() and not replace:
        raise UsageError(f"{target} exists; give another --out, or --replace to write over it.")
    with _whole(target) as file, records.open("rb") as source:
        shutil.copyfileobj(source, file)


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """A file to write into that bears its name only when it is whole."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}; give another folder.") from error
    finally:
        partial.unlink(missing_ok=True)


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out} cannot be a folder: {error.strerror}; give another --out.") from error
