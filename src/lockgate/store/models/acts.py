"""What officers did on a case: the signed act, the evidence it wrote, findings and confirmations."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, NONCE_DIGITS, WORD_LENGTH
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import EntryRow


class ActRow(models.Model):
    """One officer's signed decision; two rows share an entry where an act needs two persons."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, null=True, related_name="acts")
    act = models.CharField(max_length=WORD_LENGTH)
    officer = models.CharField(max_length=WORD_LENGTH)
    at = models.DateTimeField()
    proposal = models.CharField(max_length=HASH_DIGITS, blank=True)
    nonce = models.CharField(max_length=NONCE_DIGITS, unique=True)
    decision = models.BinaryField()
    content = models.BinaryField()
    signature = models.BinaryField()
    certificate = models.BinaryField()
    entry = models.ForeignKey(EntryRow, on_delete=models.PROTECT, related_name="acts")

    class Meta:
        """No act without an officer; one officer signs an entry once; a case's acts are found by their word."""

        indexes: ClassVar = [models.Index(fields=["case", "act"], name="acts_of_a_case_by_word")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "officer"], name="an_officer_signs_an_entry_once"),
            models.CheckConstraint(condition=~models.Q(officer=""), name="act_has_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.act} by {self.officer}"


class SubmissionRow(models.Model):
    """What the submission says of itself, as canonical JSON; made once, by the act that opens the case."""

    case = models.OneToOneField(CaseRow, on_delete=models.PROTECT, related_name="submission")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"submission of case {self.case_id}"


class ExaminationRow(models.Model):
    """What one examination came to, and under which pack and law; the last one counts."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="examinations")
    act = models.OneToOneField(ActRow, on_delete=models.PROTECT, related_name="examination")
    pack = models.CharField(max_length=HASH_DIGITS)
    law = models.CharField(max_length=HASH_DIGITS)
    sufficient = models.PositiveBigIntegerField()
    review = models.PositiveBigIntegerField()
    returned = models.PositiveBigIntegerField()
    standing = models.PositiveBigIntegerField()
    outcomes = models.CharField(max_length=HASH_DIGITS, blank=True)

    def __str__(self) -> str:
        return f"examination of case {self.case_id}"


class EvidenceRow(models.Model):
    """A write-once file of a case: where it lies below the evidence folder, its hash, its rows' root.

    Two acts that come to the same bytes keep the same file.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="evidence")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=WORD_LENGTH)
    sha256 = models.CharField(max_length=HASH_DIGITS)
    size = models.BigIntegerField()
    path = models.CharField(max_length=400)
    rows = models.BigIntegerField()
    root = models.CharField(max_length=HASH_DIGITS, blank=True)

    class Meta:
        """An act writes one file of a kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "act"], name="one_evidence_of_a_kind_per_act"),
            models.CheckConstraint(condition=models.Q(size__gte=0, rows__gte=0), name="evidence_is_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class PersonFindingRow(models.Model):
    """A finding only a person can make: met or not met, with the reason, on rows or a declared group.

    ``scope`` is canonical JSON naming the rows, or the group (one investigation, one officer: R47).
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="findings")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=WORD_LENGTH)
    code = models.CharField(max_length=WORD_LENGTH, blank=True)
    state = models.CharField(max_length=WORD_LENGTH)
    reason = models.TextField()
    officer = models.CharField(max_length=WORD_LENGTH)
    scope = models.BinaryField()

    class Meta:
        """A finding states met or not met, and why."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=["met", "not_met"]), name="finding_is_met_or_not"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="finding_has_reason"),
        ]

    def __str__(self) -> str:
        return f"finding on {self.rule}: {self.state}"


class ConfirmationRow(models.Model):
    """A named officer's own confirmation of being engaged in one matter (R53)."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="confirmations")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    matter = models.CharField(max_length=WORD_LENGTH)

    class Meta:
        """An officer confirms a matter once in a case."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "officer", "matter"], name="one_confirmation_per_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} confirms {self.matter}"
