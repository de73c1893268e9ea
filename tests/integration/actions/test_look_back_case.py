"""A look back into the custodian's file: a case, two officers, entered before it is read, sealed after (R49)."""

import csv
import json
from dataclasses import replace
from datetime import date

import pytest

from factories import (
    DIRECTOR,
    Scene,
    csv_bytes,
    custodian_file,
    done,
    order,
    prepare_index,
    record,
    register,
    signer,
    write_submission,
)
from lockgate.actions.authorize import authorize as authorize_answers
from lockgate.actions.confirm import confirm
from lockgate.actions.dispose import dispose
from lockgate.actions.examine import examine
from lockgate.actions.find import Found, find
from lockgate.actions.handover import hand_over
from lockgate.actions.locate import locate
from lockgate.actions.look import look
from lockgate.actions.lookback import LookBackQuestion
from lockgate.actions.lookback_case import authorize_look_back, looked_at, open_look_back
from lockgate.actions.lookback_read import look_back_in_file
from lockgate.actions.prove import prove_decisions
from lockgate.actions.publish import check, publish
from lockgate.actions.reconcile import reconcile
from lockgate.actions.registry import index_of
from lockgate.actions.review import review
from lockgate.actions.seal import seal
from lockgate.errors import UsageError
from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure import visibility
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.visibility import SIGHTS, Thing
from lockgate.store import evidence
from lockgate.store.cases import evidence_of, viewed
from lockgate.store.keyring import load_evidence_key
from lockgate.store.reconciliation import remains
from lockgate.verify.main import main as verify

FOUND = Found("R47.finding", met=True, reason="It serves the matter.", scope=Scope(Reach.ROWS, rows=frozenset({1})))
STRANGER, ELSEWHERE, WEAK = 15, 4, 3
RECORDS = [
    record(1),
    record(2),
    record(WEAK, tin="", date_of_birth=""),
    record(ELSEWHERE, address_line1="999 Elm St"),
    record(STRANGER),
    record(6, address_line1="Unknown"),
]
ANSWERS = [
    ("R001", "name;tin_agrees"),
    ("R002", "name;address_agrees"),
    ("R003", "name;address_agrees"),
    ("R004", "name;address_agrees"),
    ("R015", "name;address_agrees"),
    ("R006", "name;tin_agrees"),
    ("R099", ""),
]


@pytest.fixture
def question(tmp_path):
    (tmp_path / "records.csv").write_bytes(csv_bytes(TERMS, RECORDS))
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("record_id", "matched_by"), *ANSWERS])
    return LookBackQuestion(
        tmp_path / "records.csv", tmp_path / "answers.csv", None, None, None, "irs-ice-2025", date(2025, 8, 7)
    )


@pytest.fixture
def opened(scene, question):
    scene.case = done(open_look_back(scene.office, question, index_of(scene.office).manifest.name, signer("ada"))).case
    return scene


@pytest.fixture
def authorized(opened):
    done(authorize(opened, "mia"))
    return opened


def authorize(scene: Scene, name: str):
    looked = looked_at(scene.office, scene.case)["look_back"]
    return authorize_look_back(scene.office, scene.case, looked, signer(name))


def read(scene: Scene, question, folder, name="ada"):
    folder.mkdir(exist_ok=True)
    return look_back_in_file(scene.office, scene.case, question, (folder, signer(name)))


def refused(answer) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def sealed(scene: Scene):
    (stored,) = evidence_of(scene.case, "looked_back")
    return evidence.get_sealed_table(scene.office.home, load_evidence_key(scene.office.home), scene.case, stored)


def test_opening_names_every_hash_and_reads_no_record(scene, question):
    answer = done(open_look_back(scene.office, question, index_of(scene.office).manifest.name, signer("ada")))
    assert {"as_of", "agreement", "pack", "law", "index", "records", "answers"} <= set(answer.told)
    assert all(len(answer.told[name]) == 64 for name in ("pack", "law", "index", "records", "answers"))
    assert viewed(answer.case).stage is CaseStage.LOOK_BACK


def test_without_a_second_officer_nothing_is_read(opened, question, tmp_path):
    assert refused(read(opened, question, tmp_path / "out")) == "R49.not_authorized"
    assert not evidence_of(opened.case, "looked_back")


@pytest.mark.parametrize("name", ["ada", "ann", "ben", "dov", "sam"])
def test_only_the_officers_of_the_table_authorize(opened, name):
    assert refused(authorize(opened, name)) == "R28.role"


