"""Who must not open a gated package opens nothing: each attempt on the real store, and entered where it was signed."""

import json
from base64 import b64decode
from datetime import timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from factories import (
    CLEAR,
    GOOD_STANDING,
    START,
    done,
    drawn,
    key,
    order,
    register,
    rostered,
    signer,
    text,
)
from gateway_parts import Desk, desk, released, use_form
from lockgate.actions.gateway import FETCH, OPENING, reply_to
from lockgate.actions.publish import publish_waiting
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import hops_open, reconcile
from lockgate.procedure.custody import Custody, custody_of, disclosed
from lockgate.procedure.opening_gates import ANSWERS_MOST
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keys_officers import certificate_pem, create_officer_key
from lockgate.store.models.gateway import GatewayKeyRow, GrantRow, OpeningRow, PurgeRow, RefusedOpeningRow
from lockgate.store.models.log import EntryRow
from lockgate.store.publication import waits
from lockgate.verify.logs import verify_log
from witnesses_inside import silent


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


@pytest.fixture
def ida(scene) -> Desk:
    made = desk(released(scene))
    assert made.fetch().code == 0
    return made


def opened_nothing(one: Desk) -> bool:
    return not GrantRow.objects.exists() and not one.answers.exists()


def refused_codes() -> list[str]:
    check_record_of_work()
    rows = list(RefusedOpeningRow.objects.order_by("id").values_list("code", flat=True))
    assert len(rows) == EntryRow.objects.filter(act="refuse_opening").count()
    return rows


def test_colleague_with_the_file_opens_nothing(scene, ida):
    jon = desk(scene, "jon")
    jon.put_key("open", "ida", receives=True)
    assert jon.open(ida.file).sentence.endswith("There is no such package for you here.")
    assert opened_nothing(jon)


def test_thief_with_the_file_and_the_agency_s_escrowed_encryption_key_opens_nothing(ida):
    """The encryption key is there and the officer's name; the signature key is another's."""
    ida.put_key("sign", "eve", receives=False)
    assert ida.open().sentence.endswith("There is no such package for you here.")
    assert opened_nothing(ida)
    assert refused_codes() == []


def test_gateway_s_database_opens_nothing_without_its_key(ida):
    wrapped = bytes(GatewayKeyRow.objects.get(package_id=ida.package).wrapped)
    for guess in (b"\0" * 32, wrapped[:32]):
        with pytest.raises(InvalidUnwrap):
            aes_key_unwrap(guess, wrapped[8:])
    secret = ida.scene.office.home.keys / "gateway.key"
    secret.rename(secret.with_suffix(".gone"))
    assert "gateway.key" in ida.open().sentence
    assert opened_nothing(ida)


def test_replayed_request_opens_nothing_after_the_receipt(scene, ida):
    assert ida.open().code == 0
    for path, body in list(ida.sent):
        reply = reply_to(scene.office, path, body)
        assert reply.status == (200 if path.endswith("nonce") else 409), (path, reply)
    assert (OpeningRow.objects.count(), GrantRow.objects.count()) == (1, 1)
    assert refused_codes() == ["office.opened"]


def test_same_request_has_the_same_answer_for_a_quarter_of_an_hour_and_each_time_an_entry(scene, ida):
    ida.held.add("/v1/receipt")
    assert ida.open().data["receipt"].startswith("not given")
    ((_, body),) = [one for one in ida.sent if one[0] == OPENING]
    grants = set()
    for _ in range(3):
        scene.pass_time(minutes=5)
        grants.add(json.loads(reply_to(scene.office, OPENING, body).document)["grant"])
    assert len(grants) == 1
    assert EntryRow.objects.filter(act="answer_again").count() == 3
    scene.pass_time(seconds=1)
    assert reply_to(scene.office, OPENING, body).status in {400, 409}
    ida.held.clear()
    assert ida.acknowledge().code == 0
    assert GrantRow.objects.count() == 1
    check_record_of_work()


def test_same_request_is_answered_again_a_stated_number_of_times_and_the_refusal_entered_once(scene, ida):
    ida.held.add("/v1/receipt")
    assert ida.open().code == 0
    ((_, body),) = [one for one in ida.sent if one[0] == OPENING]
    replies = [reply_to(scene.office, OPENING, body) for _ in range(ANSWERS_MOST + 3)]
    assert [one.status for one in replies] == [200] * ANSWERS_MOST + [409] * 3
    assert EntryRow.objects.filter(act="answer_again").count() == ANSWERS_MOST
    assert refused_codes() == ["office.answered"]
    ida.held.clear()
    assert ida.acknowledge().code == 0
    check_record_of_work()


