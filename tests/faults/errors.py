"""Acts done while the system's calls fail: the errors come from libfiu, in the very process, at a seeded rhythm.

``libfiu``'s library stands between the process and the C library (``LD_PRELOAD``); which call fails, and with which
error, is decided here for each of them. What an act acknowledged is written to a ledger outside of the office.
"""

import ctypes
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from random import Random  # noqa: TID251 - seeded, so that a run can be repeated

import pytest
from django.db import connections

from factories import Scene
from killing import Step, check_nothing_is_half, mend
from lockgate.actions.office import Done
from lockgate.store.models.log import EntryRow, IndexRow
from lockgate.store.publication import published_size
from lockgate.tlog.merkle import leaf_hash
from lockgate.verify.logs import verify_log
from release_way import is_done

LIBRARY = Path("/usr/lib/fiu/fiu_posix_preload.so")
FILES = {
    "posix/io/oc/open": ("EIO", "EROFS", "ENOSPC", "EMFILE"),
    "posix/io/rw/write": ("EIO", "ENOSPC", "EDQUOT", "EINTR"),
    "posix/io/rw/pwrite": ("EIO", "ENOSPC", "EDQUOT", "EINTR"),
    "posix/io/rw/read": ("EIO", "EINTR"),
    "posix/io/rw/pread": ("EIO", "EINTR"),
    "posix/io/rw/ftruncate": ("EIO", "EROFS"),
    "posix/io/sync/fsync": ("EIO", "ENOSPC"),
    "posix/io/sync/fdatasync": ("EIO", "ENOSPC"),
    "posix/io/dir/unlink": ("EIO", "EROFS"),
    "posix/io/dir/rename": ("EIO", "EROFS", "ENOSPC"),
    "posix/io/dir/readdir": ("EIO",),
    "posix/io/dir/opendir": ("EIO", "EMFILE"),
}
"""Calls on files that are let fail, and the errors they end with."""

SOCKETS = {
    "posix/io/net/recv": ("ECONNRESET", "EIO"),
    "posix/io/net/recvfrom": ("ECONNRESET", "EIO"),
    "posix/io/net/connect": ("ECONNREFUSED", "ETIMEDOUT"),
}
"""Calls on the connection to a database's server.

Not its sending: after a failed send, PostgreSQL's library waits for the server to close, which a real failure makes
certain and this one would not.
"""

ALL = FILES | SOCKETS
_CHANGING = ("write", "pwrite", "ftruncate", "fsync", "fdatasync", "unlink", "rename")
KINDS = (
    frozenset(ALL),
    frozenset(name for name in FILES if name.rpartition("/")[2] in _CHANGING),
    frozenset(name for name in FILES if name.rpartition("/")[2] not in _CHANGING),
    frozenset(SOCKETS) | {"posix/io/rw/write", "posix/io/sync/fsync"},
)
"""What fails together: everything, what changes a disk, what reads it, a connection beside the disk."""

_RARE, _OFTEN, _FAR = 0.02, 0.3, 60


@cache
def why_not() -> str:
    """Why errors cannot be injected here; empty where they can."""
    return "" if LIBRARY.exists() else "libfiu is missing: apt-get install fiu-utils"


needs_libfiu = pytest.mark.skipif(bool(why_not()), reason=why_not())

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p
)


@dataclass(frozen=True)
class Papers:
    """What is written outside of the office: every acknowledged entry, how each attempt ended, what time it is."""

    place: Path

    @property
    def ledger(self) -> Path:
        return self.place / "ledger"

    @property
    def ends(self) -> Path:
        return self.place / "ends"

    @property
    def injected(self) -> Path:
        return self.place / "injected"

    @property
    def clock(self) -> Path:
        return self.place / "clock"

    def time(self, otherwise: datetime) -> datetime:
        return datetime.fromisoformat(self.clock.read_text()) if self.clock.exists() else otherwise


