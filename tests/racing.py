"""Two at once: an order, or an outside party's stop, entered at any instant of an act by which something leaves.

A stand is one office right before it seals, hands over, or has a package fetched or opened; or right before it issues
anew to a substitute what was taken back from the officer in whose place they are. Each race is run on a copy
of it, the rival on a connection of its own. Whatever left is counted in the instant after the rival's commit, and again
when all is over: it must be the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread, current_thread
from time import monotonic

import pytest
from django.db import connections

from factories import ROLES, START, Scene, delegation, done, drawn, opened_scene, order, register, signer, with_office
from factories import scene as make_scene
from faults.engines import Sqlite
from gateway_parts import desk, use_form
from guarding import use_guards
from lockgate.actions.fetch import fetch
from lockgate.actions.handover import hand_over
from lockgate.actions.office import Done, Result
from lockgate.actions.publish import publish
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.seal import seal
from lockgate.actions.stop import stop
from lockgate.procedure.acts import Act
from lockgate.store import crashpoints
from lockgate.store.fsck import check_record_of_work
from lockgate.store.home import Home, attach
from lockgate.store.models.gateway import GrantRow, OpeningRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import FetchRow, HandoverRow, PackageRow
from substituting import put_in_place, recalled

LEAVING = (Act.SEAL, Act.HANDOVER, Act.FETCH, Act.OPENING)
"""The acts by which something leaves, in their order; a re-issue leaves anew."""

SUBSTITUTE = "kay"
"""Who is put in ida's place before the last stand."""

PARTY = '[party]\nname = "Special Master"\nofficers = ["pat"]\nwindow_hours = 24'
"""Its window ends in the very instant at which the packages may be sealed."""

BEHIND = timedelta(minutes=10)
"""How far the clock of the outside party's machine lies behind: by it, the window is open still."""

PATIENCE_SECONDS = 60.0
_GOLDEN = 0.6180339887498949
"""Multiples of it, without their whole part, spread over the time of an act evenly, however many there are."""

_LEFT = (PackageRow, HandoverRow, FetchRow, GrantRow)


@dataclass(frozen=True)
class Stand:
    """An office before one act: its folder with home, scene and desk in it, its database, the time there."""

    act: Act
    place: Path
    database: str
    at: datetime
    case: str
    proposal: str

    @property
    def home(self) -> Home:
        return Home(self.place / "office")

    @property
    def scene(self) -> Path:
        return self.place / "scene"


Rival = Callable[[Scene, Stand], Result]
"""Enters what an act is raced with."""


def an_order(made: Scene, _stand: Stand) -> Result:
    """A court forbids everything."""
    return made.load("orders", register("orders", order()))


def a_stop(made: Scene, stand: Stand) -> Result:
    """The outside party stops the proposal, at a machine whose clock lies behind."""
    office = with_office(made, clock=lambda: stand.at - BEHIND).office
    return stop(office, signer("pat"), stand.proposal, "A petition on this matter is pending.")


def stands(engine: Sqlite, place: Path, database: str = "") -> dict[Act, Stand]:
    """One office before each act; the pack in force must be the one of ``racing_pack``."""
    base = Stand(Act.SEAL, place / "base", database, START, "", "")
    base.home.root.mkdir(parents=True)
    made, found = make_scene(base.home, base.scene, database), {}
    people = (delegation(name, roles) for name, roles in (ROLES | {"pat": "reviewer"}).items())
    done(made.load("delegations", register("delegations", *people)))
    made.submitted().confirmed().relevant().located().proposed().voted().authorized()
    ida = desk(made)
    stand = replace(base, at=made.now[0], case=made.case, proposal=made.proposal)
    steps: dict[Act, Callable[[], object]] = {
        Act.SEAL: lambda: None,
        Act.HANDOVER: lambda: done(seal(made.office, stand.case, signer("dov"), stand.proposal)),
        Act.FETCH: lambda: done(hand_over(made.office, stand.case, signer("dov"), stand.proposal)),
        Act.OPENING: ida.fetch,
        Act.REISSUE: lambda: place_is_taken(made),
    }
    for act, come_there in steps.items():
        come_there()
        publish(made.office)
        put = made.facts.substitution_of(SUBSTITUTE)
        stand = replace(stand, at=made.now[0], proposal=put.proposal.hash if put is not None else stand.proposal)
        connections["default"].close()
        found[act] = engine.copy(replace(stand, act=act), act.value)
    return found


def place_is_taken(made: Scene) -> None:
    """Kay is put in ida's place, whose package is taken back; hers may be sealed from the window's last instant on."""
    recalled(made)
    put_in_place(made)
    publish(made.office)
    made.pass_time(days=1)


