"""What an officer is told of their own sign-ins and credentials (OWASP ASVS 5.0, V6.3.5 and V6.3.7; ADR 39).

Nothing is mailed: they are told on their front page until they say that they saw it, and at ``/sessions`` for 90 days.
Sign-ins are counted here; what changed of their credentials and standing say the registers as they were loaded.
"""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from lockgate.actions.office import Office
from lockgate.actions.signin import SignedIn
from lockgate.errors import UsageError
from lockgate.procedure.roles import officer_of
from lockgate.store.keys_lost import identities, losses_after
from lockgate.store.own_rows import RowsChanged, held_by, rows_changed
from lockgate.store.registers import current_registers
from lockgate.store.sessions import Session
from lockgate.store.signins import (
    Counted,
    Last,
    What,
    came_so_before,
    count_one,
    counted_of,
    drop_counted_before,
    drop_last,
    last_before,
    last_of,
    note_last,
    note_seen,
)

IN, NEW, LONG_AWAY = "in", "new", "long away"
"""Sign-ins: as before, by a way in or from a kind of client not met in ``TOLD_FOR``, and after ``LONG``."""

AGAIN, TOO_LITTLE, CARD_OVER, SIGNATURE, NO_STANDING = "again", "too little", "card over", "signature", "no standing"
"""Refused: showing again who one is, one factor of several, a card that counts no longer, a signature, an old key."""

LONG = timedelta(days=30)
"""A house value: a sign-in after this long without one is told."""

TOLD_FOR = timedelta(days=90)
"""A house value: how long sign-ins are kept and shown."""

_SIGN_INS = (IN, NEW, LONG_AWAY)
_TOLD = (NEW, LONG_AWAY)


@dataclass(frozen=True, slots=True)
class Loss:
    """A key of the officer's that was reported lost: when, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell: sign-ins, refused attempts, changes in the registers, keys reported lost.

    Attributes:
        until: by the office's clock, when this was read.
    """

    until: datetime
    came: tuple[Counted, ...] = ()
    refused: tuple[Counted, ...] = ()
    changed: tuple[RowsChanged, ...] = ()
    lost: tuple[Loss, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.came or self.refused or self.changed or self.lost)


def note_sign_in(office: Office, session: Session, client: str) -> None:
    """Note a session that begins, before its browser has the token: no session goes unnoted.

    Args:
        office: the office.
        session: the session.
        client: what kind of client, a word of ours.
    """
    officer, at = session.officer, session.begun_at
    last = last_of(officer)
    what = IN
    if last is not None and at - last.at > LONG:
        what = LONG_AWAY
    elif last is not None and not came_so_before(What(officer, "", session.way, client), _SIGN_INS):
        what = NEW
    count_one(What(officer, what, session.way, client), at)
    note_last(officer, Last(at, at, office.clock()))


def note_refused(officer: str, what: str, way: str, at: datetime) -> None:
    """Note what was refused of somebody who showed something that is this officer's alone, or held their session."""
    count_one(What(officer, what, way), at)


def news(office: Office, who: SignedIn) -> News:
    """What an officer has not said yet that they saw; of the session that asks not its own beginning."""
    last, until = last_of(who.officer.id), office.clock()
    if last is None:
        return News(until)
    counted, begun = counted_of(who.officer.id), who.session.begun_at
    return News(
        until,
        tuple(
            one for one in counted if one.of.what in _TOLD and one.first_at >= last.seen_at and one.first_at != begun
        ),
        tuple(one for one in counted if one.of.what not in _SIGN_INS and one.last_at >= last.seen_at),
        rows_changed(who.officer.id, last.changes_seen_at, until),
        _lost(who.officer.id, last.changes_seen_at, until),
    )


def lately(office: Office, who: SignedIn, now: datetime) -> News:
    """Everything of the last ``TOLD_FOR``, seen or not."""
    officer, until = who.officer.id, office.clock()
    since = until - TOLD_FOR
    counted = [one for one in counted_of(officer) if one.last_at > now - TOLD_FOR]
    return News(
        until,
        tuple(one for one in counted if one.of.what in _SIGN_INS),
        tuple(one for one in counted if one.of.what not in _SIGN_INS),
        rows_changed(officer, since, until),
        _lost(officer, since, until),
    )


def seen(office: Office, who: SignedIn, until: datetime) -> None:
    """Note that an officer saw what they were told.

    Of sign-ins that is what came before this session began: whoever got in cannot make their own sign-in, or what they
    tried from it, go unseen by it.

    Args:
        office: the office.
        who: the officer.
        until: up to when, by the office's clock, the registers' changes were shown.
    """
    note_seen(who.officer.id, who.session.begun_at, min(until, office.clock()))


def end_old_news(office: Office, now: datetime) -> None:
    """End what is older than ``TOLD_FOR``; of somebody the registers do not have any more, all of it."""
    drop_counted_before(now - TOLD_FOR)
    at = office.clock()
    registers = current_registers(at)
    drop_last([one for one in last_before(now - TOLD_FOR) if officer_of(registers, one, at) is None])


def fingerprint(held: str) -> str:
    """By what an officer knows a certificate, key or account again: the beginning of its SHA-256."""
    return f"{sha256(b64decode(held)).hexdigest()[:16]}…"


def _lost(officer: str, after: datetime, until: datetime) -> tuple[Loss, ...]:
    reports = [one for one in losses_after(after) if one[0] <= until]
    if not reports:
        return ()
    own = {name for held in held_by(officer, until) for name in _names(b64decode(held))}
    return tuple(Loss(at, by) for at, by, ids in reports if ids & own)


def _names(held: bytes) -> frozenset[str]:
    try:
        return identities(held)
    except UsageError:
        return frozenset()
