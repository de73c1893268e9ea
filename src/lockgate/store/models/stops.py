"""A stop by the outside party that the agreement names: of one authorized proposal, with its reason."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.fields import WORD_LENGTH


class StopRow(models.Model):
    """Says of a proposal that the outside party stopped its release; once, and for good."""

    proposal = models.OneToOneField(ProposalRow, on_delete=models.PROTECT, related_name="stop")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    reason = models.TextField()

    class Meta:
        """A stop says why."""

        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="stop_has_reason")]

    def __str__(self) -> str:
        return f"stop of {self.proposal_id}"
