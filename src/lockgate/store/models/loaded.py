"""What two persons put in force beside the registers, as the exact bytes: agreement packs, and the keys of machines."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.log import EntryRow

PACK, MACHINES = "pack", "machines"
"""The kinds there are."""


class LoadedRow(models.Model):
    """One loading by two persons: of a version of a pack under its agreement's name, or of all machines' keys.

    ``since`` is when it begins to govern. A kind has no list of words in the database: the table can take another
    one without being made anew, which would lose its triggers.
    """

    kind = models.CharField(max_length=WORD_LENGTH)
    name = models.CharField(max_length=WORD_LENGTH, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=HASH_DIGITS)
    since = models.DateTimeField()
    loaded_at = models.DateTimeField()
    standing = models.PositiveBigIntegerField()
    first_officer = models.CharField(max_length=WORD_LENGTH)
    second_officer = models.CharField(max_length=WORD_LENGTH)
    entry = models.OneToOneField(EntryRow, on_delete=models.PROTECT, related_name="loaded")

    class Meta:
        """Loaded by two different officers, and never for a time before it was loaded."""

        indexes: ClassVar = [models.Index(fields=["kind", "name", "since"], name="loaded_by_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(first_officer=models.F("second_officer"))
                & ~models.Q(first_officer="")
                & ~models.Q(second_officer="")
                & ~models.Q(kind=""),
                name="loaded_by_two_persons",
            ),
            models.CheckConstraint(condition=models.Q(since__gte=models.F("loaded_at")), name="loaded_for_later"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.sha256[:12]}"
