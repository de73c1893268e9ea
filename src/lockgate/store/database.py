"""Where the database is: SQLite in the home, or PostgreSQL by its address.

SQLite runs with a write-ahead log, full synchronisation and transactions that take the writer's lock at
their beginning, so a commit that was answered is on disk and no transaction fails half-way for want of the
lock. PostgreSQL runs with its own defaults and explicit row locks (``store/cases.py``); a server that cannot be
reached, or a network that falls silent, is given up after a stated time.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from lockgate.errors import UsageError

SQLITE_PATIENCE_SECONDS = 30
"""How long a transaction waits for another's writer lock before it gives up."""

POSTGRES_PATIENCE: Mapping[str, str] = {
    "connect_timeout": "10",
    "keepalives": "1",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "4",
    "tcp_user_timeout": "60000",
    "patience_seconds": "600",
}
"""How long a server is waited for that does not answer, in seconds; ``tcp_user_timeout`` in milliseconds.

Ten seconds to be connected; a minute until a connection is given up whose other end acknowledges nothing; ten minutes
for the answer to one statement (``store.patient``; the others are libpq's words). An address may give other values.
"""

KEPT_SECONDS = 60
"""How long a server process keeps its connection to PostgreSQL between requests; each request looks whether it lives.

A connection is a process of the server's, so one for each page costs as much as the page.
"""

_SQLITE_OPENING = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"

DatabaseSettings = dict[str, object]
"""One entry of Django's ``DATABASES``."""


def sqlite_settings(file: Path) -> DatabaseSettings:
    """Settings for a SQLite file; it is made on first use."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "timeout": SQLITE_PATIENCE_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": _SQLITE_OPENING,
        },
    }


def postgres_settings(address: str) -> DatabaseSettings:
    """Settings for an address such as ``postgresql://officer@host:5432/lockgate?sslmode=verify-full``.

    Raises:
        UsageError: the address is of another kind, or names no database.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise UsageError(
            "LOCKGATE_DATABASE_URL is not the address of a PostgreSQL database; "
            "write postgresql://name:password@host:port/database, or leave it out to use SQLite."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "lockgate.store.patient",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**POSTGRES_PATIENCE, **options},
    }


def database_settings(file: Path, address: str) -> DatabaseSettings:
    """PostgreSQL where an address is given, else the SQLite file."""
    return postgres_settings(address) if address else sqlite_settings(file)


def complete(settings: Mapping[str, object]) -> dict[str, object]:
    """The settings with everything Django would have filled in at its start."""
    defaults: dict[str, object] = {
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {},
        "TIME_ZONE": None,
        "NAME": "",
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
    }
    return {**defaults, **settings}
