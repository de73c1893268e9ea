"""The office's gateway in a rehearsal: asked in this process, or over HTTP on this machine; under the stated clock.

Over HTTP it is the application that ``lockgate serve`` runs, handed the rehearsal's office by the server itself:
nothing that comes in a request can do that.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import copyfileobj
from threading import Thread
from typing import BinaryIO
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

from lockgate.actions.gateway import OFFICE, reply_to
from lockgate.actions.office import Office
from lockgate.recipient.gateway import Heard, Post, http_post

_POLL = 0.02
"""Seconds between two looks at whether the server should end."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway as a recipient's tool is told of it: its address, and what speaks to an address."""

    url: str
    speak: Callable[[str], Post]


def inside(office: Office) -> Gateway:
    """The gateway of this office, without a socket."""

    def post(path: str, body: bytes, into: BinaryIO | None = None) -> Heard:
        reply = reply_to(office, path, body)
        if reply.file is not None and into is not None:
            with reply.file.open("rb") as package:
                copyfileobj(package, into)
        return Heard(reply.status, reply.document, {name.lower(): value for name, value in reply.headers.items()})

    return Gateway("http://gateway.example", lambda _url: post)


@contextmanager
def served(office: Office) -> Iterator[Gateway]:
    """The gateway of this office over HTTP, on a port of this machine's choosing, for as long as the block lasts."""
    answer = get_wsgi_application()

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return answer({**environ, OFFICE: office}, start)

    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(_POLL,))
        thread.start()
        try:
            yield Gateway(f"http://127.0.0.1:{server.server_port}", http_post)
        finally:
            server.shutdown()
            thread.join()


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request; the log has it."""

    def log_message(self, *_given: object) -> None:
        """Nothing."""
