"""Whether recipients' certificates can be used now: asked when a package is authorized, sealed, given, and opened."""

from collections.abc import Iterable
from datetime import datetime

from lockgate.actions.office import Office
from lockgate.law.registers import Registers, RosterEntry
from lockgate.seal.recipient_certificates import Refused, Use, check_recipient_certificate
from lockgate.store.authorities import load_authorities


def first_unusable(office: Office, registers: Registers, officers: Iterable[str], at: datetime) -> str:
    """The code of the first certificate of these officers that cannot be used at ``at``; empty where all can (R31).

    Both are asked: the one packages are sealed to, and the one that signs openings and receipts.

    Raises:
        UsageError: what the agency provided of its authorities cannot be read.
    """
    known, wanted = load_authorities(office.home), frozenset(officers)
    for entry in registers.roster:
        if entry.officer in wanted and entry.term.covers(at.date()):
            for certificate, use in _both(entry):
                refused = check_recipient_certificate(certificate, known.anchors, known.lists, at, use)
                if isinstance(refused, Refused):
                    return f"R31.{refused.code.value}"
    return ""


def _both(entry: RosterEntry) -> tuple[tuple[bytes, Use], ...]:
    return (entry.certificate, Use.RECEIVE), (entry.signature_certificate, Use.SIGN)
