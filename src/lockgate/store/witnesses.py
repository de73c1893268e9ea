"""Asking the witnesses of a policy over HTTP (C2SP tlog-witness), all at once and each within a time.

A witness is told from which size the proof begins; where it has seen another one it says which, and the proof
is made again from there. What it answers is believed only as far as it is signed: by its own key, over this
very checkpoint, at about this time.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Final

from django.db.models import Max

from lockgate.clock import Clock
from lockgate.errors import IntegrityError
from lockgate.store.cosigning import Ask, Said
from lockgate.store.models.log import CosignatureRow, IndexRow
from lockgate.store.post import Answer, Unanswered
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.cosignatures import verify_cosignature
from lockgate.tlog.merkle import consistency_proof
from lockgate.tlog.notes import NoteKey, split_note
from lockgate.tlog.policies import Policy, Witness
from lockgate.tlog.witnessing import (
    ADD_CHECKPOINT,
    CONFLICT,
    OK,
    SIZE_TYPE,
    UNPROVEN,
    Request,
    parse_lines,
    parse_size,
    request_bytes,
)

Post = Callable[[str, bytes], Answer | Unanswered]
"""Sends a body to an address and answers what came back (``store.post.post``)."""

PATIENCE: Final = 20.0
"""Seconds within which a witness must have said everything; its silence holds up nobody for longer."""

FARTHEST: Final = timedelta(minutes=10)
"""How far a witness's clock may be from ours; a cosignature of another time counts for nothing."""

_ROUNDS = 3
"""How often one witness is asked: from the size we know of, from the one it states, and once more."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all witnesses are asked alike; the leaves are those of the checkpoint's tree."""

    note: bytes
    text: str
    checkpoint: Checkpoint
    leaves: Sequence[bytes]
    at: datetime
    post: Post


def asker(post: Post, clock: Clock) -> Ask:
    """Asks witnesses by this way of sending, and compares their times with this clock."""

    def ask(policy: Policy, note: bytes) -> Sequence[Said]:
        if not policy.witnesses:
            return ()
        text, _ = split_note(note)
        checkpoint = parse_checkpoint(text)
        asked = _Asked(note, text, checkpoint, _leaves(checkpoint.size), clock(), post)
        known = _sizes_known(policy, checkpoint.size)
        return _all_at_once(asked, [(witness, known.get(witness.name, 0)) for witness in policy.witnesses])

    return ask


def _leaves(size: int) -> list[bytes]:
    rows = IndexRow.objects.filter(index__lt=size).order_by("index").values_list("entry__leaf", flat=True)
    return [bytes.fromhex(leaf) for leaf in rows]


def _sizes_known(policy: Policy, most: int) -> Mapping[str, int]:
    """By witness, the largest size up to ``most`` of which its cosignature is kept."""
    names = [witness.name for witness in policy.witnesses]
    rows = CosignatureRow.objects.filter(witness__in=names, checkpoint__size__lte=most)
    return dict(rows.values_list("witness").annotate(Max("checkpoint__size")))


def _all_at_once(asked: _Asked, witnesses: Sequence[tuple[Witness, int]]) -> list[Said]:
    """Ask each witness in a thread of its own; one that has not ended in time is left to itself."""
    talks: list[Future[Said]] = []
    for witness, old in witnesses:
        talk: Future[Said] = Future()
        Thread(target=_settle, args=(talk, asked, witness, old), daemon=True).start()
        talks.append(talk)
    wait(talks, timeout=PATIENCE)
    return [
        talk.result() if talk.done() else Said(witness.name, why=f"did not answer within {PATIENCE:.0f} seconds")
        for talk, (witness, _) in zip(talks, witnesses, strict=True)
    ]


def _settle(talk: Future[Said], asked: _Asked, witness: Witness, old: int) -> None:
    try:
        talk.set_result(_talk(asked, witness, old))
    except BaseException as error:  # noqa: BLE001 - raised again by whoever asks for the result
        talk.set_exception(error)


def _talk(asked: _Asked, witness: Witness, old: int) -> Said:
    if not witness.url:
        return Said(witness.name, why="has no URL in the policy, so nobody can ask it")
    url = witness.url.rstrip("/") + ADD_CHECKPOINT
    for _ in range(_ROUNDS):
        request = Request(old, consistency_proof(asked.leaves, old), asked.note)
        answer = asked.post(url, request_bytes(request))
        if isinstance(answer, Unanswered):
            return Said(witness.name, why=answer.why)
        if answer.status != CONFLICT:
            return _heard(asked, witness, answer)
        stated = _stated(answer)
        if stated is None or stated == old or stated > asked.checkpoint.size:
            return _conflict(witness, stated, old)
        old = stated
    return Said(witness.name, why="states another size each time it is asked")


def _conflict(witness: Witness, stated: int | None, old: int) -> Said:
    if stated is None:
        return Said(witness.name, why="sees a conflict and does not say with which size")
    if stated == old:
        return Said(witness.name, why=f"has seen another tree of {old} entries of this log", parted=True)
    return Said(witness.name, why=f"has seen {stated} entries of this log", ahead=stated)


def _stated(answer: Answer) -> int | None:
    try:
        return parse_size(answer.body) if answer.kind == SIZE_TYPE else None
    except ValueError:
        return None


def _heard(asked: _Asked, witness: Witness, answer: Answer) -> Said:
    """What an answer other than a conflict comes to."""
    if answer.status == UNPROVEN:
        return Said(witness.name, why="has seen another tree of this log", parted=True)
    if answer.status != OK:
        return Said(witness.name, why=f"answered with status {answer.status} and no cosignature")
    try:
        lines = parse_lines(answer.body)
    except ValueError:
        return Said(witness.name, why="answered something that is no cosignature")
    for line in lines:
        at = _cosigned_at(asked.text, line, witness.key)
        if at is None:
            continue
        if abs(at - asked.at) > FARTHEST:
            times = f"{at:%Y-%m-%dT%H:%M:%SZ}, and here it is {asked.at:%Y-%m-%dT%H:%M:%SZ}"
            return Said(witness.name, why=f"says it is {times}; one of the two clocks is wrong")
        return Said(witness.name, line)
    return Said(witness.name, why="answered a cosignature that is not its own over this checkpoint")


def _cosigned_at(text: str, line: str, key: NoteKey) -> datetime | None:
    try:
        return verify_cosignature(text, line, key).at
    except (ValueError, IntegrityError):
        return None
