"""What an officer does with a gated package: fetch it, have it opened by the gateway, give the receipt."""

import json
from argparse import Namespace
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from lockgate.canonical import canonical, parse_canonical
from lockgate.clock import Clock
from lockgate.errors import IntegrityError, UsageError
from lockgate.recipient.files import (
    SMALL_FILE_BYTES_MAX,
    ask_for_room,
    lines_in,
    package_file,
    partial_name,
    private_file,
    read_file,
    write_private,
)
from lockgate.recipient.gateway import (
    FETCH,
    LOG,
    OPENING,
    RECEIPT,
    Officer,
    Post,
    RefusedError,
    Sent,
    answer_beside,
    ask_nonce,
    check_answer,
    send,
    signed_request,
)
from lockgate.recipient.keys import load_certificate_file, load_key
from lockgate.recipient.results import ANSWERS, Result
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.seal.certificates import load_certificate
from lockgate.seal.gated import Gate, check_inside, read_gate, unwrap
from lockgate.seal.layout import package_hash
from lockgate.seal.manifests import Manifest
from lockgate.seal.opening_grant import read_grant
from lockgate.seal.opening_request import OpeningRequest, claimed_opening, request_hash, sign_opening
from lockgate.seal.packages import claimed_manifest, open_package_into
from lockgate.seal.receipts import Receipt, sign_receipt, signed_receipt_bytes
from lockgate.tlog.policies import Policy, parse_policy
from lockgate.tlog.requests import accept_entered, parse_request

INNER = "opened.package"
"""The package inside, as the custodian signed it; ``lockgate verify package`` reads it."""

REQUEST = ".opening"
"""Ends the name of the file that keeps a request until its receipt: the same request has the same answer."""


def officer_of(args: Namespace, clock: Clock) -> Officer:
    """Who asks, from the command line.

    Raises:
        UsageError: a file cannot be used, or the signature key is not one.
    """
    missing = [name for name in ("officer", "signing_key", "release_certificate") if getattr(args, name, None) is None]
    if missing:
        raise UsageError(f"With --gateway, give --{missing[0].replace('officer', 'as').replace('_', '-')} too.")
    key = load_key(Path(args.signing_key), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UsageError("Requests are signed with an EC key on P-256 or P-384; give the officer's signature key.")
    return Officer(args.officer, key, load_certificate_file(Path(args.release_certificate)), clock)


def fetch_gated(args: Namespace, post: Post, clock: Clock) -> Result:
    """Fetch a package from its gateway; what was fetched has the bytes it is named by.

    Raises:
        UsageError: something given cannot be used.
        IntegrityError: the answer is not the custodian's, or the bytes are others.
        RefusedError: the gateway refused.
    """
    officer, package = officer_of(args, clock), args.package_id
    target = Path(args.out) / f"{package}.package"
    if target.exists() and not args.replace:
        raise UsageError(f"{target} is there already; give another --out, or --replace.")
    given = ask_nonce(post, officer, package)
    sent = Sent(FETCH, signed_request(officer, "fetch", given, {"package": package}), "fetch", package)
    with private_file(target) as copy:
        # What came is looked at piece by piece, and bears the package's name only then.
        heard = send(post, sent, copy)
        check_answer(officer, sent, answer_beside(heard), target.parent / LOG)
        if package_hash(copy) != package:
            raise IntegrityError("The package that came has other bytes than its name says; fetch it again.")
    return Result(
        (f"fetched  {target} for {officer.id}", f"sha256   {package}", "It is opened by `open` with the same gateway."),
        {"ok": True, "package": package, "officer": officer.id, "file": str(target), "package_hash": package},
    )


def open_gated(args: Namespace, post: Post, clock: Clock) -> Result:
    """Have a package opened, once: request, proof, key, answers, receipt. Repeated, it goes on where it stopped.

    Raises:
        UsageError: something given cannot be used, or the target holds something.
        IntegrityError: the answer, the proof or the package does not verify; no answers were written.
        RefusedError: the gateway refused, or waits for the log's witnesses.
    """
    officer, target, file = officer_of(args, clock), Path(args.out), Path(args.package)
    if args.policy is None:
        raise UsageError("With --gateway, give --policy too: the log's policy as the custodian made it known.")
    ask_for_room(target, replace=args.replace, allowed=frozenset({partial_name(ANSWERS), partial_name(INNER)}))
    policy = _policy(Path(args.policy))
    asked = _asked(args, officer, post, file)
    heard = send(post, asked.sent)
    grant, signed = _parts(heard.body)
    answer = check_answer(officer, asked.sent, signed, file.parent / LOG)
    accepted: list[str] = []

    def accept(proof: bytes) -> None:
        accepted.append(accept_entered(proof, policy, "opening", parse_request(asked.sent.body).content).leaf)

    granted = read_grant(grant, request_hash(asked.request), asked.ephemeral, accept)
    if accepted != [answer.entry]:
        raise IntegrityError("The gateway's answer names another entry than its proof shows; tell the custodian.")
    opened = _opened(args, file, granted.key, target)
    receipt = send_receipt(post, officer, file, asked.sent.package, asked.gate)
    asked.kept.unlink(missing_ok=True)
    return _told(opened, target, receipt)


@dataclass(frozen=True)
class _Asked:
    """A request to open that is kept until its receipt: with the ephemeral key, which alone reads the answer."""

    sent: Sent
    request: OpeningRequest
    ephemeral: ec.EllipticCurvePrivateKey
    gate: Gate
    kept: Path


@dataclass(frozen=True)
class _Opened:
    """What was opened: what the custodian signed of it, and how many answers it has."""

    manifest: Manifest
    answers: int


def _asked(args: Namespace, officer: Officer, post: Post, file: Path) -> _Asked:
    gate, package = gate_of(file)
    if gate.recipient_certificate != load_certificate(load_certificate_file(Path(args.certificate))).fingerprint:
        raise IntegrityError("The package is sealed for another certificate; use the officer's own.")
    kept = file.with_name(file.name + REQUEST)
    if not kept.exists():
        _make_request(officer, post, gate, (package, kept))
    document = json.loads(read_file(kept, SMALL_FILE_BYTES_MAX))
    ephemeral = load_pem_private_key(str(document["ephemeral"]).encode(), None)
    body = str(document["request"]).encode()
    if not isinstance(ephemeral, ec.EllipticCurvePrivateKey):
        raise UsageError(f"{kept} holds no request to open; move it away and ask anew.")
    request = claimed_opening(parse_request(body).value("request").encode())
    return _Asked(Sent(OPENING, body, "opening", package), request, ephemeral, gate, kept)


def _make_request(officer: Officer, post: Post, gate: Gate, named: tuple[str, Path]) -> None:
    """Make the request under a fresh ephemeral key, and keep both before it is sent."""
    package, kept = named
    given, ephemeral = ask_nonce(post, officer, package), ec.generate_private_key(ec.SECP256R1())
    spki = ephemeral.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()
    request = OpeningRequest(gate.package, gate.manifest, given.nonce, spki, officer.id, officer.at)
    content = {"package": package, "request": sign_opening(request, officer.key).decode()}
    body = signed_request(officer, "opening", given, content)
    pem = ephemeral.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(kept, canonical({"ephemeral": pem.decode(), "request": body.decode()}))


def gate_of(file: Path) -> tuple[Gate, str]:
    """What a gated package is bound to, by its own word, and its hash.

    Raises:
        UsageError: the file cannot be read.
        IntegrityError: it is no gated package.
    """
    try:
        with file.open("rb") as opened:
            gate = read_gate(opened)
            opened.seek(0)
            return gate, file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}; give a file you may read.") from error


