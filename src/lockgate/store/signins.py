"""Sign-ins of officers and refused ones, counted by day; and how far each officer said that they saw them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lockgate.store.models.signins import LastSignInRow, SignInRow


@dataclass(frozen=True, slots=True)
class What:
    """What is counted: of whom, what it was, by which way in, and from what kind of client (a word of ours)."""

    officer: str
    what: str
    way: str
    client: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The same thing on one day: first and last, and how often."""

    of: What
    first_at: datetime
    last_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Last:
    """An officer's last sign-in, and up to when they saw what they were told.

    Attributes:
        at: the last sign-in, by the real time.
        seen_at: sign-ins before it are seen, by the real time.
        changes_seen_at: changes of the registers up to it are seen, by the office's clock.
    """

    at: datetime
    seen_at: datetime
    changes_seen_at: datetime


def count_one(what: What, at: datetime) -> None:
    """Count one; of two at once neither is lost, and a day has one row for the same however often it comes."""
    with transaction.atomic():
        row, _ = SignInRow.objects.get_or_create(
            officer=what.officer, what=what.what, way=what.way, client=what.client, day=at.date(),
            defaults={"first_at": at, "last_at": at},
        )  # fmt: skip
        SignInRow.objects.filter(id=row.id).update(count=F("count") + 1, last_at=at)


def counted_of(officer: str) -> tuple[Counted, ...]:
    """All that is kept of an officer, the latest first."""
    rows = SignInRow.objects.filter(officer=officer).order_by("-last_at", "-id")
    return tuple(
        Counted(What(row.officer, row.what, row.way, row.client), row.first_at, row.last_at, row.count) for row in rows
    )


def came_so_before(what: What, among: Collection[str]) -> bool:
    """Whether this officer came by this way and kind of client before, in one of these words."""
    rows = SignInRow.objects.filter(officer=what.officer, way=what.way, client=what.client, what__in=among)
    return rows.exists()


def last_of(officer: str) -> Last | None:
    """An officer's last sign-in, or None where they never signed in."""
    row = LastSignInRow.objects.filter(officer=officer).first()
    return Last(row.last_at, row.seen_at, row.changes_seen_at) if row is not None else None


def note_last(officer: str, last: Last) -> None:
    """Note a sign-in; what was seen before stays so. The first one begins with nothing to see."""
    row, made = LastSignInRow.objects.get_or_create(
        officer=officer,
        defaults={"last_at": last.at, "seen_at": last.seen_at, "changes_seen_at": last.changes_seen_at},
    )
    if not made:
        LastSignInRow.objects.filter(officer=row.officer, last_at__lt=last.at).update(last_at=last.at)


def note_seen(officer: str, seen_at: datetime, changes_seen_at: datetime) -> None:
    """Note what somebody saw; it only goes on, so that of two at once none brings back what the other saw."""
    rows = LastSignInRow.objects.filter(officer=officer)
    rows.filter(seen_at__lt=seen_at).update(seen_at=seen_at)
    rows.filter(changes_seen_at__lt=changes_seen_at).update(changes_seen_at=changes_seen_at)


def drop_counted_before(at: datetime) -> None:
    """End what was last counted before this instant."""
    SignInRow.objects.filter(last_at__lt=at).delete()


def last_before(at: datetime) -> tuple[str, ...]:
    """The officers who signed in last before this instant."""
    return tuple(LastSignInRow.objects.filter(last_at__lt=at).order_by("officer").values_list("officer", flat=True))


def drop_last(officers: Collection[str]) -> None:
    """End what is kept of these officers' last sign-ins."""
    LastSignInRow.objects.filter(officer__in=list(officers)).delete()
