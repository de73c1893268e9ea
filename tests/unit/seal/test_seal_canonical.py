import pytest

from lockgate.errors import IntegrityError
from lockgate.seal.canonical import LARGEST_INTEGER, canonical, parse_canonical


def test_canonical_is_sorted_and_without_spaces_when_keys_come_in_any_order():
    assert canonical({"b": [1, "é"], "a": {"d": "x", "c": -2}}) == ('{"a":{"c":-2,"d":"x"},"b":[1,"é"]}'.encode())


def test_canonical_escapes_as_rfc_8785_when_text_holds_controls_and_quotes():
    text = '\x00\x1f\b\t\n\f\r"\\/\x7f'
    assert canonical(text) == b'"\\u0000\\u001f\\b\\t\\n\\f\\r\\"\\\\/\x7f"'


@pytest.mark.parametrize(
    "value",
    [1.0, True, None, b"x", ("a",), {"é": 1}, {1: 1}, "\ud800", LARGEST_INTEGER + 1, [[{"a": False}]]],
)
def test_canonical_is_refused_when_a_value_has_no_one_encoding(value):
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)


@pytest.mark.parametrize("edge", [LARGEST_INTEGER, -LARGEST_INTEGER, 0])
def test_canonical_round_trips_when_an_integer_is_at_the_edge(edge):
    assert parse_canonical(canonical({"n": edge}), "number") == {"n": edge}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}\n",
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":-0}',
        b'{"a":true}',
        b'"\\u0041"',
        b"\xff",
        b"[" * 100_000,
        b'{"a":NaN}',
        b"9" * 5000,
    ],
)
def test_parse_canonical_is_refused_when_the_bytes_are_not_the_one_encoding(data):
    with pytest.raises(IntegrityError, match="manifest is not canonical"):
        parse_canonical(data, "manifest")
