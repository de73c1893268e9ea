"""The request to open a gated package, and the gateway's answer to it."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.opening_grant import grant, read_grant
from lockgate.seal.opening_request import (
    OpeningRequest,
    claimed_opening,
    read_opening,
    request_hash,
    sign_opening,
)
from unit.seal.people_seal import certify, new_key, pair


def spki(key, point=PublicFormat.SubjectPublicKeyInfo):
    return key.public_key().public_bytes(Encoding.DER, point)


ASKING, ANSWERING = new_key("p256"), new_key("p256")
REQUEST = OpeningRequest(
    package="0123456789abcdef" * 2,
    manifest="dd" * 32,
    nonce="fedcba9876543210" * 2,
    ephemeral=spki(ASKING).hex(),
    officer="officer-17",
    at="2025-08-08T09:30:05Z",
)
NAME = request_hash(REQUEST)
KEY = bytes(range(32))
PROOF = b"c2sp.org/tlog-proof@v1\nindex 7\n"


def granted(**changes):
    makings = {
        "key": KEY,
        "request_hash": NAME,
        "ephemeral_spki": spki(ASKING),
        "own_ephemeral": ANSWERING,
        "proof": PROOF,
    }
    return grant(**(makings | changes))


def opened(data, name=NAME, key=ASKING, accept=bytes):
    return read_grant(data, name, key, accept)


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_request_is_read_when_the_officer_signed_it(kind):
    officer = pair(kind)
    data = sign_opening(REQUEST, officer.key)
    assert read_opening(data, officer.der) == REQUEST
    assert claimed_opening(data) == REQUEST


def test_request_is_refused_when_signed_by_another_or_by_a_key_that_may_not_sign():
    officer = pair("p384")
    data = sign_opening(REQUEST, officer.key)
    sealing_only = certify(officer.key, "officer", usage="key_agreement")
    for der in (pair("p384", "colleague").der, pair("rsa").der, sealing_only, b"none"):
        with pytest.raises(IntegrityError, match="registered signature certificate"):
            read_opening(data, der)


@pytest.mark.parametrize("field", list(vars(REQUEST)))
def test_request_is_refused_when_a_field_was_changed(field):
    officer = pair("p384")
    document = parse_canonical(sign_opening(REQUEST, officer.key))
    other = {
        "at": "2025-08-08T09:30:06Z",
        "officer": "officer-18",
        "ephemeral": spki(new_key("p256")).hex(),
    }.get(field, "e" * len(getattr(REQUEST, field)))
    document["opening"][field] = other
    with pytest.raises(IntegrityError, match="not signed"):
        read_opening(canonical(document), officer.der)


def test_no_byte_of_a_request_can_change_when_read():
    officer = pair("p256")
    data = sign_opening(REQUEST, officer.key)
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 7)
        with pytest.raises(IntegrityError):
            read_opening(bytes(changed), officer.der)


def compressed_point():
    der = bytearray(bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200"))
    return bytes(der) + ASKING.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


@pytest.mark.parametrize(
    "ephemeral",
    [
        "00" * 91,
        "xx",
        "",
        spki(new_key("p384")).hex(),
        compressed_point().hex(),
        (spki(ASKING)[:-1] + bytes([spki(ASKING)[-1] ^ 1])).hex(),
    ],
)
def test_request_is_refused_when_its_ephemeral_key_is_no_point_of_p256(ephemeral):
    with pytest.raises(ValueError, match="ephemeral"):
        sign_opening(replace(REQUEST, ephemeral=ephemeral), pair("p256").key)


def test_request_is_refused_when_sent_with_a_point_off_the_curve():
    document = parse_canonical(sign_opening(REQUEST, pair("p256").key))
    document["opening"]["ephemeral"] = "00" * 91
    with pytest.raises(IntegrityError, match="ephemeral"):
        claimed_opening(canonical(document))


@pytest.mark.parametrize("change", [{"nonce": "x"}, {"at": "2025-02-30T09:30:05Z"}, {"officer": "two words"}])
def test_request_is_refused_when_a_value_is_out_of_form(change):
    with pytest.raises(ValueError, match=r".+"):
        sign_opening(replace(REQUEST, **change), pair("p256").key)


def test_sign_is_refused_when_the_officers_key_is_on_another_curve():
    with pytest.raises(UsageError, match="P-256 or P-384"):
        sign_opening(REQUEST, new_key("p521"))


def test_request_has_one_name_when_signed_twice():
    key = pair("p256").key
    first, second = sign_opening(REQUEST, key), sign_opening(REQUEST, key)
    assert first != second
    assert request_hash(claimed_opening(first)) == request_hash(claimed_opening(second)) == NAME


def test_grant_gives_key_and_proof_when_read_by_the_one_who_asked():
    seen = []
    got = opened(granted(), accept=seen.append)
    assert (got.key, got.proof) == (KEY, PROOF)
    assert seen == [PROOF]


def test_grant_is_the_same_bytes_when_made_of_the_same():
    assert granted() == granted()


def test_grant_hides_the_key_when_written():
    assert KEY.hex().encode() not in granted()


def test_grant_is_under_another_key_and_nonce_when_only_the_proof_is_another():
    first, second = (parse_canonical(granted(proof=proof))["key"] for proof in (PROOF, PROOF + b"more"))
    assert first[:64] != second[:64]


def test_grant_is_refused_when_another_asks_or_for_another_request():
    with pytest.raises(IntegrityError, match="answers another request"):
        opened(granted(), key=new_key("p256"))
    with pytest.raises(IntegrityError, match="answers another request"):
        opened(granted(), name="ee" * 32)


@pytest.mark.parametrize(
    "change",
    [
        {"request": "ee" * 32},
        {"proof": b"another".hex()},
        {"ephemeral": spki(new_key("p256")).hex()},
        {"ephemeral": spki(new_key("p384")).hex()},
        {"ephemeral": "00"},
        {"key": "ab" * 48},
    ],
)
def test_grant_is_refused_when_a_field_was_exchanged(change):
    document = parse_canonical(granted()) | change
    name = document["request"]
    with pytest.raises(IntegrityError, match="answers another request"):
        opened(canonical(document), name=name)


def test_no_byte_of_a_grant_can_change_when_read():
    data = granted()
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 7)
        with pytest.raises(IntegrityError):
            opened(bytes(changed))


@pytest.mark.parametrize(
    "change",
    [{"more": "00"}, {"format": "lockgate/grant/v2"}, {"key": "AB" * 48}, {"key": "ab" * 47}, {"proof": 5}],
)
def test_grant_is_refused_when_it_is_out_of_form(change):
    with pytest.raises(IntegrityError, match="lockgate/grant/v1"):
        opened(canonical(parse_canonical(granted()) | change))


def test_no_key_is_given_when_the_proof_is_not_accepted():
    def refuse(_proof):
        raise IntegrityError("No quorum.")

    with pytest.raises(IntegrityError, match="No quorum"):
        opened(granted(), accept=refuse)


@pytest.mark.parametrize(
    "change",
    [
        {"key": b"short"},
        {"request_hash": "x"},
        {"proof": b""},
        {"ephemeral_spki": spki(new_key("p384"))},
        {"ephemeral_spki": spki(ec.generate_private_key(ec.SECP256K1()))},
        {"ephemeral_spki": b"junk"},
        {"own_ephemeral": new_key("p384")},
    ],
)
def test_grant_is_not_made_when_a_making_is_out_of_form(change):
    with pytest.raises(ValueError, match=r".+"):
        granted(**change)