def racing_pack(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let packages be gated, and an outside party have a window."""
    use_form(patch, folder, "gated")
    use_guards(patch, folder, PARTY)


def acting(made: Scene, stand: Stand) -> Callable[[], bool]:
    """The act of a stand; whether it was done."""
    office, dov = made.office, signer("dov")
    match stand.act:
        case Act.SEAL:
            return lambda: isinstance(seal(office, stand.case, dov, stand.proposal), Done)
        case Act.HANDOVER:
            return lambda: isinstance(hand_over(office, stand.case, dov, stand.proposal), Done)
        case Act.FETCH:
            ida, out = desk(made), stand.place
            return lambda: isinstance(fetch(office, ida.package, signer("ida"), out), Done)
        case Act.REISSUE:
            again = Again(SUBSTITUTE, "Put in ida's place.")
            return lambda: isinstance(reissue(office, stand.case, dov, again), Done)
        case _:
            return lambda: desk(made).open().code == 0


class Other(Thread):
    """Enters something after so many seconds, or once it is told to; and counts what had left right then."""

    def __init__(self, enter: Callable[[], Result], after: float) -> None:
        super().__init__(daemon=True)
        self._enter, self._after = enter, after
        self.go, self.committing = Event(), Event()
        self.result: Result | None = None
        self.left: Counter[str] = Counter()
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.go.wait(self._after)
            self.result = self._enter()
            self.left = left()
        except Exception as error:  # noqa: BLE001 - told in the thread that waits
            self.error = error
        finally:
            self.committing.set()
            connections["default"].close()

    def reached(self, point: str) -> None:
        if current_thread() is self and point == "act.before_commit":
            self.committing.set()

    def finished(self) -> Result:
        """What came of it."""
        self.go.set()
        self.join(PATIENCE_SECONDS)
        assert not self.is_alive()
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


def left() -> Counter[str]:
    """How much has left, by its kind."""
    return Counter({row.__name__: row.objects.count() for row in _LEFT})


FIRST, LAST = -1.0, PATIENCE_SECONDS
"""Instants at which a rival begins: it is about to commit when the act begins; the act is over."""


def raced(stand: Stand, number: int, after: float, rival: Rival) -> tuple[bool, float]:
    """One race in an office that is used up by it: whether the act was done, and how long it took, in seconds.

    Args:
        stand: the office before the act.
        number: another one for each race.
        after: seconds after the act's beginning at which the rival begins; or ``FIRST``, or ``LAST``.
        rival: what is entered.
    """
    attach(stand.home, stand.database)
    made = opened_scene(stand.home, stand.scene, stand.at, drawn(f"race {number}"))
    made.case = stand.case
    act, before = acting(made, stand), left()
    other = Other(lambda: rival(made, stand), max(after, 0.0))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(crashpoints, "hook", other.reached)
        other.start()
        if after < 0:
            assert other.committing.wait(PATIENCE_SECONDS)
        began = monotonic()
        try:
            was_done = act()
        finally:
            took = monotonic() - began
            result = other.finished()
    _check(stand, result, (before, other.left), was_done=was_done)
    check_record_of_work()
    return was_done, took


def _check(stand: Stand, result: Result, seen: tuple[Counter[str], Counter[str]], *, was_done: bool) -> None:
    """What must hold however the two met; ``seen`` is what had left before the race, and at the rival's commit."""
    before, at_commit = seen
    # A re-issue is two acts: what it sealed and an order kept from being handed over has not left.
    sealed = {PackageRow.__name__} if stand.act is Act.REISSUE else set()
    assert any(count != before[kind] for kind, count in left().items() if kind not in sealed) == was_done
    if isinstance(result, Done):
        assert left() == at_commit
        entered = EntryRow.objects.get(leaf=result.entry)
        later = [one.value for one in (*LEAVING, Act.REISSUE)]
        assert not EntryRow.objects.filter(id__gt=entered.id, act__in=later).exists()
        assert result.act is Act.ORDER or not was_done
    else:
        # An order is never refused; a stop is where something left before.
        assert "office" in result.code
        assert was_done
    if stand.act is Act.FETCH:
        assert bool(list(stand.place.glob("*.package"))) == was_done
    if stand.act is Act.OPENING:
        assert (stand.scene / "desk-ida" / "out" / "answers.csv").exists() == was_done
        assert OpeningRow.objects.count() <= 1


def races(
    engine: Sqlite,
    made: Mapping[Act, Stand],
    numbers: Iterable[int],
    rival: Rival = an_order,
    of: Sequence[Act] = LEAVING,
) -> Iterator[tuple[Act, bool]]:
    """Races of these numbers, each with the next act and another instant; of each its act, and whether it was done.

    The first of an act tells how long it takes; in the second the rival is first; the others are spread over that time.
    """
    longest: dict[Act, float] = {}
    begun: Counter[Act] = Counter()
    for number in numbers:
        act = of[number % len(of)]
        turn, spread = begun[act], number // len(of) * _GOLDEN % 1
        after = {0: LAST, 1: FIRST}.get(turn, longest.get(act, 0.0) * spread)
        begun[act] += 1
        copy = engine.copy(made[act], f"race-{number}")
        try:
            was_done, took = raced(copy, number, after, rival)
        finally:
            connections["default"].close()
        engine.drop(copy)
        if was_done:
            longest[act] = max(took, longest.get(act, 0.0))
        yield act, was_done
