"""A signed request to the API is good for exactly one request, and for one key."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from factories import key
from lockgate.errors import IntegrityError
from lockgate.seal.asked import Asked, claimed_asked, is_asked_by, sign_asked

ASKED = Asked("GET", "/v1/submissions?page=2", "e3" * 32, "6c" * 16, "Hal Head", "2025-08-09T12:00:00Z")


def test_request_is_what_was_signed_by_that_key():
    header = sign_asked(ASKED, key("ida").signer.private_key)
    assert claimed_asked(header) == ASKED
    assert is_asked_by(header, key("ida").certificate)
    assert not is_asked_by(header, key("jon").certificate)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"}, {"address": "/v1/submissions?page=3"}, {"body": "e4" * 32}, {"key": "6d" * 16},
        {"officer": "Hal Heal"}, {"at": "2025-08-09T12:00:01Z"},
    ],
)  # fmt: skip
def test_request_with_another_value_is_not_signed(change):
    header = sign_asked(ASKED, key("ida").signer.private_key)
    other = sign_asked(replace(ASKED, **change), key("ida").signer.private_key)
    signature = b64decode(header).partition(b'"signature"')[2]
    forged = b64decode(other).partition(b'"signature"')[0] + b'"signature"' + signature
    assert not is_asked_by(b64encode(forged).decode(), key("ida").certificate)


@pytest.mark.parametrize(
    "header", ["", "e30=", "not base64", "é", b64encode(b'{"asked":{},"signature":"00"}').decode()]
)
def test_what_is_no_request_is_not_read(header):
    with pytest.raises(IntegrityError):
        claimed_asked(header)


@pytest.mark.parametrize("change", [{"method": "DELETE"}, {"address": "/v2/x"}, {"body": ""}, {"at": "today"}])
def test_value_in_another_form_is_not_signed(change):
    with pytest.raises(ValueError, match="its"):
        sign_asked(replace(ASKED, **change), key("ida").signer.private_key)
