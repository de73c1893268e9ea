"""Successions of a log's key: the former key states which key comes after it, and that nothing else changes.

A succession is a signed note of the former key alone. Its text holds the whole policy that named the former key, so
that whoever pinned that policy can go on to the next one: the same lines with the new key in the log's line. The
entry that puts the new key in force commits to that next policy's hash.
"""

from dataclasses import dataclass, replace

from lockgate.errors import IntegrityError
from lockgate.tlog.notes import NoteKey, Sign, join_note, open_note, sign_note, split_note, vkey
from lockgate.tlog.policies import Policy, parse_policy

HEADER = "lockgate-succession/v1"
"""The first line of a succession; a checkpoint has three lines and this note more, so neither passes for the other."""

_TO = "to "


@dataclass(frozen=True)
class Succession:
    """The key of a log's policy is succeeded by another.

    Raises:
        ValueError: on construction, where the policy names several logs, or the key is of another log or no new one.
    """

    before: Policy
    """The policy that names the former key."""
    key: NoteKey
    """The key that comes after it."""

    def __post_init__(self) -> None:
        if len(self.before.logs) != 1:
            raise ValueError("a succession is under a policy of one log")
        if self.key.name != self.former.name or self.key == self.former:
            raise ValueError("a succession is to another key of the same log")
        _ = self.after

    @property
    def former(self) -> NoteKey:
        """The key that another one comes after."""
        return self.before.logs[0].key

    @property
    def after(self) -> Policy:
        """The policy from then on: the same lines, with the new key in the log's line."""
        return replace(self.before, logs=(replace(self.before.logs[0], key=self.key),))

    @property
    def text(self) -> str:
        """The note text that the former key signs."""
        return f"{HEADER}\n{_TO}{vkey(self.key.name, self.key.public_key_raw)}\n{self.before.text.decode('utf-8')}"


def succession_note(succession: Succession, sign: Sign) -> bytes:
    """The succession as a signed note.

    Args:
        succession: what is stated.
        sign: signs bytes with the former private key.
    """
    former = succession.former
    return join_note(succession.text, [sign_note(succession.text, former.name, sign, former.public_key_raw)])


def parse_succession(note: bytes) -> Succession:
    """The succession of a signed note, its one signature verified under the policy it holds.

    It proves nothing by itself: whoever reads it compares the two policies with what the log's entries commit to.

    Raises:
        ValueError: where the bytes are no succession in its one spelling.
        IntegrityError: where the former key's signature is wrong or missing.
    """
    text, _ = split_note(note)
    lines = text.split("\n", 2)
    if len(lines) != 3 or lines[0] != HEADER or not lines[1].startswith(_TO):
        raise ValueError(f"a succession begins with {HEADER} and the key that comes after")
    found = Succession(parse_policy(lines[2].encode("utf-8")), NoteKey.parse(lines[1].removeprefix(_TO)))
    if found.text != text:
        raise ValueError("the succession is not in its one spelling")
    if open_note(note, [found.former]).unknown:
        raise IntegrityError("the succession has a signature by another key than the former one")
    return found
