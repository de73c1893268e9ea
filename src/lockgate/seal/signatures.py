"""Detached CMS signatures: over a package's manifest, and over ``submission.toml``.

Making and checking stand on asn1crypto's structures (RFC 5652): `cryptography`'s own builder reads
the clock for a signing time, and it has no verifier. A signature is accepted when

1. it is SignedData over detached data, with exactly one signer;
2. the signer is the pinned certificate, which is also among the certificates carried;
3. its signed attributes hold one content type (id-data) and one message digest, which is that of
   the data (RFC 5652 section 5.4; a signature without signed attributes is refused, RFC 8933);
4. the signature over those attributes verifies: ECDSA on P-256 or P-384, RSA-PSS or PKCS #1 v1.5
   with SHA-256, SHA-384 or SHA-512;
5. the certificate's keyUsage, if it has one, permits signatures.

Chains and dates are not judged: which certificate counts, and when, is for the registers.
"""

from dataclasses import dataclass
from hashlib import new as new_digest

from asn1crypto import cms
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import Certificate, PrivateKey, load_certificate
from lockgate.seal.signed_data import (
    HASHES,
    MALFORMED,
    Parsed,
    assemble,
    attributes_over,
    is_named,
    own_algorithms,
    parse,
)


@dataclass(frozen=True)
class SignerInfo:
    """Who signed: the certificate's subject (RFC 4514), serial number and sha256 (64 hex), and how."""

    subject: str
    serial: int
    certificate: str
    algorithm: str


@dataclass(frozen=True)
class Refused:
    """Why a signature is not accepted, in one sentence."""

    reason: str


def sign_detached(data: bytes, certificate_der: bytes, private_key: PrivateKey) -> bytes:
    """A detached signature over `data`, as DER, carrying the signer's certificate.

    ECDSA with SHA-384 on P-384 and SHA-256 on P-256; PKCS #1 v1.5 with SHA-256 for RSA. No signing
    time is claimed: when a thing was signed is shown by the log, not by the signer's word.

    Raises:
        UsageError: `private_key` does not belong to the certificate, or it may not sign.
    """
    certificate = load_certificate(certificate_der)
    if not certificate.belongs_to(private_key):
        raise UsageError("The private key does not belong to the certificate; give the pair that does.")
    if not certificate.may_sign():
        raise UsageError("The certificate may not sign documents: its keyUsage forbids it.")
    digest, _ = own_algorithms(certificate)
    attributes = attributes_over(new_digest(digest, data).digest())
    return assemble(certificate, attributes, _signature(attributes.dump(), private_key, digest))


def verify_detached(data: bytes, signature_der: bytes, certificate_der: bytes) -> SignerInfo | Refused:
    """Whether the pinned certificate signed exactly `data`: the signer, or the reason it is refused."""
    try:
        certificate = load_certificate(certificate_der)
    except UsageError as error:
        return Refused(str(error))
    try:
        parsed = parse(signature_der)
    except MALFORMED:
        return Refused("The signature cannot be read: it is not one whole DER CMS SignedData.")
    flaw = _flaw_of_form(parsed) or _flaw_of_signer(parsed, certificate) or _flaw_of_data(parsed, data)
    if flaw is None and not _verifies(parsed, certificate):
        flaw = "The signature does not verify under the certificate."
    if flaw is not None:
        return Refused(flaw)
    return SignerInfo(
        subject=certificate.parsed.subject.rfc4514_string(),
        serial=certificate.parsed.serial_number,
        certificate=certificate.fingerprint,
        algorithm=f"{parsed.algorithm}-{parsed.digest}",
    )


def signer_certificate(signature_der: bytes) -> bytes:
    """The certificate (DER) the signature says is its signer's; not believed until it is verified.

    Raises:
        IntegrityError: the signature cannot be read, or does not carry that certificate once.
    """
    try:
        parsed = parse(signature_der)
        found = [der for der in parsed.certificates if is_named(parsed.named, der)]
    except MALFORMED as error:
        raise IntegrityError("The signature cannot be read: it is not a DER CMS SignedData.") from error
    if len(found) != 1:
        raise IntegrityError("The signature does not carry its signer's certificate; sign with it included.")
    return found[0]


def in_own_form(signature_der: bytes, certificate_der: bytes) -> bool:
    """Whether every byte is as `sign_detached` writes it, so that nothing unsigned can be altered.

    Asked of package signatures, which only this project makes; other tools order and fill the
    unsigned parts of SignedData in ways of their own.
    """
    try:
        certificate = load_certificate(certificate_der)
        parsed = parse(signature_der)
        attributes = cms.CMSAttributes.load(parsed.attributes, strict=True)
        return assemble(certificate, attributes, parsed.signature) == signature_der
    except (*MALFORMED, UsageError):
        return False


def _signature(attributes_der: bytes, private_key: PrivateKey, digest: str) -> bytes:
    if isinstance(private_key, rsa.RSAPrivateKey):
        return private_key.sign(attributes_der, padding.PKCS1v15(), HASHES[digest])
    return private_key.sign(attributes_der, ec.ECDSA(HASHES[digest]))


def _flaw_of_form(parsed: Parsed) -> str | None:
    if parsed.signers != 1:
        return f"The signature has {parsed.signers} signers; exactly one is asked for."
    if not parsed.detached:
        return "The signature carries content of its own; a detached signature is asked for."
    if parsed.digest not in HASHES:
        return f"The digest {parsed.digest} is not accepted; sign with SHA-256, SHA-384 or SHA-512."
    return None


def _flaw_of_signer(parsed: Parsed, certificate: Certificate) -> str | None:
    if not is_named(parsed.named, certificate.der) or certificate.der not in parsed.certificates:
        return "The signature is by another certificate than the one expected."
    if not certificate.may_sign():
        return "The certificate may not sign documents: its keyUsage forbids it."
    return None


def _flaw_of_data(parsed: Parsed, data: bytes) -> str | None:
    if parsed.content_types != ("data",):
        return "The signed attributes do not name the content type once, as data."
    if parsed.message_digests != (new_digest(parsed.digest, data).digest(),):
        return "The signed data was changed after it was signed, or the signature belongs to other data."
    return None


def _verifies(parsed: Parsed, certificate: Certificate) -> bool:
    key, digest = certificate.key, HASHES[parsed.digest]
    try:
        if isinstance(key, rsa.RSAPublicKey):
            if parsed.padding is None:
                return False
            key.verify(parsed.signature, parsed.attributes, parsed.padding, digest)
        else:
            if parsed.padding is not None:
                return False
            key.verify(parsed.signature, parsed.attributes, ec.ECDSA(digest))
    except (InvalidSignature, ValueError):
        return False
    return True
