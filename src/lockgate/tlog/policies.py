"""Policies (C2SP tlog-policy): whose signatures make a checkpoint one to rely on.

A policy lists the log's keys, the witnesses, groups of them, and the quorum: which witnesses must
have cosigned. `quorum none` asks for none, and is then said wherever the policy is shown.

Read here in one spelling only, since the log commits to the hash of its text: log lines, witness
lines, group lines, the quorum line; one space between words; no comments, no empty lines. Stricter
than the specification also in that a policy has a log, and no key stands twice in it, not even as
log and as witness: nobody cosigns himself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.cosignatures import cosigned_at
from lockgate.tlog.notes import LOG_KEY, WITNESS_KEY, NoteKey, open_note, vkey
from lockgate.tlog.text import decode_decimal, decode_lines

NONE = "none"
"""The quorum that asks for no cosignature; no witness or group can be called so."""


@dataclass(frozen=True)
class Log:
    """A log whose checkpoints are accepted: its key, named as its origin, and where it is served."""

    key: NoteKey
    url: str = ""


@dataclass(frozen=True)
class Witness:
    """A witness: the name it has in this policy, its key, and where it takes checkpoints."""

    name: str
    key: NoteKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Witnesses or groups of which at least `threshold` must have witnessed a checkpoint."""

    name: str
    rule: str
    """`all`, `any`, or the number in decimal."""
    members: tuple[str, ...]

    @property
    def threshold(self) -> int:
        """How many members are asked for."""
        match self.rule:
            case "all":
                return len(self.members)
            case "any":
                return 1
            case number:
                return decode_decimal(number)


@dataclass(frozen=True)
class Policy:
    """A whole policy.

    Raises:
        ValueError: on construction, where it contradicts itself: no log, a key or name twice, a name
            not defined before its use, a threshold that cannot be reached or asks for nothing.
    """

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def __post_init__(self) -> None:
        if not self.logs:
            raise ValueError("the policy names no log")
        _check_keys(self)
        _check_names(self)

    @property
    def keys(self) -> list[NoteKey]:
        """The keys of the logs, then those of the witnesses."""
        return [log.key for log in self.logs] + [witness.key for witness in self.witnesses]

    @property
    def text(self) -> bytes:
        """The policy's one spelling."""
        return format_policy(self)

    @property
    def hash(self) -> str:
        """SHA-256 of the text in hexadecimal, as policy entries commit it."""
        return sha256(self.text).hexdigest()


def _check_keys(policy: Policy) -> None:
    if any(log.key.kind != LOG_KEY for log in policy.logs):
        raise ValueError("a log's key in a policy is of type 0x01")
    if any(witness.key.kind != WITNESS_KEY for witness in policy.witnesses):
        raise ValueError("a witness's key in a policy is of type 0x04")
    raw = [key.public_key_raw for key in policy.keys]
    if len(set(raw)) != len(raw):
        raise ValueError("a key stands twice in the policy")


def _check_names(policy: Policy) -> None:
    if any(" " in url for url in (*(log.url for log in policy.logs), *(one.url for one in policy.witnesses))):
        raise ValueError("a URL in a policy holds no space")
    known: set[str] = set()
    for witness in policy.witnesses:
        _define(witness.name, known)
    taken: set[str] = set()
    for group in policy.groups:
        if not group.members or not set(group.members) <= known:
            raise ValueError(f"group {group.name} has a member that is not defined before it, or none")
        if len(set(group.members)) != len(group.members) or taken & set(group.members):
            raise ValueError(f"group {group.name} has a member that is already a member of a group")
        if not 1 <= group.threshold <= len(group.members):
            raise ValueError(f"group {group.name} asks for {group.rule} of {len(group.members)} members")
        taken |= set(group.members)
        _define(group.name, known)
    if policy.quorum != NONE and policy.quorum not in known:
        raise ValueError(f"the quorum {policy.quorum[:60]!r} is no witness or group of the policy")


def _define(name: str, known: set[str]) -> None:
    if name in {NONE, ""} or " " in name or name in known:
        raise ValueError(f"the name {name[:60]!r} is defined twice, reserved, or no single word")
    known.add(name)


def format_policy(policy: Policy) -> bytes:
    """The policy's one spelling, in UTF-8."""
    lines = [["log", _vkey(log.key), log.url] for log in policy.logs]
    lines += [["witness", one.name, _vkey(one.key), one.url] for one in policy.witnesses]
    lines += [["group", group.name, group.rule, *group.members] for group in policy.groups]
    lines.append(["quorum", policy.quorum])
    return "".join(" ".join(word for word in line if word) + "\n" for line in lines).encode("utf-8")


