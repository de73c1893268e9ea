"""Sign in, stay signed in, sign out: the console's sessions, each request under the officer's standing of that moment.

A session says who somebody is and nothing about what they may do: that is asked of the registers anew, each time. It
is no act: it decides nothing, so it has no entry in the log.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lockgate.actions.events import SESSION_MADE_UP, tell
from lockgate.actions.office import Office
from lockgate.procedure.roles import Officer, officer_of
from lockgate.store.registers import current_registers
from lockgate.store.sessions import (
    Session,
    drop_named,
    drop_session,
    drop_sessions_before,
    keep_session,
    named,
    note_asked,
    session_of,
    sessions_of,
    touch_session,
)

IDLE = timedelta(minutes=15)
"""How long a session stands without a request."""

LONGEST = timedelta(hours=12)
"""How long a session stands at all."""

CAST = "cast of a rehearsal"
"""The way in of a rehearsal: everybody may be anybody of the cast."""

TOKEN_SIZE = 32
"""Random bytes of a session's token."""

FRESH = timedelta(minutes=5)
"""How long it counts that somebody who is signed in showed again who they are."""

_TOUCHED_EACH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at the console, as the registers know them at this request."""

    officer: Officer
    session: Session

    @property
    def ends_at(self) -> datetime:
        """When the session ends without another request, by the real time."""
        return min(self.session.seen_at + IDLE, self.session.begun_at + LONGEST)

    @property
    def may_stay(self) -> bool:
        """Whether another request lets it stand longer."""
        return self.ends_at < self.session.begun_at + LONGEST

    def fresh_until(self, now: datetime) -> datetime | None:
        """Until when it counts that they showed again who they are; None where they did not, or too long ago."""
        proved = self.session.proved_at
        return proved + FRESH if proved is not None and timedelta() <= now - proved <= FRESH else None


def sign_in(office: Office, officer: str, key: str, way: str, now: datetime) -> str | None:
    """Begin a session for an officer who proved who they are; the token for their browser.

    Args:
        office: the office.
        officer: the id in the registers.
        key: the sha256 of the public key they are known by, 64 hexadecimal digits.
        way: how they proved it.
        now: the real time; sessions know no other.

    Returns:
        The token, or None where the registers do not have this officer with this key now.
    """
    if _standing(office, officer, key) is None:
        return None
    drop_sessions_before(now - LONGEST)
    token = office.random(TOKEN_SIZE).hex()
    keep_session(token, Session(officer, key, way, now, now))
    return token


def sign_in_again(office: Office, session: Session, way: str, now: datetime) -> str | None:
    """A session in the place of one whose person just showed again who they are, under a token of its own.

    The caller ends the one before. As ``sign_in``: None where the registers do not have this officer with this key now.
    """
    if _standing(office, session.officer, session.key) is None:
        return None
    token = office.random(TOKEN_SIZE).hex()
    keep_session(token, Session(session.officer, session.key, way, now, now, proved_at=now))
    return token


def asks_again(token: str, state: str, now: datetime) -> None:
    """Keep with a session what its person is asked at a provider, so that no other answer counts for it."""
    note_asked(token, state, now)


def signed_in(office: Office, token: str, now: datetime) -> SignedIn | None:
    """Who holds this token, as the registers have them now; None where the session is over or their standing is gone.

    A session that is found to be over is ended; of a token that is none of ours the office's own log is told.
    """
    session = session_of(token)
    if session is None:
        tell(SESSION_MADE_UP)
        return None
    by = _standing(office, session.officer, session.key)
    if by is None or now - session.seen_at > IDLE or now - session.begun_at > LONGEST:
        drop_session(token)
        return None
    if now - session.seen_at >= _TOUCHED_EACH:
        touch_session(token, now)
        session = replace(session, seen_at=now)
    return SignedIn(by, session)


def begun(token: str) -> Session | None:
    """The session of a token, whether it is over or not; None where we keep none of it."""
    return session_of(token)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's own sessions, as they are shown it.

    Attributes:
        name: what ends it, 64 hexadecimal digits; not its token, and of no use to come in by.
        here: it is the one that asks.
    """

    name: str
    session: Session
    here: bool


def own_sessions(who: SignedIn, token: str, now: datetime) -> tuple[OwnSession, ...]:
    """The sessions of whoever asks that stand now, the one begun last first."""
    return tuple(
        OwnSession(name, one, name == named(token))
        for name, one in sessions_of(who.officer.id)
        if one.key == who.officer.key and now - one.seen_at <= IDLE and now - one.begun_at <= LONGEST
    )


def end_others(who: SignedIn, token: str, now: datetime, name: str = "") -> bool:
    """End one of a person's own sessions, or all but the one that asks, where they just showed again who they are.

    Args:
        who: whoever asks.
        token: the session that asks; it stands.
        now: the real time.
        name: which; all others where it is empty. One that is nobody's, or another person's, ends nothing.

    Returns:
        False, and nothing ended, where they did not show it within ``FRESH``.
    """
    if who.fresh_until(now) is None:
        return False
    others = {one for one, _session in sessions_of(who.officer.id)} - {named(token)}
    drop_named(who.officer.id, others & {name} if name else others)
    return True


def sign_out(token: str) -> None:
    """End the session of this token."""
    drop_session(token)


def _standing(office: Office, officer: str, key: str) -> Officer | None:
    at = office.clock()
    by = officer_of(current_registers(at), officer, at)
    return by if by is not None and by.key == key else None
