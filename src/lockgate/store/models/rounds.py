"""Rounds: what was put before a deciding officer, the sealed secret of its seeds, its answers, and restorations.

No seed stands here or in any table of a case: the secret is all that is kept, and a seed is made from it for a page.
"""

from typing import ClassVar

from django.db import models

from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH


class SeedsRow(models.Model):
    """The document of one round's seeds, sealed; named by the commitment that the round's entry states."""

    commitment = models.CharField(max_length=HASH_DIGITS, unique=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"seeds {self.commitment[:12]}"


class RoundRow(models.Model):
    """One showing of a round; the same round can be shown again, with the same seeds."""

    proposal = models.ForeignKey(ProposalRow, on_delete=models.PROTECT, related_name="rounds")
    act = models.OneToOneField(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    number = models.PositiveIntegerField()
    begin = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    shown = models.PositiveIntegerField()
    last = models.BooleanField()
    seeds = models.ForeignKey(SeedsRow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A round is numbered from 1 and shows something."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1, end__gt=models.F("begin"), shown__gt=0), name="round_shows_items"
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.officer}"


class RoundCloseRow(models.Model):
    """The answers to one round: how many seeds were affirmed, and how many items of the proposal were sent back."""

    seeds = models.OneToOneField(SeedsRow, on_delete=models.PROTECT, related_name="closing")
    proposal = models.ForeignKey(ProposalRow, on_delete=models.PROTECT, related_name="+")
    act = models.OneToOneField(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    missed = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()

    class Meta:
        """Whoever missed a seed is looked up by their id."""

        indexes: ClassVar = [models.Index(fields=["officer", "missed"], name="seeds_missed_by")]

    def __str__(self) -> str:
        return f"answers of {self.officer}"


class RestoreRow(models.Model):
    """The end of the pause that one missed seed began; once."""

    closing = models.OneToOneField(RoundCloseRow, on_delete=models.PROTECT, related_name="restored")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    reason = models.TextField()

    class Meta:
        """A restoration says why."""

        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="restoring_has_reason")]

    def __str__(self) -> str:
        return f"restoration by {self.officer}"
