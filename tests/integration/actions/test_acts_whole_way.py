"""One batch the whole way: who gets what, what the log shows, and that outsiders can verify all of it."""

import json

import pyarrow.parquet as pq
import pytest

from factories import CLEAR, Scene, done, key, order, record, register, signer
from gateway_parts import use_form
from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.dossier import read_dossier
from lockgate.actions.fetch import fetch
from lockgate.actions.find import Found, find
from lockgate.actions.locate import locate
from lockgate.actions.look import look
from lockgate.actions.prove import prove_decisions, prove_outcome
from lockgate.actions.publish import check, publish
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.seal.answers import Answer, Word
from lockgate.seal.packages import verify_package
from lockgate.seal.receipts import Receipt, sign_receipt, signed_receipt_bytes
from lockgate.store.cases import viewed
from lockgate.store.keyring import load_release_signer
from lockgate.store.packages import read_sealed
from lockgate.store.reconciliation import remains
from lockgate.verify.logs import verify_log
from lockgate.verify.main import main as verify
from opened_packages import answers_in

PROTECTED, BARRED, UNKNOWN, DEFICIENT, HELD, WEAK = 3, 4, 15, 6, 7, 8
RECORDS = [
    record(1),
    record(2),
    record(PROTECTED),
    record(BARRED),
    record(UNKNOWN),
    record(DEFICIENT, address_line1="Unknown"),
    record(HELD, removal_ground=""),
    record(WEAK, tin="", date_of_birth=""),
]
ROWS = {number: row for row, number in enumerate((1, 2, PROTECTED, BARRED, UNKNOWN, DEFICIENT, HELD, WEAK), start=1)}


def prepared(scene: Scene) -> Scene:
    done(scene.load("orders", register("orders", order(scope="persons", taxpayers=f"T{PROTECTED:03}"))))
    barred = {**CLEAR, "taxpayer": f"T{BARRED:03}", "determination": "bar"}
    done(scene.load("determinations", register("determinations", CLEAR, barred)))
    return scene.submitted(RECORDS).confirmed().relevant().located()


def opened(scene: Scene, agent: str) -> dict[str, Answer]:
    """What one recipient finds in the package."""
    mine = next(package for package in scene.facts.packages if package.recipient == agent)
    return {answer.record_id: answer for answer in answers_in(scene.office.home, mine.id, agent)}


def test_whole_way_answers_every_sufficient_record_and_tells_only_what_is_granted(scene):
    prepared(scene).proposed().voted().authorized().released()
    assert scene.facts.stage is CaseStage.HANDED_OVER
    answers = opened(scene, "ida")
    assert set(answers) == {f"R{n:03}" for n in (1, 2, PROTECTED, BARRED, UNKNOWN, WEAK)}
    assert {record_id for record_id, one in answers.items() if one.answer is Word.IDENTIFIED} == {"R001", "R002"}
    assert answers["R001"].line1 == "101 OAK ST"
    assert set(opened(scene, "jon")) == {"R001", f"R{PROTECTED:03}", f"R{UNKNOWN:03}"}


def test_weak_record_is_answered_when_the_analyst_found_it_met(scene):
    prepared(scene)
    looked = Found("R24.weak", met=True, reason="Name and address agree; an odd name.", scope=rows(ROWS[WEAK]))
    done(find(scene.office, scene.case, signer("ada"), [looked]))
    scene.proposed().voted().authorized().released()
    assert opened(scene, "ida")[f"R{WEAK:03}"].answer is Word.IDENTIFIED


def rows(*numbers: int) -> Scope:
    return Scope(Reach.ROWS, rows=frozenset(numbers))


def test_held_record_is_located_when_counsel_found_it_met(scene):
    scene.submitted([record(1, removal_ground="1182(a)(6)"), record(2)]).confirmed().relevant()
    assert scene.facts.examination.review == 1
    ground = Found("R16.other_ground", met=True, reason="The order names a 1227(a) class.", scope=rows(1))
    done(find(scene.office, scene.case, signer("leo"), [ground]))
    scene.located().proposed().voted().authorized().released()
    assert opened(scene, "ida")["R001"].answer is Word.IDENTIFIED


