"""The acts on a package: fetch, acknowledge, recall, reissue, substitute, withdraw, trace."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.acknowledge import acknowledge as do_acknowledge
from lockgate.actions.desk import open_signer
from lockgate.actions.fetch import fetch as do_fetch
from lockgate.actions.look import case_named
from lockgate.actions.recall import recall as do_recall
from lockgate.actions.reissue import Again
from lockgate.actions.reissue import reissue as do_reissue
from lockgate.actions.substitute import substitute as do_substitute
from lockgate.actions.trace import Traced
from lockgate.actions.trace import trace as do_trace
from lockgate.actions.withdraw import withdraw as do_withdraw
from lockgate.cli.answers import DONE, REFUSED, As, AsJson, Case, Home, Key, Package, tell, tell_refusal
from lockgate.cli.desk import open_office
from lockgate.cli.folders import given_bytes
from lockgate.cli.tables import answer, table
from lockgate.procedure.refusals import Refusal


def fetch(  # noqa: PLR0913 - the options of the command
    package: Package,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An existing folder for the package.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Fetch a package that was handed over to you; every gate is asked again."""
    signer = open_signer(officer, key)
    return tell(do_fetch(open_office(home), package, signer, out), as_json=as_json)


def acknowledge(  # noqa: PLR0913 - the options of the command
    package: Package,
    *,
    receipt: Annotated[Path, typer.Option("--receipt", metavar="FILE", help="From lockgate recipient acknowledge.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Give back the signed receipt for a package you fetched."""
    signer = open_signer(officer, key)
    content = given_bytes(receipt)
    return tell(do_acknowledge(open_office(home), package, signer, content), as_json=as_json)


def recall(  # noqa: PLR0913 - the options of the command
    package: Package,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why it is recalled.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Recall a package: nobody fetches it again, and the entry shows when."""
    signer = open_signer(officer, key)
    return tell(do_recall(open_office(home), package, signer, reason), as_json=as_json)


def reissue(  # noqa: PLR0913 - the options of the command
    case: Case,
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="ID", help="The recipient whose package is gone, or who got none.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why it is sealed anew.")],
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Seal one recipient's package anew under the same authorization, publish that entry, and hand it over."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_reissue(office, case_named(case), signer, Again(to, reason)), as_json=as_json)


def substitute(  # noqa: PLR0913 - the options of the command
    case: Case,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The agency's signed amendment.")],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Put one officer of the agency in another's place, as it asks: prints the hash that is voted on."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_substitute(office, case_named(case), signer, folder), as_json=as_json)


def withdraw(  # noqa: PLR0913 - the options of the command
    case: Case,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The agency's signed statement.")],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """End a case, as its agency asks: whatever nobody has read of it is recalled, and nothing of it leaves any more."""
    signer = open_signer(officer, key)
    office = open_office(home)
    return tell(do_withdraw(office, case_named(case), signer, folder), as_json=as_json)


def trace(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What turned up: answers, a table of them, a package.")],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Say whose copy a file is or holds lines of, by its mark. Ends with 1 where it carries no mark of this office."""
    signer = open_signer(officer, key)
    found = do_trace(open_office(home), file, signer)
    return tell_refusal(found, as_json=as_json) if isinstance(found, Refusal) else _tell_traced(found, as_json=as_json)


def _tell_traced(found: Traced, *, as_json: bool) -> int:
    copies: list[dict[str, str]] = [
        {
            "package": one.copy.package, "recipient": one.copy.recipient, "case": one.copy.case,
            "number": one.copy.number, "by": one.by.value,
            "handed_over": f"{one.copy.handed_over_at:%Y-%m-%dT%H:%M:%SZ}" if one.copy.handed_over_at else "",
        }
        for one in found.copies
    ]  # fmt: skip
    title = "The file comes from" if copies else "The file carries no mark of a copy of this office"
    columns = ("package", "recipient", "number", "handed_over", "by")
    shown = table(title, columns, [[line[column] for column in columns] for line in copies])
    told = {"done": True, "act": "trace", "entry": found.done.entry, "file": found.done.told["file"]}
    answer({**told, "foreign_marks": found.foreign, "copies": copies}, shown, as_json=as_json)
    return DONE if copies else REFUSED
