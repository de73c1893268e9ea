"""The log: gap-free indexes, heads that cannot fork, files that verify after every publication."""

import shutil
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections, transaction
from store.office_in_parts import START, drawn, new_case, office_with_log

from lockgate.actions.policy import policy_over
from lockgate.errors import IntegrityError, UsageError
from lockgate.store import cases, crashpoints, evidence, ledger, publication
from lockgate.store.cosigning import Said
from lockgate.store.home import attach
from lockgate.store.keyring import create_office_keys
from lockgate.store.models.log import CheckpointRow, EntryRow, IndexRow
from lockgate.store.standing import standing_opened
from lockgate.store.values import Enacted
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.entries import Entry, detail_root, parse_entry, salted_leaf
from lockgate.tlog.merkle import EMPTY_ROOT
from lockgate.tlog.notes import NoteKey, join_note, sign_note
from lockgate.tlog.policies import Log, Policy
from lockgate.tlog.proofs import parse_proof, verify_proof
from lockgate.verify.main import main as verify
from witnesses_inside import panel

LATER = START + timedelta(minutes=10)
"""When the heads of this office are signed."""


class Killed(BaseException):
    """Stands for the end of the process."""


def _enter(office, times: int = 1) -> None:
    for _ in range(times):
        with standing_opened() as standing:
            standing.enter(office.enacted("order", "ada", "ben"))


def _verifies(home) -> bool:
    return verify(["log", str(home.log)]) == 0


@pytest.fixture
def office(any_home):
    return office_with_log(any_home)


@pytest.fixture
def embedded(home):
    return office_with_log(home)


def test_policy_is_entry_0_when_the_log_begins(office):
    office.publish()
    body = bytes(IndexRow.objects.get(index=0).entry.body)
    policy = (office.home.log / "policy").read_bytes()
    assert parse_entry(body).policy == publication.policy_at(1).hash
    assert policy == publication.policy_at(1).text
    assert _verifies(office.home)


def test_log_begins_once_when_begun_again(embedded):
    with pytest.raises(UsageError, match="begun already"):
        ledger.begin(
            embedded.home, embedded.keys.log, Policy((Log(embedded.keys.log.key),), (), (), "none"), drawn(16), START
        )
    assert EntryRow.objects.count() == 1


def test_policy_must_name_the_logs_key_when_the_log_begins(embedded):
    other = Policy((Log(NoteKey("elsewhere.example/log", bytes(32))),), (), (), "none")
    with pytest.raises(UsageError, match="does not name"):
        ledger.begin(embedded.home, embedded.keys.log, other, drawn(16), START)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 254, 5), (255, 1, 1)])
def test_published_log_verifies_when_it_grows_past_a_tile(embedded, sizes):
    total = 1
    for size in sizes:
        _enter(embedded, size)
        total += size
        assert embedded.publish().size == total
        assert publication.published_size(embedded.home) == total
        assert _verifies(embedded.home)


def test_publishing_again_changes_nothing_when_nothing_is_new(embedded):
    _enter(embedded)
    embedded.publish()
    before = {path: path.stat().st_mtime_ns for path in embedded.home.log.rglob("*")}
    assert embedded.publish().size == 2
    assert {path: path.stat().st_mtime_ns for path in embedded.home.log.rglob("*")} == before
    assert CheckpointRow.objects.count() == 1


def test_entry_is_proved_when_it_is_published_and_not_before(embedded):
    embedded.publish()
    with standing_opened() as standing:
        entry = standing.enter(embedded.enacted("order", "ada", "ben"))
    assert not publication.is_published(embedded.home, entry.leaf)
    with pytest.raises(IntegrityError, match="not published"):
        publication.prove(embedded.home, entry.leaf)
    ledger.integrate(embedded.home, embedded.keys.log, LATER)
    assert not publication.is_published(embedded.home, entry.leaf)  # signed is not published
    publication.publish(embedded.home)
    assert publication.is_published(embedded.home, entry.leaf)
    proof = parse_proof(publication.prove(embedded.home, entry.leaf))
    body = bytes(EntryRow.objects.get(leaf=entry.leaf).body)
    assert proof.extra == body
    assert verify_proof(proof, proof.extra, publication.policy_at(2)).checkpoint.size == 2


def test_indexes_have_no_gap_when_acts_and_integrators_run_at_once(postgres_home, postgres_address):
    """Three threads enter acts, one of them always rolled back; two integrate all the while."""
    office = office_with_log(postgres_home)
    failures: list[BaseException] = []

    def run(work) -> None:
        try:
            for _ in range(15):
                work()
        except BaseException as error:  # noqa: BLE001 - reported to the test's own thread
            failures.append(error)
        finally:
            connections["default"].close()

    def broken() -> None:
        with suppress(Killed), standing_opened() as standing:
            standing.enter(office.enacted("order", "ada", "ben"))
            raise Killed

    def integrate() -> None:
        ledger.integrate(postgres_home, office.keys.log, LATER)

    works = (lambda: _enter(office), lambda: _enter(office), broken, integrate, integrate)
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    integrate()
    assert list(IndexRow.objects.order_by("index").values_list("index", flat=True)) == list(range(31))
    assert EntryRow.objects.count() == 31
    assert publication.publish(postgres_home).size == 31
    assert _verifies(postgres_home)
    attach(postgres_home, postgres_address)


