"""What a custodian's own tables may look like, what is refused, and what a build leaves behind."""

import signal
from datetime import date
from multiprocessing import get_context

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from integration.pipeline.located_cast import (
    GAZETTEER,
    address,
    index_of,
    record,
    sought_by,
    taxpayer,
    write_custodian,
    write_records,
)
from lockgate.errors import UsageError
from lockgate.pipeline import custodian, registry_merge, registry_spool
from lockgate.pipeline import registry as building
from lockgate.pipeline.custodian import custodian_at
from lockgate.pipeline.identities import Sought
from lockgate.rehearsal.prepared import prepared, reopened
from lockgate.store import registry_parts
from lockgate.store.evidence import rows_of
from lockgate.store.registry_folders import built
from lockgate.store.registry_index import source_file

TIN = "900700001"
ANA = taxpayer("T1", tin=TIN, date_of_birth=date(1980, 5, 6))
DECLARED = """
format = "lockgate/registry/v1"
[taxpayers]
parquet = "people"
columns = { taxpayer_id = "NO", family_name = "LAST", suffix = "" }
[addresses]
csv = "homes.csv"
columns = { taxpayer_id = "NO", line2 = "", effective_date = "SINCE" }
"""


def found(folder, index):
    records = write_records(folder, [record(tin=TIN), record(tin="912345678", address_line1="9 Far Rd")])
    tables = [sought_by(engine, Sought(records, [1, 2]), index) for engine in ("single", "batch")]
    assert tables[0].equals(tables[1])
    return tables[0].column("identified").to_pylist()


def declared(folder, toml=DECLARED, taxpayers=None, addresses=None):
    """A custodian's own tables under names of its own, and the registry.toml that says so."""
    write_custodian(folder, [ANA], [address("T1")])
    people = pq.read_table(folder / "taxpayers.parquet").rename_columns({"taxpayer_id": "NO", "family_name": "LAST"})
    homes = pq.read_table(folder / "addresses.parquet").rename_columns({"taxpayer_id": "NO", "effective_date": "SINCE"})
    (folder / "people").mkdir()
    pq.write_table(taxpayers(people) if taxpayers else people, folder / "people" / "one.parquet")
    pacsv.write_csv(addresses(homes) if addresses else homes, folder / "homes.csv")
    (folder / "registry.toml").write_text(toml)
    return custodian_at(folder)


def test_own_tables_answer_as_ours_do_when_registry_toml_names_their_columns(tmp_path):
    assert found(tmp_path, index_of(tmp_path, declared(tmp_path))) == ["one", "none"]
    assert found(tmp_path, index_of(tmp_path, custodian_at(tmp_path / "registry.toml"))) == ["one", "none"]


def test_both_tables_may_be_csv(tmp_path):
    toml = DECLARED.replace('parquet = "people"', 'csv = "people"')

    def as_csv(people):
        pacsv.write_csv(people, tmp_path / "people" / "one.csv")
        return people

    assert found(tmp_path, index_of(tmp_path, declared(tmp_path, toml, as_csv))) == ["one", "none"]


def test_several_files_of_a_table_are_one_table(tmp_path):
    custodian = declared(tmp_path)
    people = pq.read_table(tmp_path / "people" / "one.parquet")
    other = people.set_column(0, "NO", pa.array(["T2"])).set_column(1, "tin", pa.array(["912345678"]))
    pq.write_table(other, tmp_path / "people" / "two.parquet")
    index = index_of(tmp_path, custodian)
    assert index.manifest.counts["taxpayers"] == 2
    assert found(tmp_path, index) == ["one", "disagrees"]


