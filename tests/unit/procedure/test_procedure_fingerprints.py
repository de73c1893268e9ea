"""Fingerprints of certificates as people type them, and who must have confirmed which."""

import pytest

from lockgate.errors import UsageError
from lockgate.procedure.fingerprints import read_fingerprints, unconfirmed

DIGITS = "0f" * 32
COLONS = ":".join(["0F"] * 32)


@pytest.mark.parametrize("typed", [DIGITS, COLONS, DIGITS.upper(), f"{DIGITS}  # by telephone", " ".join(["0f"] * 32)])
def test_fingerprint_is_read_however_it_is_written(typed):
    assert read_fingerprints(f"\n# called on Monday\nida {typed}\n".encode(), "The list") == {("ida", DIGITS)}


@pytest.mark.parametrize(
    "line", ["ida", "ida 0f0f", f"ida {'0g' * 32}", f"ida {DIGITS}00", DIGITS, f"ida sha256={DIGITS}"]
)
def test_line_that_is_no_fingerprint_is_refused_with_its_number(line):
    with pytest.raises(UsageError, match="The list, line 1"):
        read_fingerprints(line.encode(), "The list")


def test_new_certificate_must_be_confirmed_by_both():
    new = frozenset({("ida", DIGITS)})
    assert unconfirmed(new, [("mia", new), ("leo", new)]) is None
    assert unconfirmed(frozenset(), [("mia", frozenset()), ("leo", frozenset())]) is None
    for lists in ([("mia", new), ("leo", frozenset())], [("mia", frozenset()), ("leo", new)]):
        refused = unconfirmed(new, lists)
        assert refused is not None
        assert refused.code == "R31.fingerprint"
        assert "ida" in refused.sentence
    other = frozenset({("ida", "1" * 64), ("jon", DIGITS)})
    assert unconfirmed(new, [("mia", other), ("leo", new)]) is not None
