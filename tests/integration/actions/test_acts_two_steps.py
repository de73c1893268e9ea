"""Sealing by an officer who signs elsewhere: the packages are made first, and these and no others are sealed."""

import pytest

from authenticator import Authenticator
from credentialed import signed_by, with_credentials
from factories import done, key, order, register, signer
from lockgate.actions.foresee import what_would_be_signed, with_signature
from lockgate.actions.office import Signer, Unsigned
from lockgate.actions.reconcile import reconcile
from lockgate.actions.release import release, release_next
from lockgate.actions.seal import seal
from lockgate.canonical import parse_canonical
from lockgate.errors import IntegrityError
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.reconciliation import remains

DOVS = Authenticator("https://console.example.gov", id=b"dov's")


@pytest.fixture
def authorized(scene):
    with_credentials(scene, {"dov": [DOVS.document]})
    return scene.submitted().confirmed().relevant().located().proposed().voted().authorized()


def sealing(scene):
    return lambda by: seal(scene.office, scene.case, by, scene.proposal)


def asked(scene) -> bytes:
    wanted = what_would_be_signed(Signer("dov", Unsigned(key("dov").certificate)), sealing(scene))
    assert isinstance(wanted, bytes), wanted
    return wanted


def sent(wanted: bytes) -> Signer:
    return with_signature("dov", wanted, DOVS.assertion(wanted))


def files(scene) -> set[str]:
    return {one.stem for one in scene.office.home.sealed.iterdir()}


def test_officer_with_a_security_key_seals_and_hands_over(authorized):
    next_act = lambda by: release_next(authorized.office, authorized.case, by, authorized.proposal)  # noqa: E731
    done(signed_by("dov", DOVS, next_act))
    assert authorized.facts.stage is CaseStage.SEALED
    sealed = ActRow.objects.get(act="seal")
    assert bytes(sealed.certificate) == DOVS.document
    assert {one[0] for one in parse_canonical(bytes(sealed.content))["packages"]} == files(authorized)
    done(signed_by("dov", DOVS, next_act))
    assert authorized.facts.stage is CaseStage.HANDED_OVER
    check_record_of_work()
    assert remains(authorized.office.home).unfinished == remains(authorized.office.home).orphans == ()


def test_packages_made_are_in_no_row_and_asking_again_makes_no_others(authorized):
    first = asked(authorized)
    made = files(authorized)
    assert (len(made), authorized.facts.packages, authorized.facts.stage) == (2, (), CaseStage.AUTHORIZED)
    again = asked(authorized)
    assert files(authorized) == made
    done(sealing(authorized)(sent(first)))
    assert isinstance(sealing(authorized)(sent(again)), Refusal)
    assert {one.id for one in authorized.facts.packages} == made


def test_packages_left_by_a_killed_process_are_removed_and_the_signature_over_them_seals_nothing(authorized):
    wanted = asked(authorized)
    left = remains(authorized.office.home)
    assert (len(left.orphans), len(left.unfinished)) == (2, 1)
    reconcile(authorized.office)
    assert files(authorized) == set()
    refused = sealing(authorized)(sent(wanted))
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.made")
    assert authorized.facts.stage is CaseStage.AUTHORIZED
    done(sealing(authorized)(sent(asked(authorized))))


def test_one_package_gone_means_all_are_made_anew(authorized):
    wanted = asked(authorized)
    next(authorized.office.home.sealed.iterdir()).unlink()
    refused = sealing(authorized)(sent(wanted))
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.made")
    done(sealing(authorized)(sent(asked(authorized))))
    check_record_of_work()


def test_packages_made_yesterday_are_made_anew(authorized):
    """Another day is another accounting."""
    wanted = asked(authorized)
    authorized.pass_time(days=1)
    assert sealing(authorized)(sent(wanted)).code == "office.made"
    done(sealing(authorized)(sent(asked(authorized))))
    check_record_of_work()


def test_order_between_making_and_signing_stops_the_seal(authorized):
    wanted = asked(authorized)
    authorized.load("orders", register("orders", order()))
    refused = sealing(authorized)(sent(wanted))
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.examine_again")
    assert authorized.facts.packages == ()


def test_signature_over_packages_made_for_another_asking_is_refused(authorized):
    wanted = asked(authorized)
    reconcile(authorized.office)
    asked(authorized)
    refused = sealing(authorized)(sent(wanted))
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.changed")
    assert authorized.facts.packages == ()


@pytest.mark.parametrize("change", [lambda data: data[:-1] + bytes([data[-1] ^ 1]), lambda _data: b"{}"])
def test_list_of_packages_that_the_office_did_not_write_is_not_believed(authorized, change):
    """Or whoever can write a file beside the packages could put their own under a releaser's signature."""
    wanted = asked(authorized)
    (kept,) = authorized.office.home.scratch.glob("made-*")
    kept.write_bytes(change(kept.read_bytes()))
    with pytest.raises(IntegrityError):
        sealing(authorized)(sent(wanted))
    assert authorized.facts.packages == ()


def test_key_on_this_machine_seals_new_packages_whatever_was_made(authorized):
    asked(authorized)
    made = files(authorized)
    done(release(authorized.office, authorized.case, signer("dov"), authorized.proposal))
    assert not made & {one.id for one in authorized.facts.packages}
    reconcile(authorized.office)
    assert files(authorized) == {one.id for one in authorized.facts.packages}
    check_record_of_work()
