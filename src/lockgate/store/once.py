"""Keep a row once: whoever asks for the same again gets the one there is."""

from typing import TypeVar

from django.db import IntegrityError as TakenError
from django.db import models, transaction

Row = TypeVar("Row", bound=models.Model)


def keep_once(row: Row, same: "models.QuerySet[Row]") -> Row:
    """Keep a new row, or answer with the one that stands in its way.

    Args:
        row: not kept yet.
        same: rows that are the same thing asked for before.

    Raises:
        django.db.IntegrityError: something else stands in its way.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except TakenError:
        found = same.first()
        if found is None:
            raise
        return found
    return row