def _policy(file: Path) -> Policy:
    try:
        return parse_policy(read_file(file, SMALL_FILE_BYTES_MAX))
    except ValueError as error:
        raise UsageError(f"{file} is no log policy: {error}.") from error


def _parts(body: bytes) -> tuple[bytes, bytes]:
    match parse_canonical(body):
        case {"answer": str(answer), "grant": str(grant), **rest} if not rest:
            return grant.encode(), answer.encode()
        case _:
            raise IntegrityError("The gateway's answer cannot be read; ask again with the same command.")


def _opened(args: Namespace, file: Path, key: bytes, target: Path) -> _Opened:
    """Verify and decrypt everything before any of it has its name."""
    release = load_certificate_file(Path(args.release_certificate))
    own, certificate = load_key(Path(args.key), args.passphrase_file), load_certificate_file(Path(args.certificate))
    with package_file(file) as outer, private_file(target / ANSWERS) as out, private_file(target / INNER) as inner:
        gate = unwrap(outer, key, inner)
        manifest = open_package_into(inner, release, own, certificate, out)
        check_inside(gate, manifest, claimed_manifest(inner)[1])
        return _Opened(manifest, lines_in(out) - 1)  # without the header; no cell holds a line break


def send_receipt(post: Post, officer: Officer, file: Path, package: str, gate: Gate) -> str:
    """Sign and send the receipt; how it went, in a sentence. The answers are there either way."""
    receipt = signed_receipt_bytes(
        sign_receipt(Receipt(gate.package, gate.manifest, officer.id, officer.at), officer.key)
    )
    content = {"package": package, "receipt": receipt.decode()}
    try:
        given = ask_nonce(post, officer, package)
        sent = Sent(RECEIPT, signed_request(officer, "acknowledge", given, content), "acknowledge", package)
        check_answer(officer, sent, send(post, sent).body, file.parent / LOG)
    except (RefusedError, UsageError) as refused:
        return f"not given: {refused} Give it with `acknowledge --gateway`."
    return "given"


def _told(opened: _Opened, target: Path, receipt: str) -> Result:
    terms, count = opened.manifest.terms, opened.answers
    return Result(
        (
            f"package  {terms.package} from {terms.custodian}, {terms.provision}",
            f"answers  {count:,} in {target / ANSWERS}",
            f"identified: {LEGEND}",
            f"none: {UNIFORM_SENTENCE}",
            f"receipt  {receipt}",
        ),
        {"ok": True, "package": terms.package, "answers": count, "file": str(target / ANSWERS), "receipt": receipt},
    )


def acknowledge_gated(args: Namespace, post: Post, clock: Clock) -> Result:
    """Give the receipt of a package that the gateway opened, where `open` could not.

    Raises:
        UsageError: something given cannot be used.
        RefusedError: the gateway refused.
    """
    officer, file = officer_of(args, clock), Path(args.package)
    gate, package = gate_of(file)
    receipt = send_receipt(post, officer, file, package, gate)
    if receipt != "given":
        raise RefusedError(receipt)
    file.with_name(file.name + REQUEST).unlink(missing_ok=True)
    return Result((f"receipt  given for {package}",), {"ok": True, "package": package})
