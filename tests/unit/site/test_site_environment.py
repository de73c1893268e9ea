"""The environment is read typed, and what is not known is refused."""

from pathlib import Path

import pytest

from lockgate.errors import UsageError
from lockgate.site.env import read_environment
from lockgate.store.database import POSTGRES_PATIENCE


def test_environment_has_defaults_when_nothing_is_set():
    found = read_environment({"PATH": "/bin"})
    assert found.home == Path("lockgate-home")
    assert found.database()["ENGINE"] == "django.db.backends.sqlite3"
    assert found.database()["NAME"] == "lockgate-home/lockgate.sqlite"
    assert len(found.django_key) >= 32
    assert found.django_key != read_environment({}).django_key


def test_transactions_take_the_writers_lock_and_wait_for_the_disk_on_sqlite():
    options = read_environment({"LOCKGATE_HOME": "/office"}).database()["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgres_address_is_taken_apart():
    found = read_environment(
        {"LOCKGATE_DATABASE_URL": "postgresql://o%40x:p%2Fw@db.example:5433/lock?sslmode=verify-full"}
    ).database()
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("o@x", "p/w", "db.example")
    assert (found["PORT"], found["NAME"], found["OPTIONS"]) == (
        "5433",
        "lock",
        {**POSTGRES_PATIENCE, "sslmode": "verify-full"},
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"LOCKGATE_HOEM": "x"}, "LOCKGATE_HOEM is not a variable"),
        ({"LOCKGATE_DATABASE_URL": "mysql://x/y"}, "PostgreSQL"),
        ({"LOCKGATE_DATABASE_URL": "postgresql://host"}, "PostgreSQL"),
        ({"LOCKGATE_DJANGO_KEY": "short"}, "shorter"),
    ],
)
def test_environment_is_refused_when_it_cannot_be_used(variables, sentence):
    with pytest.raises(UsageError, match=sentence):
        read_environment(variables)