def test_officer_is_stripped_when_the_matter_is_not_confirmed(scene):
    scene.submitted().confirmed("M-001").relevant().located().proposed().voted().authorized().released()
    told = {record_id: answer.answer for record_id, answer in opened(scene, "ida").items()}
    assert told == {"R001": Word.IDENTIFIED, "R002": Word.NONE, "R003": Word.NONE}


def test_record_is_denied_when_no_person_found_it_relevant(scene):
    scene.submitted().confirmed().relevant(1).located().proposed().voted().authorized().released()
    told = {record_id: answer.answer for record_id, answer in opened(scene, "ida").items()}
    assert told == {"R001": Word.IDENTIFIED, "R002": Word.NONE, "R003": Word.NONE}


AGAIN = {"record_id": "R099", "final_order_date": "2025-01-11", "order_case_number": "A-200555"}


def test_same_person_asked_about_again_is_held_and_then_answered_once_at_most(scene):
    scene.submitted([record(1)]).confirmed().relevant().located().proposed().voted().authorized().released()
    scene.submitted([record(1, **AGAIN), record(2)], number="ICE-2").confirmed().relevant()
    assert (scene.facts.examination.review, scene.facts.examination.sufficient) == (1, 1)
    changed = Found("R48.group", met=True, reason="The order number was mended; letter of 8 August.", scope=rows(1))
    done(find(scene.office, scene.case, signer("leo"), [changed]))
    scene.located().proposed().voted().authorized().released()
    told = {record_id: answer.answer for record_id, answer in opened(scene, "ida").items()}
    assert told == {"R099": Word.NONE, "R002": Word.IDENTIFIED}


def test_third_try_is_counsels_and_a_returned_record_is_no_try(scene):
    scene.submitted([record(1, address_line1="Unknown"), record(2)], number="A").confirmed().relevant().located()
    scene.submitted([record(1), record(2)], number="B").confirmed().relevant().located()
    assert (scene.facts.examination.review, scene.facts.examination.sufficient) == (1, 1)
    changed = Found("R48.group", met=True, reason="Stated what changed.", scope=rows(2))
    scene.submitted([record(3), record(2)], number="C")
    done(find(scene.office, scene.case, signer("leo"), [changed]))
    scene.located()
    scene.submitted([record(2)], number="D")
    table = pq.read_table(read_dossier(scene.office.home, scene.case, scene.now[0]).path("examined"))
    assert table["open"].to_pylist() == ["R48.third_try"]


def test_case_is_examined_again_when_another_case_asked_meanwhile(scene):
    scene.submitted([record(1)], number="A")
    first = scene.case
    scene.submitted([record(1)], number="B").located()
    second = scene.case
    refused = locate(scene.office, first, signer("ada"))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.examine_again"
    assert viewed(second).stage is CaseStage.LOCATED


def test_log_has_the_same_entries_whatever_came_out(scene):
    def acts(records: list[dict[str, str]], number: str) -> list[str]:
        scene.submitted(records, number).confirmed().relevant().located().proposed().voted().authorized().released()
        log = verify_log(scene.office.home.log)
        return [entry.act for entry in log.entries if entry.case == scene.facts.reference]

    some = acts([record(1), record(2)], "A")
    assert acts([record(UNKNOWN), record(16)], "B") == some
    assert acts([record(5, tin="900700099"), record(17)], "C") == some


def test_outsiders_verify_log_decisions_and_an_answer(scene, tmp_path, capsys):
    prepared(scene).proposed().voted().authorized().released()
    home = scene.office.home
    check(scene.office)
    decisions, outcome = tmp_path / "decisions.json", tmp_path / "outcome.json"
    decisions.write_bytes(prove_decisions(scene.office, scene.case))
    outcome.write_bytes(prove_outcome(scene.office, scene.case, ROWS[UNKNOWN], signer("ida")))
    policy = str(home.log / "policy")
    assert verify(["log", str(home.log)]) == 0
    assert verify(["decisions", str(decisions), str(home.log)]) == 0
    assert verify(["outcome", str(outcome), "--policy", policy]) == 0
    assert json.loads(outcome.read_bytes())["answer"]["text"] == f'["R{UNKNOWN:03}","none"]'
    package = home.sealed / f"{scene.facts.packages[0].id}.package"
    certificate = str(home.keys / "release.crt")
    assert verify(["package", str(package), "--release-certificate", certificate, "--log", str(home.log)]) == 0
    capsys.readouterr()


