"""A rehearsal's office is founded on the environment's database, and on none that has an office already."""

from secrets import token_bytes

import pytest
from django.conf import settings

from lockgate.actions.found import Charter, found_apart
from lockgate.errors import UsageError
from lockgate.rehearsal.stated_clock import START
from lockgate.store.home import Home, detach
from lockgate.store.tables import tables
from postgres_server import DATABASE, administer


@pytest.fixture
def empty(postgres_server):
    """The address of a PostgreSQL database with nothing in it."""
    administer(postgres_server, "CREATE DATABASE rehearsed")
    yield postgres_server.replace(DATABASE, "rehearsed")
    administer(postgres_server, "DROP DATABASE rehearsed WITH (FORCE)")


def test_rehearsal_is_founded_on_the_database_of_the_environment_and_beside_no_other_office(
    empty, tmp_path, monkeypatch, django_db_blocker
):
    monkeypatch.setattr(settings, "LOCKGATE_DATABASE_URL", empty)
    home, other = Home(tmp_path / "home"), Home(tmp_path / "other")
    with django_db_blocker.unblock():
        try:
            found_apart(home, Charter("log.example/rehearsal"), START, token_bytes)
            made = tables().made
            with pytest.raises(UsageError, match="no rehearsal is founded there"):
                found_apart(other, Charter("log.example/other"), START, token_bytes)
            assert tables().made == made
        finally:
            detach()
    assert made
    assert not home.database.exists()
    assert not other.root.exists()
