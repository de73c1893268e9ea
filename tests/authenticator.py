"""An authenticator and a browser of ours: assertions as a real pair makes them, and with one thing forged."""

import json
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.tlog.assertions import Assertion, assertion_bytes, spelled
from lockgate.tlog.credentials import Credential, credential_bytes, encode_base64url

ORIGIN = "http://localhost"
PRESENT, VERIFIED, COPIED, ATTACHED, EXTENDED = 0x01, 0x04, 0x08, 0x40, 0x80


def digest(data: bytes) -> bytes:
    return sha256(data).digest()


@dataclass
class Authenticator:
    """One key for one address."""

    origin: str = ORIGIN
    curve: ec.EllipticCurve = field(default_factory=ec.SECP256R1)
    id: bytes = b"credential-of-a-test"

    def __post_init__(self) -> None:
        self.private = ec.generate_private_key(self.curve)

    @property
    def credential(self) -> Credential:
        spki = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return Credential(self.id, spki, self.origin)

    @property
    def document(self) -> bytes:
        return credential_bytes(self.credential)

    def client(self, signed: bytes, **other: object) -> bytes:
        said = {
            "type": "webauthn.get", "challenge": encode_base64url(digest(signed)), "origin": self.origin,
            "crossOrigin": False, **other,
        }  # fmt: skip
        return json.dumps({name: value for name, value in said.items() if value is not None}).encode()

    def stated(self, flags: int = PRESENT | VERIFIED, party: str | None = None, counter: int = 0) -> bytes:
        party = self.credential.relying_party if party is None else party
        return digest(party.encode()) + bytes([flags]) + counter.to_bytes(4, "big")

    def signs(self, authenticator: bytes, client: bytes) -> Assertion:
        hash_of = SHA256() if self.curve.name == "secp256r1" else SHA384()
        signature = self.private.sign(authenticator + digest(client), ec.ECDSA(hash_of))
        return spelled(Assertion(authenticator, client, signature), self.private.public_key())

    def assertion(self, signed: bytes, counter: int = 0) -> bytes:
        return assertion_bytes(self.signs(self.stated(counter=counter), self.client(signed)))
