"""The ways in of an office in use: an account at a provider of sign-ins, and a card. Each ends in ``sign_in``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lockgate.actions.office import Office
from lockgate.actions.oidc import ALGORITHMS, Begun, Partly, Provider, Send, finish
from lockgate.actions.own_events import AGAIN, CARD_OVER, TOO_LITTLE, note_refused
from lockgate.actions.signin import SignedIn, sign_in, sign_in_again
from lockgate.errors import UsageError
from lockgate.law.registers import Registers
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.subjects import officer_with
from lockgate.store.doors import Card, OpenId, read_doors, secret_changed, secret_of
from lockgate.store.keys_ages import TERM
from lockgate.store.post import ask
from lockgate.store.registers import current_registers
from lockgate.store.sessions import drop_named, take_asked

DOORS = "lockgate.doors"
"""In the environ of a WSGI server: the ways in it was started with. Headers arrive as ``HTTP_…``."""

OIDC, CARD = "account at a provider", "card"
"""Ways in, as a session keeps them."""

LONGEST_CERTIFICATE = 16384
"""Characters of a certificate in a header, at most."""

AWAY = timedelta(minutes=10)
"""How long somebody may be at the provider."""

_NOBODY = "the account is no officer's"


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways in of a server, read once."""

    provider: Provider | None = None
    card: Card | None = None
    send: Send = ask


def secret_is_old(file: Path, now: datetime) -> str:
    """What to say where the secret shared with the provider was not changed for longer than its term; else empty.

    Raises:
        UsageError: a file cannot be read.
    """
    changed = secret_changed(file)
    if changed is None or now - changed <= TERM:
        return ""
    written = f"{changed:%Y-%m-%d}, longer than {TERM.days} days ago"
    return f"The provider's secret was written {written}; change it there and here."


def ways_in(file: Path) -> Ways:
    """The ways in of this file.

    Raises:
        UsageError: it cannot be read, or names an algorithm that proves nothing.
    """
    doors = read_doors(file)
    return Ways(_provider(doors.oidc, file) if doors.oidc is not None else None, doors.card)


def _provider(openid: OpenId, file: Path) -> Provider:
    unknown = sorted(set(openid.algorithms) - ALGORITHMS)
    if unknown or not openid.algorithms:
        known = ", ".join(sorted(ALGORITHMS))
        raise UsageError(f"{file}, oidc.algorithms: give some of {known}.")
    return Provider(
        issuer=openid.issuer, client=openid.client, authorization=openid.authorization, token=openid.token,
        keys=openid.keys, origin=openid.origin, secret=secret_of(openid, file), algorithms=tuple(openid.algorithms),
        acr=tuple(openid.acr), amr=tuple(openid.amr),
    )  # fmt: skip


def by_account(office: Office, ways: Ways, begun: Begun, came: Mapping[str, str], now: datetime) -> tuple[str, str]:
    """A token for whoever came back from the provider, or why there is none; one of the two is empty.

    Where a session asked its person to show again who they are, it is for that person alone, and takes its place.
    """
    asked = take_asked(begun.state)
    by = _by_account(office, ways, replace(begun, since=asked[2]) if asked is not None else begun, came, now)
    if isinstance(by, str):
        if asked is not None:
            note_refused(asked[1].officer, AGAIN, OIDC, now)
        return "", by
    if asked is None:
        token = sign_in(office, by.id, by.key, OIDC, now)
        return (token, "") if token is not None else ("", _NOBODY)
    name, session, at = asked
    if (by.id, by.key) != (session.officer, session.key) or now - at > AWAY:
        note_refused(session.officer, AGAIN, OIDC, now)
        return "", "the account is not of the person of the session, or came back too late"
    token = sign_in_again(office, session, OIDC, now)
    drop_named(session.officer, {name})
    return (token, "") if token is not None else ("", _NOBODY)


def _by_account(office: Office, ways: Ways, begun: Begun, came: Mapping[str, str], now: datetime) -> Officer | str:
    """Who came back from the provider, as the registers have them now, or why nobody did."""
    if ways.provider is None:
        return "there is no such way in"
    subject = finish(ways.provider, begun, came, ways.send, now)
    if isinstance(subject, str):
        return subject
    at = office.clock()
    registers = current_registers(at)
    if isinstance(subject, Partly):
        theirs = officer_with(registers, subject.account, at)
        if theirs is not None:
            note_refused(theirs, TOO_LITTLE, OIDC, now)
        return "the person showed too little at the provider"
    officer = officer_with(registers, subject, at)
    by = officer_of(registers, officer, at) if officer is not None else None
    return by if by is not None else _NOBODY


def by_card(office: Office, ways: Ways, seen: Mapping[str, str], now: datetime) -> str | None:
    """A token for whoever's certificate the proxy hands on, or None (``card_holder``)."""
    by = card_holder(office, ways, seen, now)
    return sign_in(office, by.id, by.key, CARD, now) if by is not None else None


def again_by_card(office: Office, ways: Ways, seen: Mapping[str, str], who: SignedIn, now: datetime) -> str | None:
    """A token in the place of a session's own, for its person's card alone; None for any other."""
    by = card_holder(office, ways, seen, now)
    same = by is not None and (by.id, by.key) == (who.officer.id, who.session.key)
    return sign_in_again(office, who.session, CARD, now) if same else None


def card_holder(office: Office, ways: Ways, seen: Mapping[str, str], now: datetime) -> Officer | None:
    """Whoever's certificate the proxy hands on, as the registers have them now, or None.

    Only the very certificate that the registers hold counts: the proxy has asked for its key. A header counts only
    from the proxy's own address.

    Args:
        office: the office.
        ways: the ways in of this server.
        seen: the request's environ.
        now: the real time.
    """
    card = ways.card
    if card is None or seen.get("REMOTE_ADDR") != card.proxy:
        return None
    certificate = _certificate(seen.get(f"HTTP_{card.header.upper().replace('-', '_')}", ""))
    if certificate is None:
        return None
    der, at = certificate.public_bytes(Encoding.DER), office.clock()
    registers = current_registers(at)
    known = {id_: officer_of(registers, id_, at) for id_ in _holders(registers, der)}
    held = [by for by in known.values() if by is not None and by.certificate == der]
    if len(held) == 1 and certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return held[0]
    for officer in known:
        note_refused(officer, CARD_OVER, CARD, now)
    return None


def _holders(registers: Registers, der: bytes) -> frozenset[str]:
    found = {one.officer for one in registers.delegations if one.certificate == der}
    found |= {one.officer for one in registers.roster if one.signature_certificate == der}
    found |= {one.person for one in registers.officeholders if one.certificate == der}
    return frozenset(found)


def _certificate(given: str) -> x509.Certificate | None:
    """The certificate in a header: PEM in percent encoding; None where it is anything else."""
    if not 0 < len(given) <= LONGEST_CERTIFICATE:
        return None
    try:
        return x509.load_pem_x509_certificate(unquote(given).encode("ascii"))
    except ValueError:
        return None
