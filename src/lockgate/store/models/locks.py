"""The two rows that are locked, always in this order: the standing row, then the case row.

They are the only rows that ever change, and of them only ``version`` and ``stage``. Everything else is
appended. Triggers hold this on both engines (``store/triggers.py``).
"""

from typing import ClassVar

from django.db import models

from lockgate.procedure.casefile import CaseStage
from lockgate.store.models.fields import HASH_DIGITS, NONCE_DIGITS, WORD_LENGTH

STAGES = tuple(stage.value for stage in CaseStage)


class StandingRow(models.Model):
    """The one row that orders, registers and packs take exclusively and acts on cases take shared.

    Its version rises with every such change, so an act can tell whether what it was ruled on still stands.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveBigIntegerField()

    class Meta:
        """Exactly one row, with a version from 1."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="standing_is_one_row"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="standing_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"standing, version {self.version}"


class CaseRow(models.Model):
    """Our file on one submission. Its identity is frozen; an act raises its version by one.

    ``reference`` is what the log calls it: SHA-256 over salt and id, so the public cannot tell which case an
    entry concerns, and a party who is given id and salt can.
    """

    id = models.CharField(max_length=NONCE_DIGITS, primary_key=True)
    number = models.CharField(max_length=WORD_LENGTH)
    agency = models.CharField(max_length=WORD_LENGTH)
    agreement = models.CharField(max_length=WORD_LENGTH)
    reference = models.CharField(max_length=HASH_DIGITS, unique=True)
    salt = models.CharField(max_length=NONCE_DIGITS)
    stage = models.CharField(max_length=WORD_LENGTH)
    version = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        """An agency uses a submission's number once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "number"], name="one_case_per_submission"),
            models.CheckConstraint(condition=models.Q(stage__in=STAGES), name="case_stage_known"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="case_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"case {self.id}"
