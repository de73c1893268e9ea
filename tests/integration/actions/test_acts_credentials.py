"""An officer's WebAuthn credential is one more key of theirs: loaded by two persons, revoked as keys are."""

from dataclasses import replace
from hashlib import sha256

import pytest

from authenticator import Authenticator
from credentialed import TWO, confirmed, delegations, signed_by, with_credentials
from factories import delegation, done, key, register, rostered, signer, text
from lockgate.actions.foresee import what_would_be_signed, with_signature
from lockgate.actions.keys_lost import Held, lose_officers, officers_keys
from lockgate.actions.office import Signer, Unsigned
from lockgate.actions.prove import prove_decisions
from lockgate.actions.register import load_register
from lockgate.actions.review import review
from lockgate.errors import UsageError
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keys_officers import certificate_for
from lockgate.store.models.acts import ActRow
from lockgate.store.registers import current_registers
from lockgate.tlog.credentials import credential_bytes
from lockgate.tlog.signatures import public_key_der
from lockgate.verify.main import main as verify

BENS = Authenticator("https://console.example.gov")
SECOND = Authenticator("https://console.example.gov", id=b"ben's second")
CYDS = Authenticator("https://console.example.gov", id=b"cyd's")


def ben(scene):
    return officer_of(current_registers(scene.now[0]), "ben", scene.now[0])


@pytest.fixture
def proposed(scene):
    with_credentials(scene, {"ben": [BENS.document], "cyd": [CYDS.document]})
    scene.submitted().confirmed().relevant().located().proposed()
    scene.pass_time(hours=1)
    return scene


def votes(scene):
    return lambda by: review(scene.office, scene.case, by, scene.proposal, (Vote.FOR, ""))


def test_votes_by_credential_carry_a_proposal_and_the_record_verifies(proposed, tmp_path, capsys):
    done(signed_by("ben", BENS, votes(proposed)))
    done(review(proposed.office, proposed.case, signer("cyd"), proposal=proposed.proposal, vote=(Vote.FOR, "")))
    proposed.authorized().released()
    assert bytes(ActRow.objects.get(act="review", officer="ben").certificate) == BENS.document
    assert bytes(ActRow.objects.get(act="review", officer="cyd").certificate) == key("cyd").certificate
    check_record_of_work()
    opening = tmp_path / "decisions.json"
    opening.write_bytes(prove_decisions(proposed.office, proposed.case))
    assert verify(["decisions", str(opening), str(proposed.office.home.log)]) == 0
    assert sha256(BENS.document).hexdigest() in capsys.readouterr().out


@pytest.mark.parametrize("own", [SECOND, CYDS, Authenticator("https://console.example.org")])
def test_assertion_of_another_credential_is_refused_and_writes_nothing(proposed, own):
    refused = signed_by("ben", own, votes(proposed))
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.signature")
    assert proposed.facts.votes == ()


def test_same_assertion_again_is_no_second_vote(proposed):
    wanted = what_would_be_signed(Signer("ben", Unsigned(key("ben").certificate)), votes(proposed))
    sent = with_signature("ben", wanted, BENS.assertion(wanted))
    done(votes(proposed)(sent))
    assert isinstance(votes(proposed)(sent), Refusal)
    assert len(proposed.facts.votes) == 1


def test_who_has_voted_by_credential_has_voted(proposed):
    done(signed_by("ben", BENS, votes(proposed)))
    refused = votes(proposed)(signer("ben"))
    assert (isinstance(refused, Refusal), refused.code) == (True, "office.voted")


@pytest.mark.parametrize("who", [0, 1])
def test_new_credential_is_not_loaded_unless_each_of_two_has_confirmed_it(scene, who):
    held = {"ben": [BENS.document]}
    lists = [confirmed(held), confirmed(held)]
    lists[who] = b""
    refused = load_register(scene.office, "delegations", delegations(held), TWO, tuple(lists))
    assert (isinstance(refused, Refusal), refused.code) == (True, "R31.fingerprint")
    assert TWO[who].officer in refused.sentence
    assert ben(scene).credentials == ()


def test_old_and_new_credential_stand_side_by_side_and_each_is_revoked_by_itself(scene):
    with_credentials(scene, {"ben": [BENS.document]})
    with_credentials(scene, {"ben": [BENS.document, SECOND.document]})
    assert ben(scene).credentials == (BENS.document, SECOND.document)
    assert len(ben(scene).keys) == 3
    with_credentials(scene, {"ben": [SECOND.document]})
    assert ben(scene).credentials == (SECOND.document,)


