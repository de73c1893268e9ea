"""Where everything stands in a package, and whether it is what the manifest names; no signature is judged here.

Members of version 2: the parts, ``authorize.tlog-proof``, ``manifest.note``, ``manifest.note.p7s``. Of
version 1: ``manifest.json``, ``manifest.json.p7s``, the parts. Needs nothing but `cryptography`.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from lockgate.errors import IntegrityError
from lockgate.seal.archive import PIECE, Member, content, read_members
from lockgate.seal.manifests import Manifest, Part, parse_manifest
from lockgate.seal.note import is_note, open_signed_note, text_in

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
class Layout:
    """Which member is what; a package of version 1 has no proof."""

    manifest: Member
    signature: Member
    parts: tuple[Member, ...]
    proof: Member | None


def as_file(package: Source) -> BinaryIO:
    """The package as a file."""
    return BytesIO(package) if isinstance(package, bytes) else package


def package_hash(package: Source) -> str:
    """The name of a package: sha256 of its bytes, 64 hex digits."""
    file, digest = as_file(package), sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def read_layout(file: BinaryIO) -> Layout:
    """Where everything stands in a package.

    Raises:
        IntegrityError: the file has not the form of a package of version 1 or 2.
    """
    members = read_members(file)
    names = [member.name for member in members]
    if names[:2] == [MANIFEST_1, SIGNATURE_1]:
        return Layout(members[0], members[1], members[2:], None)
    if names[-3:] == [PROOF, MANIFEST, SIGNATURE]:
        return Layout(members[-2], members[-1], members[:-3], members[-3])
    raise IntegrityError("The package does not hold its manifest and signature where they stand; fetch it again.")


def small(file: BinaryIO, member: Member) -> bytes:
    """The whole content of a member that is no part.

    Raises:
        IntegrityError: it is larger than any such member, or was cut or changed.
    """
    if member.size > SMALL_BYTES_MAX:
        raise IntegrityError(f"The package's {member.name} is too large to be one; fetch it again.")
    return b"".join(content(file, member))


def manifest_in(document: bytes) -> Manifest:
    """What the bytes of ``manifest.note`` or ``manifest.json`` say, no signature looked at.

    Raises:
        IntegrityError: they are no manifest of the version they have the form of.
    """
    manifest = parse_manifest(text_in(document).removesuffix("\n").encode() if is_note(document) else document)
    if is_note(document) != bool(manifest.proof):
        raise IntegrityError("The package's manifest is not in the form of its version; fetch it again.")
    return manifest


def signed_manifest(document: bytes, release_certificate_der: bytes) -> Manifest:
    """The manifest, once the release key's signature in it was verified; version 1 has none in the document.

    The detached signature beside it, which both versions have, is another question.

    Raises:
        IntegrityError: the note is not signed by that key, or says nothing that is a manifest.
    """
    manifest = manifest_in(document)
    if is_note(document):
        open_signed_note(document, release_certificate_der)
    return manifest


def check_contents(file: BinaryIO, layout: Layout, manifest: Manifest) -> bytes:
    """The bytes of the proof, once it and every sealed part are shown to be those the manifest names.

    Raises:
        IntegrityError: one of them is another, or missing, or there are more.
    """
    proof = b"" if layout.proof is None else small(file, layout.proof)
    if (sha256(proof).hexdigest() if layout.proof is not None else "") != manifest.proof:
        raise IntegrityError("The package's proof is not the one its manifest names; fetch it again.")
    if [_found(file, member) for member in layout.parts] != list(manifest.parts):
        raise IntegrityError("The package's parts are not those its manifest names; fetch it again.")
    return proof


def _found(file: BinaryIO, member: Member) -> Part:
    digest = sha256()
    for piece in content(file, member):
        digest.update(piece)
    return Part(member.name, member.size, digest.hexdigest())
