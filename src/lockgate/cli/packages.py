"""The acts on a package: fetch, acknowledge, recall, reissue."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.acknowledge import acknowledge as do_acknowledge
from lockgate.actions.desk import open_office, open_signer
from lockgate.actions.fetch import fetch as do_fetch
from lockgate.actions.look import case_named
from lockgate.actions.recall import recall as do_recall
from lockgate.actions.reissue import Again
from lockgate.actions.reissue import reissue as do_reissue
from lockgate.cli.answers import As, AsJson, Case, Home, Key, Package, tell
from lockgate.errors import UsageError


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
    try:
        content = receipt.read_bytes()
    except OSError as error:
        raise UsageError(f"{receipt} cannot be read: {error.strerror}.") from error
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
