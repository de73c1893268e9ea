"""A reader of others' files in its own process: what it cannot do, and what becomes of a file that breaks it."""

import re
import zipfile
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lockgate.errors import UsageError
from lockgate.pipeline import apart
from lockgate.pipeline.apart_bounds import Bounds
from lockgate.pipeline.ingest import IntakePlan, ingest

READ_BY = """
from lockgate.pipeline import apart_bounds, apart_child
import os, resource, signal, socket
def tried(call):
    try:
        call()
    except BaseException as error:
        return type(error).__name__
    return "done"
def read(file, name):
    {does}
apart_child.READERS["parquet"] = read
apart_bounds._LIBRARY = {library!r}
apart_child.main()
"""

FORBIDDEN = """
told = [tried(call) for call in (
    lambda: open("/etc/passwd"),
    lambda: open("/proc/self/environ"),
    lambda: open("/dev/shm/written", "w"),
    lambda: socket.socket(),
    lambda: os.pipe(),
    lambda: bytearray(7 << 30),
    lambda: os.close(2) or open("/etc/passwd"),
    lambda: os.fork(),
    lambda: os.execv("/bin/true", ["true"]),
    lambda: os.kill(os.getppid(), 0),
    lambda: os.chdir("/tmp"),
    lambda: os.mkdir("/dev/shm/made"),
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)),
)]
raise apart_child.UsageError(" ".join([*told, *sorted(os.environ)]))
"""


