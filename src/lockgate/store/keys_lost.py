"""Keys that were reported lost, from the entries of the act ``key_lost``, and what stops because of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection

from lockgate.canonical import parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.law.registers import RosterEntry
from lockgate.procedure.security_keys import KeyedRegisters
from lockgate.procedure.subjects import is_subject
from lockgate.store.models.acts import ActRow
from lockgate.tlog.credentials import is_credential, parse_credential

LOST = "key_lost"
"""The act's word in the log."""

# Asked of the entries, whose word is indexed: an office has few losses and very many acts.
_REPORTS = (
    "SELECT act.content FROM store_actrow act JOIN store_entryrow entry ON entry.id = act.entry_id WHERE entry.act = %s"
)


def lost_ids() -> frozenset[str]:
    """The ids of all keys reported lost: an office key's id, or the sha256 of an officer's certificate.

    Raises:
        IntegrityError: a report cannot be read.
    """
    # Written out: every key and register that is read asks this, and making the question cost ten times its answer.
    with connection.cursor() as cursor:
        cursor.execute(_REPORTS, [LOST])
        return frozenset(identity for (content,) in cursor.fetchall() for identity in _ids(bytes(content)))


def _ids(content: bytes) -> Iterable[str]:
    match parse_canonical(content):
        case {"lost": list(lost)}:
            return [str(one) for one in lost]
        case _:
            raise IntegrityError("A report of a lost key cannot be read.")


def losses_after(at: datetime) -> tuple[tuple[datetime, str, frozenset[str]], ...]:
    """Every report of lost keys after an instant: when, by which officer, and the ids it names.

    Raises:
        IntegrityError: a report cannot be read.
    """
    rows = ActRow.objects.filter(entry__act=LOST, at__gt=at).order_by("at", "id")
    return tuple((row.at, row.officer, frozenset(_ids(bytes(row.content)))) for row in rows)


def refuse_lost(name: str, identity: str) -> None:
    """Refuse a key of the office that was reported lost.

    Raises:
        UsageError: it was.
    """
    if identity in lost_ids():
        raise UsageError(
            f"The {name} key {identity} was reported lost; nothing is done with it. "
            f"Two officers put a new one in force with lockgate keys rotate {name}."
        )


def without_lost(registers: KeyedRegisters, lost: frozenset[str]) -> KeyedRegisters:
    """The registers without those whose certificate was reported lost: from then on they are nobody."""
    if not lost:
        return registers
    return replace(
        registers,
        delegations=tuple(one for one in registers.delegations if not _is_lost(lost, one.certificate)),
        roster=_not_lost_entries(lost, registers.roster),
        officeholders=tuple(one for one in registers.officeholders if not _is_lost(lost, one.certificate)),
        roster_keys=_not_lost_entries(lost, registers.roster_keys),
        official_keys=tuple(one for one in registers.official_keys if not _is_lost(lost, one.certificate)),
    )


def _not_lost_entries(lost: frozenset[str], rows: Iterable[RosterEntry]) -> tuple[RosterEntry, ...]:
    return tuple(one for one in rows if not _is_lost(lost, one.certificate, one.signature_certificate))


def _is_lost(lost: frozenset[str], *certificates: bytes) -> bool:
    return any(sha256(one).hexdigest() in lost for one in certificates if one)


def identities(certificate: bytes) -> frozenset[str]:
    """What a report of a lost key names a certificate or a credential by: its own SHA-256, and its public key's.

    Raises:
        UsageError: it cannot be read.
    """
    if is_subject(certificate):
        return frozenset({sha256(certificate).hexdigest()})
    try:
        if is_credential(certificate):
            spki = parse_credential(certificate).key
        else:
            key = x509.load_der_x509_certificate(certificate).public_key()
            spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except ValueError as error:
        raise UsageError(f"A certificate cannot be read: {error}.") from error
    return frozenset({sha256(certificate).hexdigest(), sha256(spki).hexdigest()})
