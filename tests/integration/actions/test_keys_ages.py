"""Ages of the office's keys: told before another is due, and what a key past its term no longer does."""

from datetime import timedelta

from factories import done, signer
from lockgate.actions.doctor import is_well
from lockgate.actions.keys import keys_due, rotate
from lockgate.actions.seal import seal
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.store import keys_ages
from lockgate.store.host_office import key_terms
from lockgate.store.keyring import load_gateway_key, load_release_signer
from lockgate.store.keys_ages import TERM, TOLD_BEFORE, key_ages, past_term
from lockgate.store.keys_kept import KeyName
from lockgate.store.refused import refused_on
from lockgate.store.standing import standing_opened

TWO = (signer("mia"), signer("leo"))


def officer(scene, name):
    with standing_opened() as standing:
        return officer_of(standing.registers(scene.now[0]), name, scene.now[0])


def test_keys_are_of_the_day_of_the_founding_until_they_are_rotated(scene):
    founded = key_ages(scene.office.home)[0].since
    assert {age.since for age in key_ages(scene.office.home)} == {founded}
    scene.pass_time(days=10)
    done(rotate(scene.office, KeyName.RELEASE, TWO))
    ages = {age.name: age for age in key_ages(scene.office.home)}
    assert ages["release"].since == scene.now[0]
    assert {ages[name].since for name in ("log", "evidence", "gateway")} == {founded}


def test_doctor_and_keepers_are_told_before_a_key_is_due(scene):
    due = key_ages(scene.office.home)[0].due
    keeper, other = officer(scene, "mia"), officer(scene, "ada")
    for at, told, well in (
        (due - TOLD_BEFORE - timedelta(minutes=1), 0, True),
        (due - TOLD_BEFORE, 4, True),
        (due + timedelta(minutes=1), 4, False),
    ):
        scene.now[0] = at
        assert len(keys_due(scene.office, keeper)) == told
        assert keys_due(scene.office, other) == ()
        assert is_well(key_terms(scene.office.home, at)) is well


def test_key_past_its_term_makes_nothing_new_and_still_opens(scene):
    home = scene.office.home
    wrapped = load_gateway_key(home).wrap(b"k" * 32)
    assert past_term(home, list(KeyName), key_ages(home)[0].due) is None
    scene.pass_time(days=TERM.days + 1)
    for name in (KeyName.RELEASE, KeyName.GATEWAY):
        assert past_term(home, [name], scene.now[0]).name == name
    assert load_gateway_key(home).unwrap(wrapped) == b"k" * 32
    assert load_release_signer(home).certificate_der
    done(rotate(scene.office, KeyName.RELEASE, TWO))
    assert past_term(home, [KeyName.RELEASE], scene.now[0]) is None


def test_no_package_is_sealed_with_a_release_key_past_its_term(scene, monkeypatch):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    monkeypatch.setattr(keys_ages, "TERM", timedelta(hours=1))
    refused = seal(scene.office, scene.case, signer("dov"), scene.proposal)
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.key_term")
    assert "lockgate keys rotate" in refused.sentence
    ((_, entered),) = refused_on(scene.now[0])
    assert (entered.act, entered.officer, entered.code) == ("seal", "dov", "office.key_term")
    assert [one for one in scene.office.home.sealed.rglob("*") if one.is_file()] == []
    for name in (KeyName.RELEASE, KeyName.GATEWAY):
        done(rotate(scene.office, name, TWO))
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
