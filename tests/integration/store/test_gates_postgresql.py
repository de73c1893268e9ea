"""Each gate that the database holds by itself, on PostgreSQL, with the rows of ``gate_rows``."""

import pytest
from django.db import IntegrityError, connection, transaction

from gate_rows import ALL, Change, Rows, bare_tables, but
from lockgate.store.gates import gate_statements
from lockgate.store.triggers import POSTGRES


class _UndoneError(Exception):
    """Ends the block, so that nothing of it stays."""


def _written(rows: Rows, change: Change) -> None:
    *stands, asked = rows.written(change)
    with connection.cursor() as cursor, transaction.atomic():
        for statement in (*stands, *gate_statements(rows.gate, POSTGRES)):
            cursor.execute(statement)
        cursor.execute(asked)
        raise _UndoneError


@pytest.mark.usefixtures("postgres_home")
def test_each_gate_refuses_its_rows_on_postgresql_and_takes_the_others():
    with transaction.atomic(), connection.cursor() as cursor:
        # Tables of the models' columns alone, so that no other rule of theirs refuses a row; gone with the block.
        cursor.execute("CREATE SCHEMA bare")
        cursor.execute("SET LOCAL search_path TO bare")
        for statement in bare_tables(connection):
            cursor.execute(statement)
        for rows in ALL:
            for change in (but(), *rows.taken):
                with pytest.raises(_UndoneError):
                    _written(rows, change)
            for change in rows.refused:
                with pytest.raises(IntegrityError, match=rows.gate.sentence):
                    _written(rows, change)
        transaction.set_rollback(True)
