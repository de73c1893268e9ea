import zipfile
from io import BytesIO
from secrets import token_bytes

import pytest

from lockgate.seal import tracing
from lockgate.seal.answers import MARK as FORM
from lockgate.seal.gated import Gate, wrap
from lockgate.seal.marks import mark_hash, new_mark
from lockgate.seal.packages import verify_package
from lockgate.seal.tracing import Trace, trace
from unit.seal.packages_seal import MARK, TERMS, made, pack

OURS = Trace("", "", (mark_hash(MARK),))
LINE = f"r-1,identified,12 Oak St,Apt 4,Houston,TX,77002,US,{MARK}\n"


def found(data):
    return trace(BytesIO(data))


def test_mark_is_of_its_form_and_fresh_when_made():
    first, second = new_mark(token_bytes), new_mark(token_bytes)
    assert FORM.fullmatch(first)
    assert first != second
    assert new_mark(lambda size: b"\x0f" * size) == "mark-" + "0f" * 10


def test_mark_is_refused_when_the_source_of_randomness_gives_too_little():
    with pytest.raises(ValueError, match="gave 3 bytes for 10"):
        new_mark(lambda _size: b"abc")


def test_mark_is_told_when_a_whole_copy_or_one_line_of_it_leaked():
    assert found(made().answers) == OURS
    assert found(LINE.encode()) == OURS
    assert found(LINE.upper().encode()) == OURS
    assert found(LINE.replace(",", ";").encode("utf-16")) == OURS
    assert found(b"Someone wrote: " + LINE.encode()) == OURS


def test_mark_named_is_the_manifests_when_traced_back():
    it = made()
    manifest = verify_package(it.package, it.release.der).manifest
    assert found(it.answers).marks == (manifest.mark,)


def test_mark_is_told_when_it_stands_on_the_border_of_two_pieces(monkeypatch):
    monkeypatch.setattr(tracing, "_PIECE", 100)
    for shift in range(100):
        assert found(b" " * shift + b"x" * 50 + LINE.encode() * 2) == OURS


def test_mark_is_told_when_a_spreadsheet_was_made_of_the_copy():
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{MARK}</t></si></sst>")
    assert MARK.encode() not in sink.getvalue()
    assert found(sink.getvalue()) == OURS


def test_both_marks_are_told_when_two_copies_were_joined():
    other = MARK.replace("0", "f")
    assert found(f"{LINE}{LINE.replace(MARK, other)}".encode()).marks == tuple(sorted(map(mark_hash, (MARK, other))))


def test_package_is_told_when_a_package_leaked():
    assert found(made().package) == Trace(TERMS.package, mark_hash(MARK), ())
    gated = BytesIO()
    gate = Gate(TERMS.package, "aa" * 32, "bb" * 32, "cc" * 32, "log.example/synthetic", TERMS.authorizing_entry)
    wrap(BytesIO(made().package), gate, token_bytes(32), gated)
    assert found(gated.getvalue()) == Trace(TERMS.package, "", ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        made().answers.replace(b"mark", b"remark").replace(MARK[4:].encode(), b""),
        LINE.replace(MARK, MARK[:-1]).encode(),
        LINE.replace(MARK, MARK + "0").encode(),
        b"PK\x03\x04 broken",
        pack((("a", b"no mark"),)),
    ],
)
def test_nothing_is_told_when_the_file_holds_no_mark(data):
    assert found(data) is None


def test_a_spreadsheet_is_not_unpacked_without_end_when_it_is_large(monkeypatch):
    monkeypatch.setattr(tracing, "SEARCHED_BYTES_MAX", 10)
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large", MARK * 10)
    assert found(sink.getvalue()) is None


def test_a_spreadsheet_is_passed_over_when_it_is_damaged():
    sink = BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", token_bytes(100) + MARK.encode() * 50)
    data = bytearray(sink.getvalue())
    data[40:60] = bytes(20)
    assert found(bytes(data)) is None