def test_no_answer_is_opened_before_the_hand_over_and_no_address_ever(scene):
    prepared(scene).proposed().voted().authorized()
    for row in ROWS.values():
        with pytest.raises(UsageError, match="have not gone out"):
            prove_outcome(scene.office, scene.case, row, signer("ida"))
    scene.released()
    with pytest.raises(UsageError, match="an address is its recipient's"):
        prove_outcome(scene.office, scene.case, ROWS[1], signer("ida"))


def test_direct_package_is_fetched_acknowledged_and_recalled_each_by_the_right_person(scene, tmp_path, monkeypatch):
    use_form(monkeypatch, tmp_path, "direct")
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    office = scene.office
    mine = next(package for package in scene.facts.packages if package.recipient == "ida").id
    other = fetch(office, mine, signer("jon"), tmp_path)
    assert isinstance(other, Refusal)
    assert other.code == "R33.not_yours"
    assert not list(tmp_path.glob("*.package"))
    done(fetch(office, mine, signer("ida"), tmp_path))
    assert (tmp_path / f"{mine}.package").read_bytes() == read_sealed(office.home, mine)
    done(acknowledge(office, mine, signer("ida"), receipt(scene, mine)))
    again = acknowledge(office, mine, signer("ida"), receipt(scene, mine))
    assert isinstance(again, Refusal)
    done(recall(office, mine, signer("leo"), "A record should not have been in it."))
    (tmp_path / "again").mkdir()
    late = fetch(office, mine, signer("ida"), tmp_path / "again")
    assert isinstance(late, Refusal)
    assert not (office.home.handover / f"{mine}.package").exists()


def receipt(scene: Scene, package: str) -> bytes:
    release = load_release_signer(scene.office.home).certificate_der
    verified = verify_package(read_sealed(scene.office.home, package), release)
    body = Receipt(verified.manifest.terms.package, verified.manifest_hash, "ida", "2025-08-09T12:00:00Z")
    return signed_receipt_bytes(sign_receipt(body, key("ida").signer.private_key))


def test_look_shows_dispositions_to_those_who_vote_and_counts_to_nobody_else(scene):
    prepared(scene).proposed()
    seen = look(scene.office, scene.case, signer("ben"))
    assert not isinstance(seen, Refusal)
    assert seen.words == {"granted": 2, "denied": 4, "returned": 1, "held": 1}
    assert seen.votes == ()
    counsel = look(scene.office, scene.case, signer("leo"))
    assert not isinstance(counsel, Refusal)
    assert counsel.words == {}
    for name in ("sam", "eve"):
        assert isinstance(look(scene.office, scene.case, signer(name)), Refusal)


def test_load_of_each_officer_is_shown_to_the_custodian_s_officers_only(scene):
    scene.submitted([record(n) for n in (1, 2, 3, 4)])
    seen = look(scene.office, scene.case, signer("ben"))
    assert not isinstance(seen, Refusal)
    assert list(seen.loads.items()) == [("ida", 4), ("jon", 2)]
    asking = look(scene.office, scene.case, signer("ida"))
    assert not isinstance(asking, Refusal)
    assert asking.loads == {}


def test_reconcile_finds_nothing_after_a_whole_way(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    reconcile(scene.office)
    found = remains(scene.office.home)
    assert (found.orphans, found.unfinished, found.owed, found.astray, found.missing) == ((), (), (), (), ())
    before = publish(scene.office)
    assert publish(scene.office) == before


@pytest.mark.parametrize("records", [[record(DEFICIENT, address_line1="Unknown")]])
def test_case_without_a_sufficient_record_is_returned_and_never_located(scene, records):
    scene.submitted(records)
    assert scene.facts.stage is CaseStage.RETURNED
