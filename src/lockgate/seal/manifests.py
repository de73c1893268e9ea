"""The manifest: what a package is, for whom, under what authority, and the hash of every part.

It is canonical JSON, signed by the custodian, and readable without any key. It names no taxpayer,
no officer and no count: the case is a blinded reference and the recipient a certificate's hash.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from lockgate.errors import IntegrityError
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.seal.canonical import Value, canonical, parse_canonical

FORMAT = "lockgate/package/v1"
FORM = "direct"
PART_CIPHERTEXT_BYTES_MAX = 256_000_000
PARTS_MAX = 9999

_PACKAGE_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,200}")
_STRINGS: dict[str, re.Pattern[str]] = {
    "package": _PACKAGE_ID,
    "custodian": _TEXT,
    "agreement": _TEXT,
    "case": _HASH,
    "recipient_certificate": _HASH,
    "provision": _TEXT,
    "authorizing_entry": _HASH,
    "accounting_root": _HASH,
    "made_at": _MINUTE,
}
_CONSTANTS = {"format": FORMAT, "form": FORM, "legend": LEGEND, "uniform_sentence": UNIFORM_SENTENCE}
_KEYS = {*_STRINGS, *_CONSTANTS, "parts"}


@dataclass(frozen=True)
class Terms:
    """What the caller says of a package; hashes are 64 lower-case hex digits.

    Attributes:
        package: the package id, 32 hex digits (16 random bytes).
        custodian: the custodian's name.
        agreement: the agreement pack's name.
        case: the blinded case reference of the log's entries.
        provision: the paragraph that orders the disclosure, such as ``26 USC 6103(i)(2)``.
        authorizing_entry: RFC 6962 leaf hash of the log entry that authorizes the release.
        accounting_root: root over the accounting of this disclosure ((p)(3)(A), R29).
        made_at: when it was sealed, UTC, to the minute: ``2025-08-07T12:00Z``.
    """

    package: str
    custodian: str
    agreement: str
    case: str
    provision: str
    authorizing_entry: str
    accounting_root: str
    made_at: str


@dataclass(frozen=True)
class Part:
    """One sealed part: its member name, its size in bytes, and the sha256 of its ciphertext (64 hex)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A whole manifest: the terms, the sha256 of the recipient's certificate, and the parts in order."""

    terms: Terms
    recipient_certificate: str
    parts: tuple[Part, ...]


def part_name(number: int) -> str:
    """The member name of part `number`, counted from 1."""
    return f"part-{number:04}.p7m"


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one encoding of `manifest`, to be signed.

    Raises:
        ValueError: a value is not of the form its field asks for.
    """
    parts: list[Value] = [{"name": part.name, "size": part.size, "sha256": part.sha256} for part in manifest.parts]
    document: dict[str, Value] = {
        **vars(manifest.terms),
        **_CONSTANTS,
        "recipient_certificate": manifest.recipient_certificate,
        "parts": parts,
    }
    _read(document)
    return canonical(document)


def parse_manifest(data: bytes) -> Manifest:
    """The manifest `data` encodes.

    Raises:
        IntegrityError: `data` is not one canonical manifest of this version.
    """
    document = parse_canonical(data, "package's manifest")
    try:
        return _read(document)
    except ValueError as error:
        raise IntegrityError(f"The package's manifest is not of format {FORMAT}: {error}") from error


def _read(document: Value) -> Manifest:
    """The manifest in a parsed document; ValueError says which field is wrong."""
    if not isinstance(document, dict) or set(document) != _KEYS:
        raise ValueError("it has not exactly the fields of that format.")
    for name, constant in _CONSTANTS.items():
        if document[name] != constant:
            raise ValueError(f"its {name} is another.")
    strings = {name: _string(document[name], pattern, name) for name, pattern in _STRINGS.items()}
    recipient = strings.pop("recipient_certificate")
    try:
        datetime.strptime(strings["made_at"], "%Y-%m-%dT%H:%MZ")  # noqa: DTZ007 - only whether it exists
    except ValueError as error:
        raise ValueError("its made_at is no date and time.") from error
    return Manifest(Terms(**strings), recipient, _parts(document["parts"]))


def _string(value: Value, pattern: re.Pattern[str], name: str) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise ValueError(f"its {name} is not of the form asked for.")
    return value


def _parts(value: Value) -> tuple[Part, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= PARTS_MAX:
        raise ValueError("it has no parts, or too many.")
    return tuple(_part(item, number) for number, item in enumerate(value, start=1))


def _part(value: Value, number: int) -> Part:
    if not isinstance(value, dict) or set(value) != {"name", "size", "sha256"}:
        raise ValueError(f"its part {number} has not exactly a name, a size and a sha256.")
    size = value["size"]
    if value["name"] != part_name(number):
        raise ValueError(f"its part {number} is not named {part_name(number)}.")
    if not isinstance(size, int) or not 0 < size <= PART_CIPHERTEXT_BYTES_MAX:
        raise ValueError(f"its part {number} has a size that no part has.")
    return Part(part_name(number), size, _string(value["sha256"], _HASH, f"part {number}'s sha256"))
