"""The signatures over a package's manifest, verified with `cryptography` alone.

`manifest.note.p7s` (`manifest.json.p7s` in version 1) has one encoding (docs/formats/package.md): all of its bytes
but the signature value follow from the manifest and the certificate. So nothing is parsed and nothing can be
misread: the one encoding is written again around the signature value at its end, compared byte for byte, and the
value verified. Only of the certificate two members are read, its issuer and its serial number, to be repeated as
they stand.
"""

from dataclasses import dataclass
from hashlib import new as new_digest
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from lockgate.errors import IntegrityError, UsageError

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
"""The kinds of key that release packages."""

RSA_BITS_MIN = 2048
"""An RSA key has at least as many bits (NIST SP 800-57 part 1)."""

LONGEST_SIGNATURE = 1024
"""Bytes of the longest signature value, of an RSA key of 8192 bits."""

_INTEGER, _OCTETS, _NULL, _OID, _SEQUENCE, _SET, _TAG_0 = 0x02, 0x04, 0x05, 0x06, 0x30, 0x31, 0xA0
_SIGNED_DATA, _DATA = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010701")
_CONTENT_TYPE, _MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010903"), bytes.fromhex("2a864886f70d010904")
_DIGESTS = {"sha256": bytes.fromhex("608648016503040201"), "sha384": bytes.fromhex("608648016503040202")}
_RSA = bytes.fromhex("2a864886f70d010101")
_ECDSA = {"sha256": bytes.fromhex("2a8648ce3d040302"), "sha384": bytes.fromhex("2a8648ce3d040303")}
_HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384()}


@dataclass(frozen=True)
class ReleaseCertificate:
    """The certificate under which a custodian releases packages, as the one who verifies holds it."""

    der: bytes
    subject: str
    """RFC 4514."""
    key: PublicKey

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER, 64 hexadecimal digits."""
        return sha256(self.der).hexdigest()

    @property
    def digest(self) -> str:
        """The digest that goes with the key: SHA-384 with P-384, else SHA-256."""
        return "sha384" if isinstance(self.key, ec.EllipticCurvePublicKey) and self.key.key_size == 384 else "sha256"


def release_certificate(data: bytes) -> ReleaseCertificate:
    """The one certificate of a file, PEM or DER.

    Raises:
        UsageError: the file holds none, or several, or one that may not sign, or a key of another kind.
    """
    try:
        certificate = _loaded(data)
        key = certificate.public_key()
        may_sign = _may_sign(certificate)
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
        raise UsageError("the release certificate cannot be read; give one X.509 certificate, PEM or DER") from error
    match key:
        case rsa.RSAPublicKey(key_size=bits) if may_sign and bits >= RSA_BITS_MIN:
            pass
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1() | ec.SECP384R1()) if may_sign:
            pass
        case _:
            raise UsageError("the release certificate may not sign, or its key is not RSA, P-256 or P-384")
    return ReleaseCertificate(certificate.public_bytes(Encoding.DER), certificate.subject.rfc4514_string(), key)


def _loaded(data: bytes) -> x509.Certificate:
    if b"-----BEGIN" not in data:
        return x509.load_der_x509_certificate(data)
    (certificate,) = x509.load_pem_x509_certificates(data)
    return certificate


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def check_release(manifest: bytes, signature: bytes, certificate: ReleaseCertificate) -> None:
    """Nothing, where `signature` is the certificate's over `manifest`, in its one encoding.

    Raises:
        IntegrityError: it is of another certificate, over other bytes, wrong, or encoded otherwise.
    """
    attributes = _attributes(certificate, manifest)
    for length in range(1, LONGEST_SIGNATURE + 1):
        value = signature[-length:]
        # The signature value and its length are its last bytes: the whole is written only around one that fits.
        if signature.endswith(_tlv(_OCTETS, value)) and _encoded(certificate, attributes, value) == signature:
            return _check_value(certificate, _tlv(_SET, attributes), value)
    raise IntegrityError(
        "the package's signature is not one by this release certificate over this manifest: the manifest or the "
        "signature was changed, or another certificate signed"
    )


def _check_value(certificate: ReleaseCertificate, signed: bytes, value: bytes) -> None:
    digest, key = _HASHES[certificate.digest], certificate.key
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), digest)
        else:
            key.verify(value, signed, ec.ECDSA(digest))
    except InvalidSignature as error:
        raise IntegrityError("the package's signature does not verify under the release certificate") from error


def _attributes(certificate: ReleaseCertificate, manifest: bytes) -> bytes:
    """The two signed attributes, in DER's order: the content type, and the manifest's digest."""
    digest = new_digest(certificate.digest, manifest).digest()
    return _attribute(_CONTENT_TYPE, _tlv(_OID, _DATA)) + _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, digest))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _tlv(_SEQUENCE, _tlv(_OID, kind), _tlv(_SET, value))


def _encoded(certificate: ReleaseCertificate, attributes: bytes, value: bytes) -> bytes:
    """ContentInfo with SignedData (RFC 5652 section 5.1) around a signature value."""
    name = certificate.digest
    digest = _tlv(_SEQUENCE, _tlv(_OID, _DIGESTS[name]), _tlv(_NULL))
    if isinstance(certificate.key, rsa.RSAPublicKey):
        algorithm = _tlv(_SEQUENCE, _tlv(_OID, _RSA), _tlv(_NULL))
    else:
        algorithm = _tlv(_SEQUENCE, _tlv(_OID, _ECDSA[name]))
    version = _tlv(_INTEGER, b"\x01")
    signer = _tlv(
        _SEQUENCE, version, _tlv(_SEQUENCE, *_issuer_and_serial(certificate.der)), digest,
        _tlv(_TAG_0, attributes), algorithm, _tlv(_OCTETS, value),
    )  # fmt: skip
    signed = _tlv(
        _SEQUENCE, version, _tlv(_SET, digest), _tlv(_SEQUENCE, _tlv(_OID, _DATA)),
        _tlv(_TAG_0, certificate.der), _tlv(_SET, signer),
    )  # fmt: skip
    return _tlv(_SEQUENCE, _tlv(_OID, _SIGNED_DATA), _tlv(_TAG_0, signed))


def _tlv(tag: int, *content: bytes) -> bytes:
    """A value in DER: tag, length in its shortest form, content."""
    joined = b"".join(content)
    size = len(joined)
    if size < 0x80:
        return bytes([tag, size]) + joined
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + joined


def _issuer_and_serial(der: bytes) -> tuple[bytes, bytes]:
    """The issuer and the serial number of a certificate, as they are encoded in it (RFC 5280 section 4.1)."""
    at = _content(der, _content(der, 0))
    if der[at] == _TAG_0:
        at = _end(der, at)
    serial = _end(der, at)
    issuer = _end(der, serial)
    return der[issuer : _end(der, issuer)], der[at:serial]


def _content(der: bytes, at: int) -> int:
    """Where the content of the value at `at` begins; the certificate was read before, so it is DER."""
    return at + 2 + (der[at + 1] & 0x7F if der[at + 1] & 0x80 else 0)


def _end(der: bytes, at: int) -> int:
    """Where the value at `at` ends."""
    begin = _content(der, at)
    size = int.from_bytes(der[at + 2 : begin], "big") if der[at + 1] & 0x80 else der[at + 1]
    return begin + size
