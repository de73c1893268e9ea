"""HTTP for a witness: one address, ``POST /add-checkpoint``, bodies bounded, slow askers cut off.

It speaks no TLS. It listens on this machine alone unless told otherwise; whoever opens it to others puts a
reverse proxy with TLS before it.
"""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Final

from lockgate.tlog.witnessing import ADD_CHECKPOINT, LONGEST_REQUEST
from lockgate.witness.answering import Reply, Witness

Told = Callable[[str], None]
"""Told one line about each request."""

SECONDS: Final = 10.0
"""How long an asker may take over one step of the connection."""

AT_ONCE: Final = 32
"""Requests under way; a further one is closed unanswered."""

_PLAIN = "text/plain; charset=utf-8"
_NOT_FOUND, _NO_LENGTH, _TOO_LONG = 404, 411, 413


class Server(ThreadingHTTPServer):
    """Listens for one witness; ``serve_forever`` serves, ``shutdown`` from another thread ends it."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], witness: Witness, told: Told) -> None:
        self.witness, self.told = witness, told
        self._places = BoundedSemaphore(AT_ONCE)
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def process_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        """Serve a connection in a thread of its own, if there is a place."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        """Serve, and give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Somebody went away in the middle of it; that is theirs to do."""
        self.told("an asker broke off")


class _Handler(BaseHTTPRequestHandler):
    """One connection; kept open for the next request (HTTP/1.1)."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "lockgate-witness"
    sys_version = ""
    timeout = SECONDS

    def do_POST(self) -> None:
        """Read the body within bounds and answer."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            self._refuse(Reply(_NO_LENGTH, _PLAIN, b"a request states its length\n", "no length"))
        elif len(length) > len(str(LONGEST_REQUEST)) or int(length) > LONGEST_REQUEST:
            self._refuse(Reply(_TOO_LONG, _PLAIN, b"a request is not that long\n", "too long"))
        elif self.path != ADD_CHECKPOINT:
            self._refuse(Reply(_NOT_FOUND, _PLAIN, b"nothing is here\n", "another path"))
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                self._give(self.server.witness.answer(body))

    def _refuse(self, reply: Reply) -> None:
        """Answer without having read the body, so the connection cannot go on."""
        self.close_connection = True
        self._give(reply)

    def _give(self, reply: Reply) -> None:
        self.server.told(reply.told)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_given: object) -> None:
        """Requests are told in the witness's own words."""
