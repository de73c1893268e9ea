"""Two connections at once: an act against an order. Whichever commits first, the other one sees it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from factories import Scene, done, order, register, signer
from factories import scene as make_scene
from lockgate.actions.authorize import authorize
from lockgate.actions.dispose import dispose
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.handover import hand_over
from lockgate.actions.locate import locate
from lockgate.actions.office import Done, Result
from lockgate.actions.pack import brought_pack, put_in_force
from lockgate.actions.publish import publish
from lockgate.actions.review import review
from lockgate.actions.seal import seal
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal
from lockgate.store import crashpoints
from lockgate.store.agreements import files_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.log import EntryRow

PATIENCE = 60
A_MOMENT = 0.7


class Paused(threading.Thread):
    """Does one thing on a connection of its own, and stops before the commit of its entry until told to go on."""

    def __init__(self, do: Callable[[], Result], entries: int) -> None:
        super().__init__(daemon=True)
        self.do, self.entries = do, entries
        self.result: Result | None = None
        self.error: Exception | None = None
        self.at_commit, self.go_on = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            self.result = self.do()
        except Exception as error:  # noqa: BLE001 - told in the test's own thread
            self.error = error
        finally:
            connections["default"].close()
            self.at_commit.set()

    def reached(self, point: str) -> None:
        if point == "act.before_commit" and EntryRow.objects.count() > self.entries and not self.at_commit.is_set():
            self.at_commit.set()
            assert self.go_on.wait(PATIENCE)

    def finished(self) -> Result:
        self.go_on.set()
        self.join(PATIENCE)
        assert not self.is_alive()
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


@contextmanager
def pausing(monkeypatch, *threads: Paused) -> Iterator[None]:
    def hook(point: str) -> None:
        for thread in threads:
            if threading.current_thread() is thread:
                thread.reached(point)

    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "hook", hook)
        yield


def acts(scene: Scene, out) -> dict[str, tuple[Callable[[], object], Callable[[], Result]]]:
    """For each act: how to come right before it, and the act."""
    office, case = scene.office, scene.case

    def votes() -> None:
        scene.pass_time(hours=1)

    def one_vote() -> None:
        votes()
        scene.voted("cyd")

    def package() -> str:
        return next(one.id for one in scene.facts.packages if one.recipient == "ida")

    return {
        "examine": (lambda: None, lambda: examine(office, case, signer("ada"))),
        "locate": (lambda: None, lambda: locate(office, case, signer("ada"))),
        "dispose": (scene.located, lambda: dispose(office, case, signer("ada"))),
        "review": (
            lambda: (scene.located().proposed(), votes()),
            lambda: review(office, case, signer("ben"), scene.proposal, (Vote.FOR, "")),
        ),
        "authorize": (
            lambda: scene.located().proposed().voted(),
            lambda: authorize(office, case, signer("dov"), scene.proposal),
        ),
        "seal": (
            lambda: scene.located().proposed().voted().authorized(),
            lambda: seal(office, case, signer("dov"), scene.proposal),
        ),
        "handover": (
            lambda: (
                scene.located().proposed().voted().authorized(),
                done(seal(office, case, signer("dov"), scene.proposal)),
                publish(office),
            ),
            lambda: hand_over(office, case, signer("dov"), scene.proposal),
        ),
        "fetch": (
            lambda: scene.located().proposed().voted().authorized().released(),
            lambda: fetch(office, package(), signer("ida"), out),
        ),
    }


ACTS = ["examine", "locate", "dispose", "review", "authorize", "seal", "handover", "fetch"]


@pytest.fixture(params=["sqlite", "postgresql"])
def ready(tmp_path, request) -> Scene:
    if request.param == "sqlite":
        made = request.getfixturevalue("scene")
    else:
        home, address = (request.getfixturevalue(f"postgres_{one}") for one in ("home", "address"))
        made = make_scene(home, tmp_path / "scene", address)
    return made.submitted().confirmed().relevant()


@pytest.mark.parametrize("name", ACTS)
def test_act_waits_for_an_order_that_came_first_and_is_refused(ready, name, monkeypatch, tmp_path):
    before, act = acts(ready, tmp_path)[name]
    before()
    entries = EntryRow.objects.count()
    ordering = Paused(lambda: ready.load("orders", register("orders", order())), entries)
    with pausing(monkeypatch, ordering):
        ordering.start()
        assert ordering.at_commit.wait(PATIENCE)
        acting = Paused(act, 10**9)
        acting.start()
        acting.join(A_MOMENT)
        assert acting.is_alive()
        assert isinstance(ordering.finished(), Done)
        result = acting.finished()
    assert isinstance(result, Refusal)
    assert result.code in {"R23.stay", "office.examine_again", "office.changed"}
    assert EntryRow.objects.exclude(act="refuse").count() == entries + 1
    assert not list(ready.office.home.handover.iterdir()) or name == "fetch"
    assert not list(tmp_path.glob("*.package"))


@pytest.mark.parametrize("name", ACTS)
def test_order_waits_for_an_act_that_came_first_and_stops_the_next_one(ready, name, monkeypatch, tmp_path):
    before, act = acts(ready, tmp_path)[name]
    before()
    entries = EntryRow.objects.count()
    acting = Paused(act, entries)
    with pausing(monkeypatch, acting):
        acting.start()
        assert acting.at_commit.wait(PATIENCE)
        ordering = Paused(lambda: ready.load("orders", register("orders", order())), 10**9)
        ordering.start()
        ordering.join(A_MOMENT)
        assert ordering.is_alive()
        result = acting.finished()
        assert isinstance(ordering.finished(), Done)
    # An order between the entry of a reading and the reading still stops the reading.
    assert isinstance(result, Done) or (name == "locate" and result.code == "office.changed")
    assert check_record_of_work().entries == entries + 2
    stopped = examine(ready.office, ready.case, signer("ada"))
    assert isinstance(stopped, Refusal)


@pytest.mark.parametrize("name", ["authorize", "handover", "fetch"])
def test_act_waits_for_a_pack_that_came_first_and_is_not_done_under_the_former_one(ready, name, monkeypatch, tmp_path):
    before, act = acts(ready, tmp_path)[name]
    before()
    files = dict(files_of("irs-ice-2025"))
    files["agreement.toml"] += b"# another version\n"
    content, two = brought_pack(ready.office, files, None), (signer("mia"), signer("leo"))
    putting = Paused(lambda: put_in_force(ready.office, content, two), EntryRow.objects.count())
    with pausing(monkeypatch, putting):
        putting.start()
        assert putting.at_commit.wait(PATIENCE)
        acting = Paused(act, 10**9)
        acting.start()
        acting.join(A_MOMENT)
        assert acting.is_alive()
        assert isinstance(putting.finished(), Done)
        result = acting.finished()
    assert isinstance(result, Refusal)
    assert result.code in {"office.examine_again", "office.changed", "office.other_agreement"}
    assert check_record_of_work().entries


def test_two_officers_at_once_cast_two_votes_and_one_officer_casts_one(ready):
    ready.located().proposed()
    ready.pass_time(hours=1)
    office, case, proposal = ready.office, ready.case, ready.proposal

    def voting(name: str) -> Paused:
        return Paused(lambda: review(office, case, signer(name), proposal, (Vote.FOR, "")), 10**9)

    threads = [voting("ben"), voting("ben"), voting("cyd")]
    for thread in threads:
        thread.start()
    results = [thread.finished() for thread in threads]
    assert sum(isinstance(result, Done) for result in results) == 2
    assert {vote.officer for vote in ready.facts.votes} == {"ben", "cyd"}


def test_two_releases_at_once_hand_over_once(ready):
    ready.located().proposed().voted().authorized()
    done(seal(ready.office, ready.case, signer("dov"), ready.proposal))
    publish(ready.office)
    office, case, proposal = ready.office, ready.case, ready.proposal
    threads = [Paused(lambda: hand_over(office, case, signer("dov"), proposal), 10**9) for _ in range(2)]
    for thread in threads:
        thread.start()
    results = [thread.finished() for thread in threads]
    assert sum(isinstance(result, Done) for result in results) == 1
    assert [one.act.value for one in ready.facts.acts].count("handover") == 1
