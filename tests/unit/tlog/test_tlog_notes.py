"""Signed notes, checkpoints and cosignatures, against published ones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint, parse_checkpoint
from lockgate.tlog.cosignatures import Cosignature, cosign, verify_cosignature
from lockgate.tlog.notes import (
    LOG_KEY,
    WITNESS_KEY,
    NoteKey,
    NoteSignature,
    cosigned_message,
    join_note,
    open_note,
    sign_note,
    signature_line,
    split_note,
    vkey,
)
from lockgate.tlog.text import decode_base64, decode_decimal, decode_hash, decode_hex

VECTORS = Path(__file__).parents[2] / "vectors/tlog"
NOTE = (VECTORS / "note.txt").read_bytes()
NOTE_VKEY = (VECTORS / "note.vkey").read_text("utf-8").strip()
PUBLIC_CHECKPOINT = (VECTORS / "checkpoint.txt").read_bytes()
PUBLIC_VKEYS = (VECTORS / "checkpoint.vkeys").read_text("utf-8").split()
AT = datetime(2025, 8, 7, 12, 0, 30, tzinfo=UTC)
TEXT = Checkpoint("log.example/a", 7, bytes(range(32))).body()


def private(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number):
    return private(number).public_key().public_bytes_raw()


def key(name, number, kind=LOG_KEY):
    return NoteKey(name, public(number), kind)


def test_published_note_is_opened_by_its_key():
    opened = open_note(NOTE, [NoteKey.parse(NOTE_VKEY)])
    assert opened.text.startswith("If you think cryptography")
    assert opened.names == ("PeterNeumann",)
    assert opened.unknown == 0


def test_published_checkpoint_carries_its_witnesses_cosignatures():
    opened = open_note(PUBLIC_CHECKPOINT, [NoteKey.parse(line) for line in PUBLIC_VKEYS])
    assert parse_checkpoint(opened.text).size == 1432088532
    assert opened.names == tuple(NoteKey.parse(line).name for line in PUBLIC_VKEYS)
    assert opened.unknown == 1  # the log's RFC 6962 signature, a kind that is not known here


def test_published_checkpoint_is_refused_when_one_cosignature_is_of_another_time():
    text, signatures = split_note(PUBLIC_CHECKPOINT)
    keys = {NoteKey.parse(line).name: NoteKey.parse(line) for line in PUBLIC_VKEYS}
    found = next(one for one in signatures if one.name == "remora.n621.de")
    assert keys["remora.n621.de"].verifies(text, found.signature)
    later = bytes([found.signature[0]]) + found.signature[1:7] + bytes([found.signature[7] ^ 1])
    assert not keys["remora.n621.de"].verifies(text, later + found.signature[8:])


@pytest.mark.parametrize("at", range(len(NOTE)))
def test_every_changed_byte_of_a_note_is_refused(at):
    changed = NOTE[:at] + bytes([NOTE[at] ^ 1]) + NOTE[at + 1 :]
    with pytest.raises((ValueError, IntegrityError)):
        open_note(changed, [NoteKey.parse(NOTE_VKEY)])


@pytest.mark.parametrize("at", range(len(NOTE_VKEY)))
def test_every_changed_byte_of_a_verifier_key_is_refused(at):
    changed = NOTE_VKEY[:at] + chr(ord(NOTE_VKEY[at]) ^ 1) + NOTE_VKEY[at + 1 :]
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by place
        NoteKey.parse(changed)


def test_verifier_key_reads_back():
    for kind in (LOG_KEY, WITNESS_KEY):
        assert NoteKey.parse(vkey("log.example/a", public(1), kind)) == key("log.example/a", 1, kind)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\tb", "a\u2003b"])
def test_key_is_refused_when_its_name_cannot_be_one(name):
    with pytest.raises(ValueError, match="cannot name a key"):
        NoteKey(name, public(1))


def test_key_is_refused_when_its_kind_or_length_is_another():
    with pytest.raises(ValueError, match="only 0x01 and 0x04"):
        NoteKey("a", public(1), 2)
    with pytest.raises(ValueError, match="not 32 bytes"):
        NoteKey("a", public(1)[:31])
    with pytest.raises(ValueError, match="holds no key"):
        NoteKey.parse("a+00000000+")


def test_note_is_opened_when_one_of_its_signers_is_known():
    lines = [sign_note(TEXT, f"key{n}", private(n).sign, public(n)) for n in (1, 2, 3)]
    opened = open_note(join_note(TEXT, lines), [key("key2", 2), key("other", 4)])
    assert (opened.text, opened.names, opened.unknown) == (TEXT, ("key2",), 2)


def test_note_is_refused_when_no_signer_is_known():
    note = join_note(TEXT, [sign_note(TEXT, "key1", private(1).sign, public(1))])
    for known in ([], [key("key1", 2)], [key("key2", 1)], [key("key1", 1, WITNESS_KEY)]):
        with pytest.raises(IntegrityError, match="no key that is known"):
            open_note(note, known)


def test_note_is_refused_when_a_known_signature_is_wrong_beside_a_good_one():
    good = sign_note(TEXT, "key1", private(1).sign, public(1))
    wrong = sign_note(TEXT, "key2", private(1).sign, public(2))
    with pytest.raises(IntegrityError, match="of key2 does not verify"):
        open_note(join_note(TEXT, [good, wrong]), [key("key1", 1), key("key2", 2)])


def test_note_is_refused_when_one_key_signed_twice():
    line = sign_note(TEXT, "key1", private(1).sign, public(1))
    with pytest.raises(IntegrityError, match="signed twice"):
        open_note(join_note(TEXT, [line, line]), [key("key1", 1)])


def test_note_text_may_hold_empty_lines():
    text = "a\n\nb\n"
    note = join_note(text, [sign_note(text, "k", private(1).sign, public(1))])
    assert open_note(note, [key("k", 1)]).text == text


LINE = sign_note(TEXT, "key1", private(1).sign, public(1))


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n",
        TEXT.encode(),
        TEXT.encode() + b"\n",
        (TEXT + LINE).encode(),
        (TEXT + "\n" + LINE).encode()[:-1],
        (TEXT + "\n" + LINE + "\n").encode(),
        (TEXT + "\n" + LINE + "x\n").encode(),
        (TEXT + "\n" + LINE.replace("— ", "- ")).encode(),
        (TEXT + "\n" + LINE.replace("— ", "—  ")).encode(),
        (TEXT + "\n" + LINE.replace("\n", " \n")).encode(),
        (TEXT + "\n" + LINE.replace("\n", "\r\n")).encode(),
        (TEXT + "\n" + LINE * 65).encode(),
        (TEXT + "\n— key1 AAAA\n").encode(),
        (TEXT + "\n— key1\n").encode(),
        b"\xff" + (TEXT + "\n" + LINE).encode(),
    ],
)
def test_malformed_note_is_refused(note):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        open_note(note, [key("key1", 1)])


def test_sign_note_refuses_a_text_that_is_no_note_text():
    for text in ("no newline", "a\tb\n"):
        with pytest.raises(ValueError, match="the note text"):
            sign_note(text, "k", private(1).sign, public(1))


def test_checkpoint_reads_back():
    checkpoint = Checkpoint("log.example/a", 0, bytes(32))
    assert parse_checkpoint(checkpoint.body()) == checkpoint
    assert parse_checkpoint(TEXT).body() == TEXT


HASH = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"o\n7\n{HASH}",
        f"o\n7\n{HASH}\n\n",
        f"o\n7\n{HASH}\nextension\n",
        f"o\n07\n{HASH}\n",
        f"o\n+7\n{HASH}\n",
        f"o\n7 \n{HASH}\n",
        f"o\n-7\n{HASH}\n",
        f"o\n\u0667\n{HASH}\n",
        f"o\n9223372036854775808\n{HASH}\n",
        f"o\n\n{HASH}\n",
        f"\n7\n{HASH}\n",
        f"o o\n7\n{HASH}\n",
        f"o\n7\n{HASH[:-1]}\n",
        f"o\n7\n{HASH} \n",
        f"o\n7\n{HASH.replace('8=', '9=')}\n",
        "o\n7\nAAEC\n",
        f"o\r\n7\n{HASH}\n",
    ],
)
def test_checkpoint_is_refused_in_any_other_spelling(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs by fault
        parse_checkpoint(text)


@pytest.mark.parametrize(("size", "root"), [(-1, 32), (2**63, 32), (0, 31), (0, 33)])
def test_checkpoint_is_refused_with_a_size_or_root_it_cannot_have(size, root):
    with pytest.raises(ValueError, match="a checkpoint has"):
        Checkpoint("o", size, bytes(root))


def test_cosignature_of_a_time_beyond_our_calendar_is_refused():
    witness, at = key("w", 2, WITNESS_KEY), 2**63 - 1
    signature = at.to_bytes(8, "big") + private(2).sign(cosigned_message(TEXT, at))
    assert witness.verifies(TEXT, signature)
    beyond = (2**63).to_bytes(8, "big") + private(2).sign(cosigned_message(TEXT, 2**63))
    assert not witness.verifies(TEXT, beyond)
    with pytest.raises(ValueError, match="no time of our calendar"):
        verify_cosignature(TEXT, signature_line(witness, signature), witness)


def test_cosignature_verifies_and_tells_its_time():
    witness = key("witness.example/w", 2, WITNESS_KEY)
    line = cosign(TEXT, witness, private(2).sign, AT)
    assert verify_cosignature(TEXT, line, witness) == Cosignature("witness.example/w", AT)
    assert open_note(join_note(TEXT, [line]), [witness]).signers == (witness,)


def test_cosignature_is_refused_for_another_text_key_or_kind():
    witness = key("w", 2, WITNESS_KEY)
    line = cosign(TEXT, witness, private(2).sign, AT)
    with pytest.raises(IntegrityError, match="does not verify"):
        verify_cosignature(TEXT.replace("7", "8"), line, witness)
    for other in (key("w", 3, WITNESS_KEY), key("v", 2, WITNESS_KEY), key("w", 2)):
        with pytest.raises(IntegrityError, match="not one of"):
            verify_cosignature(TEXT, line, other)
    plain = sign_note(TEXT, "w", private(2).sign, public(2))
    with pytest.raises(IntegrityError, match="not one of"):
        verify_cosignature(TEXT, plain, key("w", 2))


def test_cosignature_is_refused_when_cut_short():
    witness = key("w", 2, WITNESS_KEY)
    found = NoteSignature.parse(cosign(TEXT, witness, private(2).sign, AT)[:-1])
    assert witness.verifies(TEXT, found.signature)
    assert not witness.verifies(TEXT, found.signature[:-1])
    assert not witness.verifies(TEXT, b"")
    assert not witness.verifies(TEXT, b"\xff" + found.signature[1:])


def test_cosign_refuses_a_log_key_and_an_unwritable_time():
    with pytest.raises(ValueError, match="not a witness's key"):
        cosign(TEXT, key("w", 2), private(2).sign, AT)
    for at in (AT.replace(tzinfo=None), AT.replace(year=1960)):
        with pytest.raises(ValueError, match="aware instant"):
            cosign(TEXT, key("w", 2, WITNESS_KEY), private(2).sign, at)


@pytest.mark.parametrize("text", ["A", "AA==\n", "AA=", "AB==", "A-_=", "é", " AAAA"])
def test_base64_has_one_spelling(text):
    with pytest.raises(ValueError, match="Base 64"):
        decode_base64(text)


def test_numbers_and_hashes_have_one_spelling():
    assert decode_decimal("0") == 0
    assert decode_decimal(str(2**63 - 1)) == 2**63 - 1
    for text in ("", "00", "1_000", "²"):
        with pytest.raises(ValueError, match="decimal"):
            decode_decimal(text)
    assert decode_hex("00ff", 2) == b"\x00\xff"
    for text in ("00FF", "00f", "0x00", "00ff00", ""):
        with pytest.raises(ValueError, match="hexadecimal"):
            decode_hex(text, 2)
    with pytest.raises(ValueError, match="SHA-256"):
        decode_hash("AAAA")
