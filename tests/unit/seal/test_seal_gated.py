from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.errors import IntegrityError
from lockgate.seal.gated import OUTER_CHUNK, Gate, check_inside, read_gate, unwrap, wrap
from lockgate.seal.manifests import Form
from lockgate.seal.packages import claimed_manifest
from unit.seal.packages_seal import made, sealed

GATE = Gate("0123456789abcdef" * 2, "aa" * 32, "bb" * 32, "cc" * 32, "log.synthetic.example/release", "dd" * 32)
KEY = bytes(range(32))
INSIDE = b"The package inside. " * 10
CHUNK = OUTER_CHUNK + 16


def wrapped(inside=INSIDE, gate=GATE, key=KEY):
    out = BytesIO()
    wrap(BytesIO(inside), gate, key, out)
    return out.getvalue()


def unwrapped(data, key=KEY):
    out = BytesIO()
    gate = unwrap(BytesIO(data), key, out)
    return gate, out.getvalue()


def header_size(data):
    return data.index(b"\n", data.index(b"\n") + 1) + 1


class Dripping(BytesIO):
    """A file that gives fewer bytes than asked for, as an unbuffered one may."""

    def read(self, size=-1):
        return super().read(min(size, 1000) if size > 0 else size)


@pytest.mark.parametrize("size", [1, OUTER_CHUNK - 1, OUTER_CHUNK, OUTER_CHUNK + 1, 3 * OUTER_CHUNK])
def test_package_comes_back_when_unwrapped(size):
    inside = bytes(size)
    data = wrapped(inside)
    assert unwrapped(data) == (GATE, inside)
    chunks = -(-size // OUTER_CHUNK)
    assert len(data) == header_size(data) + size + 16 * chunks


def test_package_comes_back_when_a_file_gives_its_bytes_in_pieces():
    out, back = BytesIO(), BytesIO()
    wrap(Dripping(INSIDE * 100), GATE, KEY, out)
    unwrap(Dripping(out.getvalue()), KEY, back)
    assert back.getvalue() == INSIDE * 100


def test_gate_is_read_without_the_key_and_stands_before_the_chunks_when_read():
    file = BytesIO(wrapped())
    assert read_gate(file) == GATE
    assert file.tell() == header_size(file.getvalue())


def test_gated_bytes_are_the_documented_form_when_written():
    assert wrapped().startswith(
        b'lockgate/gated/v1\n{"authorizing_entry":"' + b"dd" * 32 + b'","manifest":"' + b"aa" * 32 + b'",'
        b'"origin":"log.synthetic.example/release","package":"0123456789abcdef0123456789abcdef",'
        b'"recipient_certificate":"' + b"bb" * 32 + b'","signature_certificate":"' + b"cc" * 32 + b'"}\n',
    )


def test_nothing_of_the_inside_shows_when_wrapped():
    assert INSIDE[:20] not in wrapped()


@pytest.mark.parametrize("field", list(vars(GATE)))
def test_unwrap_is_refused_when_a_bound_value_was_exchanged(field):
    other = {"origin": "log.other.example"}.get(field, "e" * len(getattr(GATE, field)))
    ours, theirs = wrapped(), wrapped(gate=replace(GATE, **{field: other}))
    with pytest.raises(IntegrityError, match="part 1"):
        unwrapped(theirs[: header_size(theirs)] + ours[header_size(ours) :])


def test_no_byte_can_change_when_unwrapped():
    data = wrapped(b"inside")
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 8)
        with pytest.raises(IntegrityError):
            unwrapped(bytes(changed))


@settings(max_examples=200)
@given(data=st.data())
def test_no_stretch_can_be_replaced_when_unwrapped(data):
    whole = wrapped(b"inside, of some length")
    start, end = sorted((data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))))
    changed = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    if changed != whole:
        with pytest.raises(IntegrityError):
            unwrapped(changed)


