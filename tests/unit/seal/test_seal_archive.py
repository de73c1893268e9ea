import io
import struct
import zipfile

import pytest

from lockgate.errors import IntegrityError
from lockgate.seal import archive
from unit.seal.packages_seal import pack, unpack

MEMBERS = (("manifest.json", b"{}"), ("part-0001.p7m", b"\x00PK\x03\x04" * 9), ("empty", b""))


def refused(data):
    with pytest.raises(IntegrityError, match="not a package"):
        unpack(data)


def zipped(members, **options):
    """The members as Python's own zip writer stores them."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, **options)
    return sink.getvalue()


def test_members_come_back_in_order_when_unpacked():
    assert unpack(pack(MEMBERS)) == MEMBERS


def test_any_zip_reader_gives_the_members_when_packed():
    with zipfile.ZipFile(io.BytesIO(pack(MEMBERS))) as archive:
        assert archive.testzip() is None
        assert tuple((info.filename, archive.read(info)) for info in archive.infolist()) == MEMBERS
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_flipped_byte_passes_when_unpacked():
    data = pack(MEMBERS)
    for position in range(len(data)):
        for bit in (0x01, 0x20, 0x80):
            changed = bytearray(data)
            changed[position] ^= bit
            refused(bytes(changed))


def test_bytes_before_behind_or_missing_are_refused_when_unpacked():
    data = pack(MEMBERS)
    for other in (b"x" + data, data + b"x", data + data, data[:-1], data[1:], b"", b"PK\x03\x04"):
        refused(other)


@pytest.mark.parametrize(
    "names",
    [("a", "a"), ("../a",), ("/a",), ("a/b",), ("A",), (".a",), ("a\\b",), ("é",), ("a" * 65,)],
)
def test_duplicate_names_and_paths_are_refused_when_packed_or_unpacked(names):
    with pytest.raises(ValueError, match="plain names"):
        pack(tuple((name, b"x") for name in names))
    if len(set(names)) == len(names):
        refused(zipped([(name, b"x") for name in names]))


def test_other_writers_zip_is_refused_when_it_holds_the_same_members():
    refused(zipped(MEMBERS))
    refused(zipped(MEMBERS, compress_type=zipfile.ZIP_DEFLATED))


def test_differing_central_directory_is_refused_when_the_local_headers_are_ours():
    data = pack(MEMBERS)
    shown = data[: data.index(b"PK\x01\x02")] + pack((("other", b"y"),))
    refused(shown)


def test_size_in_a_header_beyond_the_file_is_refused_when_unpacked():
    data = bytearray(pack(MEMBERS))
    struct.pack_into("<II", data, 18, 1 << 30, 1 << 30)
    refused(bytes(data))


def test_write_is_refused_when_the_whole_would_pass_2_gib(monkeypatch):
    monkeypatch.setattr(archive, "SIZE_MAX", (1 << 22) + 100)
    with pytest.raises(ValueError, match="larger than 2 GiB"):
        pack((("a", bytes(100)),))


def test_pack_is_refused_when_there_are_too_many_members(monkeypatch):
    monkeypatch.setattr(archive, "MEMBERS_MAX", 2)
    with pytest.raises(ValueError, match="distinct plain names"):
        pack(MEMBERS)


def test_content_is_refused_when_the_file_was_cut_after_its_headers_were_read():
    data = pack(MEMBERS)
    members = archive.read_members(io.BytesIO(data))
    with pytest.raises(IntegrityError, match="not a package"):
        list(archive.content(io.BytesIO(data[:60]), members[1]))
