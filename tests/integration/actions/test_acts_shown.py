"""R51 at the faces: with no line in the table nothing is shown, and each role is told its own fields alone."""

import pytest

from factories import CLEAR, done, register, rostered, signer
from lockgate.actions.fetch import fetch
from lockgate.actions.holding import holds_listed
from lockgate.actions.look import look
from lockgate.actions.prove import prove_outcome
from lockgate.actions.registry import build_index
from lockgate.procedure import visibility
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.visibility import Field


def code(answer) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


@pytest.fixture
def released(scene):
    return scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()


def test_every_face_refuses_when_the_table_is_empty(released, tmp_path, monkeypatch):
    mine = next(package for package in released.facts.packages if package.recipient == "ida").id
    before = released.facts.version
    monkeypatch.setattr(visibility, "SIGHTS", ())
    office = released.office
    for name in ("ada", "ben", "leo", "ida"):
        assert code(look(office, released.case, signer(name))) == "R51.provision"
    assert code(holds_listed(office, signer("mia"))) == "R51.provision"
    assert code(fetch(office, mine, signer("ida"), tmp_path)) == "R51.provision"
    assert not list(tmp_path.glob("*.package"))
    assert code(build_index(office, signer("mia"))) == "R51.provision"
    assert code(prove_outcome(office, released.case, 1, signer("ida"))) == "R51.provision"
    assert code(released.load("determinations", register("determinations", CLEAR))) == "R51.provision"
    assert released.facts.version == before


def test_no_officer_of_the_custodian_has_a_record_s_answer_opened(released):
    for name in ("ada", "ben", "dov", "leo", "mia", "sam"):
        assert code(prove_outcome(released.office, released.case, 1, signer(name))) == "R51.provision"


def test_determinations_are_loaded_by_the_compartment_s_officials_alone(scene):
    content = register("determinations", CLEAR)
    assert code(scene.load("determinations", content, "mia", "sam")) == "R51.provision"
    assert code(scene.load("determinations", content, "sam", "leo")) == "R51.provision"
    done(scene.load("determinations", content, "leo", "mia"))


def test_look_tells_the_words_of_its_field_to_those_who_draft_and_vote_and_to_nobody_else(scene):
    scene.submitted().confirmed().relevant().located().proposed()
    for name in ("ada", "ben", "leo", "ida"):
        seen = look(scene.office, scene.case, signer(name))
        assert not isinstance(seen, Refusal)
        told = name in {"ada", "ben"}
        assert set(seen.words) == (set(Field.WORDS.split(", ")) if told else set())
        assert bool(seen.recipients) == told


def test_an_agency_s_officer_looks_at_no_case_that_does_not_name_them(scene):
    done(scene.load("roster", register("roster", rostered("ida"), rostered("jon"), rostered("kit"))))
    scene.submitted()
    assert code(look(scene.office, scene.case, signer("kit"))) == "R51.provision"
    assert not isinstance(look(scene.office, scene.case, signer("ida")), Refusal)


def test_building_the_index_tells_the_sizes_of_its_field(scene):
    told = done(build_index(scene.office, signer("mia"))).told
    assert set(told) - {"index"} == set(Field.SIZES.split(", "))
