"""Rounds as they are kept: the sealed seeds, who is paused, and the restoration of whoever is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from lockgate.errors import IntegrityError
from lockgate.procedure.casefile import CaseStage, RoundFacts
from lockgate.procedure.roles import key_hash
from lockgate.store.alone import AloneFile
from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import ProposalRow, VoteRow
from lockgate.store.models.rounds import RestoreRow, RoundCloseRow, RoundRow, SeedsRow
from lockgate.store.sealing import EvidenceKey, open_chunks, seal_chunks
from lockgate.store.transactions import Writing, one_commit, take_standing
from lockgate.tlog.seeding import SeedsDocument, committed, parse_seeds

_KIND = "seeds"


def seal_seeds(key: EvidenceKey, case: str, document: SeedsDocument) -> bytes:
    """The document as it is kept."""
    return b"".join(seal_chunks(key, case, _KIND, document.text.encode("utf-8")))


def kept_seeds(key: EvidenceKey, case: str, commitment: str) -> SeedsDocument:
    """The seeds of a round, by what its entry states.

    Raises:
        IntegrityError: they are not there, or not those that were committed to.
    """
    row = SeedsRow.objects.filter(commitment=commitment).first()
    text = open_chunks(key, case, _KIND, bytes(row.sealed)).decode("utf-8") if row is not None else ""
    if committed(text) != commitment:
        raise IntegrityError(f"The seeds {commitment[:12]} of a round are not those that were committed to.")
    return parse_seeds(text)


def rounds_on(proposal: ProposalRow) -> tuple[RoundFacts, ...]:
    """The rounds of a proposal, in the order they were first shown."""
    rows = RoundRow.objects.filter(proposal=proposal).order_by("id").values_list(
        "officer", "number", "begin", "end", "shown", "last", "seeds__commitment", "act__at",
        "seeds__closing__id", "seeds__closing__missed", "seeds__closing__returned",
    )  # fmt: skip
    found: dict[str, RoundFacts] = {}
    for officer, number, begin, end, shown, last, seeds, at, closing, missed, returned in rows:
        answers = {"missed": missed or 0, "returned": returned or 0} if closing is not None else {}
        one = RoundFacts(officer, number, begin, end, shown, last, seeds, at, closed=closing is not None, **answers)
        found.setdefault(seeds, one)
    return tuple(found.values())


def paused_now() -> frozenset[str]:
    """Ids and keys of the officers who missed a seed and were not restored."""
    rows = RoundCloseRow.objects.filter(missed__gt=0, restored=None).values_list("officer", "act__certificate")
    return frozenset(name for officer, certificate in rows for name in (officer, key_hash(bytes(certificate))))


@dataclass(frozen=True, slots=True)
class Pause:
    """One missed seed that nobody was restored after.

    Attributes:
        entry: the leaf hash of the entry that closed the round, 64 hexadecimal digits.
        case: the case's id; ``number``: of its submission.
        missed: how many seeds of that round were affirmed.
    """

    closing: int
    officer: str
    key: str
    entry: str
    case: str
    number: str
    missed: int
    at: datetime


def pauses() -> tuple[Pause, ...]:
    """Every pause that stands, the oldest first."""
    rows = RoundCloseRow.objects.filter(missed__gt=0, restored=None).order_by("id").values_list(
        "id", "officer", "act__certificate", "act__entry__leaf", "proposal__case_id", "proposal__case__number",
        "missed", "act__at",
    )  # fmt: skip
    return tuple(
        Pause(closing, officer, key_hash(bytes(certificate)), leaf, case, number, missed, at)
        for closing, officer, certificate, leaf, case, number, missed, at in rows
    )


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that was put before an officer and waits for their answers.

    Attributes:
        case: the case's id; ``submission``: the number of its submission.
        number: the round's, from 1; ``shown``: how many items it shows.
        at: when it was shown last.
    """

    case: str
    submission: str
    number: int
    shown: int
    at: datetime


def open_rounds_of(officer: str) -> tuple[OpenRound, ...]:
    """The open rounds of an officer on proposals that stand and that they did not vote on, the oldest first."""
    last = ProposalRow.objects.filter(case=OuterRef("proposal__case")).order_by("-number").values("id")[:1]
    rows = RoundRow.objects.filter(
        officer=officer, seeds__closing=None, proposal=Subquery(last), proposal__case__stage=CaseStage.PROPOSED.value
    ).exclude(proposal__in=VoteRow.objects.filter(officer=officer).values("proposal"))
    values = rows.order_by("id").values_list(
        "seeds", "proposal__case", "proposal__case__number", "number", "shown", "act__at"
    )
    found = {
        seeds: OpenRound(case, submission, number, shown, at) for seeds, case, submission, number, shown, at in values
    }
    return tuple(found.values())


def deciders_of(cases: Iterable[str]) -> frozenset[str]:
    """Ids and keys of all who voted on a proposal of these cases, or answered a round of one."""
    listed = list(cases)
    voted = VoteRow.objects.filter(proposal__case_id__in=listed).values_list("officer", "act__certificate")
    closed = RoundCloseRow.objects.filter(proposal__case_id__in=listed).values_list("officer", "act__certificate")
    return frozenset(name for officer, held in (*voted, *closed) for name in (officer, key_hash(bytes(held))))


class RestoringFile(AloneFile):
    """The standing, held so that two restorations come one after the other; usable inside its ``with`` block."""

    def restore(self, pauses_ended: Iterable[Pause], reason: str) -> None:
        """Record the end of these pauses, by whoever signed the act."""
        act: ActRow = self._writing.act()
        for one in pauses_ended:
            RestoreRow.objects.create(closing_id=one.closing, act=act, officer=act.officer, reason=reason)


@contextmanager
def restoring() -> Iterator[RestoringFile]:
    """Hold the standing exclusively for one restoration; one commit at the end."""
    with one_commit():
        take_standing()
        file = RestoringFile(Writing(None))
        try:
            yield file
        finally:
            file.close()
