"""``lockgate verify …``: the stand-alone verifier, called by its own command line."""

import typer

from lockgate.cli.passed_on import words_of
from lockgate.verify.main import main


def verify(ctx: typer.Context) -> int:
    """Verify a published log, a package, an opened outcome or a case's decisions, trusting nobody's word."""
    return main(words_of(ctx))
