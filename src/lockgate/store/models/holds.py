"""Holds and their ends (R50): appended when a ground begins to hold, and again when it is gone."""

from typing import ClassVar

from django.db import models

from lockgate.procedure.holds import Held
from lockgate.store.models.acts import ActRow
from lockgate.store.models.fields import WORD_LENGTH
from lockgate.store.models.locks import CaseRow

HELD = tuple(held.value for held in Held)


class HoldRow(models.Model):
    """One hold. ``act`` is the act that found it, or none: an act was refused, by this officer's attempt."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="holds")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+", null=True)
    officer = models.CharField(max_length=WORD_LENGTH)
    held = models.CharField(max_length=WORD_LENGTH)
    code = models.CharField(max_length=WORD_LENGTH)
    hook = models.CharField(max_length=WORD_LENGTH)
    reason = models.TextField()
    owner = models.CharField(max_length=WORD_LENGTH)
    since = models.DateTimeField()
    due = models.DateField()
    records = models.BigIntegerField()

    class Meta:
        """Every hold has its ground, an owner and a reason."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(held__in=HELD), name="hold_is_of_a_kind"),
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(hook="") & ~models.Q(reason="") & ~models.Q(owner=""),
                name="hold_has_owner_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.code} on case {self.case_id}"


class LiftRow(models.Model):
    """The end of a hold, by the act that found its ground gone."""

    hold = models.OneToOneField(HoldRow, on_delete=models.PROTECT, related_name="lift")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"end of hold {self.hold_id}"
