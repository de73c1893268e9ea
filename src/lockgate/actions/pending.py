"""Two persons at two times: the first enters a register, the orders or a pack and signs, the second confirms it.

Nothing governs before the second has signed. Then both decisions go into the log in one entry, as when two officers
sign at one desk (``actions.register``); the first one's says when they signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeAlias, assert_never

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.foresee import with_signature
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.pack import GivenPack, given_pack, put_by_two, said_of_pack, waits_under
from lockgate.actions.refusing import Tried, answered
from lockgate.actions.register import Given, given_register, loaded_by_two, raises, said_of, signed_by_one
from lockgate.errors import UsageError
from lockgate.law.citations import pub1075
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.fingerprints import read_fingerprints
from lockgate.procedure.gates import role_of
from lockgate.procedure.opening_gates import used_nonce
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.store.gateway import nonce_stands, what_about
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packs import timeline
from lockgate.store.pending import (
    Pending,
    drop_pending,
    keep_pending,
    loaded_last,
    pending_held,
    pending_of,
    subjects_pending,
)
from lockgate.store.registers import current_registers
from lockgate.store.standing import StandingFile, standing_opened

Brought: TypeAlias = Given | GivenPack
"""What one person brings for a second to confirm."""

STANDS = timedelta(days=7)
"""How long what one person entered waits for a second; a house value."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a first person entered: the act it will be, and when. Nothing is in the log of it yet."""

    act: Act
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second person, for a screen.

    Attributes:
        pending: what was entered.
        stale: something else came into force since, so that it can only be entered anew.
        over: it has waited longer than ``STANDS``.
    """

    pending: Pending
    stale: bool
    over: bool


def keep_draft(office: Office, kind: str, by: Officer, content: bytes, fingerprints: bytes = b"") -> None:
    """Keep what somebody brought and has not signed; theirs alone, and nothing to anybody else.

    Args:
        office: the office.
        kind: which register, or under what a pack waits (``actions.pack.waits_under``).
        by: whose draft it is.
        content: the CSV file's bytes, or a pack's document; empty where only a list of certificates was brought.
        fingerprints: their list of certificates they confirm.

    Raises:
        UsageError: the register or the list cannot be read, or a key in it is two officers' or lost.
    """
    at = office.clock()
    if content:
        _ = _given(kind, content, ((by.id, fingerprints),), at)
    else:
        read_fingerprints(fingerprints, "Your list")
    act = act_of(kind).value
    keep_pending(Pending(_draft(kind, by), act, content, in_force(kind, at), by.id, b"", b"", fingerprints, at))


def draft_of(office: Office, kind: str, by: Officer) -> Pending | None:
    """What this officer brought of a register and has not signed, or None."""
    found = pending_of(_draft(kind, by))
    return found if found is not None and office.clock() - found.at <= STANDS else None


def drop_draft(kind: str, by: Officer) -> None:
    """What this officer brought is gone."""
    drop_pending(_draft(kind, by))


def _draft(kind: str, by: Officer) -> str:
    return f"draft of {kind} by {by.id}"


def enter_first(
    office: Office, kind: str, content: bytes, signer: Signer, fingerprints: bytes = b""
) -> Entered | Refusal:
    """The first person's part: the register or the pack is read, checked, signed, and waits.

    Args:
        office: the office.
        kind: which register, or under what a pack waits.
        content: the CSV file's bytes, or the pack's document.
        signer: the first person.
        fingerprints: for the roster, their own list of certificates they confirm.

    Raises:
        UsageError: the register or the list cannot be read, or a key in it is two officers' or lost.
    """
    at = office.clock()
    given = _given(kind, content, ((signer.officer, fingerprints),), at)
    result = _entered(office, given, signer, fingerprints, at)
    if isinstance(result, Refusal):
        answered(office, (signer,), Tried(act_of(kind), at), result)
    return result


def _given(kind: str, content: bytes, confirmed: Iterable[tuple[str, bytes]], at: datetime) -> Brought:
    """What was brought, read.

    Raises:
        UsageError: it cannot be read, or is brought under another name than its own.
    """
    if not kind.startswith(waits_under("")):
        return given_register(kind, content, confirmed)
    given = given_pack(content, at)
    if given.kind != kind:
        raise UsageError(f"The pack is one of {given.document.name}; bring it there.")
    return given


def _said(given: Brought, people: Iterable[Officer], at: datetime) -> dict[str, str] | Refusal:
    match given:
        case Given():
            return said_of(given, people, at)
        case GivenPack():
            return said_of_pack(given, people)
        case _:
            assert_never(given)


def _loaded(
    office: Office, standing: StandingFile, given: Brought, signers: tuple[Signer, Signer], at: datetime
) -> Result:
    match given:
        case Given():
            return loaded_by_two(office, standing, given, signers, at)
        case GivenPack():
            return put_by_two(office, standing, given, signers, at)
        case _:
            assert_never(given)


def _entered(office: Office, given: Brought, signer: Signer, fingerprints: bytes, at: datetime) -> Entered | Refusal:
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    told, act = _said(given, (by,), at), act_of(given.kind)
    if isinstance(told, Refusal):
        return told
    sent = signer.sent
    if sent is not None and not _fresh(office, act, by, sent.nonce, at):
        return used_nonce()
    signed = signed_by_one(office, (act, told), (by, signer), None, at)
    if isinstance(signed, Refusal):
        return signed
    keep_pending(
        Pending(
            given.kind,
            act.value,
            given.content,
            in_force(given.kind, at),
            by.id,
            signed.decision,
            signed.signature,
            fingerprints,
            at,
        )
    )
    return Entered(act, given.kind, at)


def confirm_second(office: Office, kind: str, digest: str, signer: Signer, fingerprints: bytes = b"") -> Result:
    """The second person's part: what the first entered is in force from this commit on.

    Args:
        office: the office.
        kind: which register, or under what a pack waits.
        digest: sha256 of the bytes they were shown, 64 hexadecimal digits; nothing else is confirmed.
        signer: the second person, not the first.
        fingerprints: for the roster, their own list of certificates they confirm.

    Raises:
        UsageError: their list cannot be read, or a key in the register was reported lost since.
    """
    at = office.clock()
    act = act_of(kind)
    with standing_opened(raised=raises(kind)) as standing:
        pending = pending_held(kind)
        refusal = _unconfirmable(pending, digest, at)
        if refusal is not None or pending is None:
            result: Result = refusal or _gone()
        else:
            by = officer_of(standing.registers(at), signer.officer, at)
            sent = signer.sent
            if by is not None and sent is not None and not _fresh(office, act, by, sent.nonce, at):
                result = used_nonce()
            else:
                lists = ((pending.officer, pending.fingerprints), (signer.officer, fingerprints))
                given = _given(kind, pending.content, lists, at)
                first = with_signature(pending.officer, pending.decision, pending.signature)
                result = _loaded(office, standing, given, (first, signer), at)
        if isinstance(result, Done):
            drop_pending(kind)
    return answered(office, (signer,), Tried(act, at), result)


def take_back(office: Office, kind: str, signer: Signer) -> Refusal | None:
    """What waits is taken back by anybody who could confirm it; nothing of it was ever in force."""
    at = office.clock()
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    refusal = role_of(act_of(kind), by)
    if refusal is None:
        drop_pending(kind)
    return refusal


def kinds_waiting(begin: str) -> tuple[str, ...]:
    """Under what something waits for a second person, of all that begins so."""
    return subjects_pending(begin)


def waiting(office: Office, kinds: Iterable[str]) -> tuple[Waiting, ...]:
    """What waits for a second person, of these registers."""
    at = office.clock()
    found = [one for kind in kinds if (one := pending_of(kind)) is not None]
    return tuple(Waiting(one, one.replaces != in_force(one.subject, at), at - one.at > STANDS) for one in found)


def act_of(kind: str) -> Act:
    """The act by which a register is loaded, or a pack put in force."""
    if kind.startswith(waits_under("")):
        return Act.PACK
    return Act.ORDER if kind == "orders" else Act.REGISTER


def in_force(kind: str, at: datetime) -> str:
    """What names the register in force, or every version of a pack so far: 64 hexadecimal digits; empty for none."""
    if kind.startswith(waits_under("")):
        return timeline(kind.removeprefix(waits_under("")))
    loaded = loaded_last(kind, at)
    return loaded.sha256 if loaded is not None else ""


def _fresh(office: Office, act: Act, by: Officer, nonce: str, at: datetime) -> bool:
    about = what_about(act.value, "", "")
    return nonce_stands(load_evidence_key(office.home), nonce, (by.id, about), at)


def _unconfirmable(pending: Pending | None, digest: str, at: datetime) -> Refusal | None:
    if pending is None or sha256(pending.content).hexdigest() != digest:
        return _gone()
    if at - pending.at > STANDS:
        return _refusal("office.over", f"It waited longer than {STANDS.days} days; enter it anew.")
    if pending.replaces != in_force(pending.subject, at):
        return _refusal(
            "office.stale", "Something else came into force since it was entered; compare, and enter it anew."
        )
    return None


def _gone() -> Refusal:
    return _refusal("office.not_waiting", "This does not wait any more: it was confirmed, taken back or entered anew.")


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, pub1075("2.C.3"), Hook.HOUSE)
