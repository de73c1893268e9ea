"""The recipient's side of a gateway: signed requests over HTTPS, signed answers, both kept in one log.

Every request is a decision signed with the officer's signature key; the gateway's answers are signed with the
custodian's release key. ``gateway.log`` beside the package holds each request and its answer, one line a step.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from hashlib import sha256
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from urllib.response import addinfourl

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.recipient.files import PACKAGE_BYTES_MAX, PIECE, append_line
from lockgate.seal.gateway_answers import Answer, read_answer
from lockgate.tlog.requests import SignedRequest, request_bytes
from lockgate.tlog.signatures import Decision, decision_bytes

NONCE, FETCH, OPENING, RECEIPT = "/v1/opening/nonce", "/v1/fetch", "/v1/opening", "/v1/receipt"
LOG = "gateway.log"
"""The recipient's own record of what was asked and answered, beside the package."""

_ANSWER_HEADER = "lockgate-answer"
_DOCUMENT_BYTES_MAX = 1 << 20
_PATIENCE_SECONDS = 120
_OK, _WAITS = 200, 202


@dataclass(frozen=True)
class Heard:
    """What came back: HTTP status, the document (empty where a package came), headers by their names in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Post(Protocol):
    """Sends a body to a path of the gateway."""

    def __call__(self, path: str, body: bytes, into: BinaryIO | None = None) -> Heard:
        """What came back.

        Args:
            path: such as ``/v1/fetch``.
            body: one signed document.
            into: where a package is written piece by piece; whatever else comes is in the answer itself.
        """


class RefusedError(Exception):
    """The gateway refused, or waits; its own sentence says why. Nothing was given."""


@dataclass(frozen=True)
class Officer:
    """Who asks: the id in the register, the signature key, the custodian's release certificate (DER), and a clock."""

    id: str
    key: ec.EllipticCurvePrivateKey
    release: bytes
    now: Callable[[], datetime]

    @property
    def at(self) -> str:
        """The instant, UTC, to the second."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def http_post(url: str) -> Post:
    """Sends to the gateway at this address.

    Raises:
        UsageError: the address is not one of HTTP; later, where it cannot be reached.
    """
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        raise UsageError(f"{url} is no address of a gateway; write https://host.")

    def post(path: str, body: bytes, into: BinaryIO | None = None) -> Heard:
        request = Request(url.rstrip("/") + path, body, {"Content-Type": "application/json"})  # noqa: S310 - asked above
        with _reaching(url):
            answer = _answer(request)
        document = BytesIO()
        with answer:
            kept = into if into is not None and answer.status == _OK else document
            left = _DOCUMENT_BYTES_MAX if kept is document else PACKAGE_BYTES_MAX
            while piece := _piece(url, answer, left):
                kept.write(piece)
                left -= len(piece)
        return Heard(answer.status or 0, document.getvalue(), _lower(answer.headers))

    return post


def _answer(request: Request) -> addinfourl:
    """The answer, whatever its status."""
    try:
        answer: addinfourl = urlopen(request, timeout=_PATIENCE_SECONDS)  # noqa: S310 - asked by the caller
    except HTTPError as refused:
        return refused
    return answer


def _piece(url: str, answer: addinfourl, left: int) -> bytes:
    with _reaching(url):
        return answer.read(min(PIECE, left))


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    """What the network does, apart from what this machine's own files do."""
    try:
        yield
    except (URLError, HTTPException, OSError) as error:
        raise UsageError(f"The gateway {url} cannot be reached; ask again, nothing is lost.") from error


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@dataclass(frozen=True)
class Given:
    """A nonce of the gateway's, and the reference the package's case has in the log."""

    case: str
    nonce: str


def ask_nonce(post: Post, officer: Officer, package: str) -> Given:
    """A nonce for one act on a package.

    Raises:
        RefusedError: the gateway has no such package for this officer.
    """
    own = sha256(f"{officer.at}\n{package}".encode()).hexdigest()[:32]
    body = signed_request(officer, "opening", Given("", own), {"package": package})
    heard = post(NONCE, body)
    if heard.status != _OK:
        raise RefusedError(_sentence(heard))
    match parse_canonical(heard.body):
        case {"case": str(case), "nonce": str(nonce)}:
            return Given(case, nonce)
        case _:
            raise IntegrityError("The gateway's answer cannot be read; tell the custodian.")


def signed_request(officer: Officer, act: str, given: Given, content: Mapping[str, str]) -> bytes:
    """The document of one request, signed."""
    text = canonical(dict(content))
    decision = Decision(given.case, act, officer.id, "", officer.at, given.nonce, sha256(text).hexdigest())
    digest = hashes.SHA384() if officer.key.curve.name == "secp384r1" else hashes.SHA256()
    signature = officer.key.sign(decision_bytes(decision), ec.ECDSA(digest))
    return request_bytes(SignedRequest(decision, text, signature))


@dataclass(frozen=True)
class Sent:
    """One request that is to be sent: where, the document, and what its answer must be about."""

    path: str
    body: bytes
    act: str
    package: str


def send(post: Post, sent: Sent, into: BinaryIO | None = None) -> Heard:
    """Send a request; what came back, when it is not a refusal. A package is written into ``into``.

    Raises:
        RefusedError: the gateway refused, or waits for the log's witnesses.
    """
    heard = post(sent.path, sent.body, into)
    if heard.status != _OK:
        raise RefusedError(_sentence(heard))
    return heard


def check_answer(officer: Officer, sent: Sent, signed: bytes, log: Path) -> Answer:
    """The custodian's signed answer to this very request; request and answer go to the log first.

    Raises:
        IntegrityError: it is not signed by the custodian, or answers another request.
    """
    line = canonical({"request": sent.body.decode("utf-8"), "answer": signed.decode("utf-8", "replace")})
    append_line(log, line)
    answer = read_answer(signed, officer.release)
    wanted = (sent.act, sent.package, officer.id, sha256(sent.body).hexdigest())
    if (answer.act, answer.package, answer.officer, answer.request) != wanted:
        raise IntegrityError("The gateway answered another request than the one that was sent; tell the custodian.")
    return answer


def answer_beside(heard: Heard) -> bytes:
    """The signed answer that came beside a package's bytes.

    Raises:
        IntegrityError: there is none.
    """
    try:
        return b64decode(heard.headers[_ANSWER_HEADER], validate=True)
    except (KeyError, ValueError) as error:
        raise IntegrityError("The gateway sent no signed answer beside the package; tell the custodian.") from error


def _sentence(heard: Heard) -> str:
    """What the gateway says in its problem document; never more than a line."""
    try:
        document = json.loads(heard.body[: 1 << 14])
        detail = str(document["detail"])[:500]
    except (ValueError, KeyError, TypeError):
        detail = f"The gateway answered with status {heard.status}."
    return detail if heard.status != _WAITS else f"{detail} Run the same command again later."
