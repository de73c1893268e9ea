"""Who is signed in at the console: server-side rows, named by the hash of a token that only the browser holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from lockgate.store.models.sessions import SessionRow


@dataclass(frozen=True, slots=True)
class Session:
    """One officer signed in.

    Attributes:
        officer: the id in the registers.
        key: the sha256 of their public key when they signed in, 64 hexadecimal digits.
        way: how they signed in.
        begun_at: when, by the real time.
        seen_at: when they last asked for a page, to the minute.
        proved_at: when they last showed again who they are, while signed in; None where they did not.
    """

    officer: str
    key: str
    way: str
    begun_at: datetime
    seen_at: datetime
    proved_at: datetime | None = None


def keep_session(token: str, session: Session) -> None:
    """Keep a new session under its token."""
    SessionRow.objects.create(
        token=named(token),
        officer=session.officer,
        key=session.key,
        way=session.way,
        begun_at=session.begun_at,
        seen_at=session.seen_at,
        proved_at=session.proved_at,
    )


def session_of(token: str) -> Session | None:
    """The session of a token, or None."""
    row = SessionRow.objects.filter(token=named(token)).first()
    return _session(row) if row is not None else None


def sessions_of(officer: str) -> tuple[tuple[str, Session], ...]:
    """Every session of an officer that was not ended, the one begun last first, each by the hash of its token."""
    rows = SessionRow.objects.filter(officer=officer).order_by("-begun_at", "token")
    return tuple((row.token, _session(row)) for row in rows)


def drop_named(officer: str, names: Collection[str]) -> None:
    """End those sessions of an officer that the hashes of their tokens name."""
    SessionRow.objects.filter(officer=officer, token__in=list(names)).delete()


def touch_session(token: str, at: datetime) -> None:
    """Note that the session was seen."""
    SessionRow.objects.filter(token=named(token)).update(seen_at=at)


def drop_session(token: str) -> None:
    """End a session; nothing is left of it."""
    SessionRow.objects.filter(token=named(token)).delete()


def drop_sessions_before(begun: datetime) -> None:
    """End every session that began before this instant."""
    SessionRow.objects.filter(begun_at__lt=begun).delete()


def note_asked(token: str, state: str, at: datetime) -> None:
    """Note that the person of a session was sent to show again who they are; an earlier question of it is void."""
    SessionRow.objects.filter(token=named(token)).update(asked=named(state), asked_at=at)


def take_asked(state: str) -> tuple[str, Session, datetime] | None:
    """The session that asked this, by the hash of its token, and when it asked; once, and None from then on."""
    row = SessionRow.objects.filter(asked=named(state)).first()
    if row is None or row.asked_at is None:
        return None
    taken = SessionRow.objects.filter(token=row.token, asked=row.asked).update(asked="", asked_at=None)
    return (row.token, _session(row), row.asked_at) if taken else None


def _session(row: SessionRow) -> Session:
    return Session(row.officer, row.key, row.way, row.begun_at, row.seen_at, row.proved_at)


def named(token: str) -> str:
    """The hash that a session is kept under; whoever has it cannot make the token from it."""
    return sha256(token.encode("utf-8")).hexdigest()
