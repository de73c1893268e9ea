"""``lockgate agreement show|check|diff``: what a pack says, whether it can be relied on, what differs between two."""

from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from lockgate.actions.packs import differences, example_lines, terms_of
from lockgate.cli.packs import pack_commands
from lockgate.cli.tables import answer, table
from lockgate.law.agreement import Agreement, Element
from lockgate.law.proofs import LAWFUL, WronglyReleased
from lockgate.store.agreements import read_agreement, wrongly_released

app = typer.Typer(help="Show and check agreement packs, and put them in force.", no_args_is_help=True)
pack_commands(app)

Pack = Annotated[str, typer.Argument(metavar="PACK", help="A shipped pack's name, a folder, or a ZIP file of one.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]


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


@app.command()
def diff(before: Pack, after: Pack, *, as_json: AsJson = False) -> int:
    """Show what differs between two packs, term by term and clause by clause.

    Ends with 0 when nothing differs, 1 when something does.
    """
    old, new = read_agreement(before), read_agreement(after)
    found = differences(old, new)
    clauses = [
        (one.title, _summary(one.before.text) if one.before else "", _summary(one.after.text) if one.after else "")
        for one in found.clauses
    ]
    told = {
        "before": {"agreement": old.name, "pack_hash": old.pack_hash},
        "after": {"agreement": new.name, "pack_hash": new.pack_hash},
        "terms": [{"term": term, "before": was, "after": now} for term, was, now in found.terms],
        "clauses": [{"title": title, "before": was, "after": now} for title, was, now in clauses],
    }
    shown = Group(
        table("Values that differ", ("term", old.name, new.name), found.terms),
        table("Clauses that differ", ("clause", old.name, new.name), clauses),
    )
    answer(told, shown, as_json=as_json)
    return 1 if found.terms or found.clauses else 0


def _summary(text: str) -> str:
    return " ".join(line for line in text.splitlines() if line and not line.startswith("#"))


def _values(agreement: Agreement) -> Group:
    rows = [(one.name, f"{one.value} (house value)" if one.house else one.value) for one in terms_of(agreement)]
    return Group(table("Values", ("term", "value"), [*rows, ("pack hash", agreement.pack_hash)]))


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
    rows = [(one.column, one.value, "missing" if one.missing else "") for one in example_lines(wrong)]
    title = f"{agreement.name} is refused. The smallest record it would wrongly release:"
    return Group(table(title, ("of the record", "value", ""), rows))
