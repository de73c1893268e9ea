"""Evidence and packages: written once, whole or absent, and read only as they were written."""

import stat
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.office_in_parts import sealed_alone

from lockgate.canonical import canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.store import crashpoints, evidence, packages
from lockgate.store.files import Together
from lockgate.store.reconciliation import mend, remains
from lockgate.store.sealing import CHUNK, EvidenceKey, open_chunks, seal_chunks
from lockgate.tlog.merkle import EMPTY_ROOT, leaf_hash, root_of

CASE, OTHER = "c" * 32, "d" * 32
KEY = EvidenceKey(bytes(range(32)))
TABLE = pa.table({"row": [1, 2, 3], "answer": ["one", None, "ünï"]})


class Killed(BaseException):
    """Stands for the end of the process."""


def test_file_is_the_same_when_the_same_bytes_are_put_again(home):
    first = evidence.put(home, CASE, "source", b"abc")
    assert evidence.put(home, CASE, "source", b"abc") == first
    file = evidence.get(home, first)
    assert file.read_bytes() == b"abc"
    assert stat.S_IMODE(file.stat().st_mode) == 0o444
    assert (first.size, first.rows, first.root) == (3, 0, "")
    assert list(home.scratch.iterdir()) == []


def test_file_is_copied_when_a_path_is_put(home, tmp_path):
    source = tmp_path / "records.csv"
    source.write_bytes(b"x" * (3 * CHUNK + 1))
    stored = evidence.put(home, CASE, "source", source)
    assert evidence.get(home, stored).read_bytes() == source.read_bytes()
    with pytest.raises(UsageError, match="cannot be read"):
        evidence.put(home, CASE, "source", tmp_path / "absent.csv")


def test_file_is_refused_when_it_was_changed_or_taken_away(home):
    stored = evidence.put(home, CASE, "source", b"abc")
    file = home.evidence / stored.path
    file.chmod(0o644)
    file.write_bytes(b"abd")
    with pytest.raises(IntegrityError, match="other bytes"):
        evidence.get(home, stored)
    with pytest.raises(IntegrityError, match="other bytes"):
        evidence.put(home, CASE, "source", b"abc")
    file.unlink()
    with pytest.raises(IntegrityError, match="cannot be read"):
        evidence.get(home, stored)


def test_root_is_over_canonical_rows_when_a_table_is_kept(home):
    stored = evidence.put_table(home, CASE, "outcomes", TABLE)
    rows = [["1", "one"], ["2", ""], ["3", "ünï"]]
    assert stored.root == root_of([leaf_hash(canonical(row)) for row in rows]).hex()
    assert stored.rows == 3
    assert evidence.rows_of([pq.read_table(evidence.get(home, stored))]) == evidence.Rows(3, stored.root)


def test_root_is_the_empty_one_when_a_table_has_no_rows():
    assert evidence.rows_of([TABLE.slice(0, 0)]) == evidence.Rows(0, EMPTY_ROOT.hex())


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_root_is_over_canonical_json_whatever_the_texts(rows):
    table = pa.table(
        {"a": [row[0] for row in rows], "b": [row[1] for row in rows]}, pa.schema([("a", "string"), ("b", "string")])
    )
    assert evidence.rows_of([table]).root == root_of([leaf_hash(canonical(row)) for row in rows]).hex()


def test_sealed_table_opens_only_for_its_case_and_kind_and_key(home):
    stored = evidence.put_sealed(home, KEY, CASE, "located", TABLE)
    assert evidence.get_sealed_table(home, KEY, CASE, stored) == TABLE
    assert b"PAR1" not in evidence.get(home, stored).read_bytes()
    with pytest.raises(IntegrityError, match="does not verify"):
        evidence.get_sealed_table(home, KEY, OTHER, stored)
    with pytest.raises(IntegrityError, match=f"evidence key {KEY.name.hex()} is not here"):
        evidence.get_sealed_table(home, EvidenceKey(bytes(32)), CASE, stored)


def test_sealed_table_is_opened_by_the_key_it_names_after_a_rotation(home):
    stored = evidence.put_sealed(home, KEY, CASE, "located", TABLE)
    rotated = EvidenceKey(b"n" * 32, (KEY.secret,))
    assert evidence.get_sealed_table(home, rotated, CASE, stored) == TABLE
    again = evidence.put_sealed(home, rotated, CASE, "dispositions", TABLE)
    assert evidence.get_sealed_table(home, rotated, CASE, again) == TABLE
    with pytest.raises(IntegrityError, match=rotated.name.hex()):
        evidence.get_sealed_table(home, KEY, CASE, again)


def test_keyed_hashes_are_still_equal_after_two_rotations():
    rotated = EvidenceKey(b"n" * 32, (b"m" * 32, KEY.secret))
    assert rotated.keyed_hash("taxpayer", "T1") == KEY.keyed_hash("taxpayer", "T1")
    assert list(rotated.keyed_hashes("taxpayer", iter(["T1"]))) == [KEY.keyed_hash("taxpayer", "T1")]
    assert rotated.derived("registry index part") != KEY.derived("registry index part")


