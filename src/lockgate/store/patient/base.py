"""Django's PostgreSQL back end with one thing more: a statement that is not answered in time is given up.

Keepalives find a machine that is gone. They do not find a server's process that stands still while its machine goes on
acknowledging, which nothing but a clock on our side tells. Django asks a back end for this module's name.
"""

from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors

T = TypeVar("T")

PATIENCE = "patience_seconds"
"""The option's name in the address of a database; it is ours, and not told to libpq."""


class Patient(psycopg.Connection[Any]):
    """A connection that is given up when a statement is not answered in time."""

    patience: float | None = None
    """Seconds; None until the connection is made, which libpq bounds itself."""

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """What psycopg waits with for every answer.

        Raises:
            OperationalError: none came; the connection is closed, and what was under way is done or not done.
        """
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except errors._WaitTimeout as error:  # noqa: SLF001 - what psycopg documents for its own timeout
            if timeout is not None:
                raise
            self.pgconn.finish()
            said = f"a statement was not answered in {self.patience:g} seconds, so its connection was given up"
            raise psycopg.OperationalError(said) from error


class _Driver:
    """The module psycopg as Django knows it, whose connections are patient ones."""

    connect: Callable[..., Patient] = staticmethod(Patient.connect)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with patient connections."""

    Database: Any = _Driver()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 - Django's
        """A connection, patient from now on."""
        patience = float(conn_params.pop(PATIENCE))
        connection = super().get_new_connection(conn_params)
        connection.patience = patience
        return connection
