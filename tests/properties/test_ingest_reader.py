"""The vectorised CSV reader against a plain one that reads byte by byte, on generated and damaged files."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.errors import UsageError
from lockgate.pipeline import readers_text
from lockgate.pipeline.ingest import IntakePlan, ingest
from lockgate.pipeline.readers_cells import BLANKS, LIMIT
from lockgate.pipeline.readers_records import SPAN

HEADER = ("record_id", "given_name", "family_name", "city", "reason")


def plain_field(data, at, delimiter):
    """Read one strict field at ``at``: (value, position after it), or None when it breaks the rule."""
    if data[at : at + 1] != b'"':
        end = at
        while end < len(data) and data[end : end + 1] not in {delimiter, b"\n"}:
            if data[end : end + 1] == b'"':
                return None
            end += 1
        return data[at:end], end
    value, at = b"", at + 1
    while at < len(data):
        if data[at : at + 2] == b'""':
            value, at = value + b'"', at + 2
        elif data[at : at + 1] == b'"':
            return value, at + 1
        else:
            value, at = value + data[at : at + 1], at + 1
    return None


def plain_strict(data, at, delimiter):
    """Read one strict record: (fields, position of the next record), or None."""
    begin, fields = at, []
    while True:
        found = plain_field(data, at, delimiter)
        if found is None:
            return None
        quoted = data[at : at + 1] == b'"'
        value, at = found
        if quoted and b"\n" in value and len(value.decode("utf-8", "replace")) > LIMIT:
            return None
        fields.append(value)
        if data[at : at + 1] == delimiter:
            at += 1
            continue
        at += data[at : at + 1] == b"\r" and quoted
        if at < len(data) and data[at : at + 1] != b"\n":
            return None
        if b"\n" in data[begin:at] and at + 1 - begin > SPAN:
            return None
        if not quoted and fields[-1].endswith(b"\r"):
            fields[-1] = fields[-1][:-1]
        return fields, at + 1


def plain_line(line, delimiter):
    """Read one line leniently: its fields, or None when a quoted field does not close."""
    fields, at = [], 0
    while True:
        if line[at : at + 1] == b'"':
            found = plain_field(line, at, delimiter)
            if found is None:
                return None
            value, at = found
            if at < len(line) and line[at : at + 1] != delimiter:
                return None
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            value, at = line[at:end], end
        fields.append(value)
        if at >= len(line):
            return fields
        at += 1


def plain_records(data, delimiter):
    """Every record as (fields or None, its first line)."""
    at = 0
    while at < len(data):
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        line = data[at:stop].removesuffix(b"\r")
        if not line.strip(b" "):
            at = stop + 1
            continue
        found = plain_strict(data, at, delimiter)
        if found is None:
            found = plain_line(line, delimiter), stop + 1
        yield found[0], line
        at = found[1]


def text(value):
    return value.decode("utf-8", "replace").replace("\0", "\ufffd").strip(BLANKS)


def undecodable(value):
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def plain_row(fields, line, delimiter):
    """(code, values) of one record, repeats not yet known."""
    width = len(HEADER)
    if fields is None:
        head = line.split(delimiter)[0] if delimiter in line and not line.startswith(b'"') else b""
        fields, code = [head], "R00.fields"
    else:
        code = "" if len(fields) == width else "R00.fields"
        fields = fields if not code else fields[:1] if len(fields) > 1 else [b""]
    fields = fields + [b""] * (width - len(fields))
    large = [len(field.decode("utf-8", "replace")) > LIMIT for field in fields]
    if not code and any(b"\0" in field for field in fields):
        code = "R00.nul"
    if not code and any(large):
        code = "R00.oversized"
    if not code and any(undecodable(field) for field in fields):
        code = "R00.undecodable"
    return code, tuple("" if over else text(field) for field, over in zip(fields, large, strict=True))


def plain_read(data, delimiter):
    rows = [plain_row(fields, line, delimiter) for fields, line in plain_records(data, delimiter)][1:]
    ids = [values[0] for _, values in rows]
    out = []
    for code, values in rows:
        known = code or ("R00.id_absent" if not values[0] else "R00.id_repeated" if ids.count(values[0]) > 1 else "")
        out.append((known, values))
    return out


def fast_read(data, folder, delimiter, chunk):
    source, out = folder / "in.csv", folder / "out.parquet"
    source.write_bytes(data)
    kept = readers_text.CHUNK
    readers_text.CHUNK = chunk
    try:
        ingest(source, IntakePlan(delimiter=delimiter.decode()), out)
    finally:
        readers_text.CHUNK = kept
    table = pq.read_table(out, columns=["row", "intake", *HEADER]).to_pydict()
    assert table["row"] == list(range(1, len(table["row"]) + 1))
    values = zip(*(table[term] for term in HEADER), strict=True)
    return list(zip(table["intake"], values, strict=True))


def compare(data, folder, delimiter, chunk):
    wanted = plain_read(data, delimiter)
    if not wanted:
        with pytest.raises(UsageError, match="no records"):
            fast_read(data, folder, delimiter, chunk)
    else:
        assert fast_read(data, folder, delimiter, chunk) == wanted


PIECES = st.sampled_from(
    [
        b'"',
        b'""',
        b",",
        b";",
        b"\n",
        b"\r\n",
        b"\r",
        b" ",
        b"a",
        b"b1",
        b"\0",
        b"\xff",
        b"\xc3\xa9",
        b"\xe2\x80\xaf",
        b"x" * 40,
    ]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("reader")


@settings(max_examples=250)
@given(pieces=st.lists(PIECES, max_size=60), chunk=st.sampled_from([1, 3, 17, 4096]))
def test_the_fast_reader_agrees_with_the_plain_one_when_the_bytes_are_anything(folder, pieces, chunk):
    compare(b",".join(h.encode() for h in HEADER) + b"\n" + b"".join(pieces), folder, b",", chunk)


FIELD = st.one_of(
    st.sampled_from([b"", b"Ana", b" x ", b'"say ""hi"""', b'"a,b"', b'"two\nlines"', b'O"Neil', b'5" pipe', b'""']),
    st.text(alphabet='abcé ,;"\n', max_size=8).map(lambda t: b'"' + t.replace('"', '""').encode() + b'"'),
)
DAMAGE = st.sampled_from(["none", "none", "none", "none", "cut", "quote", "nul", "byte", "long", "comma"])


