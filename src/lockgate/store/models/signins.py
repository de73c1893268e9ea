"""Sign-ins, and refused ones held to an officer. They decide nothing and are no part of the record: they end."""

from typing import ClassVar

from django.db import models

from lockgate.store.models.fields import WORD_LENGTH


class SignInRow(models.Model):
    """What one officer, or somebody in their name, did at one door on one day: a count, never a row each.

    No address and no text of a browser is kept: ``client`` is one of a few words (``web/clients.py``).
    """

    officer = models.CharField(max_length=WORD_LENGTH)
    what = models.CharField(max_length=WORD_LENGTH)
    way = models.CharField(max_length=WORD_LENGTH)
    client = models.CharField(max_length=WORD_LENGTH, blank=True, default="")
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        """One row for what is the same on a day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "what", "way", "client", "day"], name="sign_ins_of_a_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.officer}"


class LastSignInRow(models.Model):
    """When an officer signed in last, and up to when they said that they saw what they were told."""

    officer = models.CharField(max_length=WORD_LENGTH, primary_key=True)
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    changes_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"last sign-in of {self.officer}"
