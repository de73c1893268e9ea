"""Cases: one act, one entry, one commit; gates the database holds by itself; order against act."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import IntegrityError as DatabaseIntegrityError
from django.db import connections
from store.office_in_parts import START, Office, drawn, new_case, office_with_log, sealed_alone, submission

from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, ExaminationFacts, Vote
from lockgate.store import cases, crashpoints, evidence, ledger, packages, publication
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import HandoverRow, PackageRow
from lockgate.store.reconciliation import mend, remains
from lockgate.store.standing import standing_opened, standing_version
from lockgate.store.values import Disclosure, NewPackage, PersonFinding, Stored, blinded

HASH = "a" * 64
EXAMINED = ExaminationFacts(HASH, HASH, 3, 1, 2, 1, HASH)
BODY = b'{"proposal":1}'


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def office(any_home):
    return office_with_log(any_home)


@pytest.fixture
def embedded(home):
    return office_with_log(home)


def _open(office: Office, number: str = "ICE-2025-0001") -> str:
    new = new_case(number)
    with cases.opening(new, office.enacted("submit", "ada", case=new.reference)) as file:
        file.keep(evidence.put(office.home, new.id, "records", b"records"))
    return new.id


def _do(office: Office, case: str, act: str, officer: str, write=lambda _file: None) -> None:
    with cases.opened(case, publication.published_size(office.home)) as file:
        file.enter(office.enacted(act, officer, case=file.facts.reference))
        write(file)


def _propose(office: Office, case: str, body: bytes = BODY) -> None:
    _do(office, case, "dispose", "ada", lambda file: (file.propose(body), file.move(CaseStage.PROPOSED)))


def _authorize(office: Office, case: str) -> None:
    _propose(office, case)
    for officer in ("ben", "cyd"):
        _do(office, case, "review", officer, lambda file, officer=officer: file.vote(officer, Vote.FOR))
    _do(office, case, "authorize", "ben", lambda file: file.authorize())


def _package(office: Office) -> NewPackage:
    return NewPackage(sealed_alone(office.home), "ICE-0001", HASH, HASH, HASH, 2, 7, HASH)


def _disclosure(**changed: object) -> Disclosure:
    fields = {
        "row": 1,
        "record_id": "R1",
        "name": "Doe",
        "authority": "26 USC 6103(i)(2)",
        "agency": "Agency",
        "purpose": "investigation",
        "period": "2022",
        "disclosed_on": date(2025, 8, 8),
        "method": "sealed package",
        "office": "Disclosure",
        "recipient": "ICE-0001",
        "taxpayer": HASH,
    }
    return Disclosure(**(fields | changed))


def test_facts_are_what_was_written_when_a_case_is_opened(office):
    case = _open(office)
    facts = cases.viewed(case)
    assert facts.submission == submission()
    assert (facts.stage, facts.standing) == (CaseStage.SUBMITTED, 1)
    assert facts.reference == blinded(CaseRow.objects.get(id=case).salt, case)
    assert [(done.act, done.officer, done.at) for done in facts.acts] == [(Act.SUBMIT, "ada", START)]
    assert facts.acts[0].entry == EntryRow.objects.get(act="submit").leaf
    assert facts.proposal is facts.authorization is facts.examination is None
    assert cases.case_id_of("Agency", "ICE-2025-0001") == case
    assert cases.case_id_of("Another agency", "ICE-2025-0001") is None


def test_submission_is_refused_when_its_number_was_used(office):
    case = _open(office)
    with pytest.raises(UsageError, match=case):
        _open(office)
    assert cases.case_ids() == (case,)
    assert EntryRow.objects.filter(act="submit").count() == 1


def test_nothing_is_written_when_the_block_only_reads(office):
    case = _open(office)
    with cases.opened(case) as file:
        version = file.facts.version
    assert cases.viewed(case).version == version


def test_version_rises_by_one_when_an_act_is_entered(office):
    case = _open(office)
    version = cases.viewed(case).version
    _do(office, case, "examine", "ada", lambda file: file.examined(EXAMINED))
    facts = cases.viewed(case)
    assert facts.version == version + 1
    assert facts.examination == EXAMINED


@pytest.mark.parametrize(
    "write",
    [
        lambda file: file.keep(Stored("x", HASH, 1, "x")),
        lambda file: file.examined(EXAMINED),
        lambda file: file.find(PersonFinding("R13", "", "met", "read it", "ada", b"[1]")),
        lambda file: file.confirm("ICE-0007", ["M1"]),
        lambda file: file.propose(BODY),
        lambda file: file.move(CaseStage.LOCATED),
        lambda file: file.vote("ben", Vote.FOR),
        lambda file: file.pack(NewPackage(HASH, "ICE-0001", HASH, HASH, HASH, 2, 7, HASH), []),
        lambda file: file.complete_reading(),
    ],
)
def test_writer_refuses_when_no_act_was_entered(embedded, write):
    case = _open(embedded)
    before = cases.viewed(case)
    with pytest.raises(IntegrityError), cases.opened(case) as file:
        write(file)
    assert cases.viewed(case) == before


def test_second_entry_is_refused_when_one_transaction_has_one(embedded):
    case = _open(embedded)
    with pytest.raises(IntegrityError, match="one entry"), cases.opened(case) as file:
        _ = [file.enter(embedded.enacted("find", "ada", case=file.facts.reference)) for _ in range(2)]
    assert not EntryRow.objects.filter(act="find").exists()


def test_entry_is_refused_when_it_names_another_case(embedded):
    case, other = _open(embedded), _open(embedded, "ICE-2025-0002")
    reference = cases.viewed(other).reference
    with pytest.raises(IntegrityError, match="another case"), cases.opened(case) as file:
        file.enter(embedded.enacted("find", "ada", case=reference))


def test_decision_is_refused_when_its_nonce_was_used(embedded):
    case = _open(embedded)
    enacted = embedded.enacted("find", "ada", case=cases.viewed(case).reference)
    with cases.opened(case) as file:
        file.enter(enacted)
    with pytest.raises(DatabaseIntegrityError), cases.opened(case) as file:
        file.enter(enacted)


def test_writer_refuses_when_its_transaction_is_over(embedded):
    case = _open(embedded)
    with cases.opened(case) as file:
        file.enter(embedded.enacted("find", "ada", case=file.facts.reference))
    with pytest.raises(IntegrityError, match="over"):
        file.move(CaseStage.EXAMINED)


def test_case_cannot_be_opened_when_there_is_none(embedded):
    with pytest.raises(UsageError, match="no case"), cases.opened(drawn(16).hex()):
        pass
    with pytest.raises(UsageError, match="no case"):
        cases.viewed(drawn(16).hex())
    assert embedded


def test_reading_is_completed_once_when_it_was_entered(office):
    case = _open(office)
    _do(office, case, "locate", "ada", lambda file: file.move(CaseStage.READING))
    located = evidence.put(office.home, case, "located", b"located")
    with cases.opened(case) as file:
        assert file.facts.reading
        file.complete_reading(located)
    with cases.opened(case) as file:
        assert file.facts.stage is CaseStage.LOCATED
        assert file.evidence("located") == located
    with pytest.raises(IntegrityError, match="no entered reading"), cases.opened(case) as file:
        file.complete_reading(located)


def test_proposal_and_votes_are_void_when_the_case_is_examined_again(office):
    case = _open(office)
    _propose(office, case)
    _do(office, case, "review", "ben", lambda file: file.vote("ben", Vote.FOR))
    assert [vote.officer for vote in cases.viewed(case).votes] == ["ben"]
    _do(office, case, "examine", "ada", lambda file: (file.examined(EXAMINED), file.move(CaseStage.EXAMINED)))
    facts = cases.viewed(case)
    assert (facts.proposal, facts.votes, facts.authorization) == (None, (), None)
    _propose(office, case, b'{"proposal":2}')
    assert cases.viewed(case).votes == ()


@pytest.mark.parametrize("votes", [[], ["ben"], ["ben", "-cyd"], ["ben", "cyd", "-eve"]])
def test_database_refuses_an_authorization_when_two_agreeing_votes_are_missing(embedded, votes):
    case = _open(embedded)
    _propose(embedded, case)
    for name in votes:
        officer = name.removeprefix("-")
        vote = (officer, Vote.AGAINST, "not relevant") if name.startswith("-") else (officer, Vote.FOR)
        _do(embedded, case, "review", officer, lambda file, vote=vote: file.vote(*vote))
    with pytest.raises(DatabaseIntegrityError, match="two votes"):
        _do(embedded, case, "authorize", "ben", lambda file: file.authorize())


def test_database_refuses_a_second_vote_when_the_officer_has_voted(embedded):
    case = _open(embedded)
    _propose(embedded, case)
    _do(embedded, case, "review", "ben", lambda file: file.vote("ben", Vote.FOR))
    with pytest.raises(DatabaseIntegrityError):
        _do(embedded, case, "review", "ben", lambda file: file.vote("ben", Vote.FOR))


def test_package_leaves_only_step_by_step_when_each_entry_is_in_the_log(office):
    """Authorized, published, sealed, published, handed over, fetched, received; each step refused before its time."""
    case, package = _open(office), _package(office)

    def refused(act: str, write, sentence: str, officer: str = "dov") -> None:
        with pytest.raises((DatabaseIntegrityError, IntegrityError), match=sentence):
            _do(office, case, act, officer, write)

    def fetch(file) -> None:
        file.fetch(package.id, "ICE-0001")

    def receive(file) -> None:
        file.receive(package.id, "ICE-0001", b"b", b"s")

    def pack(file) -> None:
        file.pack(package, [_disclosure()])

    _propose(office, case)
    refused("seal", pack, "authorization stands under a signed")
    for officer in ("ben", "cyd"):
        _do(office, case, "review", officer, lambda file, officer=officer: file.vote(officer, Vote.FOR))
    _do(office, case, "authorize", "ben", lambda file: file.authorize())
    refused("seal", pack, "authorization stands under a signed")
    office.publish()
    _do(office, case, "seal", "dov", pack)
    refused("handover", lambda file: file.hand_over(package.id), "signed checkpoint")
    refused("fetch", fetch, "handed over", "ICE-0001")
    assert not cases.viewed(case, publication.published_size(office.home)).packages[0].published
    ledger.integrate(office.home, office.keys.log, START)  # signed is not published
    assert not cases.viewed(case, publication.published_size(office.home)).packages[0].published
    office.publish()
    assert cases.viewed(case, publication.published_size(office.home)).packages[0].published
    _do(office, case, "handover", "dov", lambda file: file.hand_over(package.id))
    refused("acknowledge", receive, "fetched", "ICE-0001")
    refused("fetch", fetch, "signed for it", "eve")
    refused("fetch", lambda file: file.fetch(package.id, "ICE-0007"), "its recipient", "ICE-0007")
    _do(office, case, "fetch", "ICE-0001", fetch)
    refused("acknowledge", receive, "signed it", "eve")
    _do(office, case, "acknowledge", "ICE-0001", receive)
    _do(office, case, "recall", "dov", lambda file: file.recall(package.id, "order of the court"))
    refused("fetch", fetch, "recall", "ICE-0001")
    facts = cases.viewed(case).packages[0]
    assert (facts.handed_over_at, facts.acknowledged_at, facts.recalled_at) == (START, START, START)
    assert facts.fetches == 1


@pytest.mark.parametrize("officer", ["ada", "ben", "cyd"])
def test_database_refuses_the_release_when_its_officer_drafted_or_voted(embedded, officer):
    case = _open(embedded)
    _authorize(embedded, case)
    embedded.publish()
    with pytest.raises(DatabaseIntegrityError, match="does not seal"):
        _do(embedded, case, "seal", officer, lambda file: file.pack(_package(embedded), []))
    _do(embedded, case, "seal", "dov", lambda file: file.pack(_package(embedded), []))
    embedded.publish()
    with pytest.raises(DatabaseIntegrityError, match="does not hand over"):
        _do(embedded, case, "handover", officer, lambda file: file.hand_over(_package(embedded).id))


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda file: file.vote("ada", Vote.FOR), "drafted a proposal does not vote"),
        (lambda file: file.vote("ben", Vote.FOR), "vote is of the officer who signed"),
        (lambda file: file.confirm("ICE-0007", ["M1"]), "confirmation is of the officer who signed"),
        (lambda file: file.find(PersonFinding("R13", "", "met", "read", "ben", b"[1]")), "finding is of the officer"),
    ],
)
def test_database_refuses_what_an_officer_signs_for_another(embedded, write, sentence):
    case = _open(embedded)
    _propose(embedded, case)
    with pytest.raises(DatabaseIntegrityError, match=sentence):
        _do(embedded, case, "review", "ada", write)


def test_two_acts_keep_one_file_when_they_come_to_the_same_bytes(office):
    case = _open(office)
    findings = evidence.put(office.home, case, "findings", b"findings")
    for _ in range(2):
        _do(office, case, "examine", "ada", lambda file: file.keep(findings))
    assert cases.evidence_of(case, "findings") == (findings, findings)


def test_act_is_rolled_back_when_its_files_were_cleared_away_before_its_commit(embedded):
    case, home = _open(embedded), embedded.home
    _authorize(embedded, case)
    embedded.publish()
    stored, package = evidence.put(home, case, "findings", b"findings"), _package(embedded)
    mend(home, remains(home))
    for write in (lambda file: file.keep(stored), lambda file: file.pack(package, [])):
        with pytest.raises(IntegrityError, match="is gone"):
            _do(embedded, case, "seal", "dov", write)
    assert remains(home).missing == ()


def test_files_stay_when_their_act_is_under_way_while_remains_are_mended(postgres_home):
    """Mending waits for the act that holds the standing, and then finds the file named."""
    office = office_with_log(postgres_home)
    case = _open(office)
    stored = evidence.put(postgres_home, case, "findings", b"findings")
    found = remains(postgres_home)
    assert len(found.orphans) == 1
    mended = threading.Event()

    def run() -> None:
        mend(postgres_home, found)
        mended.set()
        connections["default"].close()

    thread = threading.Thread(target=run)
    with cases.opened(case) as file:
        thread.start()
        assert not mended.wait(0.3)
        file.enter(office.enacted("examine", "ada", case=file.facts.reference))
        file.keep(stored)
    thread.join(20)
    assert mended.is_set()
    assert evidence.get(postgres_home, stored).read_bytes() == b"findings"


def test_handed_over_package_is_laid_out_when_a_crash_left_it_owed(embedded):
    case, home = _open(embedded), embedded.home
    _authorize(embedded, case)
    embedded.publish()
    sealed = sealed_alone(home)
    package = _package(embedded)
    _do(embedded, case, "seal", "dov", lambda file: file.pack(package, []))
    embedded.publish()
    with pytest.raises(IntegrityError, match="not handed over"):
        packages.lay_out(home, [sealed])
    _do(embedded, case, "handover", "dov", lambda file: file.hand_over(sealed))
    found = remains(home)
    assert (found.owed, found.orphans) == ((sealed,), ())
    mend(home, found)
    assert packages.handed_over_file(home, sealed).read_bytes() == b"package"
    assert remains(home).owed == ()
    _do(embedded, case, "recall", "dov", lambda file: file.recall(sealed, "order of the court"))
    assert remains(home).astray == (packages.handed_over_file(home, sealed),)
    packages.take_away(home, sealed)
    assert remains(home).astray == ()
    with pytest.raises(IntegrityError, match="not handed over"):
        packages.lay_out(home, [sealed])
    assert packages.case_of(sealed) == case


@pytest.mark.parametrize("empty", ["authority", "agency", "purpose", "period", "method", "office", "taxpayer"])
def test_package_is_not_recorded_when_its_accounting_is_incomplete(embedded, empty):
    case = _open(embedded)
    _authorize(embedded, case)
    embedded.publish()
    with pytest.raises(DatabaseIntegrityError, match="accounting_is_complete"):
        _do(embedded, case, "seal", "dov", lambda file: file.pack(_package(embedded), [_disclosure(**{empty: ""})]))
    assert not PackageRow.objects.exists()


def test_taxpayer_is_answered_before_when_another_case_has_a_package_on_it(embedded):
    case, other = _open(embedded), _open(embedded, "ICE-2025-0002")
    _authorize(embedded, case)
    embedded.publish()
    _do(embedded, case, "seal", "dov", lambda file: file.pack(_package(embedded), [_disclosure()]))
    with cases.opened(case) as file:
        assert file.answered_before([HASH]) == frozenset()
    with cases.opened(other) as file:
        assert file.answered_before([HASH, "b" * 64]) == {HASH}


def test_package_of_another_case_is_refused_when_it_is_named(embedded):
    case, other = _open(embedded), _open(embedded, "ICE-2025-0002")
    _authorize(embedded, case)
    embedded.publish()
    _do(embedded, case, "seal", "dov", lambda file: file.pack(_package(embedded), []))
    embedded.publish()
    with pytest.raises(IntegrityError, match="not one of the open case"):
        _do(embedded, other, "handover", "dov", lambda file: file.hand_over(_package(embedded).id))


@pytest.mark.parametrize("point", ["act.before_commit", "act.after_commit"])
def test_act_is_done_or_not_done_when_it_is_killed_at_its_commit(office, monkeypatch, point):
    case = _open(office)
    before = cases.viewed(case)

    def hook(name: str) -> None:
        if name == point:
            raise Killed

    monkeypatch.setattr(crashpoints, "hook", hook)
    with pytest.raises(Killed):
        _do(office, case, "confirm", "ICE-0007", lambda file: file.confirm("ICE-0007", ["M1"]))
    monkeypatch.undo()
    after = cases.viewed(case)
    if point == "act.before_commit":
        assert after == before
        assert not EntryRow.objects.filter(act="confirm").exists()
    else:
        with cases.opened(case) as file:
            assert file.confirmations() == {("ICE-0007", "M1")}
        assert after.version == before.version + 1
        assert EntryRow.objects.filter(act="confirm").count() == 1


def test_register_is_loaded_by_two_when_each_has_signed(office):
    content = b"agency,state,since,until,reason,recorded_by\nAgency,good,2025-01-01,,,S. Officer\n"
    with standing_opened() as standing:
        standing.enter(office.enacted("register", "ada", "ben"))
        standing.load("standing", content, START)
    assert standing_version() == 2
    case = _open(office)
    with cases.opened(case) as file:
        assert [row.agency for row in file.registers(START).standing] == ["Agency"]
        assert file.registers(START - timedelta(seconds=1)).standing == ()
        assert file.facts.standing == 2


def test_register_is_refused_when_one_person_loads_it(embedded):

    def load_alone() -> None:
        with standing_opened() as standing:
            standing.enter(embedded.enacted("register", "ada"))
            standing.load("standing", b"agency,state,since,until,reason,recorded_by\n", START)

    with pytest.raises(IntegrityError, match="two persons"):
        load_alone()
    assert standing_version() == 1


def test_register_is_refused_when_the_same_person_signs_twice(embedded):
    with pytest.raises(DatabaseIntegrityError), standing_opened() as standing:
        standing.enter(embedded.enacted("register", "ada", "ada"))
    assert standing_version() == 1


def test_acts_on_one_case_follow_each_other_when_they_come_at_once(office):
    case = _open(office)
    version = cases.viewed(case).version
    failures: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(8):
                _do(office, case, "find", "ada")
        except BaseException as error:  # noqa: BLE001 - reported to the test's own thread
            failures.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert cases.viewed(case).version == version + 24
    assert EntryRow.objects.filter(act="find").count() == 24


def test_release_waits_and_sees_the_order_when_an_order_came_first(postgres_home):
    """Two PostgreSQL connections: the order holds the standing; the hand-over waits, then sees its version."""
    office = office_with_log(postgres_home)
    case = _open(office)
    seen: list[int] = []
    order_taken, may_commit = threading.Event(), threading.Event()

    def order() -> None:
        with standing_opened() as standing:
            order_taken.set()
            may_commit.wait(20)
            standing.enter(office.enacted("order", "ada", "ben"))
        connections["default"].close()

    def release() -> None:
        with cases.opened(case) as file:
            seen.append(file.facts.standing)
        connections["default"].close()

    threads = [threading.Thread(target=order), threading.Thread(target=release)]
    threads[0].start()
    assert order_taken.wait(20)
    threads[1].start()
    time.sleep(0.3)
    assert seen == []  # waits for the order
    may_commit.set()
    for thread in threads:
        thread.join(20)
    assert seen == [2]
    assert HandoverRow.objects.count() == 0


def test_order_waits_when_an_act_on_a_case_is_under_way(postgres_home):
    """The other way round: an act holds the standing shared, another act shares it, an order waits."""
    office = office_with_log(postgres_home)
    first, second = _open(office), _open(office, "ICE-2025-0002")
    events: list[str] = []
    acting, may_commit = threading.Event(), threading.Event()

    def act() -> None:
        with cases.opened(first) as file:
            acting.set()
            may_commit.wait(20)
            file.enter(office.enacted("find", "ada", case=file.facts.reference))
            events.append("act")
        connections["default"].close()

    def order() -> None:
        with standing_opened() as standing:
            events.append("order")
            standing.enter(office.enacted("order", "ada", "ben"))
        connections["default"].close()

    actor = threading.Thread(target=act)
    actor.start()
    assert acting.wait(20)
    with cases.opened(second) as file:
        assert file.facts.standing == 1  # another case is not kept waiting
    orderer = threading.Thread(target=order)
    orderer.start()
    time.sleep(0.3)
    assert events == []
    may_commit.set()
    for thread in (actor, orderer):
        thread.join(20)
    assert events == ["act", "order"]
