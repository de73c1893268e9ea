"""Databases for tests: a SQLite file per test, copied from a migrated one, and PostgreSQL for races."""

import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from lockgate.store.home import Home, attach, prepare
from postgres_server import DATABASE, administer, postgres

TEMPLATE = "lockgate_template"


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
        connections["default"].close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_home(request) -> Home:
    """An office on each of the two engines."""
    found: Home = request.getfixturevalue({"sqlite": "home", "postgresql": "postgres_home"}[request.param])
    return found
