"""``lockgate serve``: gateway and console of one office, by gunicorn's plain workers, on loopback by default."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path
from secrets import token_bytes
from socket import SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, getaddrinfo, socket
from subprocess import DEVNULL, Popen, TimeoutExpired
from threading import Event, Thread
from typing import Annotated
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import typer
from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.util import import_app  # type: ignore[import-untyped]

from lockgate.actions.desk import open_office
from lockgate.actions.doors import DOORS, secret_is_old, ways_in
from lockgate.actions.gateway import OFFICE
from lockgate.actions.office import Office
from lockgate.actions.publish import publish_waiting
from lockgate.cli.answers import Home, warn
from lockgate.clock import system_clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.rehearsal.played import CAST, Played, played_at
from lockgate.store.home import Home as OfficeHome
from lockgate.store.home import detach
from lockgate.store.keyring import load_gateway_key
from lockgate.store.post import post
from lockgate.store.witnesses import asker

APPLICATION = "lockgate.site.wsgi:application"
LISTEN = "127.0.0.1:8480"

A_CORE = 2
"""Workers a core, where nothing is said: while one waits for the database or a file, another answers."""

REGISTRY = "registry"
"""The synthetic custodian's file, beside a rehearsal's home."""

WORKER_ENDS = 10.0
"""Seconds a worker has to end by itself."""

BEAT_SECONDS = 30.0
"""How often a server looks whether something waits for its publication."""


def ended(_server: object, _process: object) -> None:
    """End a process that answers requests here: what the command holds (witnesses, a worker) is its parent's to end."""
    sys.stderr.flush()
    os._exit(0)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one kind of worker and our application."""

    def __init__(self, listen: str, workers: int, office: Office, given: Mapping[str, object], said: str = "") -> None:
        """``said``: what is told once requests are answered."""
        self._office = office
        self._given = {OFFICE: office, **given}

        def ready(_server: object) -> None:
            if said:
                warn(said)

        self._wanted = {
            "bind": listen,
            "workers": workers,
            "worker_class": "sync",
            "timeout": 120,
            # Nobody steers the server but whoever started it.
            "control_socket_disable": True,
            "worker_exit": ended,
            "when_ready": ready,
        }
        super().__init__()

    def load_config(self) -> None:
        """Set what is wanted; no file and no environment variable has a say."""
        for name, value in self._wanted.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """The application, in each worker; every request is handed what the server was started with."""
        answer: WSGIApplication = import_app(APPLICATION)
        Thread(target=keep_published, args=(self._office,), daemon=True).start()

        def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            return answer({**environ, **self._given}, start)

        return application


def serve(  # noqa: PLR0913 - options of a command
    *,
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen.")] = LISTEN,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="How many requests are answered at once; else two a core.")
    ] = None,
    behind_tls: Annotated[
        bool, typer.Option("--behind-tls", help="A proxy that ends TLS stands before any address but this machine's.")
    ] = False,
    cast: Annotated[
        bool, typer.Option("--cast", help="Let anybody sign in as the cast; only a rehearsal's home, only on loopback.")
    ] = False,
    doors: Annotated[
        Path | None, typer.Option("--doors", metavar="FILE", help="The ways to sign in, as TOML (docs/console.md).")
    ] = None,
    home: Home = None,
) -> int:
    """Answer officers of the agency over HTTP, give the published log, and serve the console's pages."""
    loopback = check_address(listen, behind_tls=behind_tls)
    if settings.DEBUG:
        raise UsageError("The gateway does not start with DEBUG; set DEBUG = False.")
    if cast and (behind_tls or not loopback):
        raise UsageError(
            "--cast lets anybody be anybody: it is for this machine's loopback alone, without --behind-tls."
        )
    if cast and doors is not None:
        raise UsageError("--cast and --doors exclude each other: one office is a rehearsal's or it is in use.")
    ways = ways_in(doors) if doors is not None else None
    if doors is not None and (old := secret_is_old(doors, system_clock())):
        warn(old)
    check_free(listen)
    office = open_office(home)
    _ = load_gateway_key(office.home)
    said = ""
    with ExitStack() as stack:
        # TLS ends before us, so the address a browser sees is https: cookies are for TLS only, and it is told to stay.
        given: dict[str, object] = {"wsgi.url_scheme": "https"} if behind_tls else {}
        if ways is not None:
            given[DOORS] = ways
        if cast:
            office, played = rehearsed(office.home, stack)
            given[CAST] = played
            stack.enter_context(worker_beside(office.home))
            said = f"Synthetic rehearsal: open http://{listen}/ and sign in as one of the cast. Ctrl-C stops it."
        read_pages()
        # Each worker opens the database for itself.
        detach()
        Server(listen, workers or A_CORE * (os.cpu_count() or 1), office, given, said).run()
    return 0


