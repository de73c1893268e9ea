"""The gateway: what an officer of the agency asks from afar, each request one signed document, and the answers.

No session and no account: whoever signed with the certificate the roster holds is the officer. Whatever must not
tell whether there is a package (another's, an unknown one, one withheld under R46) has one and the same answer.

An opening is published before its key leaves. What a fetch or a receipt enters is durable and waits for the next
publication: of an opening, of any release, or the server's own (``actions.publish.publish_waiting``).
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.fetch import enter_fetch
from lockgate.actions.office import Done, Office, Result, SentSignature, Signer
from lockgate.actions.opening import Waits, open_gated
from lockgate.canonical import Canonical, canonical
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.seal.gateway_answers import Answer, sign_answer
from lockgate.seal.opening_request import claimed_opening
from lockgate.seal.receipts import parse_signed_receipt
from lockgate.store.gateway import DRAWN, make_nonce
from lockgate.store.keyring import load_evidence_key, load_release_signer
from lockgate.store.packages import case_of, is_fetchable, recipient_of, reference_of, sealed_file
from lockgate.store.registers import current_registers
from lockgate.tlog.requests import SignedRequest, parse_request

NONCE, FETCH, OPENING, RECEIPT = "/v1/opening/nonce", "/v1/fetch", "/v1/opening", "/v1/receipt"
OFFICE = "lockgate.office"
"""In the environ of a WSGI server: the office it serves, where it is not the one at the home of the environment."""

ANSWER_HEADER = "Lockgate-Answer"
"""Carries the signed answer, in base64, beside a package's bytes."""

LONGEST_REQUEST = 1 << 16
"""Bytes of a request, at most."""

_ASK_AGAIN_SECONDS = 30
_CLOCKS_DIFFER = timedelta(minutes=15)
_JSON, _BYTES, _PROBLEM = "application/json", "application/octet-stream", "application/problem+json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: HTTP status, a document or the file that is given, its kind, and headers."""

    status: int
    document: bytes = b""
    file: Path | None = None
    kind: str = _JSON
    headers: Mapping[str, str] = field(default_factory=dict)


_NOT_FOUND = "There is no such package for you here."
_TOLD: Mapping[str, int] = {
    "R21": 403, "R22": 403, "R23": 403, "R31": 403, "R53": 403, "R55": 403, "R29": 503,
    "R32.receipt": 409, "R33.request": 409,
    "office.nonce": 409, "office.not_fetched": 409, "office.opened": 409, "office.answered": 409,
    "office.pickup": 410, "office.purged": 410,
}  # fmt: skip
"""Grounds told openly, to the package's own officer only, since the gates ask whose it is first; all else is 404."""


def problem(status: int, code: str, detail: str) -> Reply:
    """A refusal as RFC 9457 has it."""
    document = canonical({"status": status, "title": code, "detail": detail})
    return Reply(status, document, kind=_PROBLEM)


