"""Keys on a token: they sign and wrap where they are, and are refused with one clear sentence where they cannot."""

import copy
import os

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from store.office_in_parts import ORIGIN, START, drawn

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.signatures import SignerInfo, sign_detached, verify_detached
from lockgate.store.keys import load_signer, log_signer, private_pem
from lockgate.store.keys_address import token_address
from lockgate.store.keys_officers import certificate_for
from lockgate.store.keys_token import make_on_token, token_signer, token_wrapper
from lockgate.store.keys_wrapping import FileWrapper, GatewayKey, wrapper_id
from lockgate.tlog.signatures import Decision, decision_bytes, verify_decision
from tokens import LIBRARY, software_token

DECISION = decision_bytes(Decision("a" * 64, "review", "ben", "b" * 64, "2025-08-07T12:00:00Z", "c" * 32, "d" * 64))


@pytest.fixture
def token():
    return software_token()


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_officer_signs_a_decision_with_a_key_on_a_token(token, kind):
    address = token.fresh()
    make_on_token(token_address(address), kind)
    signer = load_signer(address)
    certificate = certificate_for("Ben", signer.private_key, START, drawn)
    assert verify_decision(certificate, DECISION, signer.sign(DECISION))
    assert not verify_decision(certificate, DECISION + b" ", signer.sign(DECISION))
    assert copy.deepcopy(signer.private_key) is copy.copy(signer.private_key)
    assert signer.private_key.key_size == {"p256": 256, "p384": 384}[kind]
    x509.load_der_x509_certificate(certificate).verify_directly_issued_by(x509.load_der_x509_certificate(certificate))


def test_log_is_signed_by_a_key_on_a_token(token):
    address = token.fresh()
    make_on_token(token_address(address), "ed25519")
    log = log_signer(ORIGIN, load_signer(address))
    Ed25519PublicKey.from_public_bytes(log.key.public_key_raw).verify(log.sign(b"a head"), b"a head")
    assert copy.deepcopy(log.signer.private_key) is copy.copy(log.signer.private_key)


def test_manifest_is_signed_by_a_release_key_on_a_token(token):
    address = token.fresh()
    make_on_token(token_address(address), "p384")
    key = load_signer(address).private_key
    certificate = certificate_for("release", key, START, drawn)
    assert isinstance(verify_detached(b"m", sign_detached(b"m", certificate, key), certificate), SignerInfo)


def test_key_wrapped_on_a_token_is_opened_there_and_nowhere_else(token):
    address = token.fresh()
    make_on_token(token_address(address), "aes")
    held = token_wrapper(token_address(address))
    wrapped = GatewayKey(held).wrap(b"k" * 32)
    assert GatewayKey(FileWrapper(b"f" * 32), (held,)).unwrap(wrapped) == b"k" * 32
    with pytest.raises(IntegrityError, match="changed"):
        GatewayKey(held).unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]))
    with pytest.raises(IntegrityError, match=wrapper_id(held).hex()):
        GatewayKey(FileWrapper(b"f" * 32)).unwrap(wrapped)


def test_no_private_bytes_leave_the_token(token):
    for kind in ("ed25519", "p256"):
        address = token.fresh()
        make_on_token(token_address(address), kind)
        key = load_signer(address).private_key
        with pytest.raises(UsageError, match="cannot be taken out"):
            private_pem(key)
    with pytest.raises(UsageError, match="cannot be taken out"):
        key.private_numbers()
    with pytest.raises(UsageError, match="opens no package"):
        key.exchange(ec.ECDH(), ec.generate_private_key(ec.SECP256R1()).public_key())


def test_key_on_a_token_is_made_once(token):
    at = token_address(token.fresh())
    make_on_token(at, "p256")
    with pytest.raises(UsageError, match="never overwritten"):
        make_on_token(at, "p256")
    with pytest.raises(UsageError, match="what is to be made"):
        make_on_token(at, "rsa")


def test_key_of_another_kind_is_refused_where_one_that_wraps_is_asked_for(token):
    at = token_address(token.fresh())
    make_on_token(at, "p256")
    with pytest.raises(UsageError, match="There are 0 keys"):
        token_wrapper(at)


def test_token_is_refused_with_one_clear_sentence_when_it_cannot_be_used(token, tmp_path):
    wrong = tmp_path / "pin"
    wrong.write_text("0000")
    wrong.chmod(0o600)
    open_to_all = tmp_path / "open"
    open_to_all.write_text("5678")
    open_to_all.chmod(0o644)
    base = f"pkcs11:token=spare;object=x?module-path={LIBRARY}"
    for address, sentence in (
        (f"{base}&pin-source=file:{wrong}", "PIN of the token spare is wrong"),
        (f"{base}&pin-source=file:{open_to_all}", "chmod 600"),
        (f"{base}&pin-value=5678", "never written into an address"),
        (token.address("absent"), "There are 0 keys"),
        (f"{base}&object=y", "not understood"),
        ("pkcs11:token=office;object=x", "which library"),
        ("pkcs11:object=x", "must name a token"),
        (f"pkcs11:token=gone;object=x?module-path={LIBRARY}&pin-source={wrong}", "no token gone"),
        ("pkcs11:token=a;object=x?module-path=/nowhere.so&pin-source=/p", "cannot be used as a library"),
    ):
        with pytest.raises(UsageError, match=sentence):
            load_signer(address)


@pytest.mark.usefixtures("token")
def test_pin_is_asked_once_in_a_process_when_no_file_holds_it():
    asked = []

    def ask(question: str) -> str:
        asked.append(question)
        return "5678"

    at = token_address(f"pkcs11:token=asked;object=x?module-path={LIBRARY}")
    make_on_token(at, "p256", ask)
    token_signer(at, ask)
    assert asked == ["PIN of the token asked: "]


def test_child_process_logs_in_anew_and_signs(token):
    address = token.fresh()
    make_on_token(token_address(address), "ed25519")
    public = load_signer(address).private_key.public_key()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, load_signer(address).sign(b"from a child"))
        finally:
            os._exit(0)  # whatever happens, only the parent goes on with the tests
    os.waitpid(child, 0)
    public.verify(os.read(read, 64), b"from a child")
