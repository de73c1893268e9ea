"""``lockgate agreement show|check``: what a pack says, what nobody has read, and whether it can be relied on."""

from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from lockgate.cli.tables import answer, table
from lockgate.law.agreement import Agreement, Element
from lockgate.law.proofs import LAWFUL, WronglyReleased
from lockgate.store.agreements import read_agreement, wrongly_released

app = typer.Typer(help="Show and check agreement packs.", no_args_is_help=True)

Pack = Annotated[str, typer.Argument(metavar="PACK", help="A shipped pack's name, or a folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]

_EXAMPLE = {
    Element.NAME: ("name", "MARIA EXAMPLE", "(not given)"),
    Element.ADDRESS_SET_FORTH: ("address", "1412 OAK ST, HOUSTON TX 77002", "DON'T CARE 12345"),
    Element.PERIODS: ("tax_periods", "2022", "(not given)"),
    Element.AUTHORITY: ("authority", "8 USC 1253(a)(1)(A)", "(not given)"),
    Element.REASON: ("reason", "to serve the grand jury subpoena on the subject", "(not given)"),
    Element.IN_WRITING: ("signature", "signed", "(not signed)"),
    Element.REQUESTER: ("requesting official", "the head of the agency", "(somebody else)"),
    Element.ENGAGED_OFFICERS: ("officers", "ICE-0007, engaged in the matter", "(nobody engaged)"),
    Element.TIN_AGREES: ("tin", "agrees with the custodian's file", "(not compared)"),
    Element.ADDRESS_AGREES: ("address of record", "agrees with the custodian's file", "(not compared)"),
    Element.DOB_AGREES: ("date_of_birth", "agrees with the custodian's file", "(not compared)"),
}
"""How each element of a record looks when it holds, and when it does not; a synthetic record."""


@app.command()
def show(pack: Pack, *, as_json: AsJson = False) -> int:
    """Show a pack's terms with their citations, and list the terms nobody has read."""
    agreement = read_agreement(pack)
    read = [clause for clause in agreement.clauses if clause.text]
    sources = list(dict.fromkeys(clause.source for clause in read))
    terms = table(
        f"{agreement.title} ({agreement.name}), in force from {agreement.effective}",
        ("term", "what it says", "citation", "source"),
        [(c.title, _summary(c.text), c.citation or "(unread)", str(sources.index(c.source) + 1)) for c in read],
    )
    known = table("Known from", ("source", "where"), [(str(n), where) for n, where in enumerate(sources, start=1)])
    unread = table("Nobody has read these; they are empty", ("term", "id"), [(c.title, c.id) for c in agreement.unread])
    answer(_as_json(agreement), Group(terms, known, _values(agreement), unread), as_json=as_json)
    return 0


@app.command()
def check(pack: Pack, *, as_json: AsJson = False) -> int:
    """Prove that a pack releases nothing the statute does not order; else print the smallest record it would.

    Ends with 0 when it is proved, 1 when it is not.
    """
    agreement = read_agreement(pack)
    wrong = wrongly_released(agreement)
    found = {
        "agreement": agreement.name,
        "pack_hash": agreement.pack_hash,
        "loadable": agreement.loadable and wrong is None,
        "wrongly_released": None if wrong is None else {"holds": sorted(wrong.holds), "missing": sorted(wrong.missing)},
    }
    shown = _proved(agreement) if wrong is None else _counter_example(agreement, wrong)
    answer(found, shown, as_json=as_json)
    return 0 if wrong is None else 1


def _summary(text: str) -> str:
    return " ".join(line for line in text.splitlines() if line and not line.startswith("#"))


def _values(agreement: Agreement) -> Group:
    routes = " or ".join(" + ".join(e.value for e in Element if e in route) for route in agreement.routes)
    rows = [
        ("offices that may request", "; ".join(agreement.offices)),
        ("routes to one taxpayer", routes),
        ("released", ", ".join(agreement.releasable)),
        ("order date required", agreement.order_date_required),
        ("witnesses that must cosign", str(agreement.quorum) if agreement.quorum else "none"),
        ("answer window", f"{agreement.answer_window_hours} hours"),
        ("packages", f"{agreement.form.value} form, picked up within {agreement.pickup_days} days"),
        ("end of use", f"declared within {agreement.review_days} days of the sealing (house value)"),
        ("house limits", _limits(agreement)),
        ("pack hash", agreement.pack_hash),
    ]
    return Group(table("Values", ("term", "value"), rows))


def _limits(agreement: Agreement) -> str:
    limits = agreement.limits
    return (
        f"{limits.matter_records_max} records a matter, {limits.officer_records_max} an officer,"
        f" {limits.periods_max} periods, {limits.reason_cluster_max} records a reason,"
        f" {limits.address_records_max} family names an address"
    )


def _as_json(agreement: Agreement) -> dict[str, object]:
    return {
        "agreement": agreement.name,
        "title": agreement.title,
        "effective": agreement.effective.isoformat(),
        "pack_hash": agreement.pack_hash,
        "clauses": [
            {"id": c.id, "title": c.title, "text": _summary(c.text), "citation": c.citation, "source": c.source}
            for c in agreement.clauses
        ],
        "unread": [clause.id for clause in agreement.unread],
    }


def _proved(agreement: Agreement) -> Group:
    elements = ", ".join(sorted(element.value for element in LAWFUL))
    return Group(
        Text(f"{agreement.name}: every combination of {len(Element)} elements was looked at ({2 ** len(Element):,})."),
        Text(f"Nothing is released unless all of these hold: {elements}."),
    )


def _counter_example(agreement: Agreement, wrong: WronglyReleased) -> Group:
    rows = []
    for element in Element:
        column, holds, fails = _EXAMPLE[element]
        held = element in wrong.holds
        mark = "missing" if element in wrong.missing else ""
        rows.append((column, holds if held else fails, mark))
    title = f"{agreement.name} is refused. The smallest record it would wrongly release:"
    return Group(table(title, ("of the record", "value", ""), rows))
