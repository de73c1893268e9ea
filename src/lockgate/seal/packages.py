"""A package: one file with the sealed parts, the proof of its authorization, and the signed manifest.

Members, in this order: ``part-0001.p7m`` and so on, ``authorize.tlog-proof``, ``manifest.note``,
``manifest.note.p7s``. (Version 1 had ``manifest.json``, ``manifest.json.p7s`` and then the parts.) A
package is named by the sha256 of its bytes. Opening checks both signatures first, then the hash of
every part, and only then decrypts. Everything larger than a manifest goes through in pieces.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from lockgate.errors import IntegrityError
from lockgate.seal.answers import AnswersReader
from lockgate.seal.archive import Member
from lockgate.seal.certificates import PrivateKey, load_certificate
from lockgate.seal.cipher import decrypt
from lockgate.seal.filling import unfilled
from lockgate.seal.layout import (
    Source,
    as_file,
    check_contents,
    manifest_in,
    package_hash,
    read_layout,
    signed_manifest,
    small,
)
from lockgate.seal.manifests import Manifest
from lockgate.seal.marks import mark_hash
from lockgate.seal.signatures import Refused, SignerInfo, in_own_form, verify_detached


@dataclass(frozen=True)
class ReleaseSigner:
    """The custodian's release key and its certificate (DER)."""

    certificate_der: bytes
    private_key: PrivateKey


@dataclass(frozen=True)
class VerifiedPackage:
    """A package whose signatures and hashes hold; its parts are still sealed.

    Attributes:
        manifest: what the custodian signed.
        manifest_hash: sha256 of the member that holds the manifest, 64 hex digits.
        package_hash: sha256 of the whole file, 64 hex digits: the package's name.
        signer: who signed.
        parts: where the sealed parts stand, in order.
        proof: that the authorizing entry stands in the log; not judged here, and empty in version 1.
    """

    manifest: Manifest
    manifest_hash: str
    package_hash: str
    signer: SignerInfo
    parts: tuple[Member, ...]
    proof: bytes


@dataclass(frozen=True)
class Opened:
    """An opened package: its manifest and the answers (CSV bytes, without the filling)."""

    manifest: Manifest
    answers: bytes


def claimed_manifest(package: Source) -> tuple[Manifest, str]:
    """What a package says of itself, and the sha256 of its manifest; no signature was looked at.

    Raises:
        IntegrityError: the file has not the form of a package.
    """
    file = as_file(package)
    document = small(file, read_layout(file).manifest)
    return manifest_in(document), sha256(document).hexdigest()


def verify_package(package: Source, release_certificate_der: bytes) -> VerifiedPackage:
    """Check everything that can be checked without the recipient's key: form, signatures, proof's hash, parts.

    Raises:
        IntegrityError: anything at all is not as the custodian sealed and signed it.
    """
    file = as_file(package)
    layout = read_layout(file)
    document, signature = small(file, layout.manifest), small(file, layout.signature)
    signer = verify_detached(document, signature, release_certificate_der)
    if isinstance(signer, Refused):
        raise IntegrityError(f"The package is not released by the expected custodian: {signer.reason}")
    if not in_own_form(signature, release_certificate_der):
        raise IntegrityError("The package's signature file was changed after it was made; fetch it again.")
    manifest = signed_manifest(document, release_certificate_der)
    return VerifiedPackage(
        manifest=manifest,
        manifest_hash=sha256(document).hexdigest(),
        package_hash=package_hash(file),
        signer=signer,
        parts=layout.parts,
        proof=check_contents(file, layout, manifest),
    )


def open_package(
    package: Source,
    release_certificate_der: bytes,
    private_key: PrivateKey,
    certificate_der: bytes,
) -> Opened:
    """Verify a package and decrypt it with the recipient's key, all of it in memory.

    Raises:
        IntegrityError: the package does not verify, or was sealed for another certificate.
        UsageError: `private_key` does not belong to the certificate.
    """
    out = BytesIO()
    manifest = open_package_into(package, release_certificate_der, private_key, certificate_der, out)
    return Opened(manifest, out.getvalue())


def open_package_into(
    package: Source,
    release_certificate_der: bytes,
    private_key: PrivateKey,
    certificate_der: bytes,
    out: BinaryIO,
) -> Manifest:
    """Verify a package, and only then decrypt it with the recipient's key, writing the answers to `out`.

    Until this returns, `out` may hold a beginning whose tag is not checked: use a temporary file, and
    rename it afterwards.

    Raises:
        IntegrityError: the package does not verify, or was sealed for another certificate.
        UsageError: `private_key` does not belong to the certificate.
    """
    file = as_file(package)
    verified = verify_package(file, release_certificate_der)
    manifest = verified.manifest
    if manifest.recipient_certificate != load_certificate(certificate_der).fingerprint:
        raise IntegrityError("The package is sealed for another certificate; use the officer's own.")
    reader = AnswersReader()
    out.writelines(unfilled(_decrypted(file, verified.parts, private_key, certificate_der), reader))
    if not _same_copy(reader, manifest):
        raise IntegrityError("The answers carry the mark of another copy than the package's; tell the custodian.")
    return manifest


def _same_copy(reader: AnswersReader, manifest: Manifest) -> bool:
    """Whether the answers carry the mark the manifest names; without a line there is none to carry."""
    if not reader.marked or not reader.mark:
        return reader.marked == bool(manifest.mark)
    return mark_hash(reader.mark) == manifest.mark


def _decrypted(
    file: BinaryIO, parts: tuple[Member, ...], private_key: PrivateKey, certificate_der: bytes
) -> Iterator[bytes]:
    for part in parts:
        file.seek(part.start)
        yield from decrypt(file, part.size, private_key, certificate_der)
