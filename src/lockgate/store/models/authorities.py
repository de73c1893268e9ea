"""The agency's certification authorities and revocation lists as they were loaded: the exact bytes, and by whom."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.log import EntryRow


class AuthoritiesRow(models.Model):
    """One loading of all of them by two persons; it replaces what was loaded before, from then on."""

    content = models.BinaryField()
    sha256 = models.CharField(max_length=HASH_DIGITS)
    loaded_at = models.DateTimeField()
    first_officer = models.CharField(max_length=WORD_LENGTH)
    second_officer = models.CharField(max_length=WORD_LENGTH)
    entry = models.OneToOneField(EntryRow, on_delete=models.PROTECT, related_name="authorities")

    class Meta:
        """Loaded by two different officers."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(first_officer=models.F("second_officer"))
                & ~models.Q(first_officer="")
                & ~models.Q(second_officer=""),
                name="authorities_by_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"authorities {self.sha256[:12]}"