def _vkey(key: NoteKey) -> str:
    return vkey(key.name, key.public_key_raw, key.kind)


def parse_policy(data: bytes) -> Policy:
    """The policy of these bytes.

    Raises:
        ValueError: where they are not a policy, or not in its one spelling.
    """
    logs: list[Log] = []
    witnesses: list[Witness] = []
    groups: list[Group] = []
    quorums: list[str] = []
    for line in decode_lines(data, "the policy").removesuffix("\n").split("\n"):
        match line.split(" "):
            case ["log", key, *url] if len(url) <= 1:
                logs.append(Log(NoteKey.parse(key), *url))
            case ["witness", name, key, *url] if len(url) <= 1:
                witnesses.append(Witness(name, NoteKey.parse(key), *url))
            case ["group", name, rule, *members]:
                groups.append(Group(name, rule, tuple(members)))
            case ["quorum", name]:
                quorums.append(name)
            case _:
                raise ValueError(f"the policy has a line that is none of its kinds: {line[:60]!r}")
    if len(quorums) != 1:
        raise ValueError(f"a policy has exactly one quorum line, this one {len(quorums)}")
    policy = Policy(tuple(logs), tuple(witnesses), tuple(groups), quorums[0])
    if format_policy(policy) != data:
        raise ValueError("the policy is not in its one spelling: log, witness, group, quorum; single spaces")
    return policy


def satisfied(policy: Policy, verified: Collection[str]) -> bool:
    """Whether the quorum is reached.

    Args:
        policy: the policy; `quorum none` is always reached.
        verified: the names, as defined in the policy, of the witnesses whose cosignature was verified.
    """
    reached = {witness.name for witness in policy.witnesses if witness.name in verified}
    for group in policy.groups:
        if sum(member in reached for member in group.members) >= group.threshold:
            reached.add(group.name)
    return policy.quorum == NONE or policy.quorum in reached


@dataclass(frozen=True)
class Cosigned:
    """A witness of the policy, by its name there, cosigned; and when it says it did (UTC)."""

    witness: str
    at: datetime


@dataclass(frozen=True)
class Accepted:
    """A checkpoint that a log of the policy signed and that its quorum has cosigned."""

    checkpoint: Checkpoint
    cosigned: tuple[Cosigned, ...]
    """Who cosigned; empty under `quorum none` perhaps."""
    unknown: int
    """Signature lines by keys that the policy does not know; they count for nothing."""

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The names in the policy of the witnesses that cosigned."""
        return tuple(one.witness for one in self.cosigned)


def accept(policy: Policy, note: bytes) -> Accepted:
    """The checkpoint of a signed note, if the policy holds.

    There is no other way from a note to a checkpoint to rely on, and none that leaves the quorum out.

    Raises:
        ValueError: where the bytes are not a signed checkpoint.
        IntegrityError: where a signature is wrong, the log's is missing, or the quorum is not reached.
    """
    accepted = Accepted(*open_signed(policy, note))
    names = accepted.witnesses
    if not satisfied(policy, names):
        raise IntegrityError(f"the quorum {policy.quorum} is not reached: cosigned by {', '.join(names) or 'nobody'}")
    return accepted


def open_signed(policy: Policy, note: bytes) -> tuple[Checkpoint, tuple[Cosigned, ...], int]:
    """A checkpoint that a log of the policy signed, the witnesses that cosigned, the unknown signatures.

    The quorum is not asked: for those who are about to ask the witnesses, and for comparing a
    checkpoint kept from earlier. To rely on a checkpoint, use `accept`.

    Raises:
        ValueError: where the bytes are not a signed checkpoint.
        IntegrityError: where a signature is wrong or the log's is missing.
    """
    opened = open_note(note, policy.keys)
    checkpoint = parse_checkpoint(opened.text)
    # The log's key carries its origin as name, so a log cannot sign for another of the policy.
    if not any(key.kind == LOG_KEY and key.name == checkpoint.origin for key in opened.signers):
        raise IntegrityError(f"the checkpoint of {checkpoint.origin} is not signed by that log's key")
    signatures = dict(zip(opened.signers, opened.signatures, strict=True))
    cosigned = tuple(
        Cosigned(witness.name, cosigned_at(witness.name, signatures[witness.key]))
        for witness in policy.witnesses
        if witness.key in signatures
    )
    return checkpoint, cosigned, opened.unknown
