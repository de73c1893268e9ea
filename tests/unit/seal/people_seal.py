"""Synthetic keys and certificates for the tests of sealing, made once per process."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

OPENSSL = shutil.which("openssl")
KINDS = ("rsa", "p256", "p384")
_USAGES = ("digital_signature", "content_commitment", "key_encipherment", "key_agreement")


@dataclass(frozen=True)
class Pair:
    """A private key with its certificate."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    der: bytes

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def pem(self) -> bytes:
        return x509.load_der_x509_certificate(self.der).public_bytes(Encoding.PEM)


def new_key(kind):
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[3:] or 2048))
    curves = {"p224": ec.SECP224R1, "p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1}
    return ec.generate_private_key(curves[kind]())


def certify(key, name, *, usage=None, serial=7):
    """A self-signed certificate over `key`; `usage` names the one keyUsage bit it has, if any."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Synthetic Agency"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ],
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if usage is not None:
        bits = dict.fromkeys(_USAGES, False) | {usage: True}
        others = ("data_encipherment", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
        builder = builder.add_extension(x509.KeyUsage(**bits, **dict.fromkeys(others, False)), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def pair(kind, name="officer"):
    """The key pair of that kind and name; the same one each time."""
    key = new_key(kind)
    return Pair(key, certify(key, name))
