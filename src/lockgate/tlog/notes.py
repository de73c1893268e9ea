"""Signed notes (C2SP signed-note): a text, an empty line, one line a signature.

Two kinds of key are known, both Ed25519: 0x01 signs the text itself (a log), 0x04 signs the text
under a header with the time (a witness, C2SP tlog-cosignature). Signatures of unknown keys say
nothing and are passed over; a wrong signature of a known key refuses the whole note.
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockgate.errors import IntegrityError
from lockgate.tlog.text import decode_base64, decode_hex, decode_lines, encode_base64

Sign = Callable[[bytes], bytes]
"""Signs a message with an Ed25519 private key and returns the 64 bytes of the signature."""

LOG_KEY = 0x01
"""Signature type of a plain Ed25519 signature over the note's text."""

WITNESS_KEY = 0x04
"""Signature type of a timestamped Ed25519 cosignature."""

MARK = "— "
"""How a signature line begins: em dash, space."""

MOST_SIGNATURES = 64
"""Signature lines a note may have; the specification asks for at least 16."""

_KEY_SIZE = 32
_SIGNATURE_SIZE = 64


def check_key_name(name: str) -> str:
    """The name, if it may be a key's: not empty, no space of any kind, no plus sign, no control character.

    Raises:
        ValueError: otherwise.
    """
    if not name or "+" in name or any(character.isspace() or character < " " for character in name):
        raise ValueError(f"{name[:60]!r} cannot name a key: it is empty or holds a space or a plus sign")
    return name


def key_id(name: str, public_key_raw: bytes, kind: int = LOG_KEY) -> bytes:
    """The four bytes that, with the name, say which key signed: SHA-256(name, newline, type, key)[:4]."""
    return sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public_key_raw).digest()[:4]


@dataclass(frozen=True)
class NoteKey:
    """A key that may sign notes: its name, its signature type and its 32 public bytes."""

    name: str
    public_key_raw: bytes
    kind: int = LOG_KEY

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if self.kind not in {LOG_KEY, WITNESS_KEY}:
            raise ValueError(f"the key of {self.name} is of type {self.kind:#04x}; only 0x01 and 0x04 are known")
        if len(self.public_key_raw) != _KEY_SIZE:
            raise ValueError(f"the key of {self.name} is not {_KEY_SIZE} bytes long")

    @property
    def id(self) -> bytes:
        """The key's four-byte id."""
        return key_id(self.name, self.public_key_raw, self.kind)

    @classmethod
    def parse(cls, vkey: str) -> "NoteKey":
        """The key of a verifier key line `<name>+<id in hex>+<Base 64 of type and key>`.

        Raises:
            ValueError: where it is malformed, or the id is not the one its name and key give.
        """
        name, _, rest = vkey.partition("+")
        id_hex, _, coded = rest.partition("+")
        stated, material = decode_hex(id_hex, 4), decode_base64(coded)
        if not material:
            raise ValueError(f"the verifier key of {name} holds no key")
        key = cls(name, material[1:], material[0])
        if key.id != stated:
            raise ValueError(f"the verifier key of {name} states an id that its key does not have")
        return key

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the signature (without the key id) is this key's over the note text."""
        if self.kind == LOG_KEY:
            return self._verifies(text.encode("utf-8"), signature)
        if len(signature) != 8 + _SIGNATURE_SIZE:
            return False
        (at,) = struct.unpack(">Q", signature[:8])
        return at < 2**63 and self._verifies(cosigned_message(text, at), signature[8:])

    def _verifies(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key_raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def cosigned_message(text: str, at: int) -> bytes:
    """What a witness signs: header line, time line (POSIX seconds), then the whole note text."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def vkey(name: str, public_key_raw: bytes, kind: int = LOG_KEY) -> str:
    """The verifier key line of an Ed25519 public key; `kind` is LOG_KEY or WITNESS_KEY."""
    key = NoteKey(name, public_key_raw, kind)
    return f"{name}+{key.id.hex()}+{encode_base64(bytes([kind]) + public_key_raw)}"


def signature_line(key: NoteKey, signature: bytes) -> str:
    """One signature line with its newline."""
    return f"{MARK}{key.name} {encode_base64(key.id + signature)}\n"


def sign_note(text: str, name: str, sign: Sign, public_key_raw: bytes) -> str:
    """The signature line, newline included, of an Ed25519 key over a note text.

    Args:
        text: the note text, ending in a newline.
        name: the key's name; a log's is its origin.
        sign: signs bytes with the private key.
        public_key_raw: the 32 public bytes.
    """
    decode_lines(text.encode("utf-8"), "the note text")
    return signature_line(NoteKey(name, public_key_raw), sign(text.encode("utf-8")))


def join_note(text: str, lines: Iterable[str]) -> bytes:
    """The bytes of a signed note from its text and its signature lines, in that order."""
    return (text + "\n" + "".join(lines)).encode("utf-8")


@dataclass(frozen=True)
class NoteSignature:
    """One signature line as read: who it says signed, the key's id, the bytes after the id."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> "NoteSignature":
        """The signature of one line without its newline; raises ValueError where it is malformed."""
        name, _, coded = line.removeprefix(MARK).partition(" ")
        if not line.startswith(MARK) or not coded:
            raise ValueError(f"{line[:60]!r} is not a signature line")
        data = decode_base64(coded)
        if len(data) <= 4:
            raise ValueError(f"the signature of {name} holds no signature")
        return cls(check_key_name(name), data[:4], data[4:])


def split_note(note: bytes) -> tuple[str, tuple[NoteSignature, ...]]:
    """The text of a note and its signatures, none of them verified.

    Raises:
        ValueError: where the bytes are not a signed note.
    """
    whole = decode_lines(note, "the signed note")
    at = whole.rfind("\n\n")
    if at < 0 or at + 2 == len(whole):
        raise ValueError("the signed note has no signature after its last empty line")
    lines = whole[at + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise ValueError(f"the signed note has {len(lines)} signatures, more than {MOST_SIGNATURES}")
    return whole[: at + 1], tuple(NoteSignature.parse(line) for line in lines)


@dataclass(frozen=True)
class OpenedNote:
    """A note of which at least one known key's signature was verified, and no known key's failed."""

    text: str
    signers: tuple[NoteKey, ...]
    signatures: tuple[bytes, ...]
    """What each of them signed with, in the same order; a witness's begins with its time."""
    unknown: int
    """How many signature lines are of keys that were not given."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keys whose signatures were verified, in the note's order."""
        return tuple(key.name for key in self.signers)


def open_note(note: bytes, keys: Iterable[NoteKey]) -> OpenedNote:
    """The text of a note, after verifying every signature by a known key.

    Raises:
        ValueError: where the bytes are not a signed note.
        IntegrityError: where a known key's signature is wrong or stands twice, or none is there.
    """
    text, signatures = split_note(note)
    known = {(key.name, key.id): key for key in keys}
    signers: list[NoteKey] = []
    verified: list[bytes] = []
    for found in signatures:
        key = known.get((found.name, found.key_id))
        if key is None:
            continue
        if key in signers:
            raise IntegrityError(f"the note is signed twice by {key.name}")
        if not key.verifies(text, found.signature):
            raise IntegrityError(f"the signature of {key.name} does not verify")
        signers.append(key)
        verified.append(found.signature)
    if not signers:
        raise IntegrityError("the note is signed by no key that is known here")
    return OpenedNote(text, tuple(signers), tuple(verified), len(signatures) - len(signers))
