"""C2SP tlog-witness, add-checkpoint: each paragraph, with the status it asks for."""

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, root_of
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, join_note, sign_note, vkey
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.quorums import fewest
from lockgate.tlog.witnessing import (
    LONGEST_REQUEST,
    NOTHING_SEEN,
    Declined,
    Request,
    Seen,
    View,
    decide,
    parse_lines,
    parse_request,
    parse_size,
    request_bytes,
    size_bytes,
)

ORIGIN = "log.example/w"
LEAVES = [leaf_hash(bytes([number])) for number in range(11)]
SECRETS = {name: Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()) for name in ("log", "other")}


def key(name: str = "log", origin: str = ORIGIN) -> NoteKey:
    return NoteKey(origin, SECRETS[name].public_key().public_bytes_raw())


def note(size: int, root: bytes | None = None, by: str = "log", origin: str = ORIGIN) -> bytes:
    body = Checkpoint(origin, size, root if root is not None else root_of(LEAVES[:size])).body()
    return join_note(body, [sign_note(body, origin, SECRETS[by].sign, key(by).public_key_raw)])


def view(size: int) -> View:
    return View(size, root_of(LEAVES[:size]))


def asked(old: int, size: int, **changes: object) -> Request:
    return replace(Request(old, consistency_proof(LEAVES[:size], old), note(size)), **changes)


def answer(request: Request, seen: View = NOTHING_SEEN) -> tuple[int, int | None]:
    decided = decide(parse_request(request_bytes(request)), [key()], {ORIGIN: seen})
    return (decided.status, decided.size) if isinstance(decided, Declined) else (200, decided.checkpoint.size)


@pytest.mark.parametrize("old", range(11))
@pytest.mark.parametrize("size", range(11))
def test_checkpoint_is_cosigned_when_it_is_proved_from_the_size_seen_last(old, size):
    if old > size:
        assert answer(Request(old, (), note(size)), view(old)) == (400, None)
        return
    request = asked(old, size)
    decided = decide(request, [key()], {ORIGIN: view(old)})
    assert isinstance(decided, Seen)
    assert decided.view == view(size)
    assert decided.text.encode() == note(size).partition(b"\n\n")[0] + b"\n"
    for seen in range(11):
        if seen != old:
            assert answer(request, view(seen)) == (409, seen)


def test_checkpoint_is_cosigned_from_nothing_when_the_log_was_never_seen():
    assert isinstance(decide(asked(0, 7), [key()], {}), Seen)
    assert isinstance(decide(asked(0, 0), [key()], {}), Seen)
    assert answer(asked(0, 0, checkpoint=note(0, LEAVES[0]))) == (409, 0)


def test_unknown_origin_is_404_whoever_signed_it():
    assert answer(asked(0, 7, checkpoint=note(7, origin="log.example/elsewhere"))) == (404, None)


def test_signature_of_no_trusted_key_is_403_before_the_size_is_looked_at():
    assert answer(asked(0, 7, checkpoint=note(7, by="other"))) == (403, None)
    assert answer(asked(3, 7, checkpoint=note(7, by="other")), view(5)) == (403, None)
    wrong = note(7)[:-8] + b"AAAAAA==" + b"\n"
    assert answer(Request(0, (), wrong))[0] in {400, 403}


def test_signatures_of_unknown_keys_are_passed_over_when_the_logs_own_is_there():
    extra = note(7) + note(7, by="other").partition(b"\n\n")[2]
    assert isinstance(decide(asked(0, 7, checkpoint=extra), [key()], {}), Seen)


def test_wrong_proof_is_422():
    good = asked(3, 7)
    assert answer(good, view(3)) == (200, 7)
    for place, digest in enumerate(good.proof):
        changed = bytes([digest[0] ^ 1]) + digest[1:]
        proof = (*good.proof[:place], changed, *good.proof[place + 1 :])
        assert answer(replace(good, proof=proof), view(3)) == (422, None)
    assert answer(replace(good, proof=good.proof[:-1]), view(3)) == (422, None)
    assert answer(replace(good, proof=(*good.proof, EMPTY_ROOT)), view(3)) == (422, None)
    assert answer(asked(0, 7, proof=(EMPTY_ROOT,))) == (422, None)
    assert answer(asked(7, 7, proof=(EMPTY_ROOT,)), view(7)) == (422, None)


