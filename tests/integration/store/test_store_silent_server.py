"""A PostgreSQL server that does not answer is given up after a stated time."""

import os
import signal
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import OperationalError, connection, connections

from lockgate.store.database import POSTGRES_PATIENCE, postgres_settings
from lockgate.store.home import attach
from lockgate.store.models.locks import StandingRow
from lockgate.store.standing import standing_version
from lockgate.store.transactions import one_commit


@contextmanager
def stopped(address: str):
    """The server's own process stands still; whoever asks for a connection hears nothing."""
    (folder,) = parse_qs(urlsplit(address).query)["host"]
    server = int(Path(folder, "postmaster.pid").read_text("utf-8").split("\n")[0])
    os.kill(server, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server, signal.SIGCONT)


def test_server_that_stands_still_is_given_up_and_asked_again_when_it_goes_on(postgres_home, postgres_address):
    # Two seconds are the least that the library waits; the test need not wait for ten.
    attach(postgres_home, f"{postgres_address}&connect_timeout=2")
    before = standing_version()
    connections["default"].close()
    with stopped(postgres_address), pytest.raises(OperationalError, match="timeout"):
        standing_version()
    assert standing_version() == before


@contextmanager
def standing_still(process: int):
    """One of the server's processes stands still; its machine goes on acknowledging what it is sent."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_statement_that_is_not_answered_is_given_up_and_nothing_of_its_act_is_kept(postgres_home, postgres_address):
    attach(postgres_home, f"{postgres_address}&patience_seconds=1")
    before = standing_version()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5), pg_backend_pid()")
        process = cursor.fetchone()[1]
    with standing_still(process), pytest.raises(OperationalError, match="was not answered in 1 seconds"), one_commit():
        StandingRow.objects.filter(id=1).update(version=before + 1)
    assert standing_version() == before
    assert StandingRow.objects.filter(id=1).update(version=before + 1) == 1


def test_every_connection_is_given_up_after_a_stated_time_unless_its_address_says_otherwise():
    address = "postgresql://officer@db.example:5432/lockgate?sslmode=verify-full"
    assert postgres_settings(address)["OPTIONS"] == {**POSTGRES_PATIENCE, "sslmode": "verify-full"}
    assert postgres_settings(f"{address}&connect_timeout=3")["OPTIONS"]["connect_timeout"] == "3"
    idle, every, times = (int(POSTGRES_PATIENCE[f"keepalives_{word}"]) for word in ("idle", "interval", "count"))
    assert idle + every * times == int(POSTGRES_PATIENCE["tcp_user_timeout"]) / 1000 == 60
