"""The only reader of the environment: typed, and refusing what it does not know.

=========================  ==========================================================================
LOCKGATE_HOME              the office's folder; ``./lockgate-home`` when absent
LOCKGATE_DATABASE_URL      ``postgresql://…``; SQLite in the home when absent
LOCKGATE_REQUESTS_AN_HOUR  API requests, of an officer and of an agency: ``600/6000`` when absent
LOCKGATE_UPLOADS_A_DAY     API uploads begun, of an officer and of an agency: ``20/100`` when absent
LOCKGATE_DJANGO_KEY        Django's own secret, used by the pages only; a fresh one per start when absent
=========================  ==========================================================================
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.store.database import DatabaseSettings, database_settings

NAMES = (
    "LOCKGATE_HOME",
    "LOCKGATE_DATABASE_URL",
    "LOCKGATE_REQUESTS_AN_HOUR",
    "LOCKGATE_UPLOADS_A_DAY",
    "LOCKGATE_DJANGO_KEY",
)
"""Every variable there is."""

_PREFIX = "LOCKGATE_"
_KEY_LENGTH_MIN = 32


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment settles."""

    home: Path
    database_address: str
    django_key: str
    budgets: Mapping[str, tuple[int, int]]

    def database(self) -> DatabaseSettings:
        """The entry of Django's ``DATABASES``."""
        return database_settings(self.home / "lockgate.sqlite", self.database_address)


def read_environment(variables: Mapping[str, str]) -> Environment:
    """The environment of these variables.

    Raises:
        UsageError: a name beginning with ``LOCKGATE_`` that is not known, or a value that cannot be used.
    """
    unknown = sorted(name for name in variables if name.startswith(_PREFIX) and name not in NAMES)
    if unknown:
        raise UsageError(f"{unknown[0]} is not a variable of lockgate; known are {', '.join(NAMES)}.")
    key = variables.get("LOCKGATE_DJANGO_KEY", "")
    if key and len(key) < _KEY_LENGTH_MIN:
        raise UsageError(
            f"LOCKGATE_DJANGO_KEY is shorter than {_KEY_LENGTH_MIN} characters; leave it out or lengthen it."
        )
    found = Environment(
        home=Path(variables.get("LOCKGATE_HOME") or "lockgate-home"),
        database_address=variables.get("LOCKGATE_DATABASE_URL", ""),
        django_key=key or secrets.token_hex(_KEY_LENGTH_MIN),
        budgets={
            "ask": _budget(variables, "LOCKGATE_REQUESTS_AN_HOUR", "600/6000"),
            "upload": _budget(variables, "LOCKGATE_UPLOADS_A_DAY", "20/100"),
        },
    )
    found.database()  # refuses an address it cannot read now, and not at the first question
    return found


def _budget(variables: Mapping[str, str], name: str, otherwise: str) -> tuple[int, int]:
    each, _, together = (variables.get(name) or otherwise).partition("/")
    if not (each.isdecimal() and together.isdecimal()):
        raise UsageError(f"{name} is no budget; write that of an officer and that of an agency as {otherwise}.")
    return int(each), int(together)


def environment() -> Environment:
    """The environment of this process."""
    return read_environment(os.environ)  # noqa: TID251 - this file is the one that may
