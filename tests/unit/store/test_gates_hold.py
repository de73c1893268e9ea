"""Each gate that the database holds by itself: what it takes, and what it refuses whatever the code above it does."""

import sqlite3

import pytest
from django.db import connection

from gate_rows import ALL, EVERY_GATE, Rows, bare_tables, but
from lockgate.store.gates import gate_statements
from lockgate.store.triggers import SQLITE


def _written(rows: Rows, change) -> None:
    with sqlite3.connect(":memory:") as database:
        for statement in bare_tables(connection):
            database.execute(statement)
        *stands, asked = rows.written(change)
        for statement in stands:
            database.execute(statement)
        for statement in gate_statements(rows.gate, SQLITE):
            database.execute(statement)
        database.execute(asked)
    database.close()


def test_every_gate_of_the_database_is_asked_about_and_can_refuse():
    assert [one.gate for one in ALL if one.refused] == list(EVERY_GATE)


@pytest.mark.parametrize("rows", ALL, ids=lambda one: one.name)
def test_gate_takes_a_row_that_is_right(rows):
    for change in (but(), *rows.taken):
        _written(rows, change)


@pytest.mark.parametrize("rows", ALL, ids=lambda one: one.name)
def test_gate_refuses_a_row_that_is_not(rows):
    for change in rows.refused:
        with pytest.raises(sqlite3.IntegrityError, match=rows.gate.sentence):
            _written(rows, change)
