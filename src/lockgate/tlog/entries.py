"""The public entry, version 1, and the salted leaves it commits to. See docs/formats/entry.md.

The log is public, so an entry tells acts and not people: which act, on which blinded case, when,
under which law and pack. Who, why, how many, before and after are leaves of a small tree of their
own, each with its own salt, so that each can be opened alone and none can be guessed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.tlog.merkle import EMPTY_ROOT, leaf_hash, root_of
from lockgate.tlog.text import HASH_SIZE, check_minute, decode_hex

VERSION = 1
"""The version of the entry format."""

ACTS = (
    "policy",
    "register",
    "submit",
    "confirm",
    "examine",
    "find",
    "locate",
    "dispose",
    "review",
    "authorize",
    "seal",
    "handover",
    "fetch",
    "opening",
    "acknowledge",
    "recall",
    "hold",
    "order",
    "notice",
    "incident",
    "withdraw",
    "reconsider",
    "audit",
    "purge",
    "audit_authorize",
    "audit_read",
    "audit_close",
    "registry",
    "key",
    "key_lost",
    "look",
    "refuse_opening",
    "answer_again",
    "reissue",
    "trace",
    "authorities",
    "refuse",
    "account",
    "substitute",
    "assign",
    "inspect",
    "upgrade",
    "pack",
    "stop",
    "round",
    "round_close",
    "restore",
)
"""Every act that can be entered. The list may grow at its end; a word never changes its meaning."""

SALT_SIZE = 16
"""Bytes of a leaf's salt; random, one for each leaf, never used again."""

_STRINGS = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class Subtree:
    """A Merkle tree that an entry commits to: how many leaves, and its RFC 6962 root (32 bytes)."""

    size: int
    root: bytes

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.root) != HASH_SIZE:
            raise ValueError(f"a subtree has a size from 0 and a root of {HASH_SIZE} bytes")
        if (self.size == 0) != (self.root == EMPTY_ROOT):
            raise ValueError("a subtree has the empty root exactly when it has no leaves")

    @classmethod
    def of(cls, leaves: Sequence[bytes]) -> "Subtree":
        """The tree over these leaves (their bytes, not their hashes), in order."""
        return cls(len(leaves), root_of([leaf_hash(leaf) for leaf in leaves]))


@dataclass(frozen=True)
class Entry:
    """One public entry.

    Raises:
        ValueError: on construction, where a field is not in its form.
    """

    act: str
    """A word of ACTS."""
    case: str
    """The blinded case reference, 64 hexadecimal digits; empty where the act concerns no case."""
    time: str
    """To the minute, in UTC: 2025-08-07T12:00Z."""
    law: str
    """Hash of the law's text in force, 64 hexadecimal digits, or empty."""
    pack: str
    """Hash of the agreement pack, 64 hexadecimal digits, or empty."""
    detail: Subtree
    """The salted leaves of this act."""
    records: Subtree | None = None
    """A submission's leaves, one a record in row order, where the act decides on its records."""
    policy: str | None = None
    """SHA-256 of the log's policy from here on: for the act policy, and for the act key where the log's key changes."""

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise ValueError(f"{self.act[:40]!r} is not an act that can be entered")
        for name, value in (("case", self.case), ("law", self.law), ("pack", self.pack)):
            _check_reference(name, value)
        check_minute(self.time)
        if self.act != "key" and (self.policy is not None) != (self.act == "policy"):
            raise ValueError("an entry has a policy hash when its act is policy, or when it changes the log's key")
        if self.policy is not None:
            _check_reference("policy", self.policy or "missing")


def _check_reference(name: str, value: str) -> None:
    if not value:
        return
    try:
        decode_hex(value, HASH_SIZE)
    except ValueError as error:
        raise ValueError(f"the entry's {name} is not 64 lower-case hexadecimal digits") from error


