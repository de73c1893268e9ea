"""``lockgate log …``: publish, prove and check the log, and change whose cosignatures it needs."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.account import account
from lockgate.actions.desk import open_signer
from lockgate.actions.look import case_named
from lockgate.actions.policy import change_policy
from lockgate.actions.prove import prove_decisions, prove_entry, prove_submission
from lockgate.actions.publish import check, publish
from lockgate.cli.answers import As, AsJson, Home, Key, Second, SecondKey, tell, tell_refusal, tell_rows
from lockgate.cli.desk import open_office
from lockgate.cli.folders import given_bytes
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.verify.logs import verify_log

ENTRY_DIGITS = 64
"""Hexadecimal digits of an entry's leaf hash; a case's id has fewer."""

app = typer.Typer(help="Publish, prove and check the log, and change its policy.", no_args_is_help=True)


@app.command("publish")
def publish_log(*, home: Home = None, as_json: AsJson = False) -> int:
    """Give waiting entries their places, sign the head, and publish it once the policy's quorum is reached."""
    published = publish(open_office(home))
    if isinstance(published, Refusal):
        return tell_refusal(published, as_json=as_json)
    doubted: dict[str, str | int] = {"doubts": " ".join(published.doubts)} if published.doubts else {}
    tell_rows("Published", {"size": published.size, **doubted}, as_json=as_json)
    return 0


@app.command("prove")
def prove(
    what: Annotated[str, typer.Argument(metavar="ENTRY|CASE", help="An entry's leaf hash, or a case.")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the document goes.")],
    outcomes: Annotated[bool, typer.Option("--outcomes", help="Of a case: that every record has its outcome.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """Write a document that lockgate verify checks against the published log.

    For an entry: that it stands there. For a case: its officers' decisions, or with --outcomes every record's
    outcome under the closing entry. No record's answer is opened.
    """
    if out.exists():
        raise UsageError(f"{out} is there already; give another --out.")
    office = open_office(home)
    data: Iterable[bytes]
    if len(what) == ENTRY_DIGITS:
        data = [prove_entry(office, what)]
    else:
        case = case_named(what)
        data = prove_submission(office, case) if outcomes else [prove_decisions(office, case)]
    with out.open("wb") as file:
        file.writelines(data)
    tell_rows("Proved", {"of": what, "written": str(out)}, as_json=as_json)
    return 0


@app.command("row")
def row(  # noqa: PLR0913 - the options of the command
    package: Annotated[str, typer.Argument(metavar="PACKAGE", help="The package's hash.")],
    *,
    row: Annotated[int, typer.Option("--row", metavar="N", help="The record's row in the submission, from 1.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the document goes.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Write one row of the accounting of disclosures with its proof; entered. Ends with 1 where there is no such row.

    It names a taxpayer: only the disclosure manager is shown it. lockgate verify accounting checks it.
    """
    if out.exists():
        raise UsageError(f"{out} is there already; give another --out.")
    found = account(open_office(home), package, row, open_signer(officer, key))
    if isinstance(found, Refusal):
        return tell_refusal(found, as_json=as_json)
    if found.document:
        out.touch(mode=0o600, exist_ok=False)  # it names a taxpayer
        out.write_bytes(found.document)
    written = str(out) if found.document else ""
    told: dict[str, str | int] = {"entry": found.done.entry, "package": package, "row": row, "written": written}
    tell_rows("Accounted for" if found.document else "Not accounted for", told, as_json=as_json)
    return 0 if found.document else 1


@app.command("fsck")
def fsck(*, home: Home = None, as_json: AsJson = False) -> int:
    """Check the log against the database, entry by entry, trusting neither. Ends with 3 where they differ."""
    office = open_office(home)
    checked, size = check(office)
    verified = verify_log(office.home.log, None)
    if len(verified.entries) != size:
        raise IntegrityError(f"The published log has {len(verified.entries)} entries, and its checkpoint {size}.")
    told = {"entries": checked.entries, "decisions": checked.decisions, "heads": checked.heads, "published": size}
    tell_rows("The log and the record of work agree", told, as_json=as_json)
    return 0


@app.command("policy")
def policy(  # noqa: PLR0913 - the options of the command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Witness, group and quorum lines.")],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Change whose cosignatures the log needs; two persons, and the new witnesses must be there and cosign."""
    lines = given_bytes(file)
    signers = (open_signer(officer, key), open_signer(second, second_key))
    return tell(change_policy(open_office(home), lines, signers), as_json=as_json)