def read_pages() -> None:
    """Read the addresses, and every page's template: once, before there are workers, and not while somebody waits."""
    _ = get_resolver().url_patterns
    for engine in engines.all():
        for page in (page for folder in engine.template_dirs for page in Path(folder).glob("*.html")):
            engine.get_template(page.name)


def keep_published(office: Office) -> None:
    """Publish what waits, for as long as the process lives: what a fetch or a receipt entered, or no witness saw yet.

    Whatever goes wrong is said, and tried again with the next beat.
    """
    rest = Event()
    while not rest.wait(BEAT_SECONDS):
        try:
            published = publish_waiting(office)
            said = published.sentence if isinstance(published, Refusal) else ""
        except (IntegrityError, UsageError) as problem:
            said = str(problem)
        except Exception as problem:  # noqa: BLE001 - the beat goes on; what is no sentence of ours is told by its kind
            said = f"{type(problem).__name__}."
        finally:
            detach()
        if said:
            warn(f"The log was not published: {said}")


def rehearsed(home: OfficeHome, stack: ExitStack, *, alone: bool = True) -> tuple[Office, Played]:
    """A rehearsal's office on its own clock, and its cast.

    Args:
        home: the office's home.
        stack: what ends with the command.
        alone: whether its witnesses are to answer here; else they do so elsewhere.

    Raises:
        UsageError: the home is no rehearsal's, or its witnesses cannot listen.
    """
    played = played_at(home, system_clock)
    if alone:
        stack.enter_context(played.witnesses())
    return Office(home, played.clock, token_bytes, witnesses=asker(post, played.clock)), played


@contextmanager
def worker_beside(home: OfficeHome) -> "Iterator[Popen[bytes]]":
    """A worker of the queue for as long as the block lasts, so that long acts need no second terminal in a rehearsal.

    It is ended by its own id; killed at any point, it loses nothing.
    """
    registry = home.root.parent / REGISTRY
    asked = ["--registry", str(registry)] if registry.is_dir() else []
    program = "import sys; from lockgate.site.main import main; sys.exit(main(sys.argv[1:]))"
    words = ["work", "--cast", "--beside", "--home", str(home.root), *asked]
    # Its own session: Ctrl-C ends the server, which ends it.
    worker = Popen([sys.executable, "-c", program, *words], stdin=DEVNULL, start_new_session=True)
    mine = os.getpid()
    try:
        yield worker
    finally:
        # The server's own processes end by this way too; the worker is not theirs.
        if os.getpid() == mine:
            worker.terminate()
            try:
                worker.wait(WORKER_ENDS)
            except TimeoutExpired:
                worker.kill()
                worker.wait()


def check_address(listen: str, *, behind_tls: bool) -> bool:
    """Whether the address is this machine's loopback; one that others reach is refused without TLS before it (R31).

    Raises:
        UsageError: it is none, or not one of this machine's loopback.
    """
    host, _, port = listen.rpartition(":")
    try:
        loopback: bool = host == "localhost" or ip_address(host.strip("[]")).is_loopback
        known = int(port) < 1 << 16
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{listen!r} is no address to listen at; write it as {LISTEN}.")
    if not loopback and not behind_tls:
        raise UsageError(f"{listen} is reached by others: give --behind-tls, with a proxy that ends TLS before it.")
    return loopback


def check_free(listen: str) -> None:
    """Refuse an address that is another program's, or none of this machine's, in one sentence and at once.

    Raises:
        UsageError: nothing can listen there.
    """
    host, _, port = listen.rpartition(":")
    try:
        found = getaddrinfo(host.strip("[]"), int(port), type=SOCK_STREAM)[0]
        with socket(found[0], SOCK_STREAM) as trial:
            trial.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            trial.bind(found[4])
    except OSError as problem:
        raise UsageError(
            f"Nothing can listen at {listen}: {problem.strerror}. Give another with --listen, as 127.0.0.1:8481."
        ) from problem
