"""What a page of a large case says of what would leave is what judging it anew says; and no act takes it."""

from dataclasses import replace

import pytest

from factories import CLEAR, GOOD_STANDING, done, order, record, register, registers, rostered, signer
from factories import scene as make_scene
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.foresee import gates_as_judged, gates_now
from lockgate.actions.office import Signer, Unsigned
from lockgate.actions.release import release_next
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.gate_words import WORDS
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_gates import law_met
from lockgate.store.fsck import check_record_of_work
from lockgate.store.judged import judged_of, keep_judged
from lockgate.store.packages import SUFFIX
from lockgate.store.queue import State, ask_again
from queue_parts import asked, officer, signed, whole_way, worked

SHUT = {
    "nothing is amiss": (None, ""),
    "the person granted is protected": (
        ("orders", register("orders", order(scope="persons", taxpayers="T001"))),
        "R46.changed",
    ),
    "nobody is determined": (("determinations", register("determinations")), "R46.changed"),
    "a bar": (
        ("determinations", register("determinations", CLEAR, {**CLEAR, "taxpayer": "T001", "determination": "bar"})),
        "R46.changed",
    ),
    "the agency is held": (("standing", register("standing", {**GOOD_STANDING, "state": "held"})), "R22.held"),
    "untrained": (
        ("roster", register("roster", *(rostered(one, trained_on="2024-01-01") for one in ("ida", "jon")))),
        "R21.training",
    ),
    "one of two is left out": (("roster", register("roster", rostered("ida"))), ""),
}


@pytest.fixture
def scene(home, tmp_path):
    return make_scene(home, tmp_path / "scene")


def asking(scene, name="dov"):
    return Signer(name, Unsigned(officer(scene, name).certificate))


def alike(scene, name, act):
    """As it was judged, the page's gates are those of judging it anew."""
    told = gates_as_judged(scene.office, scene.case, asking(scene, name), act)
    assert told.judged_at is not None
    assert told.gates == gates_now(scene.office, scene.case, asking(scene, name), act)
    return {words: no.code if no is not None else "" for words, no in told.gates}


def judged(scene, act=Act.AUTHORIZE, who="dov"):
    ask_again(asked(scene, act, scene.case, who).id)
    return worked(scene)


def test_page_says_what_judging_anew_says_whatever_shuts_the_gate(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted()
    for changed, code in SHUT.values():
        if changed is not None:
            done(scene.load(*changed))
            done(examine(scene.office, scene.case, signer("ada")))
        before = gates_as_judged(scene.office, scene.case, asking(scene), Act.AUTHORIZE)
        full = gates_now(scene.office, scene.case, asking(scene), Act.AUTHORIZE)
        assert (before.judged_at, before.gates) == (None, tuple(one for one in full if one[0] != WORDS[law_met]))
        assert judged(scene).state is (State.REFUSED if code else State.TO_SIGN)
        # Who asks is asked for anew: what only one of them may do does not stand in what was kept.
        for name in ("dov", "mia"):
            assert alike(scene, name, Act.AUTHORIZE)[WORDS[law_met]] == code
        if changed is not None:
            done(scene.load(changed[0], registers()[changed[0]]))


def test_act_takes_nothing_of_what_a_page_shows(scene):
    """A judgement in which all is well, put there by whoever has every key, opens nothing."""
    scene.submitted().confirmed().relevant().located().proposed().voted()
    judged(scene)
    kept = judged_of(scene.office.home, scene.case)
    done(scene.load(*SHUT["the agency is held"][0]))
    done(examine(scene.office, scene.case, signer("ada")))
    assert gates_as_judged(scene.office, scene.case, asking(scene), Act.AUTHORIZE).judged_at is None
    facts = scene.facts
    entered = kept.entered + 100
    forged = replace(kept, version=facts.version, standing=facts.standing, pack=facts.examination.pack, entered=entered)
    keep_judged(scene.office.home, scene.case, forged)
    assert gates_as_judged(scene.office, scene.case, asking(scene), Act.AUTHORIZE).judged_at is not None
    refused = authorize(scene.office, scene.case, signer("dov"), scene.proposal)
    assert isinstance(refused, Refusal)
    assert refused.code == "R22.held"
    file = scene.office.home.scratch / f"judged-{scene.case}"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(IntegrityError):
        judged_of(scene.office.home, scene.case)


def test_judgement_is_none_of_now_after_another_case_was_sealed_or_another_day(scene):
    scene.submitted([record(4)], "ICE-2025-0009").confirmed().relevant().located().proposed().voted().authorized()
    other = scene.case
    scene.submitted().confirmed().relevant().located().proposed().voted()
    judged(scene)
    assert alike(scene, "dov", Act.AUTHORIZE)
    mine, scene.case = scene.case, other
    scene.released()
    scene.case = mine
    assert gates_as_judged(scene.office, mine, asking(scene), Act.AUTHORIZE).judged_at is None
    scene.pass_time(seconds=1)
    judged(scene, who="mia")
    assert alike(scene, "mia", Act.AUTHORIZE)
    scene.pass_time(days=1)
    assert gates_as_judged(scene.office, mine, asking(scene), Act.AUTHORIZE).judged_at is None


def test_authorizing_sealing_and_handing_over_are_done_by_the_queue_once_each(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted()
    for act, stage in (
        (Act.AUTHORIZE, CaseStage.AUTHORIZED), (Act.SEAL, CaseStage.SEALED), (Act.HANDOVER, CaseStage.HANDED_OVER)
    ):  # fmt: skip
        assert whole_way(scene, act, scene.case, "dov").state is State.DONE
        assert scene.facts.stage is stage
        scene.pass_time(days=1 if act is Act.AUTHORIZE else 0, minutes=1)
    words = [word for word, _ in scene.acts if word in {"authorize", "seal", "handover"}]
    assert words == ["authorize", "seal", "handover"]
    assert all((scene.office.home.handover / f"{one.id}{SUFFIX}").exists() for one in scene.facts.packages)
    check_record_of_work()


def test_worker_that_ended_after_the_commit_lays_out_and_publishes_the_next_time(scene, monkeypatch):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    done(release_next(scene.office, scene.case, signer("dov"), scene.proposal))
    job = asked(scene, Act.HANDOVER, scene.case, "dov")
    worked(scene)
    signed(scene, job)

    def ended(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("lockgate.actions.handover.lay_out", ended)
        with pytest.raises(KeyboardInterrupt):
            worked(scene)
    assert scene.facts.stage is CaseStage.HANDED_OVER
    assert list(scene.office.home.handover.iterdir()) == []
    assert worked(scene).state is State.DONE
    assert len(list(scene.office.home.handover.iterdir())) == len(scene.facts.packages)
    check_record_of_work()
