from dataclasses import replace

import pytest

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.receipts import (
    Receipt,
    SignedReceipt,
    parse_signed_receipt,
    receipt_bytes,
    sign_receipt,
    signed_receipt_bytes,
    verify_receipt,
)
from unit.seal.people_seal import certify, new_key, pair

RECEIPT = Receipt("0123456789abcdef" * 2, "dd" * 32, "officer-17", "2025-08-08T09:30:05Z")


def test_receipt_bytes_are_the_documented_form_when_made():
    assert receipt_bytes(RECEIPT) == (
        b'{"at":"2025-08-08T09:30:05Z","format":"lockgate/receipt/v1","manifest":"' + b"dd" * 32 + b'",'
        b'"officer":"officer-17","package":"0123456789abcdef0123456789abcdef"}'
    )


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_receipt_verifies_when_the_officer_signed_it(kind):
    officer = pair(kind)
    signed = parse_signed_receipt(signed_receipt_bytes(sign_receipt(RECEIPT, officer.key)))
    assert signed.receipt == RECEIPT
    assert verify_receipt(signed, officer.der)


@pytest.mark.parametrize("field", ["package", "manifest", "officer", "at"])
def test_receipt_does_not_verify_when_a_field_was_changed(field):
    officer = pair("p384")
    signed = sign_receipt(RECEIPT, officer.key)
    digit = {"at": "2025-08-08T09:30:06Z", "officer": "officer-18"}.get(field)
    other = replace(RECEIPT, **{field: digit or getattr(RECEIPT, field).replace("d", "e")})
    assert other != RECEIPT
    assert not verify_receipt(SignedReceipt(other, signed.signature), officer.der)


def test_receipt_does_not_verify_when_the_certificate_is_of_another_or_may_not_sign():
    officer = pair("p384")
    signed = sign_receipt(RECEIPT, officer.key)
    sealing_only = certify(officer.key, "officer", usage="key_agreement")
    for der in (pair("p384", "stranger").der, pair("rsa").der, sealing_only, b"none"):
        assert not verify_receipt(signed, der)
    assert not verify_receipt(SignedReceipt(RECEIPT, b"junk"), officer.der)


def test_sign_is_refused_when_the_curve_is_not_accepted():
    with pytest.raises(UsageError, match="P-256 or P-384"):
        sign_receipt(RECEIPT, new_key("p521"))


@pytest.mark.parametrize(
    "change",
    [
        {"package": "x"},
        {"manifest": "DD" * 32},
        {"officer": ""},
        {"officer": "two words"},
        {"at": "2025-02-30T09:30:05Z"},
        {"at": "2025-08-08T09:30Z"},
    ],
)
def test_receipt_is_refused_when_a_value_is_out_of_form(change):
    with pytest.raises(ValueError, match=r".+"):
        receipt_bytes(replace(RECEIPT, **change))


def altered(**changes):
    document = parse_canonical(signed_receipt_bytes(SignedReceipt(RECEIPT, b"\x30" * 70)))
    document["receipt"] |= changes
    return document


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        altered() | {"more": "x"},
        altered() | {"signature": "30"},
        altered() | {"signature": "AB" * 70},
        altered() | {"signature": 5},
        altered() | {"receipt": "x"},
        altered(format="lockgate/receipt/v2"),
        altered(more="x"),
        altered(package=5),
        altered(at="2025-02-30T09:30:05Z"),
        altered(officer=17),
    ],
)
def test_parse_is_refused_when_the_document_is_out_of_form(document):
    with pytest.raises(IntegrityError, match="lockgate/receipt/v1"):
        parse_signed_receipt(canonical(document))


def test_parse_is_refused_when_the_bytes_are_not_canonical():
    with pytest.raises(IntegrityError, match="not canonical"):
        parse_signed_receipt(signed_receipt_bytes(SignedReceipt(RECEIPT, b"\x30" * 70)) + b"\n")
