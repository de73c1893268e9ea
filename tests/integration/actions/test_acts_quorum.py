"""No quorum, no release: acts are entered and wait, nothing leaves, and everything drains when witnesses are back."""

from pathlib import Path

import pytest

from factories import done, record, signer
from lockgate.actions.authorize import authorize
from lockgate.actions.fetch import fetch
from lockgate.actions.office import Done, Office
from lockgate.actions.publish import publish
from lockgate.actions.release import release
from lockgate.actions.seal import seal
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store import ledger
from lockgate.store.cases import viewed
from lockgate.store.keyring import load_log_signer
from lockgate.store.models.log import EntryRow, IndexRow
from lockgate.store.publication import Publication, published_size
from lockgate.verify.logs import verify_log
from witnesses_inside import silent


def code(result: object) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def waiting() -> list[int]:
    return list(EntryRow.objects.filter(place=None).order_by("id").values_list("id", flat=True))


@pytest.mark.parametrize("gone", [["court"], ["inspector", "court"]])
def test_acts_wait_and_nothing_leaves_while_witnesses_are_gone_and_the_same_command_drains_it(scene, gone):
    publish(scene.office)
    size = published_size(scene.office.home)
    scene.witnesses.fail(silent, gone)
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    scene.pass_time(days=1)
    entered = waiting()
    assert len(entered) >= 8
    for again in (False, True):
        refused = release(scene.office, scene.case, signer("dov"), scene.proposal)
        assert code(refused) == "R29.unpublished"
        assert f"The witness {gone[-1]} did not answer" in refused.sentence
        assert code(seal(scene.office, scene.case, signer("dov"), scene.proposal)) == "R29.unpublished"
        if not again:
            # That a seal was refused waits for its place too, once a day.
            entered = [*entered, *(one for one in waiting() if one not in entered)]
            assert EntryRow.objects.get(id=entered[-1]).act == "refuse"
    home = scene.office.home
    assert (scene.facts.stage, scene.facts.packages) == (CaseStage.AUTHORIZED, ())
    assert (list(home.sealed.iterdir()), list(home.handover.iterdir())) == ([], [])
    assert (published_size(home), waiting()) == (size, entered)

    scene.witnesses.fail(None)
    assert isinstance(release(scene.office, scene.case, signer("dov"), scene.proposal), Done)
    assert (
        list(IndexRow.objects.order_by("index").values_list("entry_id", flat=True))[size : size + len(entered)]
        == entered
    )
    assert waiting() == []
    assert len(verify_log(home.log).entries) == EntryRow.objects.count()
    facts = viewed(scene.case, published_size(home))
    assert facts.packages
    assert all(package.published and package.handed_over_at for package in facts.packages)


def test_sealed_packages_are_not_handed_over_when_witnesses_go_between_seal_and_hand_over(scene):
    publish(scene.office)
    scene.submitted([record(1), record(2)]).confirmed().relevant().located().proposed().voted().authorized()
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    sealed = sorted(scene.office.home.sealed.iterdir())
    scene.witnesses.fail(silent)
    for _ in range(2):
        assert code(release(scene.office, scene.case, signer("dov"), scene.proposal)) == "R29.unpublished"
    assert scene.facts.stage is CaseStage.SEALED
    assert list(scene.office.home.handover.iterdir()) == []
    hers = next(package for package in scene.facts.packages if package.recipient == "ida")
    (out := scene.folder / "out").mkdir()
    assert code(fetch(scene.office, hers.id, signer("ida"), out)) != ""
    assert list(out.iterdir()) == []
    scene.witnesses.fail(None)
    scene.released()
    assert sorted(scene.office.home.sealed.iterdir()) == sealed
    assert all(package.handed_over_at for package in scene.facts.packages)


def test_publication_says_which_witness_is_silent_and_does_nothing_else(scene):
    publish(scene.office)
    scene.submitted()
    before = {path: path.read_bytes() for path in sorted(Path(scene.office.home.log).rglob("*")) if path.is_file()}
    scene.witnesses.fail(silent, ["court"])
    refused = publish(scene.office)
    assert code(refused) == "R29.unpublished"
    assert "The witness court did not answer (Connection refused)." in refused.sentence
    assert "inspector" not in refused.sentence
    assert {p: p.read_bytes() for p in sorted(Path(scene.office.home.log).rglob("*")) if p.is_file()} == before
    asked = scene.witnesses.witnesses[1].asked
    publish(scene.office)
    assert scene.witnesses.witnesses[1].asked == asked + 1  # nobody is asked twice by one command
    scene.witnesses.fail(None)
    assert isinstance(publish(scene.office), Publication)


def test_nobody_is_no_quorum_when_an_office_is_opened_without_witnesses(scene):
    publish(scene.office)
    bare = Office(scene.office.home, scene.office.clock, scene.office.random, scene.office.custodian)
    scene.submitted()
    refused = publish(bare)
    assert code(refused) == "R29.unpublished"
    assert refused.sentence.count("was not asked") == 2
    assert ledger.integrate(bare.home, load_log_signer(bare.home), scene.now[0]).added == 0
    assert len(waiting()) > 0