BAD_TOML = {
    "no TOML": ("[", "is no TOML"),
    "another format": (DECLARED.replace("v1", "v9"), "format"),
    "no place": (DECLARED.replace('parquet = "people"', ""), "exactly one of parquet, csv and postgresql"),
    "two places": (DECLARED.replace('"people"', '"people"\ncsv = "x"'), "exactly one of"),
    "an unknown key": (DECLARED.replace("[addresses]", "[addresses]\nnote = 'x'"), "note"),
    "an unknown term": (DECLARED.replace("suffix", "title"), "title, which is none of"),
    "no id": (DECLARED.replace('taxpayer_id = "NO", family', 'taxpayer_id = "", family'), "without a column for"),
    "no connection": (DECLARED.replace('csv = "homes.csv"', 'postgresql = "x"\nversion = "y"'), "needs .postgresql."),
    "no version": (DECLARED.replace('csv = "homes.csv"', 'postgresql = "x"'), "version"),
    "a password": (
        DECLARED.replace('csv = "homes.csv"', 'postgresql = "x"\nversion = "y"')
        + '[postgresql]\nconnect = "host=x password=y"',
        "holds a password",
    ),
}  # fmt: skip


@pytest.mark.parametrize("defect", BAD_TOML)
def test_registry_toml_is_refused_when_it_has(tmp_path, defect):
    toml, sentence = BAD_TOML[defect]
    (tmp_path / "registry.toml").write_text(toml)
    with pytest.raises(UsageError, match=sentence):
        custodian_at(tmp_path)


def _with(column, values):
    return lambda table: table.set_column(table.column_names.index(column), column, values)


BAD_TABLES = {
    "a column is missing": ({"taxpayers": lambda table: table.drop_columns("tin")}, "no column tin"),
    "a number is no text": ({"taxpayers": _with("tin", pa.array([900700001]))}, "tin as BIGINT; write it as text"),
    "a birth date is a number": ({"taxpayers": _with("date_of_birth", pa.array([1]))}, "write it as a DATE"),
    "an id is null": ({"taxpayers": _with("NO", pa.array([None], pa.string()))}, "1 taxpayers without taxpayer_id"),
    "an id is blank": ({"taxpayers": _with("NO", pa.array([" "]))}, "1 taxpayers without taxpayer_id"),
    "an id is torn": ({"taxpayers": _with("NO", pa.array(["T\n1"]))}, "1 taxpayer_id with a control character"),
    "an id stands twice": ({"taxpayers": lambda table: pa.concat_tables([table, table])}, "1 repeated taxpayer_id"),
    "a day is none": ({"addresses": _with("SINCE", pa.array(["soon"]))}, "1 values of effective_date that are no day"),
}


@pytest.mark.parametrize("defect", BAD_TABLES)
def test_table_is_refused_with_one_sentence_and_no_value_when(tmp_path, defect):
    changes, sentence = BAD_TABLES[defect]
    custodian = declared(tmp_path, DECLARED, **changes)
    with pytest.raises(UsageError, match=sentence) as refused:
        index_of(tmp_path, custodian)
    assert not {"soon", "T1", TIN} & set(str(refused.value).split())
    assert list((tmp_path / "index").iterdir()) == []


def test_csv_is_refused_when_it_breaks_off(tmp_path):
    custodian = declared(tmp_path)
    (tmp_path / "homes.csv").write_text('NO,tax_period,line1,city,state,zip,country,SINCE\n"T1,2022\n')
    with pytest.raises(UsageError, match=r"homes\.csv (cannot be read|has no column)"):
        index_of(tmp_path, custodian)


def test_addresses_of_nobody_are_left_out_and_counted(tmp_path):
    index = index_of(tmp_path, write_custodian(tmp_path, [ANA], [address("T1"), address("T7"), address("T8")]))
    assert index.manifest.counts == {
        "taxpayers": 1,
        "homes": 1,
        "keys": index.manifest.counts["keys"],
        "addresses_of_nobody": 2,
    }


def test_empty_tables_make_an_index_that_knows_nobody(tmp_path):
    index = index_of(tmp_path, write_custodian(tmp_path, [], []))
    assert found(tmp_path, index) == ["none", "none"]


def test_same_tables_have_the_same_name_wherever_they_lie(tmp_path):
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    write_custodian(tmp_path / "here", [ANA], [address("T1")])
    for name in ("taxpayers.parquet", "addresses.parquet"):
        (tmp_path / "there" / name).write_bytes((tmp_path / "here" / name).read_bytes())
    indexes = [prepared(custodian_at(tmp_path / name), tmp_path / "index") for name in ("here", "there")]
    assert indexes[0].manifest.name == indexes[1].manifest.name
    write_custodian(tmp_path / "there", [ANA], [address("T1", "13 OAK ST")])
    assert prepared(custodian_at(tmp_path / "there"), tmp_path / "index").manifest.name != indexes[0].manifest.name


