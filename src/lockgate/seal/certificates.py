"""X.509 certificates as sealing sees them: one key, of a kind and use we accept.

Accepted: RSA of 2048 bits or more, and EC on P-256 or P-384 (NIST SP 800-57 part 1: 112 bits of
strength or more). Names, chains and dates are not judged here: the caller pins the exact
certificate, and its registers know from when until when it counts.
"""

from dataclasses import dataclass
from hashlib import sha256

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.errors import UsageError

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

RSA_BITS_MIN = 2048
PEM_BEGIN = b"-----BEGIN CERTIFICATE-----"
CURVES = ("secp256r1", "secp384r1")


@dataclass(frozen=True)
class Certificate:
    """One certificate: its exact bytes, its key, and what its key may be used for."""

    der: bytes
    parsed: x509.Certificate
    key: PublicKey

    @property
    def fingerprint(self) -> str:
        """sha256 of the DER bytes, 64 lower-case hex digits."""
        return sha256(self.der).hexdigest()

    @property
    def issuer_and_serial(self) -> cms.IssuerAndSerialNumber:
        """How CMS names this certificate (RFC 5652 section 10.2.4), the issuer byte for byte."""
        parsed = asn1_x509.Certificate.load(self.der, strict=True)
        return cms.IssuerAndSerialNumber({"issuer": parsed.issuer, "serial_number": parsed.serial_number})

    def may_sign(self) -> bool:
        """Whether keyUsage, if there is one, permits signatures over documents (RFC 5280 4.2.1.3)."""
        usage = self._usage()
        return usage is None or usage.digital_signature or usage.content_commitment

    def may_receive(self) -> bool:
        """Whether keyUsage, if there is one, permits sealing to this key (RFC 5280 4.2.1.3)."""
        usage = self._usage()
        if usage is None:
            return True
        return usage.key_encipherment if isinstance(self.key, rsa.RSAPublicKey) else usage.key_agreement

    def belongs_to(self, private_key: PrivateKey) -> bool:
        """Whether `private_key` is the other half of this certificate's key."""
        return _spki(private_key.public_key()) == _spki(self.key)

    def _usage(self) -> x509.KeyUsage | None:
        try:
            return self.parsed.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            return None


def load_certificate(der: bytes) -> Certificate:
    """The certificate whose DER bytes are given.

    Raises:
        UsageError: the bytes are no X.509 certificate, or its key is of a kind or size not accepted.
    """
    try:
        parsed = x509.load_der_x509_certificate(der)
        key = parsed.public_key()
        _ = parsed.extensions  # read once, so that a malformed one is refused here
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
        raise UsageError(f"The certificate cannot be read as DER X.509: {error}.") from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= RSA_BITS_MIN:
        return Certificate(der, parsed, key)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return Certificate(der, parsed, key)
    raise UsageError("The certificate's key is not accepted; use RSA of 2048 bits or more, P-256 or P-384.")


def certificate_in(data: bytes) -> bytes:
    """The DER of the one certificate in a file's bytes, PEM or DER.

    Raises:
        UsageError: the bytes hold no certificate, or several.
    """
    if PEM_BEGIN not in data:
        return load_certificate(data).der
    if data.count(PEM_BEGIN) != 1:
        raise UsageError("The file holds several certificates; give one with the certificate meant alone.")
    try:
        der = x509.load_pem_x509_certificate(data).public_bytes(Encoding.DER)
    except ValueError as error:
        raise UsageError(f"The certificate cannot be read as PEM: {error}.") from error
    return load_certificate(der).der


def _spki(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
