"""Asking witnesses: who is asked, what they said, and what may never be overheard.

A witness that has seen more of this log than the database has signed, or another tree of it, is the one sign
from outside that this is a restored or a second copy. Then nothing is signed and nothing published.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from lockgate.errors import IntegrityError
from lockgate.store.models.log import CheckpointRow, CosignatureRow
from lockgate.tlog.cosignatures import verify_cosignature
from lockgate.tlog.notes import join_note, split_note
from lockgate.tlog.policies import Policy, open_signed, satisfied
from lockgate.tlog.quorums import overlapping


@dataclass(frozen=True, slots=True)
class Said:
    """What one witness said to one checkpoint.

    Attributes:
        witness: its name in the policy.
        line: its cosignature line; empty where it gave none.
        why: why there is none, as half a sentence.
        ahead: the larger size that it says it has seen; 0 where it says no such thing.
        parted: it has seen a tree that does not begin with this one.
    """

    witness: str
    line: str = ""
    why: str = ""
    ahead: int = 0
    parted: bool = False


Ask = Callable[[Policy, bytes], Sequence[Said]]
"""Asks every witness of a policy to cosign a signed note; what each of them said."""


def ask_nobody(policy: Policy, _note: bytes) -> Sequence[Said]:
    """Asks no witness: a policy with a quorum is then not satisfied, and nothing is published."""
    return [Said(witness.name, why="was not asked") for witness in policy.witnesses]


def hear(ask: Ask, policy: Policy, note: bytes) -> Sequence[Said]:
    """Ask the witnesses, and refuse to go on where one of them has seen what this database never signed.

    A larger size is only stated, not proved. Where the others reach the quorum all the same, and any two quorums of the
    policy have a witness in common, no published tree of that size can have been: it goes on, and ``doubts`` says so.

    Raises:
        IntegrityError: saying which witness, and what to do.
    """
    said = ask(policy, note)
    # Read after the answers: another process on this very database may have signed meanwhile.
    signed = _signed()
    outvoted = reached(policy, said) and overlapping(policy)
    for one in said:
        if one.parted or (one.ahead > signed and not outvoted):
            seen = "another tree" if one.parted else f"a tree of {one.ahead} entries"
            raise IntegrityError(
                f"The witness {one.witness} has cosigned {seen} of this log, and this database signed one of {signed}: "
                "it is a restored or a second copy, and signing with it would fork the log. Nothing is signed. "
                "Go on with the copy that signed that tree; if it is lost, keep this one unchanged and begin a new log."
            )
    return said


def _signed() -> int:
    return CheckpointRow.objects.order_by("-size").values_list("size", flat=True).first() or 0


def doubts(said: Sequence[Said]) -> tuple[str, ...]:
    """One sentence about each witness that states a larger size than was ever signed here."""
    signed = _signed()
    return tuple(
        f"The witness {one.witness} states {one.ahead} entries of this log, and {signed} were signed here; the quorum "
        "agrees with this copy, so it went on. Ask who runs that witness; two officers can replace it."
        for one in said
        if one.ahead > signed
    )


def reached(policy: Policy, said: Sequence[Said]) -> bool:
    """Whether the witnesses that cosigned just now are the policy's quorum."""
    return satisfied(policy, [one.witness for one in said if one.line])


def unreached(policy: Policy, said: Sequence[Said]) -> str:
    """One sentence about the quorum, and one for each witness that did not cosign."""
    silent = "".join(f" The witness {one.witness} {one.why}." for one in said if not one.line)
    return f"The quorum {policy.quorum} of the log's policy is not reached; nothing is published without it.{silent}"


def newest_head() -> CheckpointRow | None:
    """The largest head that was signed, or None before the first."""
    return CheckpointRow.objects.order_by("-size").first()


def cosigned_note(row: CheckpointRow) -> bytes:
    """The signed note of a head with every cosignature that is kept."""
    text, _ = split_note(bytes(row.note))
    own = bytes(row.note).decode("utf-8")[len(text) + 1 :]
    return join_note(text, [own, *row.cosignatures.order_by("id").values_list("line", flat=True)])


def is_reached(row: CheckpointRow, policy: Policy) -> bool:
    """Whether the cosignatures that are kept of a head are the policy's quorum."""
    _, cosigned, _ = open_signed(policy, cosigned_note(row))
    return satisfied(policy, [one.witness for one in cosigned])


def keep_cosignatures(row: CheckpointRow, policy: Policy, said: Sequence[Said]) -> None:
    """Keep what witnesses of the policy cosigned of this head; a line that does not verify counts for nothing.

    Args:
        row: the head.
        policy: the one in force for the head's size; a cosignature of anybody else has no place in its note.
        said: what the witnesses said.
    """
    text, _ = split_note(bytes(row.note))
    with transaction.atomic():
        for line in filter(None, (one.line for one in said)):
            for witness in policy.witnesses:
                try:
                    verify_cosignature(text, line, witness.key)
                except (ValueError, IntegrityError):
                    continue
                CosignatureRow.objects.get_or_create(checkpoint=row, witness=witness.name, defaults={"line": line})
