"""The counts stand in the tests' output; an office for the whole way."""

from collections.abc import Iterator

import pytest
from django.db import connections

from lockgate.store.home import Home, prepare

COUNTS: list[str] = []


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what the runs counted."""
    if COUNTS:
        terminalreporter.section("people this project did not make")
        for line in COUNTS:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def counts() -> list[str]:
    """Lines to be printed at the end."""
    return COUNTS


@pytest.fixture
def home(tmp_path, django_db_blocker) -> Iterator[Home]:
    """An office on SQLite: its folders, a migrated database, the connection attached."""
    place = Home(tmp_path / "office")
    with django_db_blocker.unblock():
        prepare(place)
        yield place
        connections["default"].close()
