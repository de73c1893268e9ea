"""What is put to the deciding officers, their votes, and the authorization that two of them carry.

Triggers refuse an authorization of a proposal that is not the case's last, that has an objection, or fewer
than two agreeing votes (NIST SP 800-53 AC-3(2), dual authorization).
"""

from typing import ClassVar

from django.db import models

from lockgate.procedure.casefile import Vote
from lockgate.store.models.acts import ActRow
from lockgate.store.models.fields import HASH_DIGITS, WORD_LENGTH
from lockgate.store.models.locks import CaseRow

FOR, AGAINST = Vote.FOR.value, Vote.AGAINST.value


class ProposalRow(models.Model):
    """One proposal: its canonical bytes, named by their hash. A later one of the case replaces it."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="proposals")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=HASH_DIGITS, unique=True)
    body = models.BinaryField()

    class Meta:
        """A case's proposals are numbered from 1."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="proposals_are_numbered"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="proposal_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.hash[:12]}"


class SubstitutionRow(models.Model):
    """Says of a proposal that it puts one officer in another's place, and changes nothing else (R56)."""

    proposal = models.OneToOneField(ProposalRow, on_delete=models.PROTECT, related_name="substitution")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    instead = models.CharField(max_length=WORD_LENGTH)
    amendment = models.CharField(max_length=HASH_DIGITS)

    class Meta:
        """Nobody stands in for themselves."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(officer=models.F("instead")) & ~models.Q(officer="") & ~models.Q(instead=""),
                name="substitute_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} for {self.instead}"


class VoidRow(models.Model):
    """The end of a proposal whose case was examined or read again; no vote for it counts any more."""

    proposal = models.OneToOneField(ProposalRow, on_delete=models.PROTECT, related_name="void")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.proposal_id} is void"


class VoteRow(models.Model):
    """One deciding officer's answer to one proposal."""

    proposal = models.ForeignKey(ProposalRow, on_delete=models.PROTECT, related_name="votes")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=WORD_LENGTH)
    vote = models.CharField(max_length=WORD_LENGTH)
    reason = models.TextField(blank=True)

    class Meta:
        """One vote per officer and proposal; an objection says why."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "officer"], name="one_vote_per_officer"),
            models.CheckConstraint(condition=models.Q(vote__in=[FOR, AGAINST]), name="vote_is_known"),
            models.CheckConstraint(condition=models.Q(vote=FOR) | ~models.Q(reason=""), name="objection_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.vote}"


class AuthorizationRow(models.Model):
    """The authorization of one proposal; once."""

    proposal = models.OneToOneField(ProposalRow, on_delete=models.PROTECT, related_name="authorization")
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"authorization of {self.proposal_id}"
