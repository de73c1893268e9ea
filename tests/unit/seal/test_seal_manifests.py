from dataclasses import replace

import pytest

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.seal.duties import MEANING, Owed
from lockgate.seal.manifests import Form, Manifest, Part, manifest_bytes, parse_manifest
from unit.seal.packages_seal import DUTIES, TERMS

PARTS = (Part("part-0001.p7m", 65858, "ee" * 32), Part("part-0002.p7m", 1, "ff" * 32))
MANIFEST = Manifest(TERMS, "dd" * 32, PARTS, Form.GATED, "11" * 32, "22" * 32, "2025-09-06", DUTIES)


def altered(**changes):
    """The manifest's document with some fields changed, or removed where the change is None."""
    document = parse_canonical(manifest_bytes(MANIFEST)) | changes
    return canonical({name: value for name, value in document.items() if value is not None})


DUTY = {"duty": "receipt", "citation": "agreement", "due": "2025-08-21"}


def test_manifest_comes_back_when_parsed():
    assert parse_manifest(manifest_bytes(MANIFEST)) == MANIFEST


def test_manifest_says_what_it_is_when_read_without_any_tool():
    document = parse_canonical(manifest_bytes(MANIFEST))
    assert document["format"] == "lockgate/package/v2"
    assert document["form"] == "gated"
    assert document["duties"][2] == {
        "duty": "incident",
        "citation": "Publication 1075 section 1.8",
        "due": "PT24H",
    }
    assert document["legend"].startswith("Mailing address in the custodian's records")
    assert document["uniform_sentence"].startswith("No information is released.")


def test_every_duty_has_a_meaning_when_listed():
    assert set(MEANING) == set(Owed)


@pytest.mark.parametrize("name", sorted(parse_canonical(manifest_bytes(MANIFEST))))
@pytest.mark.parametrize("value", [None, "", 1, [], {}, "é\n"])
def test_parse_is_refused_when_a_field_is_missing_empty_or_of_another_type(name, value):
    if (name, value) == ("duties", []):
        return  # a package may oblige to nothing
    with pytest.raises(IntegrityError, match="lockgate/package/v2"):
        parse_manifest(altered(**{name: value}))


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": "x"},
        {"format": "lockgate/package/v1"},
        {"format": "lockgate/package/v3"},
        {"form": "sealed"},
        {"mark": "mark-0123456789abcdef0123"},
        {"pick_up_by": "2025-02-30"},
        {"pick_up_by": "20250906"},
        {"duties": [{}]},
        {"duties": [DUTY | {"duty": "prayer"}]},
        {"duties": [DUTY | {"due": "soon"}]},
        {"duties": [DUTY | {"due": "PT0H"}]},
        {"duties": [DUTY | {"due": "2025-02-30"}]},
        {"duties": [DUTY | {"citation": ""}]},
        {"duties": [DUTY | {"more": "x"}]},
        {"duties": [DUTY, DUTY]},
        {"duties": [DUTY | {"duty": "log"}, DUTY]},
        {"legend": "Lives there."},
        {"made_at": "2025-02-30T12:00Z"},
        {"made_at": "2025-08-07T12:00:00Z"},
        {"made_at": "2025-08-07T12:00+00:00"},
        {"case": "AA" * 32},
        {"case": "aa" * 32 + "\n"},
        {"package": "aa" * 32},
        {"custodian": "x" * 201},
    ],
)
def test_parse_is_refused_when_a_value_is_out_of_form(changes):
    with pytest.raises(IntegrityError, match="not of format"):
        parse_manifest(altered(**changes))


GOOD = {"name": "part-0001.p7m", "size": 1, "sha256": "ee" * 32}


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["part-0001.p7m"],
        [GOOD | {"name": "part-0002.p7m"}],
        [GOOD, GOOD],
        [GOOD | {"name": "../part-0001.p7m"}],
        [GOOD | {"size": 0}],
        [GOOD | {"size": -1}],
        [GOOD | {"size": 256_000_001}],
        [GOOD | {"size": "1"}],
        [GOOD | {"sha256": "EE" * 32}],
        [GOOD | {"more": "x"}],
        [GOOD] * 10_000,
    ],
)
def test_parse_is_refused_when_the_parts_are_out_of_form(parts):
    with pytest.raises(IntegrityError, match="not of format"):
        parse_manifest(altered(parts=parts))


def test_parse_is_refused_when_the_bytes_are_not_canonical():
    for data in (b"", manifest_bytes(MANIFEST) + b"\n", b"\xef\xbb\xbf" + manifest_bytes(MANIFEST)):
        with pytest.raises(IntegrityError, match="not canonical"):
            parse_manifest(data)


@pytest.mark.parametrize(
    "change", [{"case": "aa"}, {"custodian": ""}, {"made_at": "2025-08-07"}, {"package": "x" * 32}]
)
def test_manifest_is_refused_when_made_from_terms_out_of_form(change):
    with pytest.raises(ValueError, match="not of the form"):
        manifest_bytes(replace(MANIFEST, terms=replace(TERMS, **change)))
