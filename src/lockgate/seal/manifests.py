"""The manifest: what a package is, for whom, under what authority, what it obliges to, and every part's hash.

It is canonical JSON, signed by the custodian, and readable without any key. It names no taxpayer,
no officer and no count: the case is a blinded reference and the recipient a certificate's hash.
Version 2 is written; version 1, which had neither duties nor a mark, is read for ever.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lockgate.canonical import Parsed, canonical, parse_document
from lockgate.errors import IntegrityError
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.seal.duties import Duty, duties_document, read_day, read_duties

FORMAT = "lockgate/package/v2"
FORMAT_1 = "lockgate/package/v1"
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
_SENTENCES = {"legend": LEGEND, "uniform_sentence": UNIFORM_SENTENCE}
_KEYS_1 = {"format", "form", *_STRINGS, *_SENTENCES, "parts"}
_KEYS = {*_KEYS_1, "proof", "mark", "pick_up_by", "duties"}


class Form(StrEnum):
    """How a package is opened: with the officer's key alone, or by asking the custodian's gateway besides."""

    DIRECT = "direct"
    GATED = "gated"


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
    """A whole manifest.

    Attributes:
        terms: what the caller said of the package.
        recipient_certificate: sha256 of the certificate the parts are encrypted to.
        parts: the parts, in order.
        form: how it is opened.
        proof: sha256 of the member with the proof that the authorizing entry stands in the log; empty in version 1.
        mark: hash of the copy's mark (`lockgate.seal.marks`); empty in version 1.
        pick_up_by: the last day on which it may be fetched, and opened if it is gated; empty in version 1.
        duties: what the recipient owes, and by when; none are stated in version 1.
    """

    terms: Terms
    recipient_certificate: str
    parts: tuple[Part, ...]
    form: Form = Form.DIRECT
    proof: str = ""
    mark: str = ""
    pick_up_by: str = ""
    duties: tuple[Duty, ...] = ()


def part_name(number: int) -> str:
    """The member name of part `number`, counted from 1."""
    return f"part-{number:04}.p7m"


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one encoding of `manifest`, to be signed, in version 2.

    Raises:
        ValueError: a value is not of the form its field asks for.
    """
    parts: list[Parsed] = [{"name": part.name, "size": part.size, "sha256": part.sha256} for part in manifest.parts]
    document: dict[str, Parsed] = {
        **vars(manifest.terms),
        **_SENTENCES,
        "format": FORMAT,
        "form": manifest.form.value,
        "recipient_certificate": manifest.recipient_certificate,
        "parts": parts,
        "proof": manifest.proof,
        "mark": manifest.mark,
        "pick_up_by": manifest.pick_up_by,
        "duties": duties_document(manifest.duties),
    }
    _read(document)
    return canonical(document)


def parse_manifest(data: bytes) -> Manifest:
    """The manifest `data` encodes.

    Raises:
        IntegrityError: `data` is not one canonical manifest of version 1 or 2.
    """
    document = parse_document(data, "package's manifest")
    try:
        return _read_1(document) if _names(document, FORMAT_1) else _read(document)
    except ValueError as error:
        raise IntegrityError(f"The package's manifest is not of format {FORMAT}: {error}") from error


def _names(document: Parsed, version: str) -> bool:
    return isinstance(document, dict) and document.get("format") == version


def _read_1(document: Parsed) -> Manifest:
    """The manifest in a parsed document of version 1."""
    if not isinstance(document, dict) or set(document) != _KEYS_1:
        raise ValueError("it has not exactly the fields of its version.")
    _constant(document, {**_SENTENCES, "form": Form.DIRECT.value})
    terms, recipient = _terms(document)
    return Manifest(terms, recipient, _parts(document["parts"]))


def _read(document: Parsed) -> Manifest:
    """The manifest in a parsed document of version 2; ValueError says which field is wrong."""
    if not isinstance(document, dict) or set(document) != _KEYS:
        raise ValueError("it has not exactly the fields of that format.")
    _constant(document, {**_SENTENCES, "format": FORMAT})
    if document["form"] not in list(Form):
        raise ValueError("its form is another.")
    terms, recipient = _terms(document)
    return Manifest(
        terms,
        recipient,
        _parts(document["parts"]),
        form=Form(document["form"]),
        proof=_string(document["proof"], _HASH, "proof"),
        mark=_string(document["mark"], _HASH, "mark"),
        pick_up_by=read_day(document["pick_up_by"], "pick_up_by"),
        duties=read_duties(document["duties"]),
    )


def _constant(document: dict[str, Parsed], constants: dict[str, str]) -> None:
    for name, constant in constants.items():
        if document[name] != constant:
            raise ValueError(f"its {name} is another.")


def _terms(document: dict[str, Parsed]) -> tuple[Terms, str]:
    """The terms, and the hash of the recipient's certificate."""
    strings = {name: _string(document[name], pattern, name) for name, pattern in _STRINGS.items()}
    recipient = strings.pop("recipient_certificate")
    try:
        datetime.strptime(strings["made_at"], "%Y-%m-%dT%H:%MZ")  # noqa: DTZ007 - only whether it exists
    except ValueError as error:
        raise ValueError("its made_at is no date and time.") from error
    return Terms(**strings), recipient


def _string(value: Parsed, pattern: re.Pattern[str], name: str) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise ValueError(f"its {name} is not of the form asked for.")
    return value


def _parts(value: Parsed) -> tuple[Part, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= PARTS_MAX:
        raise ValueError("it has no parts, or too many.")
    return tuple(_part(item, number) for number, item in enumerate(value, start=1))


def _part(value: Parsed, number: int) -> Part:
    if not isinstance(value, dict) or set(value) != {"name", "size", "sha256"}:
        raise ValueError(f"its part {number} has not exactly a name, a size and a sha256.")
    size = value["size"]
    if value["name"] != part_name(number):
        raise ValueError(f"its part {number} is not named {part_name(number)}.")
    if not isinstance(size, int) or not 0 < size <= PART_CIPHERTEXT_BYTES_MAX:
        raise ValueError(f"its part {number} has a size that no part has.")
    return Part(part_name(number), size, _string(value["sha256"], _HASH, f"part {number}'s sha256"))
