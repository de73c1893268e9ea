"""What a witness is asked and what it answers (C2SP tlog-witness, ``POST /add-checkpoint``).

A log sends the size from which it proves, the consistency proof, and its newest checkpoint. A witness that
has seen the tree of exactly that size, and finds the new one to begin with it, cosigns. It never goes back,
and it never cosigns two trees that do not begin one with the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.merkle import EMPTY_ROOT, verify_consistency
from lockgate.tlog.notes import NoteKey, NoteSignature, open_note, split_note
from lockgate.tlog.text import HASH_SIZE, decode_decimal, decode_hash, decode_lines, encode_base64

ADD_CHECKPOINT = "/add-checkpoint"
"""Where a checkpoint is sent, below the witness's URL."""

SIZE_TYPE = "text/x.tlog.size"
"""The content type of an answer that states the size the witness has seen."""

MOST_HASHES = 63
"""Hashes in the longest consistency proof that is sent or read."""

LONGEST_REQUEST = 1 << 15
"""Bytes of the longest request that a witness reads: a proof of 63 hashes and a note of 64 signatures."""

OK, MALFORMED, NOT_SIGNED, UNKNOWN, CONFLICT, UNPROVEN = 200, 400, 403, 404, 409, 422
"""The HTTP status codes of the answers."""

_OLD = "old "


@dataclass(frozen=True)
class Request:
    """A request as it is sent; nothing of it is verified yet.

    Raises:
        ValueError: on construction, where it cannot be written.
    """

    old: int
    """The size of the tree that the witness is believed to have seen."""
    proof: tuple[bytes, ...]
    """The consistency proof from that tree to the checkpoint's."""
    checkpoint: bytes
    """The signed note."""

    def __post_init__(self) -> None:
        if not 0 <= self.old < 2**63 or len(self.proof) > MOST_HASHES:
            raise ValueError(f"a request states a size below 2**63 and at most {MOST_HASHES} hashes")
        if any(len(digest) != HASH_SIZE for digest in self.proof):
            raise ValueError(f"each hash of a proof is {HASH_SIZE} bytes long")


def request_bytes(request: Request) -> bytes:
    """The body of the request."""
    lines = [f"{_OLD}{request.old}", *(encode_base64(digest) for digest in request.proof)]
    return ("\n".join(lines) + "\n\n").encode("utf-8") + request.checkpoint


def parse_request(data: bytes) -> Request:
    """The request of these bytes.

    Raises:
        ValueError: for anything but a request in its one spelling, or a longer one than is read.
    """
    if len(data) > LONGEST_REQUEST:
        raise ValueError(f"a request is at most {LONGEST_REQUEST:,} bytes long")
    decode_lines(data, "the request")
    head, empty, checkpoint = data.partition(b"\n\n")
    first, *hashes = head.decode("utf-8").split("\n")
    if not first.startswith(_OLD) or not empty:
        raise ValueError("a request begins with its old size, and has an empty line before the checkpoint")
    return Request(decode_decimal(first.removeprefix(_OLD)), tuple(map(decode_hash, hashes)), checkpoint)


@dataclass(frozen=True)
class View:
    """The largest tree of a log that a witness has cosigned."""

    size: int
    root: bytes


NOTHING_SEEN = View(0, EMPTY_ROOT)
"""The view of a log of which nothing was cosigned yet."""


@dataclass(frozen=True)
class Declined:
    """The witness does not cosign: the status, one sentence, and the size it has seen where that is the ground."""

    status: int
    sentence: str
    size: int | None = None


@dataclass(frozen=True)
class Seen:
    """The checkpoint may be cosigned: it is the log's, and its tree begins with the one seen last."""

    text: str
    """The checkpoint's note text, which is what is cosigned."""
    checkpoint: Checkpoint

    @property
    def view(self) -> View:
        """What the witness must keep before it answers."""
        return View(self.checkpoint.size, self.checkpoint.root)


def decide(request: Request, logs: Sequence[NoteKey], views: Mapping[str, View]) -> Seen | Declined:
    """Whether a witness cosigns.

    Args:
        request: what was asked.
        logs: the keys of the logs it knows, each named as its log's origin.
        views: by origin, the last tree it cosigned; a known log without one has none yet.
    """
    try:
        text, _ = split_note(request.checkpoint)
        checkpoint = parse_checkpoint(text)
    except ValueError as error:
        return Declined(MALFORMED, f"the checkpoint cannot be read: {error}")
    known = [key for key in logs if key.name == checkpoint.origin]
    if not known:
        return Declined(UNKNOWN, f"the log {checkpoint.origin} is not known here")
    try:
        open_note(request.checkpoint, known)
    except IntegrityError as error:
        return Declined(NOT_SIGNED, str(error))
    return _follows(request, text, checkpoint, views.get(checkpoint.origin, NOTHING_SEEN))


def _follows(request: Request, text: str, checkpoint: Checkpoint, view: View) -> Seen | Declined:
    if request.old > checkpoint.size:
        return Declined(MALFORMED, f"the old size {request.old} is larger than the checkpoint's {checkpoint.size}")
    if request.old != view.size:
        return Declined(CONFLICT, f"the tree seen last has {view.size} entries", view.size)
    if request.old == checkpoint.size and checkpoint.root != view.root:
        return Declined(CONFLICT, f"another tree of {view.size} entries was seen", view.size)
    if not verify_consistency(view.size, view.root, checkpoint.size, checkpoint.root, request.proof):
        return Declined(UNPROVEN, f"the proof does not lead from the tree of {view.size} entries to this one")
    return Seen(text, checkpoint)


def parse_lines(body: bytes) -> tuple[str, ...]:
    """The signature lines, newlines included, of an answer; none of them verified.

    Raises:
        ValueError: where the answer is anything but signature lines.
    """
    lines = decode_lines(body, "the answer").removesuffix("\n").split("\n")
    for line in lines:
        NoteSignature.parse(line)
    return tuple(f"{line}\n" for line in lines)


def size_bytes(size: int) -> bytes:
    """The body of an answer that states a size."""
    return f"{size}\n".encode("ascii")


def parse_size(body: bytes) -> int:
    """The size that an answer states; raises ValueError for anything but a decimal and a newline."""
    text = decode_lines(body, "the stated size")
    return decode_decimal(text.removesuffix("\n"))
