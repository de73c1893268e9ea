"""Registers as they were loaded: the exact bytes, by whom, under which standing version."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.log import EntryRow

KINDS = ("officeholders", "roster", "orders", "standing", "delegations", "determinations")
"""The registers of ``law/registers.py``."""


class RegisterRow(models.Model):
    """One loading of one register by two persons; it replaces the register of that kind from then on."""

    kind = models.CharField(max_length=WORD_LENGTH)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=HASH_DIGITS)
    loaded_at = models.DateTimeField()
    standing = models.PositiveBigIntegerField()
    first_officer = models.CharField(max_length=WORD_LENGTH)
    second_officer = models.CharField(max_length=WORD_LENGTH)
    entry = models.OneToOneField(EntryRow, on_delete=models.PROTECT, related_name="register")

    class Meta:
        """A known register, loaded by two different officers."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="register_is_known"),
            models.CheckConstraint(
                condition=~models.Q(first_officer=models.F("second_officer")), name="register_by_two_persons"
            ),
            models.CheckConstraint(
                condition=~models.Q(first_officer="") & ~models.Q(second_officer=""),
                name="register_names_both",
            ),
        ]

    def __str__(self) -> str:
        return f"register {self.kind} of standing version {self.standing}"
