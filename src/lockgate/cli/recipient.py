"""``lockgate recipient …``: the recipient's own tool, called by its own command line."""

import typer

from lockgate.cli.passed_on import words_of
from lockgate.recipient.main import main


def recipient(ctx: typer.Context) -> int:
    """For the named officer: fetch, open, acknowledge and log a package."""
    return main(words_of(ctx))
