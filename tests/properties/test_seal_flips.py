"""No byte of a package can be changed, moved, cut or added unseen, and no refusal leaves plaintext."""

import contextlib
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.errors import IntegrityError
from lockgate.recipient.main import main
from lockgate.seal.answers import Answer, AnswersReader, Word, parse_answers, render_answers
from lockgate.seal.filling import counted, filled, unfilled
from lockgate.seal.packages import open_package, verify_package
from unit.seal.packages_seal import MARK, SECRET, made, pack, unpack

SIZE = len(made().package)
TAIL = 5000  # the proof, the manifest, both signatures and the directory
HEAD = 600  # the header and the head of the part


def test_no_byte_outside_the_ciphertext_can_change_when_verified():
    it = made()
    for position in (*range(HEAD), *range(SIZE - TAIL, SIZE)):
        changed = bytearray(it.package)
        changed[position] ^= 1 << (position % 8)
        with pytest.raises(IntegrityError):
            verify_package(bytes(changed), it.release.der)


@settings(max_examples=150)
@given(position=st.integers(0, SIZE - 1), mask=st.integers(1, 255))
def test_no_plaintext_is_left_when_any_byte_is_flipped(position, mask):
    it = made()
    changed = bytearray(it.package)
    changed[position] ^= mask
    with TemporaryDirectory() as name:
        folder = Path(name)
        given_files = {
            "p": bytes(changed),
            "key": it.officer.key_pem,
            "certificate": it.officer.der,
            "release-certificate": it.release.der,
        }
        for file, data in given_files.items():
            (folder / file).write_bytes(data)
        words = ["open", str(folder / "p"), "--out", str(folder / "out")]
        for file in list(given_files)[1:]:
            words += [f"--{file}", str(folder / file)]
        with contextlib.redirect_stderr(io.StringIO()):
            assert main(words) == 3
        assert not (folder / "out").exists()
        assert not any(SECRET in path.read_bytes() for path in folder.iterdir())


@settings(max_examples=150)
@given(start=st.integers(0, SIZE), end=st.integers(0, SIZE), filling=st.binary(max_size=20))
def test_no_stretch_can_be_replaced_when_opened(start, end, filling):
    it = made()
    changed = it.package[: min(start, end)] + filling + it.package[max(start, end) :]
    if changed != it.package:
        with pytest.raises(IntegrityError):
            open_package(changed, it.release.der, it.officer.key, it.officer.der)


@given(data=st.binary(max_size=300))
def test_archive_reads_only_what_it_writes_when_given_any_bytes(data):
    with contextlib.suppress(IntegrityError):
        assert pack(unpack(data)) == data


TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\t\r=+-@'"),
    max_size=30,
)
ANSWER = st.one_of(
    st.builds(lambda i: Answer(i, Word.NONE), TEXT.filter(bool)),
    st.builds(
        lambda i, first, rest: Answer(i, Word.IDENTIFIED, first, *rest),
        TEXT.filter(bool),
        TEXT.filter(bool),
        st.tuples(*[TEXT] * 5),
    ),
)


@given(answers=st.lists(ANSWER, max_size=8, unique_by=lambda answer: answer.record_id).map(tuple))
def test_answers_come_back_when_rendered_filled_and_parsed(answers):
    file = io.BytesIO(render_answers(answers))
    pieces = filled(file, MARK, counted(file, MARK))
    assert parse_answers(b"".join(unfilled(pieces, AnswersReader()))) == answers


@given(data=st.binary(max_size=200))
def test_answers_are_read_only_in_their_one_form_when_given_any_bytes(data):
    with contextlib.suppress(IntegrityError):
        assert render_answers(parse_answers(data)) == data