INSERTED = {"quote": b'"', "nul": b"\0", "byte": b"\xe9", "long": b"y" * (LIMIT + 1), "comma": b",", "none": b""}


def damaged(line, kind, place):
    at = place % (len(line) + 1)
    return line[:at] if kind == "cut" else line[:at] + INSERTED[kind] + line[at:]


ROW = st.tuples(st.lists(FIELD, min_size=4, max_size=4), DAMAGE, st.integers(0, 200))


@settings(max_examples=200)
@given(rows=st.lists(ROW, max_size=25), chunk=st.sampled_from([7, 100, 4096]), end=st.sampled_from([b"\n", b"\r\n"]))
def test_the_fast_reader_agrees_with_the_plain_one_when_rows_are_damaged(folder, rows, chunk, end):
    lines = [
        damaged(b",".join([b"ID%d" % number, *fields]), kind, place)
        for number, (fields, kind, place) in enumerate(rows)
    ]
    compare(end.join([b",".join(h.encode() for h in HEADER), *lines]), folder, b",", chunk)


@settings(max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=12), place=st.integers(0, 11), at=st.integers(0, 200))
def test_damage_to_one_row_leaves_the_rows_before_it_alone(folder, rows, place, at):
    header = b",".join(h.encode() for h in HEADER)
    sound = [b",".join([b"ID%d" % n, *fields]) for n, (fields, _, _) in enumerate(rows)]
    place %= len(sound)
    hurt = [*sound[:place], damaged(sound[place], "quote", at), *sound[place + 1 :]]
    before = fast_read(b"\n".join([header, *sound]), folder, b",", 4096)
    after = fast_read(b"\n".join([header, *hurt]), folder, b",", 4096)
    assert after[:place] == before[:place]


def test_a_record_longer_than_the_span_is_read_as_a_quote_left_open(tmp_path: Path):
    reason = b'"' + b"\n".join([b"w" * 99] * (SPAN // 100)) + b'"'
    header = b",".join(h.encode() for h in HEADER)
    data = header + b"\nID1,a,b,c," + reason + b"\nID2,a,b,c,fine\n"
    rows = fast_read(data, tmp_path, b",", 4096)
    assert rows == plain_read(data, b",")
    assert rows[0] == ("R00.fields", ("ID1", "", "", "", ""))
    assert rows[-1] == ("", ("ID2", "a", "b", "c", "fine"))
