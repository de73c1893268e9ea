"""Keys of an office through the real store: rotated, retired, lost, backed up; what was sealed before still opens."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from factories import Scene, done, key, prepare_index, register, rostered, signer, text
from gateway_parts import desk, released, use_form
from lockgate.actions import keys_lost
from lockgate.actions.handover import hand_over
from lockgate.actions.keys import join, key_named, keys_shown, retire, rotate, split
from lockgate.actions.office import Done
from lockgate.actions.publish import publish
from lockgate.actions.seal import seal
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store import keys_kept, keys_rotation
from lockgate.store.evidence import get_sealed_table, put_sealed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keyring import (
    load_evidence_key,
    load_gateway_key,
    load_office_keys,
    load_release_signer,
    release_certificates,
)
from lockgate.store.keys_kept import KeyName
from lockgate.store.keys_officers import certificate_for
from lockgate.store.keys_shares import join_shares
from lockgate.store.standing import standing_version
from tokens import software_token

TWO = (signer("mia"), signer("leo"))


def states(scene: Scene, name: KeyName) -> list[tuple[str, str]]:
    return [(one.id, one.state) for one in keys_shown(scene.office) if one.name == name]


def test_evidence_sealed_before_a_rotation_is_read_after_it(scene):
    scene.submitted().confirmed().relevant().located()
    before = load_evidence_key(scene.office.home)
    told = done(rotate(scene.office, KeyName.EVIDENCE, TWO)).told
    after = load_evidence_key(scene.office.home)
    assert (told["old"], told["new"]) == (before.name.hex(), after.name.hex())
    assert before.secret in after.older
    assert before.secret != after.secret
    scene.proposed()  # reads what locate sealed under the old key, and seals under the new one
    assert keys_rotation.still_needed(
        scene.office.home, KeyName.EVIDENCE, keys_kept.retired(scene.office.home, KeyName.EVIDENCE)[0]
    )
    assert after.keyed_hash("taxpayer", "T001") == before.keyed_hash("taxpayer", "T001")
    check_record_of_work()


def test_package_key_wrapped_before_a_rotation_is_opened_after_it(scene):
    wrapped = load_gateway_key(scene.office.home).wrap(b"k" * 32)
    done(rotate(scene.office, KeyName.GATEWAY, TWO))
    after = load_gateway_key(scene.office.home)
    assert after.unwrap(wrapped) == b"k" * 32
    assert after.wrap(b"k" * 32)[:8] != wrapped[:8]
    assert [state for _, state in states(scene, KeyName.GATEWAY)] == ["in force", "former"]


def test_release_key_is_another_after_a_rotation_and_the_former_certificate_stays(scene):
    before = load_release_signer(scene.office.home).certificate_der
    done(rotate(scene.office, KeyName.RELEASE, TWO))
    after = load_release_signer(scene.office.home).certificate_der
    assert release_certificates(scene.office.home) == (after, before)


def test_rotation_does_not_make_open_cases_be_examined_again(scene):
    before = standing_version()
    done(rotate(scene.office, KeyName.GATEWAY, TWO))
    assert standing_version() == before


@pytest.mark.parametrize(
    ("officers", "code"),
    [(("mia", "mia"), "office.two_persons"), (("mia", "ada"), "R28.role"), (("mia", "nobody"), "R28.unknown")],
)
def test_key_is_not_changed_by_one_person_or_by_somebody_not_delegated(scene, officers, code):
    before = states(scene, KeyName.GATEWAY)
    first, second = officers
    refused = rotate(scene.office, KeyName.GATEWAY, (signer(first), signer(second)))
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert states(scene, KeyName.GATEWAY) == before
    assert keys_kept.staged(scene.office.home, KeyName.GATEWAY) is None


@pytest.mark.parametrize("name", list(KeyName))
def test_rotation_is_completed_when_it_was_killed_after_its_entry(scene, name, monkeypatch):
    old = states(scene, name)[0][0]
    monkeypatch.setattr("lockgate.actions.keys.finish", lambda _: None)
    new = done(rotate(scene.office, name, TWO)).told["new"]
    assert keys_rotation.key_id_in(scene.office.home.keys, name) == old
    load_office_keys(scene.office.home)
    monkeypatch.undo()
    assert states(scene, name) == [(new, "in force"), (old, "former")]
    assert states(scene, name) == [(new, "in force"), (old, "former")]


@pytest.mark.parametrize("name", list(KeyName))
def test_rotation_is_completed_wherever_its_last_step_was_killed(scene, name, monkeypatch):
    old = states(scene, name)[0][0]
    monkeypatch.setattr("lockgate.actions.keys.finish", lambda _: None)
    new = done(rotate(scene.office, name, TWO)).told["new"]
    monkeypatch.undo()
    real = keys_kept._put
    for fatal in (0, 1):
        left = count(-fatal)

        def killed(file, place, left=left):
            if next(left) == 0:
                raise KeyboardInterrupt
            real(file, place)

        monkeypatch.setattr(keys_kept, "_put", killed)
        with suppress(KeyboardInterrupt):
            keys_shown(scene.office)
        monkeypatch.undo()
    assert states(scene, name) == [(new, "in force"), (old, "former")]


def test_new_key_is_dropped_when_its_rotation_was_killed_before_its_entry(scene):
    before = states(scene, KeyName.EVIDENCE)
    made = keys_rotation.new_key(KeyName.EVIDENCE, "log", scene.office.clock(), scene.office.random)
    keys_kept.stage(scene.office.home, KeyName.EVIDENCE, made.files, before[0][0])
    assert states(scene, KeyName.EVIDENCE) == before
    assert keys_kept.staged(scene.office.home, KeyName.EVIDENCE) is None


def test_former_evidence_key_goes_only_when_nothing_is_sealed_under_it(scene):
    first = states(scene, KeyName.EVIDENCE)[0][0]
    second = done(rotate(scene.office, KeyName.EVIDENCE, TWO)).told["new"]
    scene.submitted().confirmed().relevant()
    with pytest.raises(IntegrityError, match="build the index again"):
        scene.located()
    prepare_index(scene.office)
    scene.located()
    third = done(rotate(scene.office, KeyName.EVIDENCE, TWO)).told["new"]
    with pytest.raises(UsageError, match="evidence is sealed under it"):
        retire(scene.office, KeyName.EVIDENCE, second, TWO)
    with pytest.raises(UsageError, match="the office's first"):
        retire(scene.office, KeyName.EVIDENCE, first, TWO)
    with pytest.raises(UsageError, match="no former evidence key"):
        retire(scene.office, KeyName.EVIDENCE, third, TWO)
    done(rotate(scene.office, KeyName.EVIDENCE, TWO))
    done(retire(scene.office, KeyName.EVIDENCE, third, TWO))
    assert dict(states(scene, KeyName.EVIDENCE))[third] == "gone"
    scene.proposed()


def test_former_release_key_goes_and_its_certificate_stays(scene):
    before = load_release_signer(scene.office.home).certificate_der
    old = done(rotate(scene.office, KeyName.RELEASE, TWO)).told["old"]
    done(retire(scene.office, KeyName.RELEASE, old, TWO))
    assert before in release_certificates(scene.office.home)
    assert not list(scene.office.home.keys.glob("retired/*/*.pem"))
    with pytest.raises(UsageError, match="no former release key"):
        retire(scene.office, KeyName.RELEASE, old, TWO)


def test_nothing_is_sealed_with_a_release_key_that_was_lost_until_another_is_in_force(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    publish(scene.office)
    lost = states(scene, KeyName.RELEASE)[0][0]
    assert isinstance(keys_lost.lose_key(scene.office, KeyName.RELEASE, lost, signer("mia")), Done)
    with pytest.raises(UsageError, match="reported lost"):
        seal(scene.office, scene.case, signer("dov"), scene.proposal)
    done(rotate(scene.office, KeyName.RELEASE, TWO))
    assert release_certificates(scene.office.home) == (load_release_signer(scene.office.home).certificate_der,)
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))


def test_nothing_is_opened_with_a_gateway_key_that_was_lost(scene):
    wrapped = load_gateway_key(scene.office.home).wrap(b"k" * 32)
    lost = states(scene, KeyName.GATEWAY)[0][0]
    done(keys_lost.lose_key(scene.office, KeyName.GATEWAY, lost, signer("leo")))
    with pytest.raises(UsageError, match="reported lost"):
        load_gateway_key(scene.office.home)
    done(rotate(scene.office, KeyName.GATEWAY, TWO))
    with pytest.raises(IntegrityError, match=lost):
        load_gateway_key(scene.office.home).unwrap(wrapped)
    done(retire(scene.office, KeyName.GATEWAY, lost, TWO))


def test_former_gateway_key_is_kept_while_a_package_may_wait_for_it(scene, monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")
    unused = done(rotate(scene.office, KeyName.GATEWAY, TWO)).told["old"]
    done(retire(scene.office, KeyName.GATEWAY, unused, TWO))
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    old = done(rotate(scene.office, KeyName.GATEWAY, TWO)).told["old"]
    with pytest.raises(UsageError, match="keys of 2 packages are wrapped by it"):
        retire(scene.office, KeyName.GATEWAY, old, TWO)


def test_officer_whose_key_was_lost_does_nothing_more(scene):
    scene.submitted().confirmed()
    before = standing_version()
    done(keys_lost.lose_officers(scene.office, "ada", signer("mia")))
    assert standing_version() == before + 1
    refused = rotate(scene.office, KeyName.GATEWAY, (signer("ada"), signer("leo")))
    assert isinstance(refused, Refusal)
    assert refused.code == "R28.unknown"
    with pytest.raises(AssertionError):
        scene.relevant()


def test_lost_key_comes_back_under_no_certificate(scene):
    done(keys_lost.lose_officers(scene.office, "ida", signer("mia")))
    with pytest.raises(UsageError, match="key of ida was reported lost"):
        scene.load("roster", register("roster", rostered("ida"), rostered("jon")))
    again = certificate_for("ida again", key("ida").signer.private_key, scene.now[0], scene.office.random)
    with pytest.raises(UsageError, match="key of ida was reported lost"):
        scene.load("roster", register("roster", rostered("ida", signature_certificate=text(again)), rostered("jon")))
    new = {"certificate": text(key("ida2", receives=True).certificate)}
    new["signature_certificate"] = text(key("ida2").certificate)
    done(scene.load("roster", register("roster", rostered("ida", **new), rostered("jon"))))


def test_package_is_not_sealed_to_a_certificate_that_was_lost_after_the_vote(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    done(keys_lost.lose_officers(scene.office, "ida", signer("mia")))
    assert isinstance(seal(scene.office, scene.case, signer("dov"), scene.proposal), Refusal)


def test_lost_key_is_reported_by_one_officer_who_keeps_keys_and_nobody_else(scene):
    lost = states(scene, KeyName.GATEWAY)[0][0]
    refused = keys_lost.lose_key(scene.office, KeyName.GATEWAY, lost, signer("ada"))
    assert isinstance(refused, Refusal)
    load_gateway_key(scene.office.home)
    with pytest.raises(UsageError, match="No register holds"):
        keys_lost.lose_officers(scene.office, "nobody", signer("mia"))


def shares(scene: Scene, folder: Path) -> tuple[bytes, bytes]:
    done(split(scene.office, TWO, folder))
    return (folder / "share-1.json").read_bytes(), (folder / "share-2.json").read_bytes()


def test_backup_is_read_from_both_shares_and_from_neither_alone(scene, tmp_path):
    done(rotate(scene.office, KeyName.EVIDENCE, TWO))
    made = shares(scene, tmp_path / "shares")
    names = join([tmp_path / "shares" / "share-2.json", tmp_path / "shares" / "share-1.json"], tmp_path / "keys")
    assert {name: (tmp_path / "keys" / name).read_bytes() for name in names} == {
        str(file.relative_to(scene.office.home.keys)): file.read_bytes()
        for file in scene.office.home.keys.rglob("*")
        if file.is_file()
    }
    assert {(tmp_path / "keys" / name).stat().st_mode & 0o777 for name in names} == {0o600, 0o644}
    secret = load_evidence_key(scene.office.home).secret.hex().encode().hex().encode()
    assert all(secret not in share for share in made)
    with pytest.raises(UsageError, match="never overwritten"):
        join_shares(made, tmp_path / "keys")


def test_no_share_is_left_when_the_backup_is_refused(scene, tmp_path):
    assert isinstance(split(scene.office, (signer("mia"), signer("mia")), tmp_path / "shares"), Refusal)
    assert list((tmp_path / "shares").iterdir()) == []


def test_shares_are_refused_when_they_are_not_the_two_of_one_backup(scene, tmp_path):
    first, second = shares(scene, tmp_path / "one")
    other, _ = shares(scene, tmp_path / "other")
    for wrong in ((first, first), (other, second), (first,)):
        with pytest.raises(UsageError, match="not the two shares"):
            join_shares(wrong, tmp_path / "keys")
    at = first.index(b'"data":"') + 20
    for place in (at, at + 1, len(first) - 8):
        changed = first[:place] + (b"0" if first[place : place + 1] != b"0" else b"1") + first[place + 1 :]
        with pytest.raises((IntegrityError, UsageError), match=r"changed|not the two shares"):
            join_shares((changed, second), tmp_path / "keys")
    with pytest.raises(UsageError, match="not a share"):
        join_shares((b"{}\n", second), tmp_path / "keys")
    with pytest.raises(UsageError, match="cannot be read"):
        join([tmp_path / "absent", tmp_path / "one" / "share-1.json"], tmp_path / "keys")
    assert not (tmp_path / "keys").exists()


def test_every_key_of_an_office_moves_onto_a_token(scene):
    token = software_token()
    home = scene.office.home
    old = put_sealed_here(scene, "aa" * 16)
    wrapped = load_gateway_key(home).wrap(b"k" * 32)
    for name, kind in ((KeyName.EVIDENCE, "aes"), (KeyName.GATEWAY, "aes"), (KeyName.RELEASE, "p384")):
        address = token.made(kind)
        done(rotate(scene.office, name, TWO, address))
    assert [one.where for one in keys_shown(scene.office) if one.state == "in force"] == ["file"] + ["token"] * 3
    again = put_sealed_here(scene, "bb" * 16)
    for case, stored in (("aa" * 16, old), ("bb" * 16, again)):
        assert get_sealed_table(home, load_evidence_key(home), case, stored).num_rows == 1
    assert load_gateway_key(home).unwrap(wrapped) == b"k" * 32
    assert load_gateway_key(home).unwrap(load_gateway_key(home).wrap(b"n" * 32)) == b"n" * 32
    load_release_signer(home)
    assert sorted(file.name for file in home.keys.iterdir() if file.is_file()) == [
        "evidence.pkcs11", "evidence.wrapped", "gateway.pkcs11", "log.pem", "log.vkey", "release.crt", "release.pkcs11",
    ]  # fmt: skip
    done(rotate(scene.office, KeyName.RELEASE, TWO))
    load_release_signer(home)


def put_sealed_here(scene: Scene, case: str):
    import pyarrow as pa  # noqa: PLC0415

    home = scene.office.home
    return put_sealed(home, load_evidence_key(home), case, "located", pa.table({"row": [1]}))


def test_key_of_an_unknown_name_is_refused():
    with pytest.raises(UsageError, match="is no key of the office"):
        key_named("other")


def test_package_sealed_before_rotations_is_opened_by_its_officer_after_them(scene, monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")
    ida = desk(released(scene))
    done(rotate(scene.office, KeyName.GATEWAY, TWO))
    done(rotate(scene.office, KeyName.EVIDENCE, TWO))
    assert ida.fetch().code == 0
    opened = ida.open()
    assert opened.code == 0, opened


def test_package_sealed_before_a_release_rotation_is_handed_over_after_it(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    publish(scene.office)
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    publish(scene.office)
    done(rotate(scene.office, KeyName.RELEASE, TWO))
    done(hand_over(scene.office, scene.case, signer("dov"), scene.proposal))
