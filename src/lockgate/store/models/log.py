"""The log's rows: an entry is written by its act; index, checkpoint and cosignatures follow later.

The three promises of an entry: *sequenced* (its row is committed with the act), *integrated* (it has a
gap-free index under a signed checkpoint), *published* (that checkpoint lies in the log's folder).
"""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.locks import CaseRow


class EntryRow(models.Model):
    """One entry, exactly as it stands in the public log, with the private leaves it commits to.

    ``leaves`` is the canonical JSON array of the salted detail leaves, in order; never published.
    """

    body = models.BinaryField()
    leaf = models.CharField(max_length=HASH_DIGITS, unique=True)
    act = models.CharField(max_length=WORD_LENGTH, db_index=True)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, null=True, related_name="entries")
    at = models.DateTimeField()
    leaves = models.BinaryField()

    def __str__(self) -> str:
        return f"entry {self.leaf[:12]} ({self.act})"


class IndexRow(models.Model):
    """The place of an entry in the log, from 0 without gaps; a trigger refuses any other number."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(EntryRow, on_delete=models.PROTECT, related_name="place")

    class Meta:
        """Indexes count from 0."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(index__gte=0), name="index_from_0"),
        ]

    def __str__(self) -> str:
        return f"index {self.index}"


class CheckpointRow(models.Model):
    """A signed head of the log: one per size, for ever, so one size never has two roots."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=HASH_DIGITS)
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """A head is signed only over at least one entry."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gte=1), name="checkpoint_size_from_1"),
        ]

    def __str__(self) -> str:
        return f"checkpoint of size {self.size}"


class CosignatureRow(models.Model):
    """A witness's signature line over one checkpoint."""

    checkpoint = models.ForeignKey(CheckpointRow, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=WORD_LENGTH)
    line = models.TextField()

    class Meta:
        """A witness cosigns a checkpoint once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_per_witness"),
        ]

    def __str__(self) -> str:
        return f"cosignature of {self.witness}"