def reply_to(office: Office, path: str, body: bytes) -> Reply:
    """Answer one request.

    Args:
        office: the office.
        path: where it was sent to, such as ``/v1/opening``.
        body: one signed document (docs/formats/gateway.md).

    Raises:
        IntegrityError: something kept does not verify; whatever was sent never raises.
    """
    act = _ROUTES.get(path)
    if act is None:
        return problem(404, "not_found", "There is no such address here.")
    if len(body) > LONGEST_REQUEST:
        return problem(413, "too_long", f"A request has at most {LONGEST_REQUEST:,} bytes.")
    try:
        sent = parse_request(body)
        at = datetime.fromisoformat(sent.decision.at)
    except ValueError:
        return problem(400, "unreadable", "The request is not one canonical signed document; see the format.")
    if abs(office.clock() - at) > _CLOCKS_DIFFER:
        return problem(400, "clock", "The request was signed more than 15 minutes from now; set the clock right.")
    asked = _Asked(office, sent, sha256(body).hexdigest())
    # Before anything is read for it: only an officer the registers know, and of a package there is.
    if _known(asked) is None or case_of(asked.package) is None:
        return _not_found()
    return act(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request that could be read."""

    office: Office
    sent: SignedRequest
    hash: str

    @property
    def package(self) -> str:
        return self.sent.value("package")

    @property
    def signer(self) -> Signer:
        return Signer(self.sent.decision.officer, SentSignature(self.sent.decision, self.sent.signature))

    def answer(self, act: Act, entry: str, package: str) -> bytes:
        at = f"{self.office.clock():%Y-%m-%dT%H:%M:%SZ}"
        said = Answer(act.value, package, self.sent.decision.officer, self.hash, entry, at)
        return sign_answer(said, load_release_signer(self.office.home).private_key)

    def is_for(self, act: Act) -> bool:
        return self.sent.decision.act == act.value and not self.sent.decision.proposal


def _nonce(asked: _Asked) -> Reply:
    """A nonce for a package of the officer's, and the reference its case has in the log."""
    office, package, by = asked.office, asked.package, asked.signer.officer
    if not asked.is_for(Act.OPENING) or asked.sent.decision.case:
        return _not_found()
    if recipient_of(package) != by or not is_fetchable(package):
        return _not_found()
    nonce = make_nonce(load_evidence_key(office.home), (by, package), office.clock(), office.random(DRAWN))
    return Reply(200, canonical({"case": reference_of(package), "nonce": nonce}))


def _known(asked: _Asked) -> Officer | None:
    at = asked.office.clock()
    by = officer_of(current_registers(at), asked.sent.decision.officer, at)
    return by if by is not None and asked.sent.is_of(by.certificate) else None


def _fetch(asked: _Asked) -> Reply:
    if not asked.is_for(Act.FETCH):
        return _not_found()
    done = enter_fetch(asked.office, asked.package, asked.signer)
    if not isinstance(done, Done):
        return _refused(done)
    signed = b64encode(asked.answer(Act.FETCH, done.entry, asked.package)).decode("ascii")
    file = sealed_file(asked.office.home, asked.package)
    return Reply(200, file=file, kind=_BYTES, headers={ANSWER_HEADER: signed})


def _opening(asked: _Asked) -> Reply:
    if not asked.is_for(Act.OPENING):
        return _not_found()
    if not _reads(claimed_opening, asked.sent.value("request")):
        return problem(400, "unreadable", "The request to open is not in its form; see docs/formats/opening.md.")
    given = open_gated(asked.office, asked.package, asked.sent)
    if given is None or isinstance(given, Refusal):
        return _refused(given)
    if isinstance(given, Waits):
        waiting = problem(
            202, "waits", "The opening is entered; its key is given once the log's witnesses cosigned it."
        )
        return Reply(202, waiting.document, kind=_PROBLEM, headers={"Retry-After": str(_ASK_AGAIN_SECONDS)})
    signed = asked.answer(Act.OPENING, given.entry, asked.package)
    document: dict[str, Canonical] = {"answer": signed.decode("utf-8"), "grant": given.grant.decode("utf-8")}
    return Reply(200, canonical(document))


def _receipt(asked: _Asked) -> Reply:
    if not asked.is_for(Act.ACKNOWLEDGE):
        return _not_found()
    receipt = asked.sent.value("receipt")
    if not _reads(parse_signed_receipt, receipt):
        return problem(400, "unreadable", "The receipt is not in its form; see docs/formats/receipt.md.")
    done = acknowledge(asked.office, asked.package, asked.signer, receipt.encode("utf-8"))
    if not isinstance(done, Done):
        return _refused(done)
    return Reply(200, asked.answer(Act.ACKNOWLEDGE, done.entry, asked.package))


_ROUTES: Mapping[str, Callable[[_Asked], Reply]] = {
    NONCE: _nonce, FETCH: _fetch, OPENING: _opening, RECEIPT: _receipt,
}  # fmt: skip


def _reads(read: Callable[[bytes], object], document: str) -> bool:
    """Whether a document that was sent can be read."""
    try:
        read(document.encode("utf-8"))
    except IntegrityError:
        return False
    return True


def _refused(refusal: Result | None) -> Reply:
    if not isinstance(refusal, Refusal):
        return _not_found()
    status = _TOLD.get(refusal.code) or _TOLD.get(refusal.code.partition(".")[0])
    return problem(status, refusal.code, refusal.sentence) if status is not None else _not_found()


def _not_found() -> Reply:
    return problem(404, "not_found", _NOT_FOUND)