@pytest.mark.usefixtures("any_home")
def test_index_is_refused_when_it_leaves_a_gap_or_comes_twice(office):
    _enter(office)
    ledger.integrate(office.home, office.keys.log, LATER)
    _enter(office)
    waiting = EntryRow.objects.get(place=None)
    for index in (0, 1, 3, -1):
        with pytest.raises(Exception, match=r"gap|append-only|unique|index"), transaction.atomic():
            IndexRow.objects.create(index=index, entry=waiting)
    assert IndexRow.objects.count() == 2


def test_older_copy_of_the_database_signs_nothing_when_it_is_put_back(embedded, tmp_path):
    _enter(embedded, 2)
    embedded.publish()
    connections["default"].close()
    shutil.copyfile(embedded.home.database, tmp_path / "backup")
    _enter(embedded)
    ledger.integrate(embedded.home, embedded.keys.log, LATER)  # signed, never published
    connections["default"].close()
    for remain in embedded.home.root.glob("lockgate.sqlite-*"):
        remain.unlink()
    shutil.copyfile(tmp_path / "backup", embedded.home.database)
    attach(embedded.home)
    with pytest.raises(IntegrityError, match="fork the log"):
        ledger.integrate(embedded.home, embedded.keys.log, LATER)
    _enter(embedded, 5)  # more entries than the lost head had, and other ones
    with pytest.raises(IntegrityError, match="fork the log"):
        ledger.integrate(embedded.home, embedded.keys.log, LATER)
    assert CheckpointRow.objects.count() == 1
    assert _verifies(embedded.home)


def test_log_is_not_begun_again_when_an_empty_database_is_put_in_its_place(embedded, sqlite_template):
    ledger.integrate(embedded.home, embedded.keys.log, LATER)  # signed, never published
    note = embedded.home.head.read_bytes()
    connections["default"].close()
    for remain in embedded.home.root.glob("lockgate.sqlite*"):
        remain.unlink()
    shutil.copyfile(sqlite_template, embedded.home.database)
    attach(embedded.home)
    policy = Policy((Log(embedded.keys.log.key),), (), (), "none")
    with pytest.raises(IntegrityError, match="fork the log"):
        ledger.begin(embedded.home, embedded.keys.log, policy, drawn(16), START)
    assert embedded.home.head.read_bytes() == note
    assert EntryRow.objects.count() == 0


def test_head_of_another_log_is_refused_when_the_logs_key_signed_it(embedded):
    log = embedded.keys.log
    body = Checkpoint("elsewhere.example/log", 0, EMPTY_ROOT).body()
    line = sign_note(body, log.origin, log.sign, log.key.public_key_raw)
    embedded.home.head.write_bytes(join_note(body, [line]))
    with pytest.raises(IntegrityError, match="is a head of elsewhere"):
        ledger.integrate(embedded.home, log, LATER)


def test_nothing_is_signed_when_the_kept_head_is_gone_or_changed(embedded):
    embedded.publish()
    _enter(embedded)
    note = embedded.home.head.read_bytes()
    embedded.home.head.unlink()
    with pytest.raises(IntegrityError, match="missing"):
        ledger.integrate(embedded.home, embedded.keys.log, LATER)
    embedded.home.head.write_bytes(note.replace(b"\n1\n", b"\n2\n"))
    with pytest.raises(IntegrityError, match=r"does not verify|not a signed head"):
        ledger.integrate(embedded.home, embedded.keys.log, LATER)
    embedded.home.head.write_bytes(note)
    assert ledger.integrate(embedded.home, embedded.keys.log, LATER).size == 2


def test_publishing_refuses_when_an_entry_was_changed_behind_the_triggers(embedded):
    _enter(embedded)
    ledger.integrate(embedded.home, embedded.keys.log, LATER)
    with connections["default"].cursor() as cursor:
        cursor.execute('DROP TRIGGER "store_entryrow_update"')
        cursor.execute("UPDATE store_entryrow SET body = CAST(replace(body, 'order', 'locat') AS BLOB) WHERE id = 2")
    with pytest.raises(IntegrityError, match="was changed after it was signed"):
        publication.publish(embedded.home)
    assert not (embedded.home.log / "checkpoint").exists()


LOG_POINTS = [point for point in crashpoints.POINTS if point.startswith("log.")]


