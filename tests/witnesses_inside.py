"""Witnesses without a socket: the witness's own logic behind the way of sending, and faults to order.

A panel of two stands for two outside parties. Their keys come from their names, so that another process of a
test has the same ones; what they have seen is not kept, so that such a process proves everything anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.store.cosigning import Ask
from lockgate.store.post import Answer, Unanswered
from lockgate.store.witnesses import asker
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, vkey
from lockgate.tlog.witnessing import ADD_CHECKPOINT, SIZE_TYPE, Declined, View, decide, parse_request, size_bytes

Fault = Callable[[str, bytes], Answer | Unanswered]
"""What a broken witness answers instead."""


@dataclass
class Inside:
    """One witness: its name, its clock, the logs it knows, what it has seen."""

    name: str
    clock: Callable[[], datetime]
    logs: list[NoteKey] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    fault: Fault | None = None
    asked: int = 0

    @property
    def secret(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(f"witness {self.name}".encode()).digest())

    @property
    def key(self) -> NoteKey:
        return NoteKey(f"{self.name}.example/witness", self.secret.public_key().public_bytes_raw(), WITNESS_KEY)

    @property
    def url(self) -> str:
        return f"https://{self.name}.example"

    @property
    def line(self) -> str:
        return f"witness {self.name} {vkey(self.key.name, self.key.public_key_raw, WITNESS_KEY)} {self.url}\n"

    def post(self, url: str, body: bytes) -> Answer | Unanswered:
        """Answer as a witness does."""
        assert url == self.url + ADD_CHECKPOINT
        self.asked += 1
        if self.fault is not None:
            return self.fault(url, body)
        decided = decide(parse_request(body), self.logs, self.views)
        if isinstance(decided, Declined):
            if decided.size is None:
                return Answer(decided.status, "text/plain", decided.sentence.encode())
            return Answer(decided.status, SIZE_TYPE, size_bytes(decided.size))
        self.views[decided.checkpoint.origin] = decided.view
        line = cosign(decided.text, self.key, self.secret.sign, self.clock())
        return Answer(200, "text/plain", line.encode())


def silent(_url: str, _body: bytes) -> Unanswered:
    """Nobody is there."""
    return Unanswered("did not answer (Connection refused)")


@dataclass
class Panel:
    """The witnesses of one log's policy, all of them asked for."""

    witnesses: list[Inside]
    clock: Callable[[], datetime]

    @property
    def lines(self) -> bytes:
        """The policy's lines about them."""
        names = [one.name for one in self.witnesses]
        group = f"group panel all {' '.join(names)}\nquorum panel\n"
        return ("".join(one.line for one in self.witnesses) + group).encode()

    @property
    def ask(self) -> Ask:
        """What an office asks them with."""
        return asker(self.post, self.clock)

    def trust(self, log: NoteKey) -> "Panel":
        """Let all of them know the log."""
        for one in self.witnesses:
            one.logs.append(log)
        return self

    def post(self, url: str, body: bytes) -> Answer | Unanswered:
        return next(one for one in self.witnesses if url.startswith(one.url)).post(url, body)

    def fail(self, fault: Fault | None, names: Iterable[str] = ()) -> None:
        """Break the witnesses of these names, all where none is named; mend them with None."""
        for one in self.witnesses:
            if one.name in set(names) or not names:
                one.fault = fault


def panel(clock: Callable[[], datetime], *names: str) -> Panel:
    """Witnesses of these names; two where none is given."""
    return Panel([Inside(name, clock) for name in names or ("inspector", "court")], clock)
