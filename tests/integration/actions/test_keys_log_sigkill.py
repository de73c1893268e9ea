"""The log's key is changed in a process that is killed for good, before witnesses that are processes of their own.

Whatever was left, the next run completes the change or makes it anew; whoever pinned the first policy follows.
"""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connections

from factories import done, registers, signer
from lockgate.actions import keys_log
from lockgate.actions.found import Charter, found
from lockgate.actions.keys import keys_shown
from lockgate.actions.keys_log import rotate_log
from lockgate.actions.office import Office
from lockgate.actions.publish import check, publish
from lockgate.actions.register import load_register
from lockgate.clock import system_clock
from lockgate.store import crashpoints, keys_kept
from lockgate.store.home import Home, attach
from lockgate.store.keyring import LOG, NewLogKey, load_log_signer, log_key_in, new_log_key
from lockgate.store.models.log import EntryRow
from lockgate.store.post import post
from lockgate.store.publication import Publication
from lockgate.store.witnesses import asker
from lockgate.tlog.notes import NoteKey
from lockgate.verify.logs import verify_log
from lockgate.witness.folder import add_log
from witnesses_outside import Process

TWO = (signer("mia"), signer("leo"))


def die(*_given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_the(nth: int, place: object, name: str) -> Callable[[], None]:
    """Die just before a call of a function, counted from 0."""

    def ordered() -> None:
        real, left = getattr(place, name), [nth]

        def step(*given: object) -> object:
            if left[0] == 0:
                die()
            left[0] -= 1
            return real(*given)

        setattr(place, name, step)

    return ordered


def after(place: object, name: str) -> Callable[[], None]:
    """Die just after the first call of a function."""

    def ordered() -> None:
        real = getattr(place, name)
        setattr(place, name, lambda *given: (real(*given), die()))

    return ordered


def passing(point: str) -> Callable[[], None]:
    """Die at a named point."""

    def ordered() -> None:
        crashpoints.hook = lambda reached: die() if reached == point else None

    return ordered


ORIGIN = "log.example.gov/killed"
FIRST = "the new key is written down"

BEFORE: dict[str, Callable[[], None]] = {
    FIRST: after(keys_log, "stage"),
    "the witnesses cosigned": after(keys_log, "hear"),
    "before the commit": passing("act.before_commit"),
}
"""Nothing is entered by then."""

AFTER: dict[str, Callable[[], None]] = {
    "after the commit": passing("act.after_commit"),
    "before the former key is kept": at_the(0, keys_kept, "_retire"),
    "before the private half": at_the(0, keys_kept, "_put"),
    "before the verifier line": at_the(1, keys_kept, "_put"),
    "before the waiting key goes": at_the(0, keys_kept, "unstage"),
}
"""The entry stands."""


@dataclass
class Place:
    """An office on a database of its own, its two witnesses, and keys of its log that they know beforehand."""

    office: Office
    address: str
    witnesses: list[Process]
    known: list[NewLogKey]

    @property
    def states(self) -> list[str]:
        return [one.state for one in keys_shown(self.office) if one.name == "log"]

    def waiting(self) -> NoteKey:
        """One of the known keys waits, as the first call of a rotation leaves it."""
        made, former = self.known.pop(), load_log_signer(self.office.home).key
        keys_kept.stage(self.office.home, LOG, made.files, former.id.hex())
        return made.key

    def tell(self) -> None:
        """The waiting key told to the witnesses, as docs/keys.md says: each is stopped for it."""
        new = log_key_in(self.office.home.keys / "next.log")
        for one in self.witnesses:
            one.end(signal.SIGTERM)
            add_log(one.folder, new, system_clock())
            one.start()

    def killed(self, order: Callable[[], None]) -> bool:
        """Whether changing the key in a process that dies as ordered leaves its entry behind."""
        entered = changes()
        connections["default"].close()
        child = os.fork()
        if child == 0:
            try:
                attach(self.office.home, self.address)
                order()
                rotate_log(self.office, TWO)
            except BaseException:  # noqa: BLE001 - told, and the process ends
                traceback.print_exc()
            finally:
                os._exit(1)
        _, ended = os.waitpid(child, 0)
        attach(self.office.home, self.address)
        assert os.waitstatus_to_exitcode(ended) == -signal.SIGKILL
        return changes() - entered == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> Iterator[Place]:
    address = request.getfixturevalue("postgres_address") if request.param == "postgresql" else ""
    home: Home = request.getfixturevalue("postgres_home" if address else "home")
    two = [Process(tmp_path / name) for name in ("inspector", "court")]
    lines = "".join(one.line for one in two) + "group both all inspector court\nquorum both\n"
    found(home, address, Charter(ORIGIN, lines.encode()), system_clock(), os.urandom)
    office = Office(home, system_clock, os.urandom, None, witnesses=asker(post, system_clock))
    known = [new_log_key(ORIGIN, os.urandom) for _ in AFTER]
    try:
        for one in two:
            for key in (load_log_signer(home).key, *(made.key for made in known)):
                add_log(one.folder, key, system_clock())
            one.start()
        done(load_register(office, "delegations", registers()["delegations"], TWO))
        assert isinstance(publish(office), Publication)
        yield Place(office, address, two, known)
    finally:
        for one in two:
            one.end()


def changes() -> int:
    return EntryRow.objects.filter(act="key").count()


def test_rotation_of_the_logs_key_killed_anywhere_is_completed_or_made_anew(place):
    home, pinned = place.office.home, (place.office.home.log / "policy").read_bytes()
    first = load_log_signer(home).key
    for name, order in BEFORE.items():
        assert not place.killed(order), name
        assert place.states == ["in force", "waits for the witnesses"], name
        if name == FIRST:
            place.tell()
    assert load_log_signer(home).key == first
    waiting = log_key_in(home.keys / "next.log")
    done(rotate_log(place.office, TWO))
    assert load_log_signer(home).key == waiting
    for name, order in AFTER.items():
        new = place.waiting()
        assert place.killed(order), name
        # Where its entry stands, the next publication puts it in force.
        assert isinstance(publish(place.office), Publication), name
        assert (load_log_signer(home).key, place.states[:2]) == (new, ["in force", "former"]), name
    log = verify_log(home.log, pinned)
    assert (log.policy.logs[0].key, len(log.followed), log.doubts(system_clock())) == (new, 1 + len(AFTER), ())
    check(place.office)