LOADED = """
import sys
raise apart_child.UsageError(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "records.parquet"
    pq.write_table(pa.table({"record_id": [f"A-{n}" for n in range(40_000)], "city": ["x"] * 40_000}), path)
    return path


@pytest.fixture
def read_by(monkeypatch):
    """What the process does instead of reading."""

    def does(code, library="libseccomp.so.2"):
        inner = "\n    ".join(code.strip().splitlines())
        monkeypatch.setattr(apart, "CHILD", READ_BY.format(does=inner, library=library))

    return does


@pytest.fixture
def refused(tmp_path):
    """The one sentence; and nothing is left beside the file."""

    def sentence(path):
        with pytest.raises(UsageError, match="nothing of it was taken") as caught:
            ingest(path, IntakePlan(), tmp_path / "out.parquet")
        assert [one.name for one in tmp_path.iterdir()] == [path.name]
        return str(caught.value)

    return sentence


@pytest.mark.parametrize(("library", "held"), [("libseccomp.so.2", 13), ("none.so", 6)], ids=["filter", "limits"])
def test_reader_can_open_start_and_reach_nothing(library, held, records, read_by, tmp_path):
    """Without libseccomp no file is opened and no memory taken all the same; the rest only the filter holds."""
    read_by(FORBIDDEN if held > 6 else FORBIDDEN.replace("os.execv", "os.fspath"), library)
    with pytest.raises(UsageError) as caught:
        ingest(records, IntakePlan(), tmp_path / "out.parquet")
    told = str(caught.value).split()
    assert set(told[:held]) <= {"PermissionError", "OSError", "ValueError", "MemoryError"}, told
    assert set(told[13:]) <= {"PYTHONPATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "LC_CTYPE"}


def test_reader_loads_no_more_than_it_reads_with(records, read_by, tmp_path):
    pytest.importorskip("pandas")
    read_by(LOADED)
    with pytest.raises(UsageError) as caught:
        ingest(records, IntakePlan(), tmp_path / "out.parquet")
    assert not {"pandas", "django", "duckdb"} & set(str(caught.value).split())


@pytest.mark.parametrize(
    "case",
    [
        ("while True: pass", Bounds(seconds=1), "SIG(XCPU|KILL)"),
        ("import time; time.sleep(60)", Bounds(silent=1), "said nothing for too long"),
        (
            "import os, time; [(time.sleep(0.2), os.write(1, b'\\1')) for _ in range(99)]",
            Bounds(waited=1),
            "waited for too long",
        ),
        ("import ctypes; ctypes.string_at(0)", Bounds(), "SIGSEGV"),
        ("held = [bytearray(1 << 24) for _ in range(1000)]", Bounds(memory=2 << 30), "no room left"),
        ("import os; os._exit(0)", Bounds(), "or failed"),
        ("import os; os.write(1, b'\\0\\0\\0\\2[]')", Bounds(), "no document"),
        ("import os; os.write(1, b'\\0\\0\\0\\2{}')", Bounds(), "no header"),
        ("import os; os.write(1, b'\\xff' * 8)", Bounds(), "more than any file needs"),
        ("import os; os.write(1, b'\\3\\0\\0\\0')", Bounds(), "more than any file needs"),
    ],
    ids=["endless", "silent", "drips", "crash", "memory", "gone", "list", "no-header", "large", "long"],
)
def test_file_that_breaks_its_reader_gives_one_sentence(case, records, read_by, refused, monkeypatch):
    code, bounds, why = case
    monkeypatch.setattr(apart, "BOUNDS", bounds)
    read_by(code)
    found = refused(records)
    assert re.search(why, found), found


def test_reader_that_is_killed_half_way_leaves_nothing(records, refused, monkeypatch):
    whole = apart.Reader._columns

    def killed(reader, said, count):
        found = whole(reader, said, count)
        reader._process.kill()
        return found

    monkeypatch.setattr(apart.Reader, "_columns", killed)
    assert "SIGKILL" in refused(records)


@pytest.mark.parametrize(
    "said",
    [
        {"rows": -1, "sizes": [0], "faults": []},
        {"rows": 1, "sizes": [0, 0], "faults": []},
        {"rows": 1, "sizes": ["x"], "faults": []},
        {"rows": 1, "sizes": [1 << 31], "faults": []},
        {"rows": 2, "sizes": [3], "faults": [], "places": [0, 9, 3]},
        {"rows": 2, "sizes": [3], "faults": [], "places": [0, 2, 9]},
        {"rows": 1, "sizes": [0], "faults": [[7, "R00.nul", ""]]},
        {"rows": 1, "sizes": [0], "faults": [[0, "R99", ""]]},
        {"rows": 1, "sizes": [0], "faults": [5]},
        {"rows": 1, "sizes": [0]},
    ],
)
def test_columns_that_are_none_are_refused(said, records, monkeypatch):
    reader = object.__new__(apart.Reader)
    reader.path = records
    places = said.pop("places", [0] * (max(said["rows"], 0) + 1))
    content = memoryview(b"".join(place.to_bytes(4, "little") for place in places) + b"abc")
    monkeypatch.setattr(apart.Reader, "_read", lambda _, size: content[:size])
    with pytest.raises((UsageError, apart._BrokenError), match="answered what are no"):
        reader._slab(said, reader._columns(said, 1), ["city"])


def test_bomb_of_a_workbook_is_refused(tmp_path):
    path = tmp_path / "records.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"\0" * (8 << 20))
    with pytest.raises(UsageError, match="would unpack"):
        ingest(path, IntakePlan(), tmp_path / "out.parquet")


def test_bomb_of_parquet_ends_at_the_bound_of_memory(tmp_path, refused, monkeypatch):
    """Three thousand rows of one value of a mebibyte, which the file holds once."""
    monkeypatch.setattr(apart, "BOUNDS", Bounds(memory=1800 << 20))
    path = tmp_path / "records.parquet"
    ids = pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), pa.array(["x" * (1 << 20)]))
    pq.write_table(pa.table({"record_id": ids}), path, compression="zstd")
    assert path.stat().st_size < 1 << 20
    assert "no room left" in refused(path)


@pytest.mark.parametrize("bound", ["MOST_RECORDS", "MOST_BYTES"])
def test_records_without_end_are_refused_and_as_many_as_may_be_are_taken(bound, records, monkeypatch):
    """A few bytes of Parquet can stand for any number of equal rows."""
    table = apart.open_apart(records, "parquet")
    rows = [call().rows for call in table.slabs(["city"])]
    # Of each row a letter and where it ends; of each run where it begins.
    most = {"MOST_RECORDS": 40_000, "MOST_BYTES": sum(5 * count + 4 for count in rows)}[bound]
    monkeypatch.setattr(apart, bound, most)
    assert [call().rows for call in table.slabs(["city"])] == rows
    monkeypatch.setattr(apart, bound, most - 1)
    with pytest.raises(UsageError, match="more records than any file has"):
        list(table.slabs(["city"]))
    assert table.reader._process.returncode is not None


def test_a_pass_left_half_done_begins_anew_and_no_process_stays(records):
    table = apart.open_apart(records, "parquet")
    first = next(table.slabs(["record_id"]))()
    process = table.reader._process
    assert sum(call().rows for call in table.slabs(["record_id"])) == 40_000
    assert process.returncode is not None
    assert first.cells["record_id"][0].as_py() == b"A-0"
    process = table.reader._process
    assert sum(call().rows for call in table.slabs(["city"])) == 40_000
    assert table.reader._process is process
    del table
    assert process.returncode is not None


def test_instants_are_read_in_the_zone_they_are_written_in(tmp_path):
    path = tmp_path / "records.parquet"
    day = datetime(2024, 1, 2, 5, tzinfo=UTC)
    kind = pa.timestamp("us", "America/New_York")
    pq.write_table(pa.table({"record_id": ["A-1"], "final_order_date": pa.array([day], kind)}), path)
    found = ingest(path, IntakePlan(), tmp_path / "out.parquet")
    assert pq.read_table(found.records)["final_order_date"].to_pylist() == ["2024-01-02"]
