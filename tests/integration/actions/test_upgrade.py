"""An office of an earlier version: refused in one sentence, brought on by one command, whole or not at all."""

import fcntl
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_bytes

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from factories import START
from lockgate.actions.doctor import examined, is_well
from lockgate.actions.found import Charter, found
from lockgate.actions.office import Office
from lockgate.actions.publish import publish
from lockgate.actions.reconcile import reconcile
from lockgate.actions.upgrade import upgrade
from lockgate.errors import IntegrityError, UsageError
from lockgate.site.main import USAGE, main
from lockgate.store import configured, crashpoints, presence, upgrading
from lockgate.store import home as homes
from lockgate.store.configured import opened_home
from lockgate.store.fsck import check_record_of_work
from lockgate.store.home import Home, attach, prepare
from lockgate.store.models.log import EntryRow
from lockgate.store.models.pending import PendingRow
from lockgate.store.refused import RefusedAct, Refusing, enter_refused
from lockgate.store.tables import tables
from lockgate.verify.main import main as verify
from postgres_server import DATABASE, administer

EARLIER = "0011_substitutes"


def clock():
    return START


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def founded(request, tmp_path_factory, django_db_blocker):
    """An office founded when its tables had come as far as the eleventh step: its home, and its database's address."""
    address, place = "", Home(tmp_path_factory.mktemp("founded") / "office")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        administer(server, "CREATE DATABASE earlier")
        address = server.replace(DATABASE, "earlier")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(homes, "call_command", lambda *_, **__: call_command("migrate", "store", EARLIER, verbosity=0))
        found(place, address, Charter("example.gov/log"), START, token_bytes)
        connections["default"].close()
    yield place, address
    if address:
        administer(address.replace("/earlier", f"/{DATABASE}"), "DROP DATABASE earlier WITH (FORCE)")


@pytest.fixture
def earlier(founded, tmp_path, monkeypatch, django_db_blocker):
    """A copy of it; the process that founded it has ended."""
    home, address = founded
    place = Home(tmp_path / "office")
    shutil.copytree(home.root, place.root)
    if address:
        server, address = address.replace("/earlier", f"/{DATABASE}"), address.replace("/earlier", "/present")
        administer(server, "CREATE DATABASE present TEMPLATE earlier")
    monkeypatch.setattr(configured, "database_address", lambda: address)
    with django_db_blocker.unblock():
        attach(place, address)
        yield place
        presence.leave()
        connections["default"].close()
    if address:
        administer(server, "DROP DATABASE present WITH (FORCE)")


def guards() -> set[str]:
    return set(upgrading._guards())


def test_office_of_an_earlier_version_is_refused_everywhere_and_brought_on_by_one_command(earlier):
    before, steps = guards(), tables().missing
    with pytest.raises(UsageError, match=r"those of an earlier version.*run lockgate upgrade"):
        opened_home(earlier.root)
    with pytest.raises(UsageError, match="run lockgate upgrade"):
        found(earlier, configured.database_address(), Charter("example.gov/log"), START, token_bytes)
    seen = examined(earlier.root, START)
    assert not is_well(seen)
    assert ("tables", True) in {(one.what, "lockgate upgrade" in one.how) for one in seen}
    done = upgrade(earlier.root, clock, token_bytes)
    assert (done.former, done.steps, tables().missing) == (EARLIER, steps, ())
    assert EntryRow.objects.get(leaf=done.entry).act == "upgrade"
    assert guards() >= before
    assert PendingRow.objects.count() == 0
    opened_home(earlier.root)
    publish(Office(earlier, clock, token_bytes))
    check_record_of_work()
    assert verify(["log", str(earlier.log)]) == 0
    assert upgrade(earlier.root, clock, token_bytes).entry == ""
    assert EntryRow.objects.filter(act="upgrade").count() == 1


def test_every_command_says_what_to_do_in_one_sentence(earlier, capsys):
    for command in (["serve"], ["work"], ["keys", "show"], ["log", "publish"]):
        assert main([*command, "--home", str(earlier.root)]) == USAGE
        said = " ".join(capsys.readouterr().err.split())
        assert said.startswith(f"lockgate: Nothing is done with the office at {earlier.root}: the tables are those of")
        assert said.endswith("back its database up, and run lockgate upgrade.")
    assert main(["doctor", "--home", str(earlier.root)]) == 1
    assert main(["upgrade", "--home", str(earlier.root)]) == 0
    assert EARLIER in capsys.readouterr().out
    assert main(["log", "publish", "--home", str(earlier.root)]) == 0


