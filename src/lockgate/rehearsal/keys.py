"""Synthetic keys and certificates, the same ones each time for a seed.

They protect nothing: everybody who has the seed has the keys. They exist so that anyone can sign the acts of a
rehearsal and open its packages.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from lockgate.store.keys_officers import key_usage

_FROM, _UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """A private key and its self-signed certificate (DER)."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes

    def save(self, folder: Path, stem: str) -> None:
        """Write ``<stem>.pem`` (private, unencrypted) and ``<stem>.crt``."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{stem}.pem").write_bytes(pem)
        certificate = x509.load_der_x509_certificate(self.certificate)
        (folder / f"{stem}.crt").write_bytes(certificate.public_bytes(Encoding.PEM))


def make_pair(seed: int, name: str, *, receives: bool = False, strong: bool = False) -> Pair:
    """One key pair.

    Args:
        seed: the rehearsal's seed.
        name: whose it is; the certificate's common name.
        receives: for receiving packages (key agreement); else for signing.
        strong: on P-384 instead of P-256.
    """
    purpose = "receives" if receives else "signs"
    secret = sha256(f"lockgate rehearsal key {seed} {purpose} {name}".encode()).digest()
    curve = ec.SECP384R1() if strong else ec.SECP256R1()
    # 31 bytes lie below the order of either curve, and the last bit keeps the number from being nought.
    key = ec.derive_private_key(int.from_bytes(secret[:31], "big") | 1, curve)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(sha256(secret).digest()[:16], "big") >> 1 | 1)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(receives=receives), critical=True)
        .sign(key, SHA384() if strong else SHA256(), ecdsa_deterministic=True)
    )
    return Pair(key, certificate.public_bytes(Encoding.DER))
