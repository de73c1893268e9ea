"""How far each security key has counted its signatures. No part of the record: it only rises, and decides nothing."""

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS


class SignCountRow(models.Model):
    """The highest counter of the signatures that one credential sent here; named by its document's SHA-256."""

    credential = models.CharField(max_length=HASH_DIGITS, primary_key=True)
    counter = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"counter of {self.credential}"
