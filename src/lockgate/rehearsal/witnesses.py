"""The two outside parties that witness a rehearsal's log, each with its own key, folder and address.

They are the stand-alone witness (``lockgate.witness``), listening on this machine for as long as the rehearsal
lasts. Their keys come from the seed, like everybody's here: they protect nothing, and anybody can serve their
folders again.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Thread

from lockgate.clock import Clock
from lockgate.rehearsal.stated_clock import START
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, vkey
from lockgate.witness.answering import Witness
from lockgate.witness.folder import Random, add_log, create, held, load
from lockgate.witness.serving import Server

NAMES = ("inspector", "court")
"""Who they stand for: the inspector general's office, and a court's clerk."""

_POLL = 0.02
"""Seconds between two looks at whether a witness should end."""


@dataclass(frozen=True, slots=True)
class _Party:
    name: str
    folder: Path
    server: Server


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Both of them; the policy asks for each."""

    parties: Sequence[_Party]
    clock: Clock
    _stack: ExitStack = field(repr=False)

    @property
    def lines(self) -> bytes:
        """The lines of the policy about them."""
        lines = []
        for one in self.parties:
            key = load(one.folder).key
            line = vkey(key.name, key.public_key_raw, WITNESS_KEY)
            lines.append(f"witness {one.name} {line} {one.server.url}\n")
        names = " ".join(one.name for one in self.parties)
        return "".join([*lines, f"group both all {names}\n", "quorum both\n"]).encode()

    def serve(self, log: NoteKey) -> None:
        """Let them know the log, and answer from now on."""
        for one in self.parties:
            add_log(one.folder, log, START)
            keeper = self._stack.enter_context(held(one.folder))
            one.server.witness = Witness.of(keeper, self.clock)
            thread = Thread(target=one.server.serve_forever, args=(_POLL,))
            thread.start()
            self._stack.callback(thread.join)
            self._stack.callback(one.server.shutdown)


@contextmanager
def rehearsed_witnesses(folder: Path, seed: int, clock: Clock) -> Iterator[Witnesses]:
    """The witnesses of a rehearsal, who have their addresses from the start and serve once they know the log.

    Args:
        folder: theirs, one below it for each; made here.
        seed: the rehearsal's; their keys come from it.
        clock: whose time they state.
    """
    with ExitStack() as stack:
        parties = []
        for name in NAMES:
            secret = sha256(f"lockgate rehearsal key {seed} witnesses {name}".encode()).digest()
            create(folder / name, f"{name}.example/witness", _bytes_of(secret))
            witness = Witness.of(load(folder / name), clock)
            server = stack.enter_context(Server(("127.0.0.1", 0), witness, lambda _line: None))
            parties.append(_Party(name, folder / name, server))
        yield Witnesses(parties, clock, stack)


def _bytes_of(secret: bytes) -> Random:
    return lambda size: secret[:size]
