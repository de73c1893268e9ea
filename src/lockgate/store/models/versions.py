"""Versions of a request that was sent (R48): which case follows which, and which was ended by its agency's statement.

Triggers refuse every step towards an answer of a case that was withdrawn.
"""

from typing import ClassVar

from django.db import models

from lockgate.procedure.versions import WITHDRAW, VersionKind
from lockgate.store.models.acts import ActRow
from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.locks import CaseRow

KINDS = tuple(kind.value for kind in VersionKind)


class VersionRow(models.Model):
    """Says of a case that its submission is a later version of another case's, which it names by its sha256."""

    case = models.OneToOneField(CaseRow, on_delete=models.PROTECT, related_name="version_of")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    former = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="later")
    kind = models.CharField(max_length=WORD_LENGTH)
    sha256 = models.CharField(max_length=HASH_DIGITS)

    class Meta:
        """Nothing is a version of itself."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="version_kind_known"),
            models.CheckConstraint(condition=~models.Q(case=models.F("former")), name="version_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.former_id}"


class WithdrawalRow(models.Model):
    """The end of a case, once: what its agency wants instead, and the sha256 of the statement that it signed."""

    case = models.OneToOneField(CaseRow, on_delete=models.PROTECT, related_name="withdrawal")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=WORD_LENGTH)
    statement = models.CharField(max_length=HASH_DIGITS)

    class Meta:
        """Withdrawn, or replaced by a version."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=(WITHDRAW, "amend", "extend")), name="withdrawal_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"
