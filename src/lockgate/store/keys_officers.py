"""Keys of officers with their certificates: made, written down, read, and each held to the other.

An officer's certificate is self-signed here: what counts is that the register holds exactly this certificate,
loaded by two persons. A custodian with its own authority puts that authority's certificates in the register.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lockgate.errors import UsageError
from lockgate.store.keys import FileSigner, Random, private_pem
from lockgate.store.keys_files import write_private, write_public

_YEARS = 3 * 366
"""Days a certificate made here is valid."""


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """One key of an officer: the private key and its certificate (DER)."""

    signer: FileSigner
    certificate: bytes


def create_officer_key(
    name: str, at: datetime, random: Random, *, curve: ec.EllipticCurve | None = None, receives: bool = False
) -> OfficerKey:
    """Make one key and a self-signed certificate for it.

    Args:
        name: the certificate's common name.
        at: from when it is valid, aware; for three years.
        random: gives random bytes.
        curve: P-256 when none is given.
        receives: for receiving packages (key agreement); else for signing decisions.
    """
    chosen = curve or ec.SECP256R1()
    # 64 bits more than the curve's order needs, so that the remainder is as good as uniform (FIPS 186-5 A.2.1).
    drawn = int.from_bytes(random(chosen.key_size // 8 + 8), "big")
    key = ec.derive_private_key(drawn % (chosen.group_order - 1) + 1, chosen)
    return OfficerKey(FileSigner(key), certificate_for(name, key, at, random, receives=receives))


def certificate_for(
    name: str, key: ec.EllipticCurvePrivateKey, at: datetime, random: Random, *, receives: bool = False
) -> bytes:
    """A self-signed certificate for a key, DER; the key may be on a token.

    Args:
        name: the certificate's common name.
        key: ECDSA on P-256 or P-384.
        at: from when it is valid, aware; for three years.
        random: gives the serial number's bytes.
        receives: for receiving packages (key agreement); else for signing.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(random(16), "big") >> 1 | 1)
        .not_valid_before(at.astimezone(UTC))
        .not_valid_after(at.astimezone(UTC) + timedelta(days=_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(receives=receives), critical=True)
        .sign(key, SHA384() if key.key_size > 256 else SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


def key_usage(*, receives: bool) -> x509.KeyUsage:
    """What a certificate says its key is for: key agreement (it receives packages), or signatures."""
    return x509.KeyUsage(
        digital_signature=not receives,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=receives,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def save_officer_key(folder: Path, stem: str, key: OfficerKey) -> tuple[Path, Path]:
    """Write an officer's key as ``<stem>.pem`` (private) and ``<stem>.crt``, once; answers the two paths.

    Raises:
        UsageError: one of the two is there already.
    """
    private, public = folder / f"{stem}.pem", folder / f"{stem}.crt"
    if public.exists():
        raise UsageError(f"{public} is there already; keys are never overwritten.")
    write_private(private, private_pem(key.signer.private_key))
    write_public(public, certificate_pem(key.certificate))
    return private, public


def load_certificate(file: Path) -> bytes:
    """The DER bytes of a certificate in a file, PEM or DER.

    Raises:
        UsageError: it cannot be read or is no certificate.
    """
    try:
        data = file.read_bytes()
        read = x509.load_pem_x509_certificate if data.startswith(b"-----") else x509.load_der_x509_certificate
        return read(data).public_bytes(Encoding.DER)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{file} is no certificate in PEM or DER.") from error


def check_pair(key: FileSigner, certificate: bytes, where: Path) -> None:
    """Refuse a certificate of another key.

    Raises:
        UsageError: they do not belong together.
    """
    public = x509.load_der_x509_certificate(certificate).public_key()
    if public != key.private_key.public_key():
        raise UsageError(f"{where} is the certificate of another key; put the right one back.")


def certificate_pem(certificate: bytes) -> bytes:
    """A certificate as PEM."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