def test_another_request_for_an_opened_package_is_refused_and_entered(ida):
    assert ida.open().code == 0
    ida.answers.unlink()
    (ida.folder / "out" / "opened.package").unlink()
    assert "opened already" in ida.open().sentence
    assert refused_codes() == ["office.opened"]


def roster(**changes: str):
    return "roster", register("roster", rostered("ida", **changes), rostered("jon"))


STOPS = {
    "a stay": (("orders", register("orders", order())), "R23.stay", 403),
    "a protected person": (
        ("orders", register("orders", order(scope="persons", taxpayers="T002"))), "R46.withheld", 404,
    ),
    "a bar": (
        ("determinations", register("determinations", CLEAR, {**CLEAR, "taxpayer": "T001", "determination": "bar"})),
        "R46.withheld", 404,
    ),
    "lost standing": (("standing", register("standing", {**GOOD_STANDING, "state": "held"})), "R22.held", 403),
    "no training": (roster(trained_on="2024-01-01"), "R21.training", 403),
    "no clearance": (roster(cleared_until="2025-01-01"), "R21.clearance", 403),
    "a contractor": (roster(employment="contractor"), "R55.contractor", 403),
    "another encryption certificate": (
        roster(certificate=text(key("kay", receives=True).certificate)), "R33.not_yours", 404,
    ),
}  # fmt: skip


@pytest.mark.parametrize("stop", STOPS)
def test_what_was_handed_over_is_not_opened_after(scene, ida, stop):
    (kind, content), code, status = STOPS[stop]
    done(scene.load(kind, content))
    assert ida.open().code == 1
    assert ida.replies[-1].status == status
    assert opened_nothing(ida)
    assert refused_codes() in ([code], [])
    assert refused_codes() == [code] or status == 404


@cache
def short_lived(name: str, *, receives: bool) -> str:
    """A certificate of the same key that ends two days after the scene begins."""
    begins = START - timedelta(days=3 * 366 - 2)
    return text(create_officer_key(name, begins, drawn(f"{name}{receives}"), receives=receives).certificate)


@pytest.mark.parametrize("which", ["certificate", "signature_certificate"])
def test_expired_certificate_opens_nothing(scene, which):
    done(scene.load(*roster(**{which: short_lived("ida", receives=which == "certificate")})))
    ida = desk(released(scene))
    (ida.folder / "open.crt").write_bytes(certificate_pem(b64decode(short_lived("ida", receives=True))))
    if which == "signature_certificate":
        ida.put_key("open", "ida", receives=True)
    assert ida.fetch().code == 0
    scene.pass_time(days=1)
    assert "certificate cannot be used" in ida.open().sentence
    assert ida.replies[-1].status == 403
    assert opened_nothing(ida)
    assert refused_codes() == ["R31.expired"]


LOST = (("roster", register("roster", rostered("jon"))), roster(signature_certificate=text(key("kay").certificate)))


@pytest.mark.parametrize("lost", LOST)
def test_officer_who_is_lost_or_signs_with_another_certificate_opens_nothing(scene, ida, lost):
    done(scene.load(*lost))
    assert ida.open().code == 1
    assert ida.replies[-1].status == 404
    assert opened_nothing(ida)


def test_new_signature_certificate_opens_only_what_is_sealed_to_it(scene, ida):
    done(scene.load(*roster(signature_certificate=text(key("kay").certificate))))
    ida.put_key("sign", "kay", receives=False)
    assert "another signature certificate" in ida.open().sentence
    assert refused_codes() == ["R31.signature_certificate"]


@pytest.mark.parametrize("at", ["opening.entered", "opening.published"])
def test_order_between_the_two_questions_keeps_the_key_back_until_it_is_lifted(scene, ida, monkeypatch, at):
    def hook(point: str) -> None:
        if point == at:
            monkeypatch.undo()
            use_form(monkeypatch, scene.folder / at, "gated")
            done(scene.load("orders", register("orders", order())))

    monkeypatch.setattr("lockgate.store.crashpoints.hook", hook)
    assert "forbids this act" in ida.open().sentence
    assert opened_nothing(ida)
    assert OpeningRow.objects.count() == 1
    assert not disclosed(next(one for one in scene.facts.packages if one.id == ida.package))
    done(scene.load("orders", register("orders")))
    assert ida.open().code == 0
    assert (OpeningRow.objects.count(), GrantRow.objects.count()) == (1, 1)


