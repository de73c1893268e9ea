"""Offices on SQLite with the cast of the factories: walked once, copied for each test, served without a server."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from browsing import end_chromium
from django.db import connections
from tour import take

from console_parts import Console, console_again, console_of
from factories import done, record, signer
from lockgate.actions.assign import assign
from lockgate.store.home import Home, prepare


def pytest_configure(config: pytest.Config) -> None:
    """Pictures are taken anew only where that is asked for."""
    take(anew=config.getoption("--take-tour"))


def pytest_unconfigure() -> None:
    """The browser that the tests of this process shared ends with it."""
    end_chromium()


@dataclass(frozen=True)
class Walked:
    """An office as it was left: its folder, its case, the time there."""

    folder: Path
    case: str
    at: datetime


@pytest.fixture(scope="session")
def migrated(tmp_path_factory, django_db_blocker) -> Path:
    """A migrated SQLite file, copied for each office."""
    home = Home(tmp_path_factory.mktemp("migrated"))
    with django_db_blocker.unblock():
        prepare(home)
        connections["default"].close()
    return home.database


@pytest.fixture(scope="session")
def walk(tmp_path_factory, migrated, django_db_blocker) -> Callable[..., Walked]:
    def walked(name: str, do: Callable[[Console], object] = lambda _console: None) -> Walked:
        folder = tmp_path_factory.mktemp(name)
        home = Home(folder / "home")
        home.root.mkdir(mode=0o700)
        shutil.copyfile(migrated, home.database)
        with django_db_blocker.unblock():
            prepare(home)
            made = console_of(home, folder / "scene")
            do(made)
            connections["default"].close()
        return Walked(folder, made.scene.case, made.scene.now[0])

    return walked


@pytest.fixture(scope="session")
def founded(walk) -> Walked:
    return walk("founded")


@pytest.fixture(scope="session")
def walked_to_proposed(walk) -> Walked:
    def do(console: Console) -> None:
        console.scene.submitted().confirmed().relevant().located().proposed().pass_time(hours=1)

    return walk("proposed", do)


MIXED = (
    record(1), record(2, tin="", date_of_birth=""), record(3, address_line1="Unknown"),
    record(4, country="Canada", state="ON", zip="K1A 0B1"), record(5, removal_ground="1182(a)(6)"),
)  # fmt: skip
"""Two that are sufficient, the second weakly; one returned; one that the analyst finds on, one that counsel does."""


@pytest.fixture(scope="session")
def walked_to_examined(walk) -> Walked:
    return walk("examined", lambda console: console.scene.submitted(list(MIXED)).confirmed())


@pytest.fixture(scope="session")
def walked_to_located(walk) -> Walked:
    def do(console: Console) -> None:
        scene = console.scene.submitted(list(MIXED)).confirmed().relevant().located()
        for name in ("ada", "ben"):
            done(assign(scene.office, scene.case, signer(name)))

    return walk("located", do)


@pytest.fixture
def served(tmp_path, django_db_blocker) -> Iterator[Callable[[Walked], Console]]:
    def again(walked: Walked) -> Console:
        folder = tmp_path / "office"
        shutil.copytree(walked.folder, folder)
        return console_again(folder, walked.case, walked.at)

    with django_db_blocker.unblock():
        yield again
        connections["default"].close()


@pytest.fixture
def console(served, founded) -> Console:
    return served(founded)


@pytest.fixture
def proposed(served, walked_to_proposed) -> Console:
    return served(walked_to_proposed)


@pytest.fixture
def examined(served, walked_to_examined) -> Console:
    return served(walked_to_examined)


@pytest.fixture
def located(served, walked_to_located) -> Console:
    return served(walked_to_located)


@pytest.fixture(scope="session")
def walked_to_answers(walk) -> Walked:
    def do(console: Console) -> None:
        console.scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()

    return walk("answers", do)


@pytest.fixture
def answered(served, walked_to_answers) -> Console:
    return served(walked_to_answers)
