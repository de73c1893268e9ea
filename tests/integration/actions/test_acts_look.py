"""Looking at weak records (R24): agreement by element and rows, to those with a provision, and nothing that is held."""

import json
import re

import pytest

from factories import done, held_address, record, signer, taxpayer
from lockgate.actions.assign import assign
from lockgate.actions.find import Found, find
from lockgate.actions.look_weak import WeakSeen, look_at_weak
from lockgate.actions.scopes import rows_in, spans
from lockgate.cli import look as face
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.pipeline.weak_records import Element
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store.models.log import EntryRow

BARE = {"tin": "", "date_of_birth": ""}
RECORDS = [record(1), record(2, **BARE), record(3, tax_periods="2023"), record(4, **BARE), record(15)]
HELD = {str(value) for one in (2, 3, 4) for value in (*taxpayer(one).values(), *held_address(one).values()) if value}
ASKED = {value for one in RECORDS for value in one.values() if value}


@pytest.fixture
def weak(scene):
    made = scene.submitted(RECORDS).confirmed(*(one["matter_id"] for one in RECORDS)).relevant().located()
    for name in ("ada", "ben"):
        done(assign(made.office, made.case, signer(name)))
    return made


def code(answer: object) -> str:
    return answer.code if isinstance(answer, Refusal) else "done"


def seen(scene, name="ada") -> WeakSeen:
    answer = look_at_weak(scene.office, scene.case, signer(name))
    assert isinstance(answer, WeakSeen), answer
    return answer


def test_weak_records_are_told_by_how_each_element_agrees_and_by_their_rows(weak):
    first, second = seen(weak).agreements
    agrees, absent = Element.AGREES, Element.ABSENT
    assert (list(first.elements.values()), first.rows) == ([agrees, agrees, agrees, absent, absent], (2, 4))
    outside = [agrees, agrees, Element.DISAGREES, agrees, agrees]
    assert (list(second.elements.values()), second.rows) == (outside, (3,))


def test_nothing_of_what_is_held_and_nothing_of_the_request_is_told(weak, monkeypatch, capsys):
    monkeypatch.setattr(face, "open_office", lambda *_: weak.office)
    monkeypatch.setattr(face, "open_signer", lambda *_: signer("ada"))
    assert face.look(weak.case, as_json=True) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert [one.pop("rows") for one in found["weak"]] == [[2, 4], [3]]
    words = {element.value for element in Element}
    assert all(set(one.values()) <= words for one in found["weak"])
    shown = re.sub(f"{weak.case}|{found['entry']}", "", told.out + told.err)
    assert not [value for value in HELD | ASKED if len(value) > 2 and value in shown]


def test_looking_is_entered_before_anything_is_shown(weak, monkeypatch):
    def unread(*_):
        raise OSError("the disk is gone")

    monkeypatch.setattr("lockgate.actions.dossier.Dossier.sealed", unread)
    with pytest.raises(OSError, match="disk is gone"):
        look_at_weak(weak.office, weak.case, signer("ada"))
    assert weak.acts[-1] == ("look", "ada")
    assert EntryRow.objects.filter(act="look").count() == 1


@pytest.mark.parametrize("name", ["dov", "leo", "mia", "sam", "ida"])
def test_nobody_without_a_provision_looks_and_nothing_is_entered(weak, name):
    before = weak.acts
    assert code(look_at_weak(weak.office, weak.case, signer(name))) in {"R28.role", "R51.provision"}
    assert weak.acts == before


def test_whoever_has_not_taken_the_case_is_shown_nothing_of_it(weak):
    assert code(look_at_weak(weak.office, weak.case, signer("cyd"))) == "R51.assigned"
    assert weak.acts[-1] == ("assign", "ben")
    assert code(assign(weak.office, weak.case, signer("ben"))) == "office.taken"
    done(assign(weak.office, weak.case, signer("cyd")))
    assert len(seen(weak, "cyd").agreements) == 2


def test_looking_is_refused_before_the_file_was_read_and_after_the_vote(scene):
    scene.submitted().confirmed().relevant()
    assert code(look_at_weak(scene.office, scene.case, signer("ada"))) == "office.stage"
    scene.located().proposed().voted().authorized()
    assert code(look_at_weak(scene.office, scene.case, signer("ada"))) == "office.stage"


def test_deciding_officer_who_looked_still_votes_and_the_finding_still_counts(weak):
    found = Found(
        "R24.weak",
        met=True,
        reason="Looked at.",
        scope=Scope(Reach.ROWS, rows=frozenset(seen(weak).agreements[0].rows)),
    )
    done(find(weak.office, weak.case, signer("ada"), [found]))
    weak.proposed()
    assert len(seen(weak, "ben").agreements) == 2
    assert weak.voted().facts.stage is CaseStage.PROPOSED
    assert len(weak.facts.votes) == 2


@pytest.mark.parametrize(("rows", "told"), [((), ""), ((3,), "3"), ((1, 2, 3, 7, 9, 10), "1-3;7;9-10")])
def test_runs_of_rows_are_drawn_together(rows, told):
    assert spans(rows) == told
    assert rows_in(told, 10) == frozenset(rows)


@pytest.mark.parametrize("text", ["0", "11", "9-3", "a", "1;;x", "3-", "-3", "1,2"])
def test_rows_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match="Rows are"):
        rows_in(text, 10)


def test_rows_are_shown_on_the_command_line_with_each_finding_once_their_showing_is_entered(weak, monkeypatch, capsys):
    monkeypatch.setattr(face, "open_office", lambda *_: weak.office)
    monkeypatch.setattr(face, "open_signer", lambda *_: signer("ada"))
    assert face.inspect(weak.case, row=[2], as_json=True) == 0
    (one,) = json.loads(capsys.readouterr().out)["records"]
    assert (one["row"], one["outcome"], one["columns"]["family_name"]) == (2, "sufficient", "RuizBa")
    assert {found["state"] for found in one["findings"]} == {"met"}
    assert weak.acts[-1] == ("inspect", "ada")
    with pytest.raises(UsageError, match="rows 1 to 5"):
        face.inspect(weak.case, row=[6], as_json=True)
    assert weak.acts[-1] == ("inspect", "ada")