def test_other_tree_of_the_size_seen_last_is_409():
    assert answer(asked(7, 7, checkpoint=note(7, LEAVES[0])), view(7)) == (409, 7)


def test_tree_that_does_not_begin_with_the_one_seen_is_422():
    other = [leaf_hash(b"other"), *LEAVES[1:]]
    forked = Request(3, consistency_proof(other[:7], 3), note(7, root_of(other[:7])))
    assert answer(forked, view(3)) == (422, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"old 0\n",
        b"old 0",
        b"old 00\n\n" + note(7),
        b"old -1\n\n" + note(7),
        b"old  0\n\n" + note(7),
        b"old 0 \n\n" + note(7),
        b"Old 0\n\n" + note(7),
        b"old 0\r\n\r\n" + note(7),
        b"old 0\nAAAA\n\n" + note(7),
        b"old 0\n" + note(7),
        b"old 0\n\n" + note(7)[:-1],
        b"old 0\n" + b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" * 64 + b"\n" + note(7),
        b"old 0\n\n" + b"x" * LONGEST_REQUEST + b"\n",
        b"old 0\n\n\xff" + note(7),
    ],
)
def test_malformed_request_is_refused(body):
    with pytest.raises(ValueError, match=r"."):
        parse_request(body)


def test_checkpoint_that_cannot_be_read_is_400():
    assert answer(Request(0, (), b"no note\n")) == (400, None)
    body = note(7).replace(b"\n7\n", b"\n07\n")
    assert answer(Request(0, (), body)) == (400, None)


def test_no_changed_byte_of_a_request_makes_a_witness_see_another_tree():
    """Whatever one changed byte does, it never leads to a view that the log did not sign."""
    body = request_bytes(asked(5, 11))
    honest = decide(parse_request(body), [key()], {ORIGIN: view(5)})
    assert isinstance(honest, Seen)
    for at in range(len(body)):
        for bit in (1, 4, 64):
            changed = body[:at] + bytes([body[at] ^ bit]) + body[at + 1 :]
            try:
                request = parse_request(changed)
            except ValueError:
                continue
            assert isinstance(decide(request, [key()], {ORIGIN: view(5)}), Declined), (at, bit)


def test_request_is_read_as_it_was_written():
    for old in range(8):
        assert parse_request(request_bytes(asked(old, 7))) == asked(old, 7)


@pytest.mark.parametrize("body", [b"", b"7", b"07\n", b"7\n\n", b" 7\n", b"-7\n", b"seven\n", b"9" * 20 + b"\n"])
def test_size_is_refused_when_it_is_no_decimal_and_newline(body):
    assert parse_size(size_bytes(7)) == 7
    with pytest.raises(ValueError, match=r"."):
        parse_size(body)


@pytest.mark.parametrize("body", [b"", b"\n", b"hello\n", b"<html></html>\n", note(7)])
def test_answer_is_refused_when_it_is_no_signature_line(body):
    with pytest.raises(ValueError, match=r"."):
        parse_lines(body)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("quorum none\n", 0),
        ("quorum a\n", 1),
        ("group g any a b c\nquorum g\n", 1),
        ("group g all a b c\nquorum g\n", 3),
        ("group g 2 a b c\nquorum g\n", 2),
        ("group g 2 a b\ngroup h 1 c d\ngroup i all g h\nquorum i\n", 3),
        ("group g 2 a b\ngroup h 1 c d\ngroup i any g h\nquorum i\n", 1),
        ("group g 2 a b\ngroup h all g c d\nquorum g\n", 2),
    ],
)
def test_fewest_witnesses_of_a_quorum(lines, wanted):
    raw = {name: sha256(name.encode()).digest() for name in "abcd"}
    text = f"log {vkey(ORIGIN, key().public_key_raw)}\n"
    text += "".join(f"witness {name} {vkey('w.example/' + name, raw[name], WITNESS_KEY)}\n" for name in "abcd")
    assert fewest(parse_policy((text + lines).encode())) == wanted
