"""``lockgate log policy``: change whose cosignatures the log needs."""

from pathlib import Path
from typing import Annotated

import typer

from lockgate.actions.desk import open_office, open_signer
from lockgate.actions.policy import change_policy
from lockgate.cli.answers import As, AsJson, Home, Key, tell
from lockgate.cli.office import Second, SecondKey
from lockgate.errors import UsageError


def policy(  # noqa: PLR0913 - the options of the command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Witness, group and quorum lines.")],
    *,
    home: Home = None,
    officer: As = None,
    key: Key = None,
    second: Second = None,
    second_key: SecondKey = None,
    as_json: AsJson = False,
) -> int:
    """Change whose cosignatures the log needs; two persons, and the new witnesses must be there and cosign."""
    try:
        lines = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    signers = (open_signer(officer, key), open_signer(second, second_key))
    return tell(change_policy(open_office(home), lines, signers), as_json=as_json)
