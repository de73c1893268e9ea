"""The RecipientInfo of a CMS message: one content key, wrapped for one certificate.

- RSA: KeyTransRecipientInfo, RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 4056, RFC 8017).
- EC: KeyAgreeRecipientInfo, ephemeral-static ECDH, dhSinglePass-stdDH-sha256kdf on P-256 and
  -sha384kdf on P-384, AES-256 key wrap (RFC 5753 section 3.1.1, RFC 3394).

The ephemeral EC key and the OAEP seed are drawn by the library itself: its interface takes
neither, and a way round it would be hand-made cryptography.
"""

from dataclasses import dataclass

from asn1crypto import cms, core, keys
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from lockgate.errors import IntegrityError
from lockgate.seal.certificates import Certificate, PrivateKey

KEY_BYTES = 32
AES256_WRAP = "2.16.840.1.101.3.4.1.45"
_AGREEMENTS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "secp256r1": ("1.3.132.1.11.1", hashes.SHA256()),  # dhSinglePass-stdDH-sha256kdf-scheme
    "secp384r1": ("1.3.132.1.11.2", hashes.SHA384()),  # dhSinglePass-stdDH-sha384kdf-scheme
}
_NOT_OURS = "The package's key is not wrapped for this certificate and key; use the officer's own."


@dataclass(frozen=True)
class WrappedKey:
    """A content key wrapped for one certificate; `originator` is the ephemeral SPKI (DER), empty for RSA."""

    wrapped: bytes
    originator: bytes


class _SharedInfo(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    """ECC-CMS-SharedInfo, RFC 5753 section 7.2, without entityUInfo."""

    _fields = [  # noqa: RUF012 - the library's own way of declaring a SEQUENCE
        ("key_info", cms.KeyEncryptionAlgorithm),
        ("supp_pub_info", core.OctetString, {"explicit": 2}),
    ]


def wrap(content_key: bytes, certificate: Certificate) -> WrappedKey:
    """`content_key` (32 bytes) wrapped for `certificate`."""
    if isinstance(certificate.key, rsa.RSAPublicKey):
        return WrappedKey(certificate.key.encrypt(content_key, _oaep()), b"")
    ephemeral = ec.generate_private_key(certificate.key.curve)
    shared = ephemeral.exchange(ec.ECDH(), certificate.key)
    originator = ephemeral.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    wrapping_key = _wrapping_key(shared, certificate.key.curve.name)
    return WrappedKey(aes_key_wrap(wrapping_key, content_key), originator)


def unwrap(key: WrappedKey, private_key: PrivateKey) -> bytes:
    """The content key.

    Raises:
        IntegrityError: `key` was not wrapped for `private_key`.
    """
    try:
        if isinstance(private_key, rsa.RSAPrivateKey):
            content_key = private_key.decrypt(key.wrapped, _oaep())
        else:
            content_key = _agree(key, private_key)
    except (ValueError, InvalidUnwrap, UnsupportedAlgorithm) as error:
        raise IntegrityError(_NOT_OURS) from error
    if len(content_key) != KEY_BYTES:
        raise IntegrityError(_NOT_OURS)
    return content_key


def recipient_info(key: WrappedKey, certificate: Certificate) -> cms.RecipientInfo:
    """The RecipientInfo that carries `key` to `certificate`."""
    if isinstance(certificate.key, rsa.RSAPublicKey):
        return _key_transport(key, certificate)
    return _key_agreement(key, certificate, certificate.key.curve.name)


def read_recipient_info(info: cms.RecipientInfo) -> WrappedKey:
    """The wrapped key inside `info`, unjudged; malformed input raises as asn1crypto does."""
    chosen = info.chosen
    if info.name == "ktri":
        return WrappedKey(bytes(chosen["encrypted_key"].native), b"")
    originator = keys.PublicKeyInfo(
        {
            "algorithm": chosen["originator"].chosen["algorithm"],
            "public_key": chosen["originator"].chosen["public_key"],
        },
    )
    return WrappedKey(bytes(chosen["recipient_encrypted_keys"][0]["encrypted_key"].native), originator.dump())


def _agree(key: WrappedKey, private_key: ec.EllipticCurvePrivateKey) -> bytes:
    peer = load_der_public_key(key.originator)
    if not isinstance(peer, ec.EllipticCurvePublicKey):
        raise IntegrityError(_NOT_OURS)
    shared = private_key.exchange(ec.ECDH(), peer)  # refuses a point of another curve
    return aes_key_unwrap(_wrapping_key(shared, private_key.curve.name), key.wrapped)


def _wrapping_key(shared: bytes, curve: str) -> bytes:
    info = _SharedInfo(
        {
            "key_info": cms.KeyEncryptionAlgorithm({"algorithm": AES256_WRAP}),
            "supp_pub_info": (8 * KEY_BYTES).to_bytes(4, "big"),
        },
    )
    _, digest = _AGREEMENTS[curve]
    return X963KDF(algorithm=digest, length=KEY_BYTES, sharedinfo=info.dump()).derive(shared)


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def _key_transport(key: WrappedKey, certificate: Certificate) -> cms.RecipientInfo:
    digest = {"algorithm": "sha256"}
    oaep = {"hash_algorithm": digest, "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest}}
    info = cms.KeyTransRecipientInfo(
        {
            "version": "v0",
            "rid": cms.RecipientIdentifier({"issuer_and_serial_number": certificate.issuer_and_serial}),
            "key_encryption_algorithm": {"algorithm": "rsaes_oaep", "parameters": oaep},
            "encrypted_key": key.wrapped,
        },
    )
    return cms.RecipientInfo(name="ktri", value=info)


def _key_agreement(key: WrappedKey, certificate: Certificate, curve: str) -> cms.RecipientInfo:
    scheme, _ = _AGREEMENTS[curve]
    originator = keys.PublicKeyInfo.load(key.originator)
    info = cms.KeyAgreeRecipientInfo(
        {
            "version": "v3",
            "originator": cms.OriginatorIdentifierOrKey(name="originator_key", value=originator),
            "key_encryption_algorithm": {
                "algorithm": scheme,
                "parameters": cms.KeyEncryptionAlgorithm({"algorithm": AES256_WRAP}),
            },
            "recipient_encrypted_keys": [
                {
                    "rid": cms.KeyAgreementRecipientIdentifier(
                        {"issuer_and_serial_number": certificate.issuer_and_serial},
                    ),
                    "encrypted_key": key.wrapped,
                },
            ],
        },
    )
    return cms.RecipientInfo(name="kari", value=info)
