"""The mark of each copy that was sealed, by which a copy that leaked is told from the others.

Only the mark's hash, as the manifest names it; the mark itself stands nowhere but in the copy.
"""

from django.db import models

from lockgate.store.models.acts import ActRow
from lockgate.store.models.fields import HASH_DIGITS
from lockgate.store.models.releases import PackageRow


class MarkRow(models.Model):
    """The hash of the mark in one package (``lockgate.seal.marks``), written by the act that sealed it."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="marked")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=HASH_DIGITS, unique=True)

    def __str__(self) -> str:
        return f"mark of {self.package_id}"