def test_sealed_bytes_of_an_earlier_version_are_opened_by_the_offices_first_key():
    sealed = b"".join(seal_chunks(KEY, CASE, "located", b"plain"))
    nameless = b"LGS1" + sealed[12:]
    assert open_chunks(EvidenceKey(b"n" * 32, (KEY.secret,)), CASE, "located", nameless) == b"plain"
    with pytest.raises(IntegrityError, match="does not verify"):
        open_chunks(EvidenceKey(b"n" * 32), CASE, "located", nameless)


def test_sealed_table_is_refused_when_its_rows_are_not_the_kept_ones(home):
    stored = evidence.put_sealed(home, KEY, CASE, "located", TABLE)
    for wrong in (replace(stored, rows=2), replace(stored, root="a" * 64)):
        with pytest.raises(IntegrityError, match="other rows"):
            evidence.get_sealed_table(home, KEY, CASE, wrong)


def test_file_is_never_written_over_when_its_name_is_taken(tmp_path):
    temporary, target = tmp_path / "new", tmp_path / "old"
    temporary.write_bytes(b"new")
    target.write_bytes(b"old")
    with pytest.raises(IntegrityError, match="never written twice"), Together() as together:
        together.settle(temporary, target)
    assert target.read_bytes() == b"old"


def test_sealed_table_is_the_same_file_when_an_act_is_repeated(home):
    first = evidence.put_sealed(home, KEY, CASE, "located", TABLE)
    assert evidence.put_sealed(home, KEY, CASE, "located", TABLE) == first
    assert evidence.put_sealed(home, KEY, CASE, "dispositions", TABLE).sha256 != first.sha256


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]), st.data())
def test_sealed_bytes_are_refused_wherever_one_is_changed(size, data):
    plain = bytes(size)
    sealed = b"".join(seal_chunks(KEY, CASE, "located", plain))
    assert open_chunks(KEY, CASE, "located", sealed) == plain
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    with pytest.raises(IntegrityError):
        open_chunks(KEY, CASE, "located", changed)


def test_sealed_bytes_are_refused_when_chunks_are_dropped_moved_or_added():
    sealed = b"".join(seal_chunks(KEY, CASE, "located", bytes(2 * CHUNK + 5)))
    head, size = sealed[:20], CHUNK + 16
    parts = [sealed[at : at + size] for at in range(20, len(sealed), size)]
    assert len(parts) == 3
    for wrong in ([], parts[:2], parts[1:], [parts[1], parts[0], parts[2]], [*parts, parts[2]]):
        with pytest.raises(IntegrityError):
            open_chunks(KEY, CASE, "located", head + b"".join(wrong))


def test_keyed_hash_tells_equal_texts_only_to_who_has_the_key():
    one = KEY.keyed_hash("taxpayer", "T1")
    assert one == KEY.keyed_hash("taxpayer", "T1") == next(KEY.keyed_hashes("taxpayer", iter(["T1"])))
    others = {KEY.keyed_hash("question", "T1"), KEY.keyed_hash("taxpayer", "T2")}
    others.add(EvidenceKey(bytes(32)).keyed_hash("taxpayer", "T1"))
    assert one not in others
    assert len(others) == 3
    assert "secret" not in repr(KEY)


def test_evidence_key_is_refused_when_it_is_too_short():
    with pytest.raises(UsageError, match="32 bytes"):
        EvidenceKey(b"short")


@pytest.mark.parametrize("point", ["file.before_rename", "file.after_rename"])
def test_file_is_whole_or_absent_when_the_writer_is_killed(home, monkeypatch, point):
    def hook(name: str) -> None:
        if name == point:
            raise Killed

    monkeypatch.setattr(crashpoints, "hook", hook)
    with pytest.raises(Killed):
        evidence.put(home, CASE, "source", b"abc")
    with pytest.raises(Killed):
        sealed_alone(home)
    monkeypatch.undo()
    found = remains(home)
    assert len(found.orphans) == (2 if point == "file.after_rename" else 0)
    assert len(found.unfinished) == (0 if point == "file.after_rename" else 2)
    mend(home, found)
    assert not any(path.is_file() for folder in home.folders()[1:] for path in folder.rglob("*"))
    assert evidence.get(home, evidence.put(home, CASE, "source", b"abc")).read_bytes() == b"abc"


def test_package_is_read_back_only_as_it_was_sealed(home):
    package = sealed_alone(home)
    assert sealed_alone(home) == package
    assert packages.read_sealed(home, package) == b"package"
    file = packages.sealed_file(home, package)
    file.chmod(0o644)
    file.write_bytes(b"packagE")
    with pytest.raises(IntegrityError, match="other bytes"):
        packages.read_sealed(home, package)
    with pytest.raises(IntegrityError, match="other bytes"):
        sealed_alone(home)


def test_package_is_not_laid_out_when_it_was_not_handed_over(home):
    package = sealed_alone(home)
    assert packages.case_of(package) is None
    with pytest.raises(IntegrityError, match="not handed over"):
        packages.lay_out(home, [package])
    assert list(home.handover.iterdir()) == []


def test_stray_files_are_found_when_no_row_names_them(home):
    sealed = packages.sealed_file(home, sealed_alone(home))
    astray = packages.handed_over_file(home, "e" * 64)
    astray.write_bytes(b"never handed over")
    found = remains(home)
    assert (found.orphans, found.astray, found.owed, found.missing) == ((sealed,), (astray,), (), ())
    mend(home, found)
    assert not sealed.exists()
    assert not astray.exists()
