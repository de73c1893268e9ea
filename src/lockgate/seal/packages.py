"""A package: one file with a manifest, its release signature, and the sealed parts.

Members, in this order: ``manifest.json``, ``manifest.json.p7s``, ``part-0001.p7m`` and so on. A
package is named by the sha256 of its bytes. Opening checks the release signature first, then the
hash of every part, and only then decrypts; the plaintext is returned whole or not at all.
"""

from dataclasses import dataclass
from hashlib import sha256

from lockgate.errors import IntegrityError
from lockgate.seal.answers import pad, parse_answers, unpad
from lockgate.seal.archive import pack, unpack
from lockgate.seal.certificates import PrivateKey, load_certificate
from lockgate.seal.cipher import Random, decrypt, encrypt
from lockgate.seal.manifests import Manifest, Part, Terms, manifest_bytes, parse_manifest, part_name
from lockgate.seal.signatures import Refused, SignerInfo, in_own_form, sign_detached, verify_detached

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.p7s"
PART_PLAINTEXT_BYTES = 240 * 1024 * 1024
"""So that a part, with its envelope, stays under 256 MB."""


@dataclass(frozen=True)
class ReleaseSigner:
    """The custodian's release key and its certificate (DER)."""

    certificate_der: bytes
    private_key: PrivateKey


@dataclass(frozen=True)
class VerifiedPackage:
    """A package whose signature and hashes hold; its parts are still sealed.

    Attributes:
        manifest: what the custodian signed.
        manifest_hash: sha256 of ``manifest.json``, 64 hex digits.
        package_hash: sha256 of the whole file, 64 hex digits: the package's name.
        signer: who signed.
        parts: the sealed parts, in order.
    """

    manifest: Manifest
    manifest_hash: str
    package_hash: str
    signer: SignerInfo
    parts: tuple[bytes, ...]


@dataclass(frozen=True)
class Opened:
    """An opened package: its manifest and the answers (CSV bytes, without the filling)."""

    manifest: Manifest
    answers: bytes


def package_hash(package: bytes) -> str:
    """The name of a package: sha256 of its bytes, 64 hex digits."""
    return sha256(package).hexdigest()


def build_package(
    answers_csv: bytes,
    terms: Terms,
    recipient_certificate_der: bytes,
    release: ReleaseSigner,
    random: Random,
) -> bytes:
    """The package that carries `answers_csv` to one certificate, signed for release.

    Given the same sealed parts and signature, the file has one form; the parts themselves are
    under fresh keys each time.

    Raises:
        IntegrityError: `answers_csv` is not exactly as `render_answers` writes it.
        UsageError: a certificate may not be used so, or the release key is not its certificate's.
        ValueError: a term is not of the form the manifest asks for.
    """
    parse_answers(answers_csv)
    plaintext = pad(answers_csv)
    sealed = [
        encrypt(plaintext[start : start + PART_PLAINTEXT_BYTES], recipient_certificate_der, random)
        for start in range(0, len(plaintext), PART_PLAINTEXT_BYTES)
    ]
    parts = tuple(
        Part(part_name(number), len(part), sha256(part).hexdigest()) for number, part in enumerate(sealed, start=1)
    )
    recipient = load_certificate(recipient_certificate_der).fingerprint
    manifest = manifest_bytes(Manifest(terms, recipient, parts))
    signature = sign_detached(manifest, release.certificate_der, release.private_key)
    named = ((part.name, content) for part, content in zip(parts, sealed, strict=True))
    return pack(((MANIFEST, manifest), (SIGNATURE, signature), *named))


def claimed_manifest(package: bytes) -> tuple[Manifest, str]:
    """What a package says of itself, and the sha256 of its manifest; no signature was looked at.

    Raises:
        IntegrityError: the file has not the form of a package.
    """
    document, _, _ = _members(package)
    return parse_manifest(document), sha256(document).hexdigest()


def verify_package(package: bytes, release_certificate_der: bytes) -> VerifiedPackage:
    """Check everything that can be checked without the recipient's key: form, signature, parts.

    Raises:
        IntegrityError: anything at all is not as the custodian sealed and signed it.
    """
    document, signature, parts = _members(package)
    signer = verify_detached(document, signature, release_certificate_der)
    if isinstance(signer, Refused):
        raise IntegrityError(f"The package is not released by the expected custodian: {signer.reason}")
    if not in_own_form(signature, release_certificate_der):
        raise IntegrityError("The package's signature file was changed after it was made; fetch it again.")
    manifest = parse_manifest(document)
    found = [Part(name, len(content), sha256(content).hexdigest()) for name, content in parts]
    if found != list(manifest.parts):
        raise IntegrityError("The package's parts are not those its manifest names; fetch it again.")
    return VerifiedPackage(
        manifest=manifest,
        manifest_hash=sha256(document).hexdigest(),
        package_hash=package_hash(package),
        signer=signer,
        parts=tuple(content for _, content in parts),
    )


def open_package(
    package: bytes,
    release_certificate_der: bytes,
    private_key: PrivateKey,
    certificate_der: bytes,
) -> Opened:
    """Verify a package and decrypt it with the recipient's key.

    Raises:
        IntegrityError: the package does not verify, or was sealed for another certificate.
        UsageError: `private_key` does not belong to the certificate.
    """
    verified = verify_package(package, release_certificate_der)
    if verified.manifest.recipient_certificate != load_certificate(certificate_der).fingerprint:
        raise IntegrityError("The package is sealed for another certificate; use the officer's own.")
    plaintext = b"".join(decrypt(part, private_key, certificate_der) for part in verified.parts)
    answers = unpad(plaintext)
    parse_answers(answers)
    return Opened(verified.manifest, answers)


def _members(package: bytes) -> tuple[bytes, bytes, tuple[tuple[str, bytes], ...]]:
    """The manifest's bytes, the signature's, and the members behind them."""
    members = unpack(package)
    if [name for name, _ in members[:2]] != [MANIFEST, SIGNATURE]:
        raise IntegrityError("The package does not begin with its manifest and signature; fetch it again.")
    return members[0][1], members[1][1], members[2:]
