"""``lockgate witness …``: the witness's own tool, called by its own command line."""

import typer

from lockgate.cli.passed_on import words_of
from lockgate.witness.main import main


def witness(ctx: typer.Context) -> int:
    """For an outside party: see every checkpoint of a log first, and cosign what only ever grows."""
    return main(words_of(ctx))
