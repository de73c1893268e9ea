"""A succession: the former key states, in one spelling, that another key comes after it and nothing else changes."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import parse_checkpoint
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, join_note, sign_note, split_note, vkey
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.successions import Succession, parse_succession, succession_note

NAME = "log.example/v"


def secret(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def key(name: str, origin: str = NAME) -> NoteKey:
    return NoteKey(origin, secret(name).public_key().public_bytes_raw())


WITNESS = vkey("court.example/w", key("court").public_key_raw, WITNESS_KEY)
POLICY = parse_policy(
    f"log {vkey(NAME, key('old').public_key_raw)} https://log.example\nwitness court {WITNESS}\nquorum court\n".encode()
)
GOOD = Succession(POLICY, key("new"))
NOTE = succession_note(GOOD, secret("old").sign)


def test_succession_changes_the_logs_key_and_nothing_else():
    found = parse_succession(NOTE)
    assert found == GOOD
    assert found.after.text == POLICY.text.replace(
        vkey(NAME, key("old").public_key_raw).encode(), vkey(NAME, key("new").public_key_raw).encode()
    )


def test_every_changed_byte_and_every_cut_of_a_succession_is_refused():
    for at in range(len(NOTE)):
        for changed in (NOTE[:at] + bytes([NOTE[at] ^ 1]) + NOTE[at + 1 :], NOTE[:at]):
            with pytest.raises((ValueError, IntegrityError)):
                parse_succession(changed)


def test_succession_signed_by_the_key_that_takes_over_is_refused():
    line = sign_note(GOOD.text, NAME, secret("new").sign, key("new").public_key_raw)
    with pytest.raises(IntegrityError, match="no key that is known"):
        parse_succession(join_note(GOOD.text, [line]))
    both = NOTE.decode() + line
    with pytest.raises(IntegrityError, match="another key than the former one"):
        parse_succession(both.encode())


@pytest.mark.parametrize("other", [key("old"), key("new", "log.example/w"), key("court")])
def test_succession_to_the_same_key_another_log_or_a_witness_is_none(other):
    with pytest.raises(ValueError, match=r"another key of the same log|stands twice"):
        Succession(POLICY, other)


def test_succession_of_a_policy_of_two_logs_is_none():
    line = vkey("log.example/w", key("w").public_key_raw)
    two = parse_policy(f"log {vkey(NAME, key('old').public_key_raw)}\nlog {line}\nquorum none\n".encode())
    with pytest.raises(ValueError, match="one log"):
        Succession(two, key("new"))


def test_neither_a_checkpoint_nor_a_succession_passes_for_the_other():
    with pytest.raises(ValueError, match="three lines"):
        parse_checkpoint(split_note(NOTE)[0])
    text = f"{NAME}\n5\n{'A' * 43}=\n"
    with pytest.raises(ValueError, match="a succession begins with"):
        parse_succession(join_note(text, [sign_note(text, NAME, secret("old").sign, key("old").public_key_raw)]))
