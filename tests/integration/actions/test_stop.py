"""An outside party that the agreement names sees counts and proofs, and may stop a release within its window."""

import json

import pytest
from django.db import IntegrityError, transaction

from factories import ROLES as PEOPLE
from factories import delegation, done, register, signer
from guarding import use_guards
from lockgate.actions.authorize import authorize
from lockgate.actions.look import look
from lockgate.actions.release import release
from lockgate.actions.stop import stop, windows
from lockgate.cli import acts
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.releases import PackageRow
from lockgate.store.models.stops import StopRow

TERMS = '[party]\nname = "Special Master"\nofficers = ["pat"]\nwindow_hours = 72'
WHY = "A petition on this matter is pending."


@pytest.fixture
def authorized(scene, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, TERMS)
    rows = (delegation(name, roles) for name, roles in (PEOPLE | {"pat": "reviewer", "quinn": "reviewer"}).items())
    scene.load("delegations", register("delegations", *rows))
    scene.submitted().confirmed().relevant().located().proposed().voted()
    done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
    return scene


def let_go(scene):
    return release(scene.office, scene.case, signer("dov"), scene.proposal)


def refused(result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def test_party_sees_counts_and_proofs_and_stops_for_good(authorized):
    (seen,) = windows(authorized.office, signer("pat"))
    facts = authorized.facts
    assert (seen.reference, seen.proposal, seen.records, seen.recipients) == (
        facts.reference,
        facts.proposal.hash,
        3,
        2,
    )
    assert (seen.entry, seen.published, seen.open) == (facts.authorization.entry, True, True)
    assert refused(look(authorized.office, authorized.case, signer("pat"))) == "R51.provision"
    done(stop(authorized.office, signer("pat"), authorized.proposal, f" {WHY} "))
    assert authorized.facts.authorization.stopped == WHY
    assert refused(stop(authorized.office, signer("pat"), authorized.proposal, WHY)) == "office.stopped"
    authorized.pass_time(days=9)
    assert refused(let_go(authorized)) == "office.stopped"
    assert [(one.stopped, one.open) for one in windows(authorized.office, signer("pat"))] == [(True, False)]
    check_record_of_work()


def test_after_a_stop_another_proposal_has_votes_authorization_and_window_of_its_own(authorized):
    done(stop(authorized.office, signer("pat"), authorized.proposal, WHY))
    former = authorized.proposal
    authorized.pass_time(minutes=1)
    authorized.proposed().voted().authorized()
    assert authorized.proposal != former
    assert refused(let_go(authorized)) == "office.party_window"
    assert refused(stop(authorized.office, signer("pat"), former, WHY)) == "office.other_proposal"
    authorized.pass_time(days=2)
    assert [one.open for one in windows(authorized.office, signer("pat"))] == [False]
    authorized.released()
    check_record_of_work()


def test_silence_releases_nothing_and_the_end_of_the_window_is_the_end_of_stopping(authorized):
    authorized.pass_time(hours=71)
    assert refused(let_go(authorized)) == "office.party_window"
    authorized.pass_time(hours=2)
    assert refused(stop(authorized.office, signer("pat"), authorized.proposal, WHY)) == "office.window_over"
    assert not PackageRow.objects.exists()
    authorized.released()


def test_stop_is_typed(authorized, monkeypatch, capsys):
    monkeypatch.setattr(acts, "open_office", lambda *_given: authorized.office)
    monkeypatch.setattr(acts, "open_signer", lambda *_given: signer("pat"))
    assert acts.stop(as_json=True) == 0
    (line,) = json.loads(capsys.readouterr().out)["windows"]
    assert (line["case"], line["records"], line["state"]) == (authorized.facts.reference, "3", "open")
    assert acts.stop(proposal=line["proposal"], reason=WHY, as_json=True) == 0
    assert authorized.facts.authorization.stopped == WHY
    monkeypatch.setattr(acts, "open_signer", lambda *_given: signer("leo"))
    assert acts.stop() == 1


def test_others_stop_nothing_and_see_nothing(authorized):
    assert windows(authorized.office, signer("quinn")) == ()
    assert refused(stop(authorized.office, signer("quinn"), authorized.proposal, WHY)) == "office.other_party"
    assert refused(windows(authorized.office, signer("leo"))) == "R28.role"
    assert refused(stop(authorized.office, signer("leo"), authorized.proposal, WHY)) == "R28.role"
    for proposal, reason in (("0" * 64, WHY), (authorized.proposal, " "), (authorized.proposal, "x" * 2001)):
        with pytest.raises(UsageError):
            stop(authorized.office, signer("pat"), proposal, reason)
    assert not StopRow.objects.exists()


def test_database_lets_no_package_of_a_stopped_proposal_in_whatever_the_code_does(authorized):
    done(stop(authorized.office, signer("pat"), authorized.proposal, WHY))
    row, act = ProposalRow.objects.get(hash=authorized.proposal), ActRow.objects.filter(act=Act.AUTHORIZE.value).get()
    package = PackageRow(
        id="f" * 64, case_id=authorized.case, act=act, proposal=row, entry=act.entry, officer="ida",
        certificate="f" * 64, manifest="f" * 64, accounting_root="f" * 64, records=1, size=1,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="stopped"), transaction.atomic():
        package.save(force_insert=True)