def test_upgrade_is_refused_while_another_process_uses_the_office(earlier):
    handle = os.open(earlier.root / "use-lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_SH)
    with pytest.raises(UsageError, match="another process uses it"):
        upgrade(earlier.root, clock, token_bytes)
    os.close(handle)
    with presence.sole(earlier), pytest.raises(UsageError, match="being brought on just now"):
        opened_home(earlier.root)
    assert upgrade(earlier.root, clock, token_bytes).steps


def test_upgrade_is_refused_while_an_act_is_under_way_from_elsewhere(earlier):
    address = configured.database_address()
    if address:
        other = psycopg.connect(address)
        other.execute("SELECT version FROM store_standingrow WHERE id = 1 FOR SHARE")
    else:
        other = sqlite3.connect(earlier.database)
        other.execute("BEGIN IMMEDIATE")
    before = tables()
    with pytest.raises(UsageError, match="end lockgate serve"):
        upgrade(earlier.root, clock, token_bytes)
    other.close()
    assert tables() == before
    assert upgrade(earlier.root, clock, token_bytes).steps == before.missing


@contextmanager
def idle(home: Home) -> Iterator[int]:
    """A process of its own that uses an office and does nothing; its number."""
    connections["default"].close()
    there, told = os.pipe()
    child = os.fork()
    if child == 0:
        attach(home, configured.database_address())
        presence.stay(home)
        connections["default"].close()
        os.write(told, b".")
        signal.pause()
    assert os.read(there, 1) == b"."
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(there)
        os.close(told)


def test_upgrade_is_refused_while_an_idle_server_of_another_home_is_on_the_same_database(earlier, tmp_path):
    elsewhere, before = Home(tmp_path / "elsewhere"), tables()
    elsewhere.root.mkdir()
    with idle(elsewhere):
        if configured.database_address():
            with pytest.raises(UsageError, match="another process uses it"):
                upgrade(earlier.root, clock, token_bytes)
            assert tables() == before
        else:
            assert upgrade(earlier.root, clock, token_bytes).steps == before.missing  # a SQLite file is in one home
    upgrade(earlier.root, clock, token_bytes)  # killed, it has let go
    assert tables().missing == ()


def test_office_whose_tables_are_changed_from_elsewhere_is_not_used_meanwhile(earlier):
    if address := configured.database_address():
        with psycopg.connect(address) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [presence._KEY])
            with pytest.raises(UsageError, match="being brought on just now"):
                presence.stay(earlier)
    presence.stay(earlier)
    presence.leave()
    assert upgrade(earlier.root, clock, token_bytes).steps


def test_process_that_was_not_seen_enters_nothing_once_the_tables_are_others(earlier):
    """As where a pooler gave away the connection by which an idle process on another machine would have been seen."""
    upgrade(earlier.root, clock, token_bytes)
    office = Office(opened_home(earlier.root), clock, token_bytes)
    publish(office)
    presence.leave()
    elsewhere = connections.create_connection("default")
    MigrationRecorder(elsewhere).record_applied("store", "9999_later")
    elsewhere.close()
    before = EntryRow.objects.count()
    for act in (lambda: reconcile(office), lambda: enter_refused(refusing())):
        with pytest.raises(OperationalError, match="begin it anew"):
            act()
    assert EntryRow.objects.count() == before


def refusing() -> Refusing:
    return Refusing(RefusedAct("examine", "ada", "office.stage"), "", "0" * 64, "", token_bytes(16), START)


@pytest.mark.parametrize(("point", "whole"), [("act.before_commit", False), ("act.after_commit", True)])
def test_upgrade_killed_is_done_or_not_done(earlier, monkeypatch, point, whole):
    before, missing = guards(), tables().missing
    connections["default"].close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(crashpoints, "hook", lambda at: at == point and os.kill(os.getpid(), signal.SIGKILL))
        upgrade(earlier.root, clock, token_bytes)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert tables().missing == (() if whole else missing)
    assert guards() >= before
    assert bool(upgrade(earlier.root, clock, token_bytes).steps) is not whole
    assert EntryRow.objects.filter(act="upgrade").count() == 1


@pytest.mark.parametrize("trigger", ["store_voterow_delete", "store_voterow_gate_current_proposal"])
def test_step_that_would_leave_rows_unguarded_changes_nothing(earlier, monkeypatch, trigger):
    before, made = guards(), tables()

    def step(executor, targets):
        migrate(executor, targets)
        table = 'ON "store_voterow"' if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TRIGGER "{trigger}" {table}')

    migrate = MigrationExecutor.migrate
    monkeypatch.setattr(MigrationExecutor, "migrate", step)
    with pytest.raises(IntegrityError, match=f"without {trigger}"):
        upgrade(earlier.root, clock, token_bytes)
    assert (guards(), tables()) == (before, made)


def test_tables_of_a_later_version_are_left_alone(home):
    MigrationRecorder(connection).record_applied("store", "9999_later")
    for ask in (opened_home, lambda root: upgrade(root, clock, token_bytes)):
        with pytest.raises(UsageError, match=r"a later version of lockgate .9999_later is not known here.; use that"):
            ask(home.root)
    with pytest.raises(UsageError, match="a later version"):
        prepare(home)
    assert not is_well(examined(home.root, START))


def test_database_without_tables_is_no_offices_and_gets_none(home):
    home.database.unlink()
    attach(home)
    for ask in (opened_home, lambda root: upgrade(root, clock, token_bytes)):
        with pytest.raises(UsageError, match="no tables of an office; see whether LOCKGATE_DATABASE_URL"):
            ask(home.root)
    assert connection.introspection.table_names() == []
