"""A custodian's tables behind PostgreSQL queries: read once, in one state, and seen to have changed."""

from dataclasses import replace

import psycopg
import pytest

from factories import done, record, signer
from factories import scene as make_scene
from lockgate.actions.registry import build_index, index_of
from lockgate.errors import UsageError
from lockgate.pipeline.custodian import custodian_at
from lockgate.store import registry_query
from lockgate.store.cases import evidence_of

TABLES = """
CREATE TABLE holder (id text, tin text, first text, last text, born date);
CREATE TABLE home (id text, year int, street text, town text, state text, zip text, since date);
CREATE TABLE changed (at int);
INSERT INTO changed VALUES (1);
INSERT INTO holder SELECT 'T00' || n, '90070000' || n, 'ANA', 'RUIZ' || chr(64 + n) || 'A', date '1979-12-31' + n
FROM generate_series(1, 9) AS n;
INSERT INTO home SELECT 'T00' || n, 2022, (100 + n) || ' OAK ST', 'HOUSTON', 'TX', '77002', '2022-04-01'
FROM generate_series(1, 9) AS n;
"""
DECLARED = """
format = "lockgate/registry/v1"
[postgresql]
connect = "{connect}"
[taxpayers]
postgresql = "SELECT * FROM holder"
version = "SELECT max(at) FROM changed"
[taxpayers.columns]
taxpayer_id = "id"
given_name = "first"
middle_name = ""
family_name = "last"
suffix = ""
date_of_birth = "born"
[addresses]
postgresql = "SELECT * FROM home"
version = "SELECT max(at) FROM changed"
[addresses.columns]
taxpayer_id = "id"
tax_period = "year"
line1 = "street"
line2 = ""
city = "town"
country = ""
effective_date = "since"
"""


@pytest.fixture
def database(postgres_address):
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        connection.execute(TABLES)
    return postgres_address


@pytest.fixture
def asked(home, tmp_path, database):
    made = make_scene(home, tmp_path / "scene")
    file = tmp_path / "registry.toml"
    file.write_text(DECLARED.format(connect=database))
    made.office = replace(made.office, custodian=custodian_at(file))
    return made


def changed(database, statement):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(statement)


def test_queries_answer_as_files_do(asked):
    done(build_index(asked.office, signer("mia")))
    asked.submitted([record(n) for n in (1, 2, 15)]).confirmed().relevant().located()
    (found,) = evidence_of(asked.case, "located")
    assert found.rows == 3
    assert index_of(asked.office).manifest.counts["homes"] == 9


def test_index_is_refused_when_the_version_is_another(asked, database):
    done(build_index(asked.office, signer("mia")))
    name = index_of(asked.office).manifest.name
    changed(database, "UPDATE changed SET at = 2")
    with pytest.raises(UsageError, match="has changed since its index was built"):
        index_of(asked.office)
    done(build_index(asked.office, signer("mia")))
    assert index_of(asked.office).manifest.name != name


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("ALTER TABLE holder DROP COLUMN tin", "gives no column tin"),
        ("DROP TABLE home", "failed in the database .UndefinedTable."),
        ("DELETE FROM changed", "one row of one value"),
        ("INSERT INTO holder VALUES ('T001')", "1 repeated taxpayer_id"),
        ("UPDATE home SET zip = NULL; UPDATE holder SET id = NULL WHERE id = 'T003'", "1 taxpayers without"),
        (
            "ALTER TABLE holder ALTER born TYPE text; UPDATE holder SET born = 'soon' WHERE id = 'T001'",
            "1 values of date",
        ),
    ],
)
def test_query_is_refused_with_one_sentence_when(asked, database, statement, sentence):
    changed(database, statement)
    with pytest.raises(UsageError, match=sentence):
        build_index(asked.office, signer("mia"))


def test_database_that_cannot_be_reached_is_one_sentence(asked, tmp_path):
    file = tmp_path / "registry.toml"
    file.write_text(DECLARED.format(connect="host=/nowhere dbname=none"))
    asked.office = replace(asked.office, custodian=custodian_at(file))
    with pytest.raises(UsageError, match="cannot be reached"):
        build_index(asked.office, signer("mia"))


def test_extra_that_is_not_installed_is_one_sentence(asked, monkeypatch):
    def absent(_name):
        raise ImportError

    monkeypatch.setattr(registry_query, "import_module", absent)
    with pytest.raises(UsageError, match="needs the extra pg"):
        build_index(asked.office, signer("mia"))
