"""Packages on their way to the recipient, and the accounting of what they disclose.

Triggers refuse a package of a proposal nobody authorized, and a hand-over before the entry that sealed the
package has an index in the log.
"""

from typing import ClassVar

from django.db import models

from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import EntryRow


class PackageRow(models.Model):
    """A sealed package for one recipient, named by the SHA-256 of its bytes; never sealed again."""

    id = models.CharField(max_length=HASH_DIGITS, primary_key=True)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="packages")
    proposal = models.ForeignKey(ProposalRow, on_delete=models.PROTECT, related_name="packages")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(EntryRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    certificate = models.CharField(max_length=HASH_DIGITS)
    manifest = models.CharField(max_length=HASH_DIGITS)
    accounting_root = models.CharField(max_length=HASH_DIGITS)
    records = models.BigIntegerField()
    size = models.BigIntegerField()

    def __str__(self) -> str:
        return f"package {self.id[:12]}"


class HandoverRow(models.Model):
    """The commit that alone makes a package fetchable; from here on it counts as disclosed."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="handover")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"hand-over of {self.package_id}"


class FetchRow(models.Model):
    """One fetching of a package by its recipient."""

    package = models.ForeignKey(PackageRow, on_delete=models.PROTECT, related_name="fetches")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)

    def __str__(self) -> str:
        return f"{self.officer} fetched {self.package_id}"


class ReceiptRow(models.Model):
    """The recipient's signed receipt for a package; once."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="receipt")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    body = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"receipt for {self.package_id}"


class RecallRow(models.Model):
    """The recall of a package; once. Whoever holds it is told, and nobody can fetch it again."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="recall")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        """A recall says why."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="recall_has_reason"),
        ]

    def __str__(self) -> str:
        return f"recall of {self.package_id}"


class DisclosureRow(models.Model):
    """One line of the accounting of disclosures: (p)(3)(A), R29, R30. Permanent.

    ``name`` is the requester's name for the taxpayer; ``taxpayer`` is a keyed hash of the custodian's id, so
    that "one answer at most" (R48) can be asked without keeping the id.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="disclosures")
    package = models.ForeignKey(PackageRow, on_delete=models.PROTECT, related_name="disclosures")
    row = models.BigIntegerField()
    record_id = models.TextField()
    name = models.TextField()
    authority = models.TextField()
    agency = models.CharField(max_length=WORD_LENGTH)
    purpose = models.TextField()
    period = models.TextField()
    disclosed_on = models.DateField()
    method = models.TextField()
    office = models.TextField()
    recipient = models.CharField(max_length=WORD_LENGTH)
    taxpayer = models.CharField(max_length=HASH_DIGITS, db_index=True)

    class Meta:
        """A record stands in a package once, and every field of the accounting is filled (R30)."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["package", "row"], name="one_accounting_row_per_record"),
            models.CheckConstraint(
                condition=~models.Q(authority="")
                & ~models.Q(agency="")
                & ~models.Q(purpose="")
                & ~models.Q(period="")
                & ~models.Q(method="")
                & ~models.Q(office="")
                & ~models.Q(record_id="")
                & ~models.Q(recipient="")
                & ~models.Q(taxpayer=""),
                name="accounting_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row} in package {self.package_id}"
