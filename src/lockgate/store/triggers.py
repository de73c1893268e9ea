"""Triggers that make the tables append-only on both engines, and hold the gates of a release.

A table that is appended to refuses UPDATE, DELETE and (PostgreSQL) TRUNCATE. On SQLite, ``REPLACE INTO``
deletes the rows that stand in its way without asking any trigger for deletions, so a guard before INSERT
refuses a row whose primary key or any unique set of columns is there already. The two lock rows may change
their version (upwards) and stage, and nothing else; the key of a gated package can be emptied, once.

The SQL is made from the model as the migration knows it, so a table and its guards are always of one kind.
"""

from collections.abc import Iterable, Iterator

from django.db import models
from django.db.models.options import Options

Columns = tuple[str, ...]
"""Names of columns that are unique together."""

SQLITE, POSTGRES = "sqlite", "postgresql"
"""The engines, by Django's names for them."""

CHANGING = {"standingrow": ("version",), "caserow": ("version", "stage")}
"""The lock rows, by model name, and the columns of them that may change."""


ERASED = {"gatewaykeyrow": "wrapped"}
"""The one column that can be emptied, once, by the model's name; nothing else of its row ever changes."""


def options_of(model: type[models.Model]) -> "Options[models.Model]":
    """What Django knows of a model's table."""
    return model._meta  # noqa: SLF001 - documented by Django as public, in spite of its name


def columns_of(model: type[models.Model]) -> dict[str, str]:
    """The columns of a model's table, by the names of its fields."""
    return {field.name: str(field.column) for field in options_of(model).local_concrete_fields}


def unique_sets(model: type[models.Model]) -> tuple[Columns, ...]:
    """Every set of columns of a model that is unique: the primary key first."""
    options, columns = options_of(model), columns_of(model)
    fields = [field for field in options.local_concrete_fields if field.unique]
    single = [(columns[field.name],) for field in sorted(fields, key=lambda field: not field.primary_key)]
    several = [
        tuple(columns[name] for name in constraint.fields)
        for constraint in options.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    return (*single, *several)


def append_only(model: type[models.Model], engine: str) -> tuple[str, ...]:
    """The statements that make a model's table append-only, or a lock row's identity frozen.

    Args:
        model: the model, as the migration's state or the present code has it.
        engine: ``sqlite`` or ``postgresql``.
    """
    if engine == SQLITE:
        return tuple(_sqlite(model))
    return tuple(_postgres(model))


def _changed(model: type[models.Model], free: Iterable[str], differs: str) -> str:
    """A condition: a column that must not change does, or the version does not rise by one."""
    frozen = [column for column in columns_of(model).values() if column not in free]
    different = [f'NEW."{column}" {differs} OLD."{column}"' for column in frozen]
    return " OR ".join([*different, 'NEW."version" <> OLD."version" + 1'])


def _update_refused_when(model: type[models.Model], differs: str) -> str:
    """What makes an update be refused, as a condition; empty where every update is."""
    name = str(options_of(model).model_name)
    if name in CHANGING:
        return _changed(model, CHANGING[name], differs)
    if name not in ERASED:
        return ""
    emptied = ERASED[name]
    frozen = [column for column in columns_of(model).values() if column != emptied]
    different = [f'NEW."{column}" {differs} OLD."{column}"' for column in frozen]
    return " OR ".join([*different, f'length(NEW."{emptied}") > 0', f'length(OLD."{emptied}") = 0'])


def _sqlite(model: type[models.Model]) -> Iterator[str]:
    table = options_of(model).db_table
    refused = _update_refused_when(model, "IS NOT")
    refusals = [("delete", "BEFORE DELETE", ""), ("update", "BEFORE UPDATE", f" WHEN {refused}" if refused else "")]
    refusals.extend(
        (f"guard_{number}", "BEFORE INSERT", f" WHEN EXISTS ({_standing_row(table, columns)})")
        for number, columns in enumerate(unique_sets(model))
    )
    for word, event, condition in refusals:
        yield (
            f'CREATE TRIGGER "{table}_{word}" {event} ON "{table}" FOR EACH ROW{condition} '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _standing_row(table: str, columns: Columns) -> str:
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
    return f'SELECT 1 FROM "{table}" WHERE {same}'  # noqa: S608 - names come from the models


def _postgres(model: type[models.Model]) -> Iterator[str]:
    table = options_of(model).db_table
    refuse = "EXECUTE FUNCTION store_refuse()"
    yield f'CREATE TRIGGER "{table}_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refuse}'
    yield f'CREATE TRIGGER "{table}_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {refuse}'
    refused = _update_refused_when(model, "IS DISTINCT FROM")
    condition = f" WHEN ({refused})" if refused else ""
    yield f'CREATE TRIGGER "{table}_update" BEFORE UPDATE ON "{table}" FOR EACH ROW{condition} {refuse}'


POSTGRES_REFUSAL = """
CREATE FUNCTION store_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
"""The function that every trigger of PostgreSQL calls."""
