"""Keys: made, shown, backed up, rotated, retired, reported lost (docs/keys.md)."""

from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer

from lockgate.actions.desk import open_signer
from lockgate.actions.found import Charter, found_here, missing_keys, officer_keys, token_key, token_officer
from lockgate.actions.keys import join, key_named, keys_shown, retire, rotate, split
from lockgate.actions.keys_log import rotate_log
from lockgate.actions.keys_lost import lose_key, lose_officers, officers_keys
from lockgate.cli.answers import As, AsJson, Home, Key, Second, SecondKey, tell, tell_refusal, tell_rows
from lockgate.cli.desk import open_office
from lockgate.cli.folders import given_bytes
from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal

app = typer.Typer(help="Make, show, back up, rotate, retire and lose keys (docs/keys.md).", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="KEY", help="evidence, gateway, release or log.")]
On = Annotated[str, typer.Option("--on", metavar="ADDRESS", help="A key on a token: pkcs11:token=…;object=…")]
LOG = "log"
Share = Annotated[Path, typer.Argument(metavar="SHARE", help="One of the two shares.")]


@app.command("create")
def create_keys(  # noqa: PLR0913 - the options of the command
    *,
    origin: Annotated[str, typer.Option("--origin", metavar="NAME", help="Found an office; the log's name.")] = "",
    officer: Annotated[str, typer.Option("--officer", metavar="ID", help="Make an officer's keys instead.")] = "",
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="The log's witnesses, groups and quorum.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the officer's keys go.")] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Make the keys an older office has not got.")] = False,
    on: On = "",
    kind: Annotated[str, typer.Option("--kind", help="Make a key on a token: ed25519, p256, p384 or aes.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """Found an office with its keys and log; or make an officer's keys, one to sign, one to receive; or one on a token.

    With --on, the log's key, or the officer's signing key, is the one at that address, made before with --kind.
    """
    if [bool(origin), bool(officer), missing, bool(kind)].count(True) != 1:
        raise UsageError(
            "Give --origin to found an office, --officer to make an officer's keys, --kind to make a key on a token, "
            "or --missing to make those an office founded by an earlier version has not got."
        )
    if origin:
        charter = Charter(origin, log_key=on) if policy is None else Charter(origin, given_bytes(policy), log_key=on)
        begun = found_here(home, charter, system_clock(), token_bytes)
        told = {"log": origin, "quorum": begun.quorum, "policy": begun.hash}
        tell_rows("The office is founded", told, as_json=as_json)
    elif officer:
        tell_rows(f"Keys of {officer}", _told(_officer(officer, out, on)), as_json=as_json)
    elif kind:
        tell_rows("Made on the token", {"kind": kind, "public_key": token_key(on, kind)}, as_json=as_json)
    else:
        tell_rows("Keys made", _told(missing_keys(home, token_bytes)), as_json=as_json)
    return 0


def _officer(officer: str, out: Path | None, on: str) -> tuple[Path, ...]:
    if out is None:
        raise UsageError("Say with --out where the officer's keys go.")
    if on:
        return token_officer(officer, on, out, system_clock(), token_bytes)
    return officer_keys(officer, out, system_clock(), token_bytes)


def _told(written: tuple[Path, ...]) -> dict[str, str]:
    return {path.name: str(path) for path in written}


@app.command("show")
def show(
    *,
    of: Annotated[str, typer.Option("--of", metavar="OFFICER", help="An officer's keys instead.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> int:
    """List the office's keys by their ids, after completing what a crash left half-done. No secret is printed.

    Of an officer, what the registers hold and nobody reported lost; the id is the fingerprint.
    """
    if of:
        held = [(one.what, one.id) for one in officers_keys(open_office(home), of)]
        named = [{"what": what, "id": identity} for what, identity in held]
        answer({"officer": of, "keys": named}, table(f"Keys of {of}", ("what", "id"), held), as_json=as_json)
        return 0
    columns = ("key", "id", "where", "state")
    rows = [(one.name, one.id, one.where, one.state) for one in keys_shown(open_office(home))]
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    answer({"keys": told}, table("Keys", columns, rows), as_json=as_json)
    return 0


@app.command("rotate")
def rotate_key(  # noqa: PLR0913 - the options of the command
    name: Name,
    *,
    on: On = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Put a new key in force; what the one before sealed or signed stays good. Two persons, one entry."""
    signers = (open_signer(officer, key), open_signer(second, second_key))
    office = open_office(home)
    done = rotate_log(office, signers, on) if name == LOG else rotate(office, key_named(name), signers, on)
    return tell(done, as_json=as_json)


@app.command("retire")
def retire_key(  # noqa: PLR0913 - the options of the command
    name: Name,
    identity: Annotated[str, typer.Argument(metavar="ID", help="The former key's id, as keys show prints it.")],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Let a former key go for ever, once nothing needs it. Two persons, one entry."""
    signers = (open_signer(officer, key), open_signer(second, second_key))
    which = name if name == LOG else key_named(name)
    return tell(retire(open_office(home), which, identity, signers), as_json=as_json)


@app.command("lose")
def lose(  # noqa: PLR0913 - the options of the command
    name: Annotated[str, typer.Argument(metavar="KEY", help="evidence, gateway or release.")] = "",
    identity: Annotated[str, typer.Argument(metavar="ID", help="Its id, as keys show prints it.")] = "",
    *,
    of: Annotated[str, typer.Option("--of", metavar="OFFICER", help="An officer who lost keys; all of them.")] = "",
    only: Annotated[
        str, typer.Option("--only", metavar="ID", help="The one of theirs that is lost, as keys show --of prints it.")
    ] = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Report a key lost: nothing is done with it from then on. One person, one entry."""
    if bool(of) == bool(name and identity) or (only and not of):
        raise UsageError(
            "Give a key of the office with its id, or --of the officer whose keys are lost, or --only one."
        )
    signer, office = open_signer(officer, key), open_office(home)
    done = lose_officers(office, of, signer, only) if of else lose_key(office, key_named(name), identity, signer)
    return tell(done, as_json=as_json)


@app.command("split")
def split_keys(  # noqa: PLR0913 - the options of the command
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the two shares go.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Back up all keys in two shares, one for each officer; one alone tells nothing. Two persons, one entry."""
    signers = (open_signer(officer, key), open_signer(second, second_key))
    made = split(open_office(home), signers, out)
    if isinstance(made, Refusal):
        return tell_refusal(made, as_json=as_json)
    return tell(made, as_json=as_json)


@app.command("join")
def join_keys(
    first: Share,
    second: Share,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the keys go; not there yet.")],
    as_json: AsJson = False,
) -> int:
    """Put a backup of keys together from its two shares, into a new folder. Needs no office."""
    tell_rows("Keys written", {"keys": len(join((first, second), out)), "folder": str(out)}, as_json=as_json)
    return 0