def mangled():
    """The same three chunks cut, swapped, repeated, with a stranger among them."""
    inside = b"a" * OUTER_CHUNK + b"b" * OUTER_CHUNK + b"c" * 5
    whole = wrapped(inside)
    head = whole[: header_size(whole)]
    body = whole[len(head) :]
    one, two, three = body[:CHUNK], body[CHUNK : 2 * CHUNK], body[2 * CHUNK :]
    stranger = wrapped(inside, replace(GATE, package="f" * 32))[len(head) + CHUNK :][:CHUNK]
    return {
        "the last is missing": head + one + two,
        "all but the first are missing": head + one,
        "all are missing": head,
        "the first is missing": head + two + three,
        "one in the middle is missing": head + one + three,
        "two are swapped": head + two + one + three,
        "one stands twice": head + one + one + two + three,
        "the last stands twice": head + one + two + three + three,
        "a byte stands behind": whole + b"\n",
        "an empty chunk stands behind": whole + bytes(16),
        "the last is cut": whole[:-1],
        "one is of another package": head + one + stranger + three,
        "another package stands behind": whole + whole,
    }


@pytest.mark.parametrize("case", list(mangled()))
def test_unwrap_is_refused_when_the_chunks_are_not_those_written(case):
    with pytest.raises(IntegrityError, match=r"part \d|fetch it again"):
        unwrapped(mangled()[case])


def test_unwrap_is_refused_when_the_key_is_another():
    with pytest.raises(IntegrityError, match="another key"):
        unwrapped(wrapped(), bytes(32))


def test_two_packages_under_one_key_share_no_key_stream_when_wrapped():
    first, second = wrapped(), wrapped(gate=replace(GATE, package="f" * 32))
    assert first[header_size(first) :] != second[header_size(second) :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"lockgate/gated/v2\n{}\n",
        b"PK\x03\x04",
        b"lockgate/gated/v1\n",
        b"lockgate/gated/v1\n{}\n",
        b"lockgate/gated/v1\n[]\n",
        b"lockgate/gated/v1\n" + b" " * 5000 + b"\n",
        wrapped().replace(b'"origin":"log.synthetic.example/release"', b'"origin":17'),
        wrapped().replace(b'"origin":"log.synthetic.example/release"', b'"origin":"two words"'),
        wrapped().replace(b'"origin":', b'"origin": '),
    ],
)
def test_gate_is_refused_when_the_file_does_not_begin_with_one(data):
    with pytest.raises(IntegrityError):
        read_gate(BytesIO(data))


@pytest.mark.parametrize("change", [{"package": "x"}, {"manifest": "AA" * 32}, {"origin": ""}, {"origin": "a b"}])
def test_wrap_is_refused_when_a_value_is_out_of_form(change):
    with pytest.raises(ValueError, match=next(iter(change))):
        wrapped(gate=replace(GATE, **change))


def test_wrap_is_refused_when_there_is_no_package_or_no_whole_key():
    with pytest.raises(ValueError, match="empty"):
        wrapped(b"")
    with pytest.raises(ValueError, match="32 bytes"):
        wrapped(key=b"short")


def nested(form=Form.GATED):
    """A manifest, its hash, and the gate that names it."""
    it = made()
    package = sealed(it.officer, it.release, form=form)
    manifest, digest = claimed_manifest(package)
    terms = manifest.terms
    gate = Gate(terms.package, digest, manifest.recipient_certificate, "cc" * 32, GATE.origin, terms.authorizing_entry)
    return gate, manifest, digest


def test_package_inside_is_the_one_named_when_it_was_made_for_this_gate():
    check_inside(*nested())


@pytest.mark.parametrize("field", ["package", "manifest", "recipient_certificate", "authorizing_entry"])
def test_package_inside_is_refused_when_the_gate_names_another(field):
    gate, manifest, digest = nested()
    other = replace(gate, **{field: "e" * len(getattr(gate, field))})
    with pytest.raises(IntegrityError, match="not the one its gate names"):
        check_inside(other, manifest, digest)


def test_package_inside_is_refused_when_it_was_made_to_be_direct():
    with pytest.raises(IntegrityError, match="not the one its gate names"):
        check_inside(*nested(Form.DIRECT))
