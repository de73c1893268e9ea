"""The office itself: its keys, its log, its registers and orders, and what a crash left."""

from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer

from lockgate.actions.desk import open_office, open_signer
from lockgate.actions.found import Charter, found_here, missing_keys, officer_keys
from lockgate.actions.holding import holds_listed
from lockgate.actions.look import case_named
from lockgate.actions.prove import prove_decisions, prove_entry
from lockgate.actions.publish import check, publish
from lockgate.actions.reconcile import reconcile as do_reconcile
from lockgate.actions.register import ORDERS, load_register
from lockgate.cli.answers import As, AsJson, Home, Key, tell, tell_refusal, tell_rows
from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.verify.logs import verify_log

keys = typer.Typer(help="Make the office's keys and officers' keys.", no_args_is_help=True)
log = typer.Typer(help="Publish, prove and check the log.", no_args_is_help=True)
register = typer.Typer(help="Load registers; two persons each.", no_args_is_help=True)
order = typer.Typer(help="Load the register of court orders; two persons.", no_args_is_help=True)

Second = Annotated[str | None, typer.Option("--second", metavar="ID", help="The second officer.")]
SecondKey = Annotated[str | None, typer.Option("--second-key", metavar="FILE", help="The second officer's key.")]
Csv = Annotated[Path, typer.Argument(metavar="FILE", help="The register's CSV file.")]


@keys.command("create")
def create_keys(  # noqa: PLR0913 - the options of the command
    *,
    origin: Annotated[str, typer.Option("--origin", metavar="NAME", help="Found an office; the log's name.")] = "",
    officer: Annotated[str, typer.Option("--officer", metavar="ID", help="Make an officer's keys instead.")] = "",
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="The log's witnesses, groups and quorum.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the officer's keys go.")] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Make the keys an older office has not got.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """Found an office with its keys and log, or make an officer's keys: one to sign, one to receive."""
    if [bool(origin), bool(officer), missing].count(True) != 1:
        raise UsageError(
            "Give --origin to found an office, --officer to make an officer's keys, or --missing to make those an "
            "office founded by an earlier version has not got."
        )
    if missing:
        made = missing_keys(home, token_bytes)
        tell_rows("Keys made", {path.name: str(path) for path in made}, as_json=as_json)
        return 0
    if officer:
        if out is None:
            raise UsageError("Say with --out where the officer's keys go.")
        written = officer_keys(officer, out, system_clock(), token_bytes)
        tell_rows(f"Keys of {officer}", {path.name: str(path) for path in written}, as_json=as_json)
        return 0
    charter = Charter(origin, _read(policy)) if policy is not None else Charter(origin)
    begun = found_here(home, charter, system_clock(), token_bytes)
    tell_rows("The office is founded", {"log": origin, "quorum": begun.quorum, "policy": begun.hash}, as_json=as_json)
    return 0


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


@log.command("publish")
def publish_log(*, home: Home = None, as_json: AsJson = False) -> int:
    """Give waiting entries their places, sign the head, and publish it once the policy's quorum is reached."""
    published = publish(open_office(home))
    if isinstance(published, Refusal):
        return tell_refusal(published, as_json=as_json)
    tell_rows("Published", {"size": published.size}, as_json=as_json)
    return 0


@log.command("prove")
def prove(
    what: Annotated[str, typer.Argument(metavar="ENTRY|CASE", help="An entry's leaf hash, or a case.")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the document goes.")],
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """Write a document that lockgate verify checks against the published log.

    For an entry: that it stands there. For a case: its officers' decisions. No record's answer is opened.
    """
    if out.exists():
        raise UsageError(f"{out} is there already; give another --out.")
    office = open_office(home)
    data = prove_entry(office, what) if len(what) == 64 else prove_decisions(office, case_named(what))
    out.write_bytes(data)
    tell_rows("Proved", {"of": what, "written": str(out)}, as_json=as_json)
    return 0


@log.command("fsck")
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


@register.command("load")
def load(  # noqa: PLR0913 - the options of the command
    kind: Annotated[str, typer.Argument(metavar="KIND", help="officeholders, roster, orders, standing …")],
    file: Csv,
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Load a register; it replaces the one of that kind, and every case is examined again before anything leaves."""
    content = _read(file)
    signers = (open_signer(officer, key), open_signer(second, second_key))
    return tell(load_register(open_office(home), kind, content, signers), as_json=as_json)


@order.command("load")
def load_orders(  # noqa: PLR0913 - the options of the command
    file: Csv,
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Load the register of court orders; no act can commit past an order that was loaded before it."""
    return load(
        ORDERS, file, home=home, officer=officer, key=key, second=second, second_key=second_key, as_json=as_json
    )


def reconcile(
    *,
    look: Annotated[bool, typer.Option("--look", help="Only say what there is; change nothing.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """Remove what a crash left half-done, and lay out what was handed over; the record of work is never touched."""
    remains = do_reconcile(open_office(home), look_only=look)
    told = {
        "orphans": len(remains.orphans), "unfinished": len(remains.unfinished),
        "laid_out": len(remains.owed), "astray": len(remains.astray),
    }  # fmt: skip
    tell_rows("Found" if look else "Mended", told, as_json=as_json)
    return 0


def holds(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="Only of this case.")] = "",
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """List what waits for you: open holds with their age and owner, those past due first. Releases nothing."""
    signer = open_signer(officer, key)
    found = holds_listed(open_office(home), signer, case_named(case) if case else "")
    if isinstance(found, Refusal):
        return tell_refusal(found, as_json=as_json)
    told: list[dict[str, str | int | bool]] = [
        {
            "case": one.case, "number": one.number, "code": one.hold.code, "owner": one.hold.owner.value,
            "since": f"{one.hold.since:%Y-%m-%d}", "days": one.days, "due": f"{one.hold.due}", "past_due": one.past_due,
            "records": one.hold.records, "ground": one.hold.hook.value, "reason": one.hold.reason,
        }
        for one in found
    ]  # fmt: skip
    columns = ("number", "code", "owner", "since", "days", "due", "records", "reason")
    rows = [[str(line[column]) for column in columns] for line in told]
    answer({"holds": told}, table("Open holds", columns, rows), as_json=as_json)
    return 0


def register_commands(app: typer.Typer) -> None:
    """Put the office's commands on the command line."""
    app.add_typer(keys, name="keys")
    app.add_typer(log, name="log")
    app.add_typer(register, name="register")
    app.add_typer(order, name="order")
    app.command()(reconcile)
    app.command()(holds)