def test_index_of_the_tables_as_they_were_is_removed_when_they_changed(tmp_path):
    index_of(tmp_path, write_custodian(tmp_path, [ANA], [address("T1")]))
    index = index_of(tmp_path, write_custodian(tmp_path, [ANA], [address("T1", "13 OAK ST")]))
    assert list(built(tmp_path / "index")) == [index.folder]


def test_reopened_index_reads_a_table_again_only_when_it_bears_a_mark_of_a_change(tmp_path, monkeypatch):
    file = write_custodian(tmp_path, [ANA], [address("T1")])
    index, read = index_of(tmp_path, file), []
    monkeypatch.setattr(custodian, "source_file", lambda path: read.append(path.name) or source_file(path))
    assert reopened(file, tmp_path / "index", GAZETTEER) == index
    assert read == []
    (tmp_path / "taxpayers.parquet").touch()
    assert reopened(file, tmp_path / "index", GAZETTEER) == index
    assert read == ["taxpayers.parquet"]


def test_rows_and_root_are_the_same_when_an_index_is_built_anew(tmp_path, monkeypatch):
    custodian = write_custodian(tmp_path, [ANA, taxpayer("T2")], [address("T1"), address("T2"), address("T1", "X")])
    sought = Sought(write_records(tmp_path, [record(tin=TIN), record()]), [1, 2])
    tables = [sought_by("batch", sought, index_of(tmp_path, custodian))]
    monkeypatch.setattr(registry_spool, "_BUCKET_BYTES", 1000)
    monkeypatch.setattr(building, "_KEYS_OF_A_SPAN", 16)
    index = index_of(tmp_path, custodian)
    assert len(index.manifest.of_kind("people")) > 1
    assert len(index.manifest.of_kind("keys")) > registry_merge._TOGETHER
    tables += [sought_by(engine, sought, index) for engine in ("single", "batch")]
    assert len({rows_of([table]).root for table in tables}) == 1


def test_nothing_is_plain_in_an_index(tmp_path):
    index = index_of(tmp_path, write_custodian(tmp_path, [ANA], [address("T1")]))
    for file in index.folder.iterdir():
        data = file.read_bytes()
        assert not any(word in data for word in (b"RUIZ", b"OAK ST", TIN.encode(), b"1980-05-06", b"77002"))


def test_disk_that_fills_up_leaves_nothing(tmp_path, monkeypatch):
    custodian = write_custodian(tmp_path, [ANA], [address("T1")])

    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building, "settle_index", full)
    with pytest.raises(UsageError, match="No space left on device; make room"):
        index_of(tmp_path, custodian)
    monkeypatch.setattr(registry_parts.pq.ParquetWriter, "write_table", full)
    with pytest.raises(UsageError, match="No space left on device; make room"):
        index_of(tmp_path, custodian)
    assert list((tmp_path / "index").iterdir()) == []


def test_table_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    custodian = write_custodian(tmp_path, [ANA], [address("T1")])
    monkeypatch.setattr(building, "unchanged", lambda _file: False)
    with pytest.raises(UsageError, match="changed while the index was built"):
        index_of(tmp_path, custodian)
    assert list((tmp_path / "index").iterdir()) == []


def _killed_half_way(folder):
    def kill(*_given):
        signal.raise_signal(signal.SIGKILL)

    building.merge = kill
    prepared(custodian_at(folder), folder / "index", gazetteer=GAZETTEER)


def test_what_a_killed_build_left_is_never_taken_and_goes_with_the_next(tmp_path):
    custodian = write_custodian(tmp_path, [ANA], [address("T1")])
    process = get_context("fork").Process(target=_killed_half_way, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    (left,) = (tmp_path / "index").iterdir()
    assert left.name.startswith(".building-")
    assert list(built(tmp_path / "index")) == []
    index = index_of(tmp_path, custodian)
    assert list((tmp_path / "index").iterdir()) == [index.folder]