def entry_bytes(entry: Entry) -> bytes:
    """The bytes of an entry as they stand in the log."""
    members: dict[str, Canonical] = {
        "version": VERSION,
        "act": entry.act,
        "case": entry.case,
        "time": entry.time,
        "law": entry.law,
        "pack": entry.pack,
        "detail": _subtree_object(entry.detail),
    }
    if entry.records is not None:
        members["records"] = _subtree_object(entry.records)
    if entry.policy is not None:
        members["policy"] = entry.policy
    return canonical(members)


def _subtree_object(subtree: Subtree) -> dict[str, Canonical]:
    return {"size": subtree.size, "root": subtree.root.hex()}


def parse_entry(data: bytes) -> Entry:
    """The entry of these bytes.

    Raises:
        ValueError: for anything but the canonical bytes of an entry of version 1: another version, an
            unknown or missing member, a wrong type or form, JSON that is not canonical.
    """
    members = _object(data)
    match members.pop("version", None):
        case int(version) if version == VERSION:
            pass
        case _:
            raise ValueError(f"this verifier reads entries of version {VERSION} only")
    texts = {name: _text(members, name) for name in ("act", "case", "time", "law", "pack")}
    detail = _subtree(members, "detail")
    records = _subtree(members, "records") if "records" in members else None
    policy = _text(members, "policy") if "policy" in members else None
    if members:
        raise ValueError(f"an entry has no member {min(members)[:40]!r}")
    return Entry(**texts, detail=detail, records=records, policy=policy)


def _object(data: bytes) -> dict[str, Parsed]:
    match parse_canonical(data):
        case dict(members):
            return members
        case _:
            raise ValueError("an entry is a JSON object")


def _text(members: dict[str, Parsed], name: str) -> str:
    match members.pop(name, None):
        case str(value):
            return value
        case _:
            raise ValueError(f"the entry's {name} is missing or not a text")


def _subtree(members: dict[str, Parsed], name: str) -> Subtree:
    match members.pop(name, None):
        case {"size": int(size), "root": str(root), **rest} if not rest:
            return Subtree(size, decode_hex(root, HASH_SIZE))
        case _:
            raise ValueError(f"the entry's {name} is not an object of a size and a root")


def check_salt(salt: bytes) -> str:
    """The salt in hexadecimal; raises ValueError unless it is 16 bytes."""
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt is {SALT_SIZE} random bytes")
    return salt.hex()


def salted_leaf(salt: bytes, name: str, value: str) -> bytes:
    """The bytes of one detail leaf: the canonical array [salt, name, value], salt first."""
    return canonical([check_salt(salt), name, value])


def parse_salted_leaf(data: bytes) -> tuple[bytes, str, str]:
    """The salt, name and value of a detail leaf; raises ValueError where it is not one."""
    match parse_canonical(data):
        case [str(salt), str(name), str(value)]:
            return decode_hex(salt, SALT_SIZE), name, value
        case _:
            raise ValueError("a detail leaf is an array of salt, name and value")


def detail_root(leaves: Sequence[bytes]) -> Subtree:
    """The subtree over an act's salted leaves, in order."""
    return Subtree.of(leaves)


def commitment(salt: bytes, text: str) -> bytes:
    """SHA-256 over the canonical array [salt, text]: binds to the text and tells nothing of it."""
    # Millions are made in a batch, so the two strings are spelled here; equal to canonical([…]).
    return sha256(f'["{check_salt(salt)}",{_STRINGS.encode(text)}]'.encode()).digest()


def record_leaf(row: int, answer_commitment: bytes, ground_commitment: bytes) -> bytes:
    """The leaf of one record: the canonical array [row, answer commitment, ground commitment].

    Args:
        row: the record's row in the submission, from 1.
        answer_commitment: of the answer given to the requester.
        ground_commitment: of the internal ground, under a salt of its own: opening the answer
            tells nothing of the ground (R46).

    Raises:
        ValueError: for a row below 1 or a commitment that is not 32 bytes.
    """
    if row < 1 or len(answer_commitment) != HASH_SIZE or len(ground_commitment) != HASH_SIZE:
        raise ValueError("a record leaf has a row from 1 and two commitments of 32 bytes")
    return f'[{row},"{answer_commitment.hex()}","{ground_commitment.hex()}"]'.encode()
