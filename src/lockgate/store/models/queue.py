"""The queue of long acts, and uploads on their way in. No part of the record of work, so their rows change and go."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, NONCE_DIGITS, WORD_LENGTH


class JobRow(models.Model):
    """One long act that an officer asked for (``store/queue.py`` says what each column means)."""

    id = models.CharField(max_length=NONCE_DIGITS, primary_key=True)
    act = models.CharField(max_length=WORD_LENGTH)
    officer = models.CharField(max_length=WORD_LENGTH)
    case = models.CharField(max_length=NONCE_DIGITS)
    salt = models.CharField(max_length=NONCE_DIGITS, blank=True)
    upload = models.CharField(max_length=NONCE_DIGITS, blank=True)
    subject = models.CharField(max_length=NONCE_DIGITS)
    agency = models.CharField(max_length=WORD_LENGTH, blank=True, default="")
    state = models.CharField(max_length=WORD_LENGTH, db_index=True)
    decision = models.BinaryField(default=b"")
    signature = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=WORD_LENGTH, blank=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=WORD_LENGTH, blank=True)
    step = models.PositiveIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    told = models.BinaryField(default=b"{}")
    code = models.CharField(max_length=WORD_LENGTH, blank=True)
    sentence = models.TextField(blank=True)

    class Meta:
        """Who asks twice for the same act has asked once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer", "act", "subject"], condition=models.Q(ended_at=None), name="one_open_job_of_an_act"
            ),
        ]

    def __str__(self) -> str:
        return f"job {self.id}"


class TurnRow(models.Model):
    """When an agency, or an officer, last had a turn of a worker: the higher, the later."""

    who = models.CharField(max_length=WORD_LENGTH + NONCE_DIGITS, primary_key=True)
    turn = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"turn of {self.who}"


class UploadRow(models.Model):
    """A submission on its way in: its files lie in the home's folder ``uploads`` until its case is opened."""

    id = models.CharField(max_length=NONCE_DIGITS, primary_key=True)
    agency = models.CharField(max_length=WORD_LENGTH)
    number = models.CharField(max_length=WORD_LENGTH)
    sender = models.CharField(max_length=WORD_LENGTH)
    key = models.CharField(max_length=HASH_DIGITS)
    body = models.CharField(max_length=HASH_DIGITS)
    file = models.CharField(max_length=WORD_LENGTH)
    sha256 = models.CharField(max_length=HASH_DIGITS)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    whole_at = models.DateTimeField(null=True)
    case = models.CharField(max_length=NONCE_DIGITS, blank=True)

    class Meta:
        """The same request by the same sender is the same upload."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "key"], name="one_upload_for_a_key"),
        ]

    def __str__(self) -> str:
        return f"upload {self.id}"


class SpentRow(models.Model):
    """How much of a budget was used in one span of time; spans that are over are dropped."""

    budget = models.CharField(max_length=WORD_LENGTH)
    who = models.CharField(max_length=WORD_LENGTH)
    since = models.DateTimeField()
    spent = models.BigIntegerField(default=0)

    class Meta:
        """One count for each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["budget", "who", "since"], name="one_count_of_a_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.budget} of {self.who}"
