"""``lockgate serve``: the gateway over HTTP, by gunicorn's plain workers, on this machine's loopback by default."""

from ipaddress import ip_address
from typing import Annotated

import typer
from django.conf import settings
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.util import import_app  # type: ignore[import-untyped]

from lockgate.actions.desk import open_office
from lockgate.cli.answers import Home
from lockgate.errors import UsageError
from lockgate.store.keyring import load_gateway_key

APPLICATION = "lockgate.site.wsgi:application"
LISTEN = "127.0.0.1:8480"


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one kind of worker and our application."""

    def __init__(self, listen: str, workers: int) -> None:
        self._wanted = {
            "bind": listen,
            "workers": workers,
            "worker_class": "sync",
            "timeout": 120,
        }
        super().__init__()

    def load_config(self) -> None:
        """Set what is wanted; no file and no environment variable has a say."""
        for name, value in self._wanted.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """The application, in each worker."""
        return import_app(APPLICATION)


def serve(
    *,
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen.")] = LISTEN,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many requests are answered at once.")] = 2,
    behind_tls: Annotated[
        bool, typer.Option("--behind-tls", help="A proxy that ends TLS stands before any address but this machine's.")
    ] = False,
    home: Home = None,
) -> int:
    """Answer officers of the agency over HTTP: fetch, open, acknowledge; and give the published log."""
    check_address(listen, behind_tls=behind_tls)
    if settings.DEBUG:
        raise UsageError("The gateway does not start with DEBUG; set DEBUG = False.")
    _ = load_gateway_key(open_office(home).home)
    Server(listen, workers).run()
    return 0


def check_address(listen: str, *, behind_tls: bool) -> None:
    """Refuse an address that others reach, unless a proxy ends TLS before it (R31).

    Raises:
        UsageError: it is none, or not one of this machine's loopback.
    """
    host, _, port = listen.rpartition(":")
    try:
        loopback = host == "localhost" or ip_address(host.strip("[]")).is_loopback
        known = int(port) < 1 << 16
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{listen!r} is no address to listen at; write it as {LISTEN}.")
    if not loopback and not behind_tls:
        raise UsageError(f"{listen} is reached by others: give --behind-tls, with a proxy that ends TLS before it.")
