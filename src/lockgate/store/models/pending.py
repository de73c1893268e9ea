"""What one person entered and a second has yet to confirm. It governs nothing, so it may be taken back and go."""

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH


class PendingRow(models.Model):
    """One thing that takes two persons, signed by the first. ``subject``: which register, or which pack."""

    subject = models.CharField(max_length=WORD_LENGTH, primary_key=True)
    act = models.CharField(max_length=WORD_LENGTH)
    content = models.BinaryField()
    replaces = models.CharField(max_length=HASH_DIGITS, blank=True)
    officer = models.CharField(max_length=WORD_LENGTH)
    decision = models.BinaryField()
    signature = models.BinaryField()
    fingerprints = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject} entered by {self.officer}"
