"""RFC 8785 for objects, arrays, strings and integers."""

import json
from pathlib import Path

import pytest

from lockgate.canonical import LARGEST, canonical, parse_canonical, parse_document
from lockgate.errors import IntegrityError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/tlog/canonical.json").read_text("utf-8"))


@pytest.mark.parametrize(("value", "spelling"), VECTORS["spelled"])
def test_canonical_gives_the_one_spelling(value, spelling):
    assert canonical(value).decode() == spelling
    assert parse_canonical(spelling.encode()) == value


def test_canonical_spells_a_tuple_as_an_array():
    assert canonical((1, ("a",))) == b'[1,["a"]]'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        True,
        False,
        None,
        b"bytes",
        {1: "a"},
        {"a": None},
        [1, [2, [3.5]]],
        {"a": {True}},
        LARGEST + 1,
        -LARGEST - 1,
        "\ud800",
        {"\udc00": 1},
    ],
)
def test_canonical_refuses_what_has_no_one_spelling(value):
    with pytest.raises(ValueError, match="canonical JSON"):
        canonical(value)


def test_canonical_refuses_endless_nesting():
    value: list = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError, match="nested too deep"):
        canonical(value)
    with pytest.raises(ValueError, match="nested too deep"):
        parse_canonical(b"[" * 60_000 + b"]" * 60_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":1} ',
        b' {"a":1}',
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b"-0",
        b"01",
        b"1.0",
        b"1e3",
        b"true",
        b"null",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"1" + b"0" * 5000,
        b'"\xff"',
        b"\xef\xbb\xbf[]",
        b'"\\ud800"',
        b'"\n"',
    ],
)
def test_parse_canonical_refuses_every_other_spelling(data):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_canonical(data)
    with pytest.raises(IntegrityError, match="The manifest is not canonical JSON; ask its sender"):
        parse_document(data, "manifest")


def test_parse_canonical_reads_back_what_canonical_wrote():
    value = {"z": [1, -2, "é\u0001"], "a": {"": ""}}
    assert parse_canonical(canonical(value)) == value
