"""Build a package: the answers of one copy, sealed in parts to one certificate, under a signed manifest.

Memory does not grow with the answers: they are read twice, and written as they are sealed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Protocol

from lockgate.seal.archive import Member, write_directory, write_member
from lockgate.seal.certificates import load_certificate
from lockgate.seal.cipher import Random, encrypt
from lockgate.seal.duties import Duty
from lockgate.seal.filling import CHANGED, counted, filled
from lockgate.seal.layout import MANIFEST, PROOF, SIGNATURE
from lockgate.seal.manifests import Form, Manifest, Part, Terms, manifest_bytes, part_name
from lockgate.seal.marks import mark_hash
from lockgate.seal.note import signed_note
from lockgate.seal.packages import ReleaseSigner
from lockgate.seal.signatures import sign_detached

PART_PLAINTEXT_BYTES = 240 * 1024 * 1024
"""So that a part, with its envelope, stays under 256 MB."""


@dataclass(frozen=True)
class Copy:
    """One copy of the answers, for one officer.

    Attributes:
        terms: what the manifest says of it.
        certificate_der: the officer's certificate, to which it is encrypted.
        mark: the copy's own mark (`lockgate.seal.marks.new_mark`), which stands in every line of the answers.
        proof: that the authorizing entry stands in the log (C2SP tlog-proof), opaque here.
        pick_up_by: the last day on which it may be fetched.
        duties: what the officer's agency owes afterwards, in the order of `Owed`.
        form: how it is opened.
    """

    terms: Terms
    certificate_der: bytes
    mark: str
    proof: bytes
    pick_up_by: str
    duties: tuple[Duty, ...]
    form: Form = Form.DIRECT


class _Hash(Protocol):
    """What `hashlib` gives."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""

    def hexdigest(self) -> str:
        """The hash so far."""


def build_package(
    answers: BinaryIO,
    copy: Copy,
    release: ReleaseSigner,
    random: Random,
    out: BinaryIO,
) -> Manifest:
    """Write to `out`, an empty file that can be sought in, the package that carries `answers` to one certificate.

    `answers` is the CSV of `render_answers` without a mark; it is read twice, from its beginning. The
    parts are under fresh keys each time.

    Raises:
        IntegrityError: `answers` is not exactly as `render_answers` writes it.
        UsageError: a certificate may not be used so, or the release key is not its certificate's.
        ValueError: a term is not of the form the manifest asks for, or the answers changed in between.
    """
    first = counted(answers, copy.mark)
    stream, left = _Stream(filled(answers, copy.mark, first)), first.size
    members: list[Member] = []
    parts: list[Part] = []
    while left:
        size, digest = min(left, PART_PLAINTEXT_BYTES), sha256()
        left -= size
        sealed = encrypt(stream.take(size), size, copy.certificate_der, random)
        members.append(write_member(out, part_name(len(parts) + 1), _hashed(sealed, digest)))
        parts.append(Part(members[-1].name, members[-1].size, digest.hexdigest()))
    stream.close()
    manifest = _manifest(copy, tuple(parts))
    note = signed_note(manifest_bytes(manifest).decode() + "\n", release.certificate_der, release.private_key)
    signature = sign_detached(note, release.certificate_der, release.private_key)
    for name, small in ((PROOF, copy.proof), (MANIFEST, note), (SIGNATURE, signature)):
        members.append(write_member(out, name, [small]))
    write_directory(out, tuple(members))
    return manifest


class _Stream:
    """Pieces of any length, given out again by number of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def close(self) -> None:
        """Ask for the end, where `filled` compares what it read; nothing may be left."""
        if self._rest or next(self._pieces, b""):
            raise ValueError(CHANGED)

    def take(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes, in pieces; there are as many."""
        while size:
            self._rest = self._rest or next(self._pieces)
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            yield piece


def _manifest(copy: Copy, parts: tuple[Part, ...]) -> Manifest:
    return Manifest(
        terms=copy.terms,
        recipient_certificate=load_certificate(copy.certificate_der).fingerprint,
        parts=parts,
        form=copy.form,
        proof=sha256(copy.proof).hexdigest(),
        mark=mark_hash(copy.mark),
        pick_up_by=copy.pick_up_by,
        duties=copy.duties,
    )


def _hashed(pieces: Iterable[bytes], digest: _Hash) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece
