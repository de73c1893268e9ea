"""WebAuthn credentials of the officer who is signed in: one is made and shown to work, and assertions are taken.

Making a credential is no act: nothing is kept of it here, and it counts for nothing before two persons, each of whom
has its fingerprint from the officer, have loaded it into the delegations (docs/formats/registers.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.security_keys import counts_no_higher
from lockgate.store.sign_counts import rises
from lockgate.tlog.assertions import Assertion, assertion_bytes, counter_of, parse_assertion, spelled
from lockgate.tlog.credentials import Credential, credential_bytes, decode_base64url, encode_base64url, parse_credential
from lockgate.tlog.signatures import public_key_of, verify_signed


@dataclass(frozen=True, slots=True)
class Held:
    """One credential of an officer, as it is shown to them: its id for the browser, its address, its fingerprint."""

    id: str
    origin: str
    fingerprint: str


def held_by(by: Officer, origin: str = "") -> tuple[Held, ...]:
    """The officer's credentials that count now.

    Args:
        by: the officer, as the registers have them.
        origin: only those for this address, where one is given.
    """
    found = [shown(one) for one in by.credentials]
    return tuple(one for one in found if origin in {"", one.origin})


def shown(document: bytes) -> Held:
    """A credential's document as it is shown; raises ValueError where it is none."""
    credential = parse_credential(document)
    return Held(encode_base64url(credential.id), credential.origin, sha256(document).hexdigest())


def made(origin: str, id_: str, key: str) -> bytes:
    """The document of a credential that a browser made.

    Args:
        origin: the address it was made at.
        id_: its id, base64url.
        key: its public key, SubjectPublicKeyInfo in DER, base64url.

    Raises:
        UsageError: the key is of another kind than officers sign with, or something cannot be read.
    """
    try:
        document = credential_bytes(Credential(decode_base64url(id_), decode_base64url(key), origin))
        _ = public_key_of(document)
    except ValueError as problem:
        raise UsageError(f"This credential cannot be used: {problem}.") from problem
    return document


def shown_to_work(document: bytes, sent: Mapping[str, str]) -> bool:
    """Whether the browser's assertion over a credential's document is by that credential, at its address."""
    try:
        return verify_signed(document, document, _signature(document, sent))
    except ValueError:
        return False


def signature_of(by: Officer, sent: Mapping[str, str], signed: bytes) -> bytes | Refusal:
    """The assertion that a browser sent, as it is entered; whether it holds is asked where the act is signed.

    It is taken in once: one that holds, and whose counter is not above the last, was sent before or is a copy's.

    Args:
        by: the officer, as the registers have them.
        sent: ``credential``, ``authenticator``, ``client`` and ``signature``, each base64url.
        signed: what was to be signed.

    Raises:
        ValueError: the credential is none of this officer's, or something cannot be read.
    """
    for document in by.credentials:
        if shown(document).id == sent["credential"]:
            signature = _signature(document, sent)
            holds = verify_signed(document, signed, signature)
            return (
                counts_no_higher()
                if holds and not rises(document, counter_of(parse_assertion(signature)))
                else signature
            )
    raise ValueError("this credential is none of this officer's")


def _signature(document: bytes, sent: Mapping[str, str]) -> bytes:
    came = Assertion(*(decode_base64url(sent.get(name, "")) for name in ("authenticator", "client", "signature")))
    return assertion_bytes(spelled(came, public_key_of(document)))
