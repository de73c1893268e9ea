"""The office itself: its registers and orders, and what a crash left."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.authorities import AUTHORITIES, load_authorities, read_authorities
from lockgate.actions.desk import open_signer
from lockgate.actions.holding import holds_listed
from lockgate.actions.look import case_named
from lockgate.actions.over import end_what_is_over
from lockgate.actions.reconcile import hops_open
from lockgate.actions.reconcile import reconcile as do_reconcile
from lockgate.actions.register import ORDERS, load_register
from lockgate.cli.answers import As, AsJson, Home, Key, Second, SecondKey, tell, tell_refusal, tell_rows
from lockgate.cli.desk import open_office
from lockgate.cli.folders import given_bytes
from lockgate.cli.tables import answer, table
from lockgate.clock import system_clock
from lockgate.procedure.refusals import Refusal

register = typer.Typer(help="Load registers; two persons each.", no_args_is_help=True)
order = typer.Typer(help="Load the register of court orders; two persons.", no_args_is_help=True)

Fingerprints = Annotated[
    Path | None,
    typer.Option("--fingerprints", metavar="FILE", help="Roster, machines: what the first officer confirms."),
]
SecondFingerprints = Annotated[
    Path | None, typer.Option("--second-fingerprints", metavar="FILE", help="Those the second officer confirms.")
]
Csv = Annotated[Path, typer.Argument(metavar="FILE", help="The register's CSV file.")]


@register.command("load")
def load(  # noqa: PLR0913 - the options of the command
    kind: Annotated[str, typer.Argument(metavar="KIND", help="officeholders, roster, machines, orders, authorities …")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The register's CSV file; of authorities a PEM file or a folder.")
    ],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    fingerprints: Fingerprints = None,
    second_fingerprints: SecondFingerprints = None,
    as_json: AsJson = False,
) -> int:
    """Load a register; it replaces the one of that kind, and every case is examined again before anything leaves.

    The agency's authorities and revocation lists (docs/formats/certificates.md) and the machines of the agency
    (docs/formats/registers.md) are loaded so too, without that.
    """
    lists = (_read(fingerprints), _read(second_fingerprints))
    signers = (open_signer(officer, key), open_signer(second, second_key))
    if kind == AUTHORITIES:
        return tell(load_authorities(open_office(home), read_authorities(file), signers), as_json=as_json)
    return tell(load_register(open_office(home), kind, _read(file), signers, lists), as_json=as_json)


def _read(file: Path | None) -> bytes:
    return given_bytes(file) if file is not None else b""


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
    """Remove what a crash left half-done, lay out what was handed over, erase keys that are due; tell what waits.

    Ends drafts, uploads, sessions and sign-ins past their days, too, and counts the cases
    old enough for a person to look at.
    """
    office = open_office(home)
    remains = do_reconcile(office, look_only=look)
    told = {
        "orphans": len(remains.orphans), "unfinished": len(remains.unfinished),
        "laid_out": len(remains.owed), "astray": len(remains.astray), "statements_spent": len(remains.spent),
        **hops_open(office), **end_what_is_over(office, system_clock(), look_only=look),
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
    app.add_typer(register, name="register")
    app.add_typer(order, name="order")
    app.command()(reconcile)
    app.command()(holds)
