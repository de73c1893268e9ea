"""The acts on a package: fetch, acknowledge, recall."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.acknowledge import acknowledge as do_acknowledge
from lockgate.actions.desk import open_office, open_signer
from lockgate.actions.fetch import fetch as do_fetch
from lockgate.actions.recall import recall as do_recall
from lockgate.cli.answers import As, AsJson, Home, Key, Package, tell
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
