"""Keys: made once, readable by their owner only, refused where they do not fit."""

import stat
from datetime import UTC

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from store.office_in_parts import ORIGIN, START, drawn

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import load_certificate as load_der
from lockgate.store import keyring, keys_officers
from lockgate.store.home import Home, is_prepared
from lockgate.store.keys import FileSigner, load_signer, log_signer, private_pem
from lockgate.store.keys_files import read_private, write_private
from lockgate.store.keys_wrapping import FileWrapper, GatewayKey
from lockgate.tlog.signatures import Decision, decision_bytes, verify_decision

DECISION = decision_bytes(Decision("a" * 64, "review", "ben", "b" * 64, "2025-08-07T12:00:00Z", "c" * 32, "d" * 64))


def test_office_keys_are_loaded_as_they_were_made(home):
    made = keyring.create_office_keys(home, ORIGIN, START, drawn)
    loaded = keyring.load_office_keys(home)
    assert loaded.log.key == made.log.key
    assert loaded.log.origin == ORIGIN
    assert loaded.evidence == made.evidence
    assert loaded.release.certificate_der == made.release.certificate_der
    for name in ("log.pem", "evidence.key", "release.pem", "gateway.key"):
        assert stat.S_IMODE((home.keys / name).stat().st_mode) == 0o600


def test_office_keys_are_never_overwritten_when_made_again(home):
    keyring.create_office_keys(home, ORIGIN, START, drawn)
    before = {file: file.read_bytes() for file in home.keys.iterdir()}
    with pytest.raises(UsageError, match="never overwritten"):
        keyring.create_office_keys(home, ORIGIN, START, drawn)
    assert {file: file.read_bytes() for file in home.keys.iterdir()} == before


def test_office_has_all_its_keys_or_none_when_making_them_fails(home, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyring, "certificate_pem", fail)
    with pytest.raises(OSError, match="space"):
        keyring.create_office_keys(home, ORIGIN, START, drawn)
    assert list(home.keys.iterdir()) == []
    monkeypatch.undo()
    assert keyring.create_office_keys(home, ORIGIN, START, drawn).log.origin == ORIGIN


@pytest.mark.parametrize("name", ["log.pem", "evidence.key", "release.pem"])
def test_key_is_refused_when_others_may_read_it(home, name):
    keyring.create_office_keys(home, ORIGIN, START, drawn)
    (home.keys / name).chmod(0o640)
    with pytest.raises(UsageError, match="chmod 600"):
        keyring.load_office_keys(home)


@pytest.mark.parametrize("name", ["log.pem", "log.vkey", "evidence.key", "release.pem", "release.crt"])
def test_key_is_refused_when_its_file_is_missing_or_of_another_office(home, tmp_path, name):
    keyring.create_office_keys(home, ORIGIN, START, drawn)
    (tmp_path / "other").mkdir()
    other = Home(tmp_path / "other")
    keyring.create_office_keys(other, ORIGIN, START, drawn)
    kept = (home.keys / name).read_bytes()
    (home.keys / name).unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        keyring.load_office_keys(home)
    if name == "evidence.key":
        return
    write_private(home.keys / name, (other.keys / name).read_bytes())
    with pytest.raises(UsageError, match="put the right one back"):
        keyring.load_office_keys(home)
    (home.keys / name).write_bytes(kept)
    keyring.load_office_keys(home)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_decision_verifies_when_an_officer_signed_it(curve):
    key = keys_officers.create_officer_key("Ben", START, drawn, curve=curve)
    signature = key.signer.sign(DECISION)
    assert verify_decision(key.certificate, DECISION, signature)
    other = keys_officers.create_officer_key("Cyd", START, drawn, curve=curve)
    assert not verify_decision(other.certificate, DECISION, signature)


def test_certificate_says_what_its_key_is_for_when_made():
    signs = keys_officers.create_officer_key("Ben", START, drawn)
    receives = keys_officers.create_officer_key("ICE-0007", START, drawn, receives=True)
    assert (load_der(signs.certificate).may_sign(), load_der(signs.certificate).may_receive()) == (True, False)
    assert (load_der(receives.certificate).may_sign(), load_der(receives.certificate).may_receive()) == (False, True)
    certificate = x509.load_der_x509_certificate(receives.certificate)
    assert certificate.not_valid_before_utc == START.astimezone(UTC)


