"""What the gateway keeps: the key of each gated package, its one opening, what was refused, and what was erased.

Triggers hold that a key is emptied once, after its erasure was entered, and never changed otherwise; that a
package is opened once, by its recipient, after a fetch; and that its key leaves only once the opening stands
under a signed checkpoint.
"""

from typing import ClassVar

from django.db import models

from lockgate.store.models.acts import ActRow
from lockgate.store.models.fields import HASH_DIGITS, NONCE_DIGITS, WORD_LENGTH
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import PackageRow


class GatewayKeyRow(models.Model):
    """The key of one gated package, wrapped (RFC 3394); ``wrapped`` is empty once it was erased.

    ``number`` is the package's id in its manifest; ``signature_certificate`` the hash of the certificate that
    signs the opening.
    """

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="gateway_key")
    number = models.CharField(max_length=NONCE_DIGITS, unique=True)
    signature_certificate = models.CharField(max_length=HASH_DIGITS)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.package_id}"


class OpeningRow(models.Model):
    """The one opening of a gated package: the officer's act, and the hash of the request it answers."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="opening")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    request = models.CharField(max_length=HASH_DIGITS, unique=True)

    def __str__(self) -> str:
        return f"opening of {self.package_id}"


class GrantRow(models.Model):
    """The key left for the first time: when, and with which proof. The key itself is not here, in no form."""

    opening = models.OneToOneField(OpeningRow, on_delete=models.PROTECT, related_name="grant")
    at = models.DateTimeField()
    proof = models.BinaryField()

    def __str__(self) -> str:
        return f"answer to {self.opening_id}"


class RefusedOpeningRow(models.Model):
    """A request to open that its officer signed and that was refused, with the ground's code."""

    package = models.ForeignKey(PackageRow, on_delete=models.PROTECT, related_name="refused_openings")
    entry = models.OneToOneField(EntryRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    code = models.CharField(max_length=WORD_LENGTH)
    at = models.DateTimeField()

    class Meta:
        """Every refusal has its ground."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(code=""), name="refused_opening_has_ground"),
        ]

    def __str__(self) -> str:
        return f"refused opening of {self.package_id}"


class PurgeRow(models.Model):
    """The erasure of a package's key; once. Nothing opens the package from here on."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="purge")
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="purges")
    entry = models.ForeignKey(EntryRow, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erasure of the key of {self.package_id}"


class ReissueRow(models.Model):
    """A package sealed again under the same authorization, to the same officer or a substitute (R56)."""

    package = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="reissue")
    replaces = models.OneToOneField(PackageRow, on_delete=models.PROTECT, related_name="replaced_by")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    class Meta:
        """A re-issue says why."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="reissue_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} for {self.replaces_id}"