class Injector:
    """Decides for each call of this process whether it fails; notes those that did."""

    def __init__(self, seed: str, papers: Papers) -> None:
        self.random, self.papers = Random(seed), papers
        # One line an error, written at once: some errors end the process. The library lets our own calls pass.
        self._told = os.open(papers.injected, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._fails: Callable[[str], bool] | None = None
        self._library = ctypes.CDLL("libfiu.so.0")
        self._library.fiu_init(0)
        self._callback = _Callback(self._decide)
        for name in ALL:
            assert self._library.fiu_enable_external(name.encode(), 1, None, 0, self._callback) == 0

    def _decide(self, name: bytes, _number: object, info: object, _flags: object) -> int:
        fails = self._fails
        if fails is None or not fails(name.decode()):
            return 0
        word = self.random.choice(ALL[name.decode()])
        info[0] = getattr(errno, word)
        os.write(self._told, f"{name.decode().rpartition('/')[2]} {word}\n".encode())
        return 1

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Let calls of one kind, or of all, fail within the block: one, all from one on, or now and then."""
        at, way = self.random.randint(1, _FAR), self.random.choice(("one", "from", "often"))
        kind, share, passed = self.random.choice(KINDS), self.random.uniform(_RARE, _OFTEN), count(1)

        def fails(name: str) -> bool:
            if name not in kind:
                return False
            number = next(passed)
            return {"one": number == at, "from": number >= at, "often": self.random.random() < share}[way]

        self._fails = fails
        try:
            yield
        finally:
            self._fails = None


def note(file: Path, line: str) -> None:
    """Add a line, durably."""
    with file.open("a") as opened:
        opened.write(f"{line}\n")
        opened.flush()
        os.fsync(opened.fileno())


def live_through(scene: Scene, steps: tuple[Step, ...], injector: Injector, patience: int) -> int:
    """Walk an office through all steps while calls fail; each act is repeated until it is done.

    After so many attempts at one act it is done without errors.

    Ended by an error, it goes on where it was, in a new process. How many acts were acknowledged in all is answered.
    """
    papers = injector.papers
    check_nothing_is_half(scene)
    mend(scene)
    for step in steps:
        if is_done(scene, step):
            continue
        scene.pass_time(days=1)
        step.ready(scene)
        for number in range(patience + 1):
            papers.clock.write_text(scene.now[0].isoformat())
            note(papers.ends, attempted(scene, step, injector, calm=number == patience))
            scene.pass_time(seconds=1)
            check_nothing_is_half(scene)
            if is_done(scene, step):
                break
        assert is_done(scene, step), step.act
    mend(scene)
    return check_ledger(scene, papers)


def attempted(scene: Scene, step: Step, injector: Injector, *, calm: bool) -> str:
    """Try a step once; how it ended, in a word."""
    try:
        with nullcontext() if calm else injector.failing():
            result = step.do(scene)
    except Exception as error:  # noqa: BLE001 - whatever a failing disk comes to; what counts is what is left
        return f"failed: {type(error).__name__}"
    finally:
        connections["default"].close()
    if not isinstance(result, Done):
        return f"refused: {result.code}"
    note(injector.papers.ledger, f"{step.act} {result.entry}")
    return "acknowledged"


def check_ledger(scene: Scene, papers: Papers) -> int:
    """Whatever was acknowledged is in the record of work, and in the published log; how much it is."""
    acknowledged = [line.partition(" ")[2] for line in papers.ledger.read_text().splitlines()]
    published = published_size(scene.office.home)
    entered = set(IndexRow.objects.filter(index__lt=published).values_list("entry__leaf", flat=True))
    assert EntryRow.objects.filter(place=None).count() == 0
    lost = [leaf for leaf in acknowledged if leaf and leaf not in entered]
    assert lost == []
    in_log = {leaf_hash(entry).hex() for entry in verify_log(scene.office.home.log).raw}
    assert set(filter(None, acknowledged)) <= in_log
    return len(acknowledged)
