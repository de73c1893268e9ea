from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lockgate.errors import IntegrityError
from lockgate.seal.certificates import load_certificate
from lockgate.seal.recipients import WrappedKey, unwrap, wrap
from unit.seal.people_seal import KINDS, pair

KEY = bytes(range(32))


@pytest.mark.parametrize("kind", KINDS)
def test_key_comes_back_when_unwrapped_by_its_recipient(kind):
    officer = pair(kind)
    wrapped = wrap(KEY, load_certificate(officer.der))
    assert KEY not in wrapped.wrapped
    assert unwrap(wrapped, officer.key) == KEY


@pytest.mark.parametrize("kind", KINDS)
def test_unwrap_is_refused_when_the_key_inside_is_of_another_length(kind):
    officer = pair(kind)
    short = wrap(KEY[:16], load_certificate(officer.der))
    with pytest.raises(IntegrityError, match="not wrapped for this"):
        unwrap(short, officer.key)


@pytest.mark.parametrize("other", ["rsa", "p256", "junk"])
def test_unwrap_is_refused_when_the_originator_is_of_another_kind(other):
    officer = pair("p384")
    wrapped = wrap(KEY, load_certificate(officer.der))
    spki = (
        b"junk"
        if other == "junk"
        else pair(other).key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(IntegrityError, match="not wrapped for this"):
        unwrap(replace(wrapped, originator=spki), officer.key)


@pytest.mark.parametrize("kind", KINDS)
def test_unwrap_is_refused_when_the_wrapped_bytes_are_junk(kind):
    officer = pair(kind)
    originator = wrap(KEY, load_certificate(pair("p384").der)).originator
    for junk in (b"", b"\x00" * 40, b"\xff" * 256):
        with pytest.raises(IntegrityError, match="not wrapped for this"):
            unwrap(WrappedKey(junk, originator), officer.key)
