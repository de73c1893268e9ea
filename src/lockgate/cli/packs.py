"""``lockgate agreement in-force|enforce|end``: which pack governs in an office, and another one put in force."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from lockgate.actions.desk import open_signer
from lockgate.actions.pack import brought_pack, ending_pack, put_in_force
from lockgate.actions.packs import history, pack_read
from lockgate.cli.answers import As, AsJson, Home, Key, Second, SecondKey, tell
from lockgate.cli.desk import open_office
from lockgate.cli.tables import Jsonable, answer, table
from lockgate.errors import UsageError
from lockgate.store.agreements import files_of

Pack = Annotated[str, typer.Argument(metavar="PACK", help="A pack's folder, a ZIP file of it, or a shipped name.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The agreement's name.")]
Since = Annotated[
    str,
    typer.Option("--since", metavar="INSTANT", help="From when it governs, as 2025-08-07T12:00:00Z; else from now."),
]


def enforce(  # noqa: PLR0913 - the options of the command
    pack: Pack,
    *,
    since: Since = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Put a pack in force: two persons, one of them counsel. Every open case is examined again under it."""
    signers = (open_signer(officer, key), open_signer(second, second_key))
    office = open_office(home)
    content = brought_pack(office, files_of(pack), _instant(since))
    return tell(put_in_force(office, content, signers), as_json=as_json)


def end(  # noqa: PLR0913 - the options of the command
    name: Name,
    *,
    since: Since = "",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """End an agreement: two persons, one of them counsel. Nothing is received, decided or given out under it then."""
    signers = (open_signer(officer, key), open_signer(second, second_key))
    office = open_office(home)
    return tell(put_in_force(office, ending_pack(office, name, _instant(since)), signers), as_json=as_json)


def in_force(name: Name, *, home: Home = None, as_json: AsJson = False) -> int:
    """Show which pack governs under a name, and every version that was put in force."""
    office = open_office(home)
    found = pack_read(name, office.clock())
    if found is None:
        raise UsageError(f"{name[:60]!r} is no agreement of this office; give its name.")
    versions = history(name)
    told: list[Jsonable] = [
        {
            "since": f"{one.since:%Y-%m-%dT%H:%M:%SZ}",
            "put": f"{one.loaded_at:%Y-%m-%dT%H:%M:%SZ}",
            "by": list(one.officers),
            "pack_hash": one.agreement.pack_hash if one.agreement is not None else "",
            "entry": one.entry,
        }
        for one in versions
    ]
    rows = [
        (
            f"{one.since:%Y-%m-%d %H:%M:%SZ}",
            one.agreement.pack_hash if one.agreement is not None else "the agreement ends",
            " and ".join(one.officers),
            one.entry,
        )
        for one in versions
    ]
    governs = found.loadable and found.in_force(office.clock().date())
    title = f"{name}: {found.pack_hash} {'governs' if governs else 'governs nothing now'}"
    answer(
        {"agreement": name, "pack_hash": found.pack_hash, "governs": governs, "versions": told},
        table(title, ("from", "pack", "put in force by", "entry"), rows),
        as_json=as_json,
    )
    return 0


def _instant(since: str) -> datetime | None:
    if not since:
        return None
    try:
        return datetime.strptime(since, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as problem:
        raise UsageError(f"--since {since[:40]} is no instant; write it as 2025-08-07T12:00:00Z.") from problem


def pack_commands(app: typer.Typer) -> None:
    """Put them beside the other commands about agreements."""
    app.command("in-force")(in_force)
    app.command()(enforce)
    app.command()(end)