def test_credential_counts_from_its_day_to_its_day(scene):
    dated = delegation("ben", "deciding", certificate=text(BENS.document), since="2025-08-01", until="2025-08-07")
    content = register("delegations", *_rows(delegations({})), dated)
    lists = (confirmed({"ben": [BENS.document]}),) * 2
    done(load_register(scene.office, "delegations", content, TWO, lists))
    assert ben(scene).credentials == (BENS.document,)
    scene.pass_time(days=1)
    assert ben(scene).credentials == ()


def test_lost_keys_take_the_credential_with_them_and_it_never_comes_back(scene):
    with_credentials(scene, {"ben": [BENS.document]})
    done(lose_officers(scene.office, "ben", signer("mia")))
    assert ben(scene) is None
    new = {"ben": {"certificate": text(key("ben anew").certificate)}}
    with pytest.raises(UsageError, match="A key of ben was reported lost"):
        load_register(scene.office, "delegations", delegations({"ben": [BENS.document]}, **new), TWO)


def test_one_lost_security_key_leaves_the_officer_their_others(scene):
    with_credentials(scene, {"ben": [BENS.document, SECOND.document]})
    shown = {one.id: one.what for one in officers_keys(scene.office, "ben")}
    lost = sha256(BENS.document).hexdigest()
    assert shown[lost] == "a security key"
    done(lose_officers(scene.office, "ben", signer("mia"), lost))
    assert ben(scene).credentials == (SECOND.document,)
    assert lost not in {one.id for one in officers_keys(scene.office, "ben")}
    with pytest.raises(UsageError, match="A key of ben was reported lost"):
        load_register(scene.office, "delegations", delegations({"ben": [BENS.document]}), TWO)
    with pytest.raises(UsageError, match=r"No register holds a key 0+ of ben; lockgate keys show --of ben lists"):
        lose_officers(scene.office, "ben", signer("mia"), "0" * 64)


def test_lost_certificate_is_lost_with_every_other_over_its_key(scene):
    anew = certificate_for("ida anew", key("ida").signer.private_key, scene.now[0], scene.office.random)
    receives = Held("packages are sealed to it", sha256(key("ida", receives=True).certificate).hexdigest(), b"")
    done(lose_officers(scene.office, "ida", signer("mia"), sha256(key("ida").certificate).hexdigest()))
    with pytest.raises(UsageError, match="key of ida was reported lost"):
        scene.load("roster", register("roster", rostered("ida", signature_certificate=text(anew)), rostered("jon")))
    # Nobody stands on the roster by the row any more, and the other key can be lost as well.
    assert [replace(one, held=b"") for one in officers_keys(scene.office, "ida")] == [receives]
    mended = rostered("ida", signature_certificate=text(key("ida2").certificate))
    done(scene.load("roster", register("roster", mended, rostered("jon"))))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (lambda: delegations({"ben": [BENS.document], "cyd": [BENS.document]}), "ben and cyd have one key"),
        (lambda: delegations({"ben": [_over(key("cyd").certificate)]}), "ben and cyd have one key|cyd and ben"),
        (lambda: _plus(delegation("ben", "releaser", certificate=text(BENS.document))), "say different things"),
        (lambda: _plus(delegation("eve", "releaser", certificate=text(BENS.document))), "and no certificate"),
        (lambda: _plus(delegation("ben", "deciding", certificate=text(b'{"format":"x"}'))), "cannot be used"),
    ],
)
def test_register_that_would_make_two_persons_of_a_key_or_nobody_of_a_person_is_refused(scene, rows, sentence):
    with pytest.raises(UsageError, match=sentence):
        load_register(scene.office, "delegations", rows(), TWO)
    assert ben(scene).credentials == ()


def _rows(content: bytes) -> list[dict[str, str]]:
    header, *lines = content.decode().splitlines()
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def _plus(row: dict[str, str]) -> bytes:
    return register("delegations", *_rows(delegations({})), row)


def _over(certificate: bytes) -> bytes:
    """A credential that says somebody else's public key is one of this authenticator's."""
    return credential_bytes(replace(BENS.credential, key=public_key_der(certificate)))
