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
from lockgate.seal.archive import Member, content, read_members
from lockgate.seal.certificates import PrivateKey, load_certificate
from lockgate.seal.cipher import decrypt
from lockgate.seal.filling import unfilled
from lockgate.seal.manifests import Manifest, Part, parse_manifest
from lockgate.seal.marks import mark_hash
from lockgate.seal.note import open_signed_note, text_in
from lockgate.seal.signatures import Refused, SignerInfo, in_own_form, verify_detached

PROOF = "authorize.tlog-proof"
MANIFEST = "manifest.note"
SIGNATURE = "manifest.note.p7s"
MANIFEST_1 = "manifest.json"
SIGNATURE_1 = "manifest.json.p7s"
SMALL_BYTES_MAX = 1 << 22
"""More than any manifest, signature or proof."""

Source = bytes | BinaryIO
"""A package, as its bytes or as a file that can be sought in."""


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


@dataclass(frozen=True)
class _Layout:
    """Where everything stands in a package; a version 1 has no proof."""

    manifest: Member
    signature: Member
    parts: tuple[Member, ...]
    proof: Member | None


def package_hash(package: Source) -> str:
    """The name of a package: sha256 of its bytes, 64 hex digits."""
    file, digest = _file(package), sha256()
    file.seek(0)
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def claimed_manifest(package: Source) -> tuple[Manifest, str]:
    """What a package says of itself, and the sha256 of its manifest; no signature was looked at.

    Raises:
        IntegrityError: the file has not the form of a package.
    """
    file = _file(package)
    layout = _layout(read_members(file))
    document = _small(file, layout.manifest)
    return parse_manifest(_text(document, layout)), sha256(document).hexdigest()


def verify_package(package: Source, release_certificate_der: bytes) -> VerifiedPackage:
    """Check everything that can be checked without the recipient's key: form, signatures, proof's hash, parts.

    Raises:
        IntegrityError: anything at all is not as the custodian sealed and signed it.
    """
    file = _file(package)
    layout = _layout(read_members(file))
    document, signature = _small(file, layout.manifest), _small(file, layout.signature)
    signer = verify_detached(document, signature, release_certificate_der)
    if isinstance(signer, Refused):
        raise IntegrityError(f"The package is not released by the expected custodian: {signer.reason}")
    if not in_own_form(signature, release_certificate_der):
        raise IntegrityError("The package's signature file was changed after it was made; fetch it again.")
    if layout.proof is not None:
        open_signed_note(document, release_certificate_der)
    manifest = parse_manifest(_text(document, layout))
    proof = _proof(file, layout, manifest)
    if [_found(file, member) for member in layout.parts] != list(manifest.parts):
        raise IntegrityError("The package's parts are not those its manifest names; fetch it again.")
    return VerifiedPackage(
        manifest=manifest,
        manifest_hash=sha256(document).hexdigest(),
        package_hash=package_hash(file),
        signer=signer,
        parts=layout.parts,
        proof=proof,
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
    file = _file(package)
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


def _file(package: Source) -> BinaryIO:
    return BytesIO(package) if isinstance(package, bytes) else package


def _decrypted(
    file: BinaryIO, parts: tuple[Member, ...], private_key: PrivateKey, certificate_der: bytes
) -> Iterator[bytes]:
    for part in parts:
        file.seek(part.start)
        yield from decrypt(file, part.size, private_key, certificate_der)


def _layout(members: tuple[Member, ...]) -> _Layout:
    """Which member is what; names that are neither version's refuse the file."""
    names = [member.name for member in members]
    if names[:2] == [MANIFEST_1, SIGNATURE_1]:
        return _Layout(members[0], members[1], members[2:], None)
    if names[-3:] == [PROOF, MANIFEST, SIGNATURE]:
        return _Layout(members[-2], members[-1], members[:-3], members[-3])
    raise IntegrityError("The package does not hold its manifest and signature where they stand; fetch it again.")


def _small(file: BinaryIO, member: Member) -> bytes:
    """The whole content of a small member."""
    if member.size > SMALL_BYTES_MAX:
        raise IntegrityError(f"The package's {member.name} is too large to be one; fetch it again.")
    return b"".join(content(file, member))


def _text(document: bytes, layout: _Layout) -> bytes:
    """The canonical JSON in the member that holds the manifest."""
    return document if layout.proof is None else text_in(document).removesuffix("\n").encode()


def _proof(file: BinaryIO, layout: _Layout, manifest: Manifest) -> bytes:
    """The bytes of the proof, which the manifest names; a version 1 has none, and a version 2 has one."""
    proof = b"" if layout.proof is None else _small(file, layout.proof)
    if (sha256(proof).hexdigest() if layout.proof is not None else "") != manifest.proof:
        raise IntegrityError("The package's proof is not the one its manifest names; fetch it again.")
    return proof


def _found(file: BinaryIO, member: Member) -> Part:
    digest = sha256()
    for piece in content(file, member):
        digest.update(piece)
    return Part(member.name, member.size, digest.hexdigest())
