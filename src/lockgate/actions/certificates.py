"""Whether recipients' certificates can be used now: asked when a package is authorized, sealed, given, and opened."""

from collections.abc import Iterable
from datetime import datetime

from lockgate.law.registers import Registers, RosterEntry
from lockgate.seal.recipient_certificates import Refused, Use, check_recipient_certificate
from lockgate.store.authorities import authorities_at


def first_unusable(registers: Registers, officers: Iterable[str], at: datetime) -> str:
    """The code of the first certificate of these officers that cannot be used at ``at``; empty where all can (R31).

    Both are asked: the one packages are sealed to, and the one that signs openings and receipts.

    Raises:
        IntegrityError: the authorities that are kept are not those that were loaded.
    """
    known, wanted = authorities_at(at), frozenset(officers)
    for entry in registers.roster:
        if entry.officer in wanted and entry.term.covers(at.date()):
            for certificate, use in _both(entry):
                refused = check_recipient_certificate(certificate, known.anchors, known.lists, at, use)
                if isinstance(refused, Refused):
                    return f"R31.{refused.code.value}"
    return ""


def _both(entry: RosterEntry) -> tuple[tuple[bytes, Use], ...]:
    return (entry.certificate, Use.RECEIVE), (entry.signature_certificate, Use.SIGN)