def test_it_goes_the_whole_way_and_tells_numbers_and_proofs_alone(authorized, question, tmp_path):
    summary = read(authorized, question, tmp_path / "out")
    assert isinstance(summary, dict)
    assert summary["custodians_file"]["found"] == {"one": 2, "weak": 1, "none": 1, "several": 0, "disagrees": 2}
    assert summary["custodians_file"]["found_of_never_confirmed"]["one"] == 1
    # Even with the custodian's file nobody can say whether an answer came from the stated periods alone.
    assert "R58" in summary["not_asked"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"summary.json", "report.html", "report.txt"}
    written = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert set(written["custodians_file"]["found"].values()) == {None}
    assert written["rules"]["R24"]["met"] == 0
    assert written["proof"] == summary["proof"]
    facts = viewed(authorized.case)
    assert facts.stage is CaseStage.LOOKED_BACK
    assert [done_.act.value for done_ in facts.acts] == ["audit", "audit_authorize", "audit_read", "audit_close"]
    assert len({done_.entry for done_ in facts.acts}) == 4


def test_the_numbers_told_are_the_fields_its_reader_has_a_provision_for(authorized, question, tmp_path):
    told = read(authorized, question, tmp_path / "out")["custodians_file"]
    (line,) = [line for line in SIGHTS if line.thing is Thing.LOOK_BACK]
    fields = {word for field in line.fields for word in field.split(", ")}
    assert set(told["found"]) | set(told["found_of_never_confirmed"]) == fields


def test_nothing_is_read_for_somebody_without_a_provision_to_see_it(authorized, question, tmp_path, monkeypatch):
    monkeypatch.setattr(visibility, "SIGHTS", ())
    assert refused(read(authorized, question, tmp_path / "out")) == "R51.provision"
    assert [done_.act.value for done_ in viewed(authorized.case).acts] == ["audit", "audit_authorize"]
    assert not list((tmp_path / "out").iterdir())


def test_the_result_of_each_answer_is_sealed_evidence_under_the_root_that_is_told(authorized, question, tmp_path):
    summary = read(authorized, question, tmp_path / "out")
    table = sealed(authorized)
    assert evidence.rows_of([table]).root == summary["proof"]["result_root"]
    found = {line["answer"]: (line["outcome"], line["rules"], line["identified"]) for line in table.to_pylist()}
    assert found == {
        1: ("unsupported", "R09;R24", "one"),
        2: ("no_rule_failed", None, "one"),
        3: ("no_rule_failed", None, "weak"),
        4: ("unsupported", "R24", "disagrees"),
        5: ("unsupported", "R24", "none"),
        6: ("unsupported", "R05;R06;R09;R24", "disagrees"),
        7: ("unsupported", "R01", ""),
    }