def test_recalled_package_is_not_opened_and_its_key_is_erased(scene, ida):
    done(recall(scene.office, ida.package, signer("leo"), "A later order."))
    assert ida.open().code == 1
    assert ida.replies[-1].status == 404
    reconcile(scene.office)
    assert bytes(GatewayKeyRow.objects.get(package_id=ida.package).wrapped) == b""
    assert opened_nothing(ida)


def test_key_is_erased_after_the_pick_up_deadline_and_nothing_opens_the_package(scene, ida):
    handed = next(one for one in scene.facts.packages if one.id == ida.package).handed_over_at
    scene.now[0] = handed + timedelta(days=30)
    reconcile(scene.office)
    assert not PurgeRow.objects.exists()
    scene.pass_time(seconds=1)
    assert "could be opened until" in ida.open().sentence
    assert hops_open(scene.office)["keys_due"] == 2
    reconcile(scene.office)
    reconcile(scene.office)
    assert PurgeRow.objects.count() == 2
    assert EntryRow.objects.filter(act="purge").count() == 1
    assert {bytes(row.wrapped) for row in GatewayKeyRow.objects.all()} == {b""}
    scene.now[0] = handed
    (ida.file.with_name(ida.file.name + ".opening")).unlink()
    # A clock set back to before the deadline brings nothing back: the office's time does not go back with it.
    assert "it went back" in ida.open().sentence
    assert refused_codes() == ["office.pickup"]
    mine = next(one for one in scene.facts.packages if one.id == ida.package)
    assert custody_of(mine) is Custody.PURGED
    assert not disclosed(mine)


def test_nothing_opens_without_the_witnesses_and_the_waiting_request_gets_its_answer_when_they_are_back(scene, ida):
    for witness in scene.witnesses.witnesses:
        witness.fault = silent
    for _ in range(2):
        waits = ida.open()
        assert (waits.code, ida.replies[-1].status) == (1, 202)
        assert ida.replies[-1].headers["Retry-After"]
        assert opened_nothing(ida)
    assert hops_open(scene.office)["key_not_given"] == 1
    for witness in scene.witnesses.witnesses:
        witness.fault = None
    scene.pass_time(minutes=1)
    assert ida.open().code == 0
    assert (OpeningRow.objects.count(), GrantRow.objects.count()) == (1, 1)


def test_same_refusal_is_one_entry_a_day_and_an_officer_s_are_so_many(scene, ida, monkeypatch):
    stayed, free = register("orders", order()), register("orders")
    done(scene.load("orders", stayed))
    for _ in range(3):
        assert ida.open().code == 1
    assert refused_codes() == ["R23.stay"]
    scene.pass_time(days=1)
    ida.file.with_name(ida.file.name + ".opening").unlink()
    assert ida.open().code == 1
    assert refused_codes() == ["R23.stay"] * 2
    monkeypatch.setattr("lockgate.actions.opening.MOST_A_DAY", 2)
    done(scene.load("orders", free))
    for changed in ({"trained_on": "2024-01-01"}, {"employment": "contractor"}):
        done(scene.load(*roster(**changed)))
        assert ida.open().code == 1
    assert refused_codes() == ["R23.stay", "R23.stay", "R21.training"]
    leaves = [bytes(row.leaves) for row in EntryRow.objects.filter(act="refuse_opening").order_by("id")]
    assert [b"not entered today" in one for one in leaves] == [False, False, True]
    done(scene.load(*roster()))
    assert ida.open().code == 0
    assert refused_codes() == ["R23.stay", "R23.stay", "R21.training"]


def test_receipt_waits_for_its_publication_and_for_the_witnesses_and_is_published_once(scene, ida):
    assert ida.open().code == 0
    assert waits(scene.office.home)
    for fault in (silent, None):
        for witness in scene.witnesses.witnesses:
            witness.fault = fault
        published = publish_waiting(scene.office)
        assert isinstance(published, Refusal) == waits(scene.office.home) == (fault is silent)
    assert publish_waiting(scene.office) is None
    verify_log(scene.office.home.log)


def test_fetch_again_is_served_again_and_a_replayed_one_is_not(scene, ida):
    assert ida.fetch().code == 0
    bodies = [body for path, body in ida.sent if path == FETCH]
    assert {reply_to(scene.office, FETCH, body).status for body in bodies} == {409}
    assert EntryRow.objects.filter(act="fetch").count() == 2