def test_key_is_the_same_when_the_random_bytes_are():
    made = [keys_officers.create_officer_key("Ben", START, bytes) for _ in range(2)]
    assert made[0].signer.public_key_der == made[1].signer.public_key_der


def test_officer_key_is_saved_once(tmp_path):
    key = keys_officers.create_officer_key("Ben", START, drawn)
    private, public = keys_officers.save_officer_key(tmp_path, "ben", key)
    assert load_signer(str(private)).public_key_der == key.signer.public_key_der
    assert keys_officers.load_certificate(public) == key.certificate
    with pytest.raises(UsageError, match="never overwritten"):
        keys_officers.save_officer_key(tmp_path, "ben", key)
    public.unlink()
    with pytest.raises(UsageError, match="never overwritten"):
        keys_officers.save_officer_key(tmp_path, "ben", key)


def test_signer_is_refused_with_one_clear_sentence_when_it_cannot_be_used(tmp_path):
    (tmp_path / "no.pem").write_text("nothing")
    for address, sentence in (
        ("pkcs11:token=office", "must name a token"),
        (str(tmp_path / "absent.pem"), "cannot be read"),
        (str(tmp_path / "no.pem"), "not an unencrypted private key"),
    ):
        with pytest.raises(UsageError, match=sentence):
            load_signer(address)


def test_key_of_another_kind_signs_neither_log_nor_decision(tmp_path):
    officer = keys_officers.create_officer_key("Ben", START, drawn).signer
    with pytest.raises(UsageError, match="Ed25519"):
        log_signer(ORIGIN, officer)
    with pytest.raises(UsageError, match="cannot sign a decision"):
        FileSigner(rsa.generate_private_key(65537, 2048)).sign(b"x")
    with pytest.raises(UsageError, match="cannot sign a decision"):
        FileSigner(ec.generate_private_key(ec.SECP521R1())).sign(b"x")
    odd = tmp_path / "x25519.pem"
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415

    odd.write_bytes(private_pem(X25519PrivateKey.generate()))
    with pytest.raises(UsageError, match="of a kind that is not used"):
        load_signer(str(odd))


def test_logs_name_is_refused_when_it_cannot_be_a_keys_name(home):
    with pytest.raises(UsageError, match="cannot be the log's name"):
        keyring.create_office_keys(home, "two words", START, drawn)
    assert list(home.keys.iterdir()) == []


def test_private_file_is_not_read_when_it_is_absent(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_private(tmp_path / "absent")


def test_gateway_key_is_made_once_for_an_office_that_has_none(home):
    keyring.create_office_keys(home, ORIGIN, START, drawn)
    file = home.keys / "gateway.key"
    file.unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        keyring.load_gateway_key(home)
    assert keyring.create_missing_keys(home, drawn) == (file,)
    made = keyring.load_gateway_key(home)
    assert keyring.create_missing_keys(home, drawn) == ()
    assert keyring.load_gateway_key(home) == made


def test_packages_key_is_unwrapped_by_the_gateway_key_that_wrapped_it_and_no_other():
    old, new = FileWrapper(drawn(32)), FileWrapper(drawn(32))
    wrapped = GatewayKey(old).wrap(b"k" * 32)
    assert len(wrapped) == 48
    assert GatewayKey(new, (old,)).unwrap(wrapped) == b"k" * 32
    with pytest.raises(IntegrityError, match=GatewayKey(old).key_id):
        GatewayKey(new).unwrap(wrapped)
    for at in range(8, 48):
        changed = bytearray(wrapped)
        changed[at] ^= 1
        with pytest.raises(IntegrityError, match="changed"):
            GatewayKey(old).unwrap(bytes(changed))
    with pytest.raises(UsageError, match="32 bytes"):
        FileWrapper(b"short")


def test_home_is_prepared_when_its_folders_are_there(home, tmp_path):
    assert is_prepared(home)
    assert not is_prepared(Home(tmp_path / "elsewhere"))
