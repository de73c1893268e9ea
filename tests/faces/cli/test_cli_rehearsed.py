"""A command in a rehearsal's home goes by the clock that is stated there, as its console does; no other one does."""

from datetime import UTC, datetime

import pytest
from django.db import connections

from lockgate.cli.desk import open_office
from lockgate.clock import system_clock
from lockgate.rehearsal.played import MARK, state
from lockgate.store.home import Home, prepare

STATED = datetime(2025, 8, 9, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, django_db_blocker):
    made = Home(tmp_path / "home")
    made.root.mkdir(mode=0o700)
    with django_db_blocker.unblock():
        prepare(made)
        yield made
        connections["default"].close()


def test_command_in_a_rehearsals_home_goes_by_the_clock_stated_there(home):
    assert open_office(home.root).clock is system_clock
    state(home, STATED, system_clock())
    assert open_office(home.root).clock().date() == STATED.date()
    (home.root / MARK).unlink()
    assert open_office(home.root).clock is system_clock