@pytest.mark.parametrize("point", LOG_POINTS)
def test_next_publication_mends_the_log_when_one_was_killed(embedded, monkeypatch, point):
    """Killed at the point's first and at its later passings; nothing is signed twice, the log verifies after."""
    _enter(embedded, 2)
    embedded.publish()
    reached = 0
    for nth in (1, 2, 3):
        _enter(embedded, 2)
        passed = 0

        def hook(name: str, nth: int = nth) -> None:
            nonlocal passed
            passed += name == point
            if passed == nth:
                raise Killed

        monkeypatch.setattr(crashpoints, "hook", hook)
        try:
            embedded.publish()
        except Killed:
            reached += 1
        monkeypatch.undo()
        connections["default"].close()
        assert publication.published_size(embedded.home) in {1 + 2 * nth, 3 + 2 * nth}
        assert embedded.publish().size == 3 + 2 * nth
        assert _verifies(embedded.home)
    assert reached
    assert CheckpointRow.objects.count() == 4


def test_nothing_is_published_when_the_quorum_is_not_reached(home):
    keys = create_office_keys(home, "log.example.gov/w", START, drawn)
    witness = panel(lambda: START, "w").trust(keys.log.key)
    policy = policy_over(keys.log.key, witness.lines)
    ledger.begin(home, keys.log, policy, drawn(16), START)
    assert "The witness w was not asked." in ledger.integrate(home, keys.log, START).refused
    assert ledger.integrate(home, keys.log, START, witness.ask).added == 1

    refused = publication.publish(home)
    assert (refused.size, publication.published_size(home)) == (0, 0)
    assert "quorum panel" in refused.refused
    assert "The witness w was not asked." in refused.refused
    assert list(home.log.iterdir()) == []

    forged = publication.publish(home, lambda _policy, _note: [Said("w", "— w.example/witness AAAAAAAA\n")])
    assert forged.refused
    assert publication.publish(home, witness.ask).size == 1
    assert publication.published_size(home) == 1
    assert _verifies(home)


def _amended(office, policy: Policy, stated: str) -> Enacted:
    leaf = salted_leaf(drawn(16), ledger.POLICY_LEAF, policy.text.decode())
    entry = Entry("policy", "", ledger.minute(START), "", "", detail_root([leaf]), policy=stated)
    signed = tuple(office.signed("policy", officer, "", START) for officer in ("ada", "ben"))
    return Enacted(entry, (leaf,), signed, START)


def test_policy_governs_from_its_entry_on_when_it_is_changed(embedded):
    _enter(embedded)
    embedded.publish()
    old = publication.policy_at(2)
    new = Policy((Log(embedded.keys.log.key, "https://log.example.gov"),), (), (), "none")
    with standing_opened() as standing:
        standing.enter(_amended(embedded, new, new.hash))
    embedded.publish()
    assert publication.policy_at(2) == old
    assert publication.policy_at(3) == new
    assert (embedded.home.log / "policy").read_bytes() == new.text
    assert _verifies(embedded.home)


def test_nothing_is_published_when_the_policy_is_not_the_one_entered(embedded):
    embedded.publish()
    new = Policy((Log(embedded.keys.log.key, "https://log.example.gov"),), (), (), "none")
    with standing_opened() as standing:
        standing.enter(_amended(embedded, new, "a" * 64))
    with pytest.raises(IntegrityError, match="does not hold the policy"):
        embedded.publish()
    assert publication.published_size(embedded.home) == 1


def test_entry_is_refused_when_it_does_not_commit_to_its_leaves(embedded):
    enacted = embedded.enacted("order", "ada", "ben")
    with pytest.raises(IntegrityError, match="does not commit"), standing_opened() as standing:
        standing.enter(replace(enacted, leaves=enacted.leaves[:1]))
    with pytest.raises(IntegrityError, match="outside the transaction"):
        ledger.append(enacted, None)
    with pytest.raises(IntegrityError, match="without a signed decision"), standing_opened() as standing:
        standing.enter(replace(enacted, signed=()))
    assert EntryRow.objects.count() == 1


def test_entry_is_not_written_when_its_act_is_rolled_back(office):
    before = EntryRow.objects.count()
    new = new_case()
    with (
        pytest.raises(Killed),
        cases.opening(new, office.enacted("submit", "ada", case=new.reference)),
    ):
        raise Killed
    assert EntryRow.objects.count() == before
    assert cases.case_ids() == ()


def test_every_crash_point_is_passed_when_an_act_is_done_and_published(embedded, monkeypatch):
    """A point that nothing passes would be a crash that no test injects."""
    embedded.publish()
    passed: list[str] = []
    monkeypatch.setattr(crashpoints, "hook", passed.append)
    evidence.put(embedded.home, "c" * 32, "source", b"abc")
    _enter(embedded)
    embedded.publish()
    # The points of an opening are passed, and killed at, where packages are opened.
    assert set(passed) == {point for point in crashpoints.POINTS if not point.startswith("opening.")}
