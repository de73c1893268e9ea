"""Sessions of officers at the console. They decide nothing and are no part of the record, so they may change and go."""

from django.db import models

from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH


class SessionRow(models.Model):
    """One officer signed in at one browser. The browser holds the token, the row only its hash."""

    token = models.CharField(max_length=HASH_DIGITS, primary_key=True)
    officer = models.CharField(max_length=WORD_LENGTH)
    key = models.CharField(max_length=HASH_DIGITS)
    way = models.CharField(max_length=WORD_LENGTH)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    asked = models.CharField(max_length=HASH_DIGITS, blank=True, default="", db_index=True)
    asked_at = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session of {self.officer}"
