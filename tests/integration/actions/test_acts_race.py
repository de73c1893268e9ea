"""Two connections at once: an act against an order. Whichever commits first, the other one sees it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connections

from factories import Scene, done, drawn, opened_scene, order, register, signer
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
from lockgate.store.agreements import files_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.home import Home, attach
from lockgate.store.models.log import EntryRow
from pausing import A_MOMENT, PATIENCE, Paused, pausing
from postgres_server import DATABASE, administer
from walking import Kept, kept_of, lay_out


def sealed(scene: Scene) -> None:
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    publish(scene.office)


BEFORE: dict[str, tuple[str, Callable[[Scene], object]]] = {
    "examine": ("", lambda scene: scene.submitted().confirmed().relevant()),
    "locate": ("examine", lambda _scene: None),
    "dispose": ("locate", Scene.located),
    "review": ("dispose", lambda scene: scene.proposed().pass_time(hours=1)),
    "authorize": ("dispose", lambda scene: scene.proposed().voted()),
    "seal": ("authorize", Scene.authorized),
    "handover": ("seal", sealed),
    "fetch": ("seal", Scene.released),
}
"""How to come right before each act: from right before which other one, by what. The first begins in a new office."""


def walked(scene: Scene, name: str) -> Scene:
    """A new office, brought right before an act."""
    origin, step = BEFORE[name]
    step(walked(scene, origin) if origin else scene)
    return scene


@dataclass(frozen=True)
class OnPostgres:
    """Offices on one PostgreSQL server, right before each act: walked there once, copied for each test."""

    server: str
    template: str
    folder: Path
    kept: dict[str, Kept] = field(default_factory=dict)

    @contextmanager
    def copy(self, name: str, place: Path) -> Iterator[Scene]:
        """An office right before an act, in a database of its own that is dropped afterwards."""
        self._keep(name)
        yield self._opened(name, "race_copy", place)
        connections["default"].close()
        administer(self.server, "DROP DATABASE race_copy WITH (FORCE)")

    def _keep(self, name: str) -> None:
        origin, step = BEFORE[name]
        if name in self.kept:
            return
        if origin:
            self._keep(origin)
        place = self.folder / f"walk-{name}"
        scene = self._opened(origin, f"race_{name}", place) if origin else self._founded(f"race_{name}", place)
        step(scene)
        connections["default"].close()
        self.kept[name] = kept_of(scene, self.folder / name)

    def _founded(self, database: str, place: Path) -> Scene:
        home, address = Home(place / "office"), self._made(database, self.template)
        for folder in home.folders():
            folder.mkdir(mode=0o700, parents=True)
        attach(home, address)
        return make_scene(home, place / "scene", address)

    def _opened(self, origin: str, database: str, place: Path) -> Scene:
        home, found = Home(place / "office"), self.kept[origin]
        lay_out(found, place)
        attach(home, self._made(database, f"race_{origin}"))
        scene = opened_scene(home, place / "scene", found.at, drawn(str(place)))
        found.tell(scene)
        return scene

    def _made(self, database: str, template: str) -> str:
        administer(self.server, f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.server.replace(DATABASE, database)


@pytest.fixture(scope="module")
def on_postgres(postgres_server, postgres_template, tmp_path_factory) -> OnPostgres:
    return OnPostgres(postgres_server, postgres_template, tmp_path_factory.mktemp("race"))


@pytest.fixture(params=["sqlite", "postgresql"])
def ready(request) -> Iterator[Callable[[str], Scene]]:
    """Gives an office right before an act, on each of the two engines."""
    if request.param == "sqlite":
        scene = request.getfixturevalue("scene")
        yield lambda name: walked(scene, name)
    else:
        offices, place = (request.getfixturevalue(one) for one in ("on_postgres", "tmp_path"))
        unblocked = request.getfixturevalue("django_db_blocker").unblock()
        with unblocked, ExitStack() as stack:
            yield lambda name: stack.enter_context(offices.copy(name, place))


def act_of(scene: Scene, name: str, out: Path) -> Callable[[], Result]:
    office, case = scene.office, scene.case

    def package() -> str:
        return next(one.id for one in scene.facts.packages if one.recipient == "ida")

    return {
        "examine": lambda: examine(office, case, signer("ada")),
        "locate": lambda: locate(office, case, signer("ada")),
        "dispose": lambda: dispose(office, case, signer("ada")),
        "review": lambda: review(office, case, signer("ben"), scene.proposal, (Vote.FOR, "")),
        "authorize": lambda: authorize(office, case, signer("dov"), scene.proposal),
        "seal": lambda: seal(office, case, signer("dov"), scene.proposal),
        "handover": lambda: hand_over(office, case, signer("dov"), scene.proposal),
        "fetch": lambda: fetch(office, package(), signer("ida"), out),
    }[name]


@pytest.mark.parametrize("name", BEFORE)
def test_act_waits_for_an_order_that_came_first_and_is_refused(ready, name, monkeypatch, tmp_path):
    scene = ready(name)
    act = act_of(scene, name, tmp_path)
    entries = EntryRow.objects.count()
    ordering = Paused(lambda: scene.load("orders", register("orders", order())), entries)
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
    assert not list(scene.office.home.handover.iterdir()) or name == "fetch"
    assert not list(tmp_path.glob("*.package"))


@pytest.mark.parametrize("name", BEFORE)
def test_order_waits_for_an_act_that_came_first_and_stops_the_next_one(ready, name, monkeypatch, tmp_path):
    scene = ready(name)
    act = act_of(scene, name, tmp_path)
    entries = EntryRow.objects.count()
    acting = Paused(act, entries)
    with pausing(monkeypatch, acting):
        acting.start()
        assert acting.at_commit.wait(PATIENCE)
        ordering = Paused(lambda: scene.load("orders", register("orders", order())), 10**9)
        ordering.start()
        ordering.join(A_MOMENT)
        assert ordering.is_alive()
        result = acting.finished()
        assert isinstance(ordering.finished(), Done)
    # An order between the entry of a reading and the reading still stops the reading.
    assert isinstance(result, Done) or (name == "locate" and result.code == "office.changed")
    assert check_record_of_work().entries == entries + 2
    stopped = examine(scene.office, scene.case, signer("ada"))
    assert isinstance(stopped, Refusal)


@pytest.mark.parametrize("name", ["authorize", "handover", "fetch"])
def test_act_waits_for_a_pack_that_came_first_and_is_not_done_under_the_former_one(ready, name, monkeypatch, tmp_path):
    scene = ready(name)
    act = act_of(scene, name, tmp_path)
    files = dict(files_of("irs-ice-2025"))
    files["agreement.toml"] += b"# another version\n"
    content, two = brought_pack(scene.office, files, None), (signer("mia"), signer("leo"))
    putting = Paused(lambda: put_in_force(scene.office, content, two), EntryRow.objects.count())
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
    scene = ready("review")
    office, case, proposal = scene.office, scene.case, scene.proposal

    def voting(name: str) -> Paused:
        return Paused(lambda: review(office, case, signer(name), proposal, (Vote.FOR, "")), 10**9)

    threads = [voting("ben"), voting("ben"), voting("cyd")]
    for thread in threads:
        thread.start()
    results = [thread.finished() for thread in threads]
    assert sum(isinstance(result, Done) for result in results) == 2
    assert {vote.officer for vote in scene.facts.votes} == {"ben", "cyd"}


def test_two_releases_at_once_hand_over_once(ready):
    scene = ready("handover")
    office, case, proposal = scene.office, scene.case, scene.proposal
    threads = [Paused(lambda: hand_over(office, case, signer("dov"), proposal), 10**9) for _ in range(2)]
    for thread in threads:
        thread.start()
    results = [thread.finished() for thread in threads]
    assert sum(isinstance(result, Done) for result in results) == 1
    assert [one.act.value for one in scene.facts.acts].count("handover") == 1
