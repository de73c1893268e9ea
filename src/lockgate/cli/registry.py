"""The custodian's file: its prepared index."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.desk import open_signer
from lockgate.actions.registry import build_index
from lockgate.cli.answers import As, AsJson, Home, Key, Memory, tell
from lockgate.cli.desk import open_office

app = typer.Typer(help="Prepare the custodian's file for reading.", no_args_is_help=True)


@app.callback()
def registry() -> None:
    """Prepare the custodian's file for reading."""


@app.command("build")
def build(  # noqa: PLR0913 - the options of the command
    *,
    registry: Annotated[
        Path, typer.Option("--registry", metavar="DIR", help="The custodian's file: a folder, or a registry.toml.")
    ],
    memory: Memory = "1GB",
    home: Home = None,
    officer: As = None,
    key: Key = None,
    as_json: AsJson = False,
) -> int:
    """Enter the reading of the custodian's file, and build its index, which locate reads in its place."""
    signer = open_signer(officer, key)
    return tell(build_index(open_office(home, registry, memory=memory), signer), as_json=as_json)