def test_no_answer_and_no_person_stands_in_what_is_written(authorized, question, tmp_path):
    read(authorized, question, tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not any(one in text for one in ("R001", "T001", "Ruiz", "RUIZ", "OAK ST", "Oak St", "9007000"))


def test_other_files_than_the_authorized_ones_are_not_read_with(authorized, question, tmp_path):
    question.answers.write_bytes(question.answers.read_bytes() + b"R002,\n")
    with pytest.raises(UsageError, match="not those this look back was opened on"):
        read(authorized, question, tmp_path / "out")
    assert [done_.act.value for done_ in viewed(authorized.case).acts] == ["audit", "audit_authorize"]


def test_the_second_officer_names_what_was_looked_at(opened):
    shown = looked_at(opened.office, opened.case)
    assert (shown["answers_given"], shown["agreement"]) == (str(len(ANSWERS)), "irs-ice-2025")
    with pytest.raises(UsageError, match="is not of what this look back was opened on"):
        authorize_look_back(opened.office, opened.case, "0" * 64, signer("mia"))
    with pytest.raises(UsageError, match="no look-back case"):
        looked_at(opened.office, "0" * 32)


def test_another_custodians_file_is_not_what_was_authorized(authorized, question, tmp_path):
    office = replace(authorized.office, custodian=custodian_file(tmp_path / "other", range(1, 4)))
    prepare_index(office)
    with pytest.raises(UsageError, match="not those this look back was opened on"):
        look_back_in_file(office, authorized.case, question, (tmp_path, signer("ada")))


def test_another_day_is_not_what_was_authorized(authorized, question, tmp_path):
    with pytest.raises(UsageError, match="not those this look back was opened on"):
        read(authorized, replace(question, as_of=date(2025, 8, 8)), tmp_path / "out")


def test_the_same_look_back_is_opened_once(opened, question):
    with pytest.raises(UsageError, match="is already case"):
        open_look_back(opened.office, question, index_of(opened.office).manifest.name, signer("ada"))


def test_once_its_result_is_kept_nothing_more_is_done(authorized, question, tmp_path):
    read(authorized, question, tmp_path / "out")
    assert refused(read(authorized, question, tmp_path / "again")) == "office.stage"
    assert refused(authorize(authorized, "leo")) == "office.stage"


ACTS_OF_A_SUBMISSION = {
    "examine": lambda *on: examine(*on, signer("ada")),
    "find": lambda *on: find(*on, signer("ada"), [FOUND]),
    "locate": lambda *on: locate(*on, signer("ada")),
    "dispose": lambda *on: dispose(*on, signer("ada")),
    "confirm": lambda *on: confirm(*on, signer("ida"), ["M-001"]),
    "review": lambda *on: review(*on, signer("ben"), "0" * 64, (Vote.FOR, "")),
    "authorize": lambda *on: authorize_answers(*on, signer("dov"), "0" * 64),
    "seal": lambda *on: seal(*on, signer("dov"), "0" * 64),
    "handover": lambda *on: hand_over(*on, signer("dov"), "0" * 64),
}


@pytest.mark.parametrize("act", ACTS_OF_A_SUBMISSION)
def test_an_act_of_a_submission_is_refused_by_its_stage_on_a_look_back_case(authorized, act):
    before = viewed(authorized.case)
    answer = ACTS_OF_A_SUBMISSION[act](authorized.office, authorized.case)
    assert refused(answer) == "office.stage"
    assert "at the stage: look back." in answer.sentence
    assert viewed(authorized.case) == before


@pytest.mark.parametrize("act", [examine, locate, dispose])
def test_an_act_begun_by_another_role_is_told_the_role_and_not_the_stage(authorized, act):
    assert refused(act(authorized.office, authorized.case, signer("sam"))) == "R28.role"
    assert refused(act(authorized.office, authorized.case, signer("eve"))) == "R28.unknown"


@pytest.mark.parametrize("who", ["ada", "ben", "leo"])
def test_looking_at_a_look_back_case_shows_its_stage(authorized, who):
    seen = look(authorized.office, authorized.case, signer(who))
    assert not isinstance(seen, Refusal)
    assert (seen.facts.stage, seen.words, seen.loads) == (CaseStage.LOOK_BACK, {}, {})


def test_a_look_back_reads_on_no_submissions_case(scene, question, tmp_path):
    scene.submitted()
    assert refused(read(scene, question, tmp_path / "out")) == "office.stage"
    assert refused(authorize_look_back(scene.office, scene.case, "0" * 64, signer("mia"))) == "office.stage"


def test_an_order_that_forbids_locating_stops_the_reading(authorized, question, tmp_path):
    done(authorized.load("orders", register("orders", order(forbids="locate"))))
    assert refused(read(authorized, question, tmp_path / "out")) == "R23.stay"


def test_a_submissions_own_people_authorize_nothing(scene, question):
    folder = scene.folder / "asked"
    write_submission(folder, RECORDS)
    declared = (folder / "submission.toml").read_text(encoding="utf-8")
    assert DIRECTOR in declared
    asked = replace(question, records=folder / "records.csv", submission=folder)
    case = done(open_look_back(scene.office, asked, index_of(scene.office).manifest.name, signer("ada"))).case
    assert viewed(case).submission.officers == {"ida", "jon"}


def test_a_reading_killed_after_its_entry_is_entered_again(authorized, question, tmp_path, monkeypatch):
    class KilledError(Exception):
        pass

    def killed(*_arguments):
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr("lockgate.actions.lookback_read.seek", killed)
        with pytest.raises(KilledError):
            read(authorized, question, tmp_path / "out")
    assert viewed(authorized.case).stage is CaseStage.LOOK_BACK
    assert isinstance(read(authorized, question, tmp_path / "again"), dict)
    acts = [done_.act.value for done_ in viewed(authorized.case).acts]
    assert acts == ["audit", "audit_authorize", "audit_read", "audit_read", "audit_close"]
    assert remains(authorized.office.home).orphans == ()


def test_outsiders_verify_the_log_and_both_officers_signatures(authorized, question, tmp_path, capsys):
    summary = read(authorized, question, tmp_path / "out")
    publish(authorized.office)
    check(authorized.office)
    opening = tmp_path / "decisions.json"
    opening.write_bytes(prove_decisions(authorized.office, authorized.case))
    assert verify(["decisions", str(opening), str(authorized.office.home.log)]) == 0
    told = capsys.readouterr().out
    assert "ada" in told
    assert "mia" in told
    entries = json.dumps(summary["proof"])
    assert authorized.case in entries
    assert reconcile(authorized.office).orphans == ()
