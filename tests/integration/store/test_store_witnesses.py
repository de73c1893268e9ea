"""Witnesses and the log: no quorum, nothing signed or published; a restored or second copy signs nothing."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connections
from store.office_in_parts import START, Office, office_with_log

from lockgate.actions.policy import policy_over
from lockgate.errors import IntegrityError
from lockgate.store import ledger, publication, witnesses
from lockgate.store.home import Home, attach
from lockgate.store.models.log import CheckpointRow, CosignatureRow, EntryRow, IndexRow
from lockgate.store.post import Answer, Unanswered
from lockgate.store.standing import standing_opened
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.notes import split_note
from lockgate.tlog.witnessing import SIZE_TYPE, parse_request
from lockgate.verify.main import main as verify
from witnesses_inside import Inside, Panel, panel, silent


@dataclass
class Witnessed:
    """An office of which only the store exists, and the two witnesses of its log."""

    office: Office
    panel: Panel
    now: list[datetime]

    @property
    def home(self) -> Home:
        return self.office.home

    def enter(self, times: int = 1) -> None:
        for _ in range(times):
            with standing_opened() as standing:
                standing.enter(self.office.enacted("order", "ada", "ben"))

    def integrate(self) -> ledger.Integrated:
        return ledger.integrate(self.home, self.office.keys.log, self.now[0], self.panel.ask)

    def publish(self) -> publication.Publication:
        integrated = self.integrate()
        published = publication.publish(self.home, self.panel.ask)
        return publication.Publication(published.size, integrated.refused or published.refused)


@pytest.fixture
def log(home) -> Witnessed:
    now = [START]
    two = panel(lambda: now[0])
    office = office_with_log(home, lambda key: policy_over(key, two.lines))
    two.trust(office.keys.log.key)
    return Witnessed(office, two, now)


def test_log_verifies_and_names_its_witnesses_when_both_have_cosigned(log, capsys):
    log.enter(2)
    assert log.publish().size == 3
    assert verify(["log", str(log.home.log), "--policy", str(log.home.log / "policy")]) == 0
    told = capsys.readouterr().out
    assert "inspector" in told
    assert "court" in told


def test_nothing_is_signed_or_published_and_everything_drains_in_order_when_witnesses_go_and_come_back(log):
    log.publish()
    for name in ("inspector", "court"):
        log.panel.fail(silent, [name])
        log.enter(2)
        before = CheckpointRow.objects.count()
        refused = log.publish()
        assert f"The witness {name} did not answer (Connection refused)." in refused.refused
        assert refused.refused.count("The witness") == 1
        assert CheckpointRow.objects.count() == before
        waiting = list(EntryRow.objects.filter(place=None).order_by("id").values_list("id", flat=True))
        assert waiting
        log.panel.fail(None)
        assert log.publish() == publication.Publication(EntryRow.objects.count())
        assert list(IndexRow.objects.order_by("index").values_list("entry_id", flat=True))[-len(waiting) :] == waiting
        assert EntryRow.objects.filter(place=None).count() == 0
    assert verify(["log", str(log.home.log)]) == 0


def test_head_signed_before_the_witnesses_went_is_published_when_they_are_back(log):
    log.publish()
    log.enter()
    log.integrate()
    log.panel.fail(silent)
    refused = publication.publish(log.home, log.panel.ask)
    assert refused.size == 1
    log.enter(3)
    assert log.publish().size == 1
    log.panel.fail(None)
    assert log.publish() == publication.Publication(5)
    assert verify(["log", str(log.home.log)]) == 0


def test_nobody_is_asked_when_nothing_is_new(log):
    log.publish()
    asked = [one.asked for one in log.panel.witnesses]
    assert log.publish().size == 1
    assert [one.asked for one in log.panel.witnesses] == asked


@contextmanager
def _copied(log: Witnessed, folder) -> Iterator[Callable[[], None]]:
    """Keep the whole home as it is now; yields what puts it back: database, head, published log."""
    connections["default"].close()
    shutil.copytree(log.home.root, folder)

    def put_back() -> None:
        connections["default"].close()
        shutil.rmtree(log.home.root)
        shutil.copytree(folder, log.home.root)
        attach(log.home)

    attach(log.home)
    yield put_back


def test_restored_copy_signs_nothing_when_database_head_and_published_log_are_of_yesterday(log, tmp_path):
    log.enter()
    log.publish()
    with _copied(log, tmp_path / "yesterday") as put_back:
        log.enter(2)
        log.publish()
        put_back()
    assert CheckpointRow.objects.order_by("-size").first().size == 2
    for entries in (1, 5):  # fewer than were lost, and more of them, and other ones
        log.enter(entries)
        with pytest.raises(IntegrityError, match=r"has cosigned a tree of 4 entries.*Nothing is signed\. Go on"):
            log.publish()
        assert CheckpointRow.objects.order_by("-size").first().size == 2
        assert publication.published_size(log.home) == 2


def test_copy_from_before_the_first_signature_signs_nothing_when_the_log_has_gone_on(log, tmp_path):
    with _copied(log, tmp_path / "founded") as put_back:
        log.publish()
        put_back()
    with pytest.raises(IntegrityError, match="has cosigned a tree of 1 entries"):
        log.publish()
    assert CheckpointRow.objects.count() == 0


def test_second_instance_signs_nothing_when_the_first_one_has_gone_on(log, tmp_path):
    log.enter()
    log.publish()
    connections["default"].close()
    shutil.copytree(log.home.root, tmp_path / "second")
    attach(log.home)
    log.enter()
    log.publish()
    attach(Home(tmp_path / "second"))
    second = Witnessed(Office(Home(tmp_path / "second"), log.office.keys, log.office.officers), log.panel, log.now)
    second.enter()
    with pytest.raises(IntegrityError, match="a restored or a second copy"):
        second.publish()
    attach(log.home)
    log.enter()
    assert log.publish().size == 4


def test_head_signed_on_a_copy_is_never_published_when_the_witnesses_know_better(log, tmp_path):
    """The window that no question can close: both copies asked before either signed."""
    log.publish()
    with _copied(log, tmp_path / "copy") as put_back:
        log.enter()
        log.publish()
        put_back()
    log.panel.witnesses[0].views.clear()
    log.panel.witnesses[1].views.clear()
    log.enter()
    before = {name: path.read_bytes() for name, path in _files(log.home)}
    log.integrate()
    for one in log.panel.witnesses:
        one.fault = lambda _url, _body: Answer(409, SIZE_TYPE, b"2\n")
    with pytest.raises(IntegrityError, match="has cosigned another tree of this log"):
        publication.publish(log.home, log.panel.ask)
    assert {name: path.read_bytes() for name, path in _files(log.home)} == before


def _files(home: Home):
    return [(str(path), path) for path in sorted(home.log.rglob("*")) if path.is_file()]


def _another_logs(_url: str, body: bytes) -> Answer:
    """A cosignature by the right witness, of another log."""
    who = Inside("court", lambda: START)
    text, _ = split_note(parse_request(body).checkpoint)
    other = text.replace("log.example.gov", "log.example.org", 1)
    return Answer(200, "text/plain", cosign(other, who.key, who.secret.sign, START).encode())


def _of_another_key(_url: str, body: bytes) -> Answer:
    who = Inside("nobody", lambda: START)
    text, _ = split_note(parse_request(body).checkpoint)
    return Answer(200, "text/plain", cosign(text, who.key, who.secret.sign, START).encode())


def _at(at: datetime):
    def answer(_url: str, body: bytes) -> Answer:
        who = Inside("court", lambda: at)
        text, _ = split_note(parse_request(body).checkpoint)
        return Answer(200, "text/plain", cosign(text, who.key, who.secret.sign, at).encode())

    return answer


FAULTS = {
    "gone": (silent, "did not answer"),
    "slow": (lambda _url, _body: Unanswered("did not answer (timed out)"), "timed out"),
    "garbage": (lambda _url, _body: Answer(200, "text/html", b"<html>\xff</html>"), "no cosignature"),
    "empty": (lambda _url, _body: Answer(200, "text/plain", b""), "no cosignature"),
    "error": (lambda _url, _body: Answer(500, "text/html", b"oops"), "status 500"),
    "redirect": (lambda _url, _body: Answer(302, "text/html", b""), "status 302"),
    "unknown log": (lambda _url, _body: Answer(404, "text/plain", b""), "status 404"),
    "another log's": (_another_logs, "not its own over this checkpoint"),
    "another key's": (_of_another_key, "not its own over this checkpoint"),
    "clock ahead": (_at(START + timedelta(hours=1)), "one of the two clocks is wrong"),
    "clock behind": (_at(START - timedelta(hours=1)), "one of the two clocks is wrong"),
    "conflict without a size": (lambda _url, _body: Answer(409, "text/plain", b"1\n"), "does not say with which size"),
    "conflict with garbage": (lambda _url, _body: Answer(409, SIZE_TYPE, b"many\n"), "does not say with which size"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_signed_and_the_witness_is_named_when_it_fails(log, name):
    log.publish()
    fault, sentence = FAULTS[name]
    log.panel.fail(fault, ["court"])
    log.enter()
    refused = log.publish()
    assert refused.size == 1
    assert "The witness court" in refused.refused
    assert sentence in refused.refused
    assert "inspector" not in refused.refused
    assert CheckpointRow.objects.count() == 1
    log.panel.fail(None)
    assert log.publish() == publication.Publication(2)


def test_witness_that_states_another_size_each_time_is_left_alone(log):
    log.enter(4)
    log.publish()
    sizes = iter([b"1\n", b"2\n", b"3\n", b"4\n"] * 2)
    log.panel.fail(lambda _url, _body: Answer(409, SIZE_TYPE, next(sizes)), ["court"])
    log.enter()
    assert "another size each time" in log.publish().refused


def test_witness_that_calls_the_proof_wrong_stops_everything(log):
    log.publish()
    log.panel.fail(lambda _url, _body: Answer(422, "text/plain", b"no\n"), ["court"])
    log.enter()
    with pytest.raises(IntegrityError, match="The witness court has cosigned another tree"):
        log.publish()


def test_proof_is_made_again_when_a_witness_has_seen_less(log):
    log.enter(3)
    log.publish()
    for forgotten in (0, 1, 2, 3):
        leaves = [bytes.fromhex(leaf) for leaf in IndexRow.objects.values_list("entry__leaf", flat=True)]
        for one in log.panel.witnesses:
            view = ledger.root_of(leaves[:forgotten])
            one.views[log.office.keys.log.origin] = type(one.views[log.office.keys.log.origin])(forgotten, view)
        log.enter()
        assert log.publish().refused == ""


def test_nothing_is_published_while_our_clock_is_wrong_and_everything_when_it_is_right_again(log):
    log.publish()
    for wrong in (START - timedelta(days=1), START + timedelta(days=1)):
        log.enter()
        log.panel.clock = lambda wrong=wrong: wrong
        assert "one of the two clocks is wrong" in log.publish().refused
        log.panel.clock = lambda: START
        assert log.publish().refused == ""


def test_log_is_published_without_waiting_when_a_witness_beyond_the_quorum_is_slow(home, monkeypatch):
    """Two of three: the third one hangs, and holds nobody up for longer than it is given."""
    monkeypatch.setattr(witnesses, "PATIENCE", 0.2)
    three = panel(lambda: START, "a", "b", "c")
    lines = three.lines.replace(b"group panel all", b"group panel 2")
    office = office_with_log(home, lambda key: policy_over(key, lines))
    log = Witnessed(office, three.trust(office.keys.log.key), [START])
    released = threading.Event()

    def hang(_url: str, _body: bytes) -> Unanswered:
        released.wait(20)
        return Unanswered("did not answer")

    three.fail(hang, ["c"])
    assert log.publish() == publication.Publication(1)
    assert set(CosignatureRow.objects.values_list("witness", flat=True)) == {"a", "b"}
    three.fail(hang, ["b"])
    log.enter()
    assert "The witness b did not answer within" in log.publish().refused
    released.set()
    three.fail(None)
    assert log.publish().refused == ""


def test_two_publishers_at_once_lose_nothing_and_fork_nothing(postgres_home, postgres_address):
    now = [START]
    two = panel(lambda: now[0])
    office = office_with_log(postgres_home, lambda key: policy_over(key, two.lines))
    log = Witnessed(office, two.trust(office.keys.log.key), now)
    failures: list[BaseException] = []

    def run(work) -> None:
        try:
            for _ in range(8):
                work()
        except BaseException as error:  # noqa: BLE001 - reported to the test's own thread
            failures.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(work,)) for work in (log.enter, log.enter, log.publish, log.publish)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert log.publish() == publication.Publication(17)
    assert verify(["log", str(postgres_home.log)]) == 0
    attach(postgres_home, postgres_address)


def test_witness_whose_answer_was_lost_cosigns_again_when_it_is_asked_again(log):
    log.publish()
    court = log.panel.witnesses[1]

    def lost(url: str, body: bytes) -> Unanswered:
        court.fault = None
        court.post(url, body)
        court.fault = lost
        return Unanswered("broke off its answer")

    log.enter()
    log.integrate()
    court.fault = lost
    assert "The witness court broke off its answer." in publication.publish(log.home, log.panel.ask).refused
    assert court.views[log.office.keys.log.origin].size == 2
    court.fault = None
    log.enter()
    assert log.publish() == publication.Publication(3)


def test_acts_are_entered_while_witnesses_are_asked_for_no_lock_is_held(log):
    """The act is entered by another connection in the very moment of the question; a held lock would hang it."""
    log.publish()
    court = log.panel.witnesses[1]
    entered: list[int] = []

    def busy(url: str, body: bytes) -> Answer | Unanswered:
        if len(entered) < 3:
            log.enter()
            entered.append(EntryRow.objects.count())
            connections["default"].close()
        court.fault = None
        try:
            return court.post(url, body)
        finally:
            court.fault = busy

    court.fault = busy
    log.enter()
    assert log.publish().refused == ""
    assert entered == [3, 4]
    court.fault = None
    assert log.publish() == publication.Publication(4)


def boasting(_url: str, _body: bytes) -> Answer:
    """States a size that no log of ours ever had."""
    return Answer(409, SIZE_TYPE, b"1000000\n")


@pytest.mark.parametrize(("rule", "goes_on"), [("2", True), ("all", False), ("any", False)])
def test_log_goes_on_without_a_witness_that_boasts_only_where_no_two_quorums_could_disagree(home, rule, goes_on):
    three = panel(lambda: START, "a", "b", "c")
    lines = three.lines.replace(b"group panel all", f"group panel {rule}".encode())
    office = office_with_log(home, lambda key: policy_over(key, lines))
    log = Witnessed(office, three.trust(office.keys.log.key), [START])
    assert log.publish() == publication.Publication(1)
    three.fail(boasting, ["c"])
    log.enter(2)
    if not goes_on:
        with pytest.raises(IntegrityError, match=r"c has cosigned a tree of 1000000 entries"):
            log.publish()
        assert publication.published_size(home) == 1
        return
    integrated = log.integrate()
    assert (integrated.size, integrated.refused, len(integrated.doubts)) == (3, "", 1)
    published = publication.publish(home, three.ask)
    assert (published.size, published.refused) == (3, "")
    assert published.doubts[0].startswith("The witness c states 1000000 entries of this log, and 3 were signed here")
    assert verify(["log", str(home.log)]) == 0
    three.fail(silent, ["b"])
    log.enter()
    with pytest.raises(IntegrityError, match=r"c has cosigned a tree of 1000000 entries"):
        log.publish()


def test_restored_copy_signs_nothing_when_only_a_witness_that_lagged_agrees_with_it(home, tmp_path):
    """Two of three: the two that were there for the lost entries know of them, and they are a part of any quorum."""
    three = panel(lambda: START, "a", "b", "c")
    lines = three.lines.replace(b"group panel all", b"group panel 2")
    office = office_with_log(home, lambda key: policy_over(key, lines))
    log = Witnessed(office, three.trust(office.keys.log.key), [START])
    log.enter()
    log.publish()
    with _copied(log, tmp_path / "yesterday") as put_back:
        three.fail(silent, ["c"])
        log.enter(2)
        assert log.publish().size == 4
        put_back()
    three.fail(None)
    for gone in ("a", "b"):
        three.fail(None)
        three.fail(silent, [gone])
        log.enter()
        with pytest.raises(IntegrityError, match=r"has cosigned a tree of 4 entries"):
            log.publish()
