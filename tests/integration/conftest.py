"""Databases for tests: a SQLite file per test, copied from a migrated one, and PostgreSQL for races."""

import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

import pytest
from django.core.management import call_command
from django.db import connections

from factories import START, Scene, drawn, opened_scene
from factories import scene as founded_scene
from lockgate.store.home import Home, attach, prepare
from postgres_server import DATABASE, administer, postgres
from walking import Walks

TEMPLATE = "lockgate_template"
PATCHES: WeakSet[pytest.MonkeyPatch] = WeakSet()
"""Whatever patches, the fixtures' and those of a block in a test."""


def _told_of(make):
    def made(patch: pytest.MonkeyPatch) -> None:
        make(patch)
        PATCHES.add(patch)

    return made


pytest.MonkeyPatch.__init__ = _told_of(pytest.MonkeyPatch.__init__)


def patches() -> list[pytest.MonkeyPatch]:
    """Those of tests: pytest itself patches nothing but its own options."""
    return [one for one in PATCHES if not any(isinstance(target, pytest.Config) for target, *_ in one._setattr)]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory, django_db_blocker) -> Path:
    """A migrated SQLite file, copied for each test: migrating takes half a second, copying none."""
    home = Home(tmp_path_factory.mktemp("template"))
    with django_db_blocker.unblock():
        prepare(home)
        connections["default"].close()
    return home.database


@pytest.fixture
def home(tmp_path, sqlite_template, django_db_blocker) -> Iterator[Home]:
    """An office on SQLite: its folders, an empty database, the connection attached."""
    place = Home(tmp_path / "office")
    for folder in place.folders():
        folder.mkdir(mode=0o700, parents=True)
    shutil.copyfile(sqlite_template, place.database)
    with django_db_blocker.unblock():
        attach(place)
        yield place
        connections["default"].close()


@pytest.fixture(scope="session")
def founded_template(tmp_path_factory, sqlite_template, django_db_blocker) -> Path:
    """A founded office with its scene, copied for each test: founding takes a third of a second, copying none."""
    folder = tmp_path_factory.mktemp("founded")
    place = Home(folder / "office")
    place.root.mkdir()
    shutil.copyfile(sqlite_template, place.database)
    with django_db_blocker.unblock():
        prepare(place)
        founded_scene(place, folder / "scene")
        connections["default"].close()
    return folder


@pytest.fixture(scope="session")
def walks(tmp_path_factory) -> Walks:
    """The offices whose way was walked before in this process."""
    return Walks(tmp_path_factory.mktemp("walks"), patches)


@pytest.fixture
def scene(home, tmp_path, founded_template, walks) -> Scene:
    """The small office of the factories, founded on SQLite, nothing submitted yet."""
    connections["default"].close()
    shutil.copytree(founded_template, tmp_path, dirs_exist_ok=True)
    attach(home)
    made = opened_scene(home, tmp_path / "scene", START, drawn(str(tmp_path)))
    walks.begin(made, "founded")
    return made


@pytest.fixture(scope="session")
def postgres_server(django_db_blocker) -> Iterator[str]:
    """The address of a real PostgreSQL server, without the database's name, with a migrated template."""
    if threading.current_thread() is threading.main_thread():
        # A run that is ended from outside must stop its server too, and only an exception gets that far.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with postgres() as address:
        administer(address, f"CREATE DATABASE {TEMPLATE}")
        with tempfile.TemporaryDirectory() as folder, django_db_blocker.unblock():
            attach(Home(Path(folder)), address.replace(DATABASE, TEMPLATE))
            call_command("migrate", verbosity=0, interactive=False)
            connections["default"].close()
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres_server) -> str:
    """The name of the migrated database there."""
    assert postgres_server
    return TEMPLATE


@pytest.fixture
def postgres_address(postgres_server, tmp_path) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database, dropped afterwards."""
    name = f"t_{abs(hash(tmp_path)):x}"
    administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield postgres_server.replace(DATABASE, name)
    administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_home(tmp_path, postgres_address, django_db_blocker) -> Iterator[Home]:
    """An office on PostgreSQL: its folders, an empty database, the connection attached."""
    place = Home(tmp_path / "office")
    for folder in place.folders():
        folder.mkdir(mode=0o700, parents=True)
    with django_db_blocker.unblock():
        attach(place, postgres_address)
        yield place
        # Whatever founded an office here must have been told of the server, or it was founded on SQLite.
        assert connections["default"].vendor == "postgresql"
        connections["default"].close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_home(request) -> Home:
    """An office on each of the two engines."""
    found: Home = request.getfixturevalue({"sqlite": "home", "postgresql": "postgres_home"}[request.param])
    return found
