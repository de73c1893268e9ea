"""Whether certificates can be used now: asked when a package is authorized, sealed, given, opened; and until when."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509

from lockgate.law.registers import Registers, RosterEntry
from lockgate.procedure.roles import Officer
from lockgate.seal.recipient_certificates import Refused, Use, check_recipient_certificate
from lockgate.store.authorities import authorities_at

REMINDED = timedelta(days=30)
"""How long before their certificate ends an officer is reminded of it."""


def ends_soon(by: Officer, at: datetime) -> datetime | None:
    """When the certificate an officer signs with ends, where that is near or past; else None."""
    ends = x509.load_der_x509_certificate(by.certificate).not_valid_after_utc
    return ends if ends - at <= REMINDED else None


def unusable(registers: Registers, officers: Iterable[str], at: datetime) -> dict[str, str]:
    """Of these officers, those with a certificate that cannot be used at ``at``, each with the first code (R31).

    Both are asked: the one packages are sealed to, and the one that signs openings and receipts. In the order given.

    Raises:
        IntegrityError: the authorities that are kept are not those that were loaded.
    """
    known, found = authorities_at(at), dict[str, str]()
    for officer in dict.fromkeys(officers):
        in_force = (entry for entry in registers.roster_of.get(officer, ()) if entry.term.covers(at.date()))
        asked = (
            check_recipient_certificate(certificate, known.anchors, known.lists, at, use)
            for entry in in_force
            for certificate, use in _both(entry)
        )
        refused = next((one for one in asked if isinstance(one, Refused)), None)
        if refused is not None:
            found[officer] = f"R31.{refused.code.value}"
    return found


def _both(entry: RosterEntry) -> tuple[tuple[bytes, Use], ...]:
    return (entry.certificate, Use.RECEIVE), (entry.signature_certificate, Use.SIGN)
