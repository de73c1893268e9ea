"""Security keys of the requesting agency's people: further rows of the roster and of the officeholder register.

A further row says of somebody what their row with a certificate says, and holds a WebAuthn credential in the place of
the signature certificate (docs/formats/registers.md). The law never reads one: by it nobody stands on the roster or
holds an office, and nothing is sealed to it. A key whose row says anything else than the other is nobody's key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from lockgate.law.citations import Citation
from lockgate.law.registers import Officeholder, Registers, RosterEntry, Term
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal
from lockgate.tlog.credentials import is_credential


@dataclass(frozen=True)
class KeyedRegisters(Registers):
    """The registers, with the rows of security keys apart from those that the law reads.

    Attributes:
        roster_keys: rows of the roster whose ``signature_certificate`` is a credential.
        official_keys: rows of the officeholder register whose ``certificate`` is one.
    """

    roster_keys: tuple[RosterEntry, ...] = ()
    official_keys: tuple[Officeholder, ...] = ()

    @cached_property
    def roster_keys_of(self) -> Mapping[str, tuple[RosterEntry, ...]]:
        """The rows of security keys on the roster by officer, of whatever term."""
        found: dict[str, list[RosterEntry]] = {}
        for one in self.roster_keys:
            found.setdefault(one.officer, []).append(one)
        return {officer: tuple(rows) for officer, rows in found.items()}


def keyed(registers: Registers) -> KeyedRegisters:
    """The registers as they were read, their rows of security keys taken apart."""
    roster, holders = registers.roster, registers.officeholders
    return KeyedRegisters(
        officeholders=tuple(one for one in holders if not is_credential(one.certificate)),
        roster=tuple(one for one in roster if not is_credential(one.signature_certificate)),
        orders=registers.orders,
        standing=registers.standing,
        delegations=registers.delegations,
        determinations=registers.determinations,
        roster_keys=tuple(one for one in roster if is_credential(one.signature_certificate)),
        official_keys=tuple(one for one in holders if is_credential(one.certificate)),
    )


def keys_on_roster(registers: Registers, entry: RosterEntry, day: date) -> tuple[bytes, ...]:
    """The credentials, as documents, that say of an officer on ``day`` what this row of theirs says."""
    rows = registers.roster_keys_of.get(entry.officer, ()) if isinstance(registers, KeyedRegisters) else ()
    return tuple(one.signature_certificate for one in rows if one.term.covers(day) and _same_officer(one, entry))


def keys_in_office(registers: Registers, holder: Officeholder, day: date) -> tuple[bytes, ...]:
    """The same for an official and a row of theirs in the officeholder register."""
    rows = registers.official_keys if isinstance(registers, KeyedRegisters) else ()
    return tuple(one.certificate for one in rows if one.term.covers(day) and same_official(one, holder))


def signing_officials(registers: Registers) -> tuple[Officeholder, ...]:
    """Every row that a signature on behalf of an agency may verify with: certificates first, then security keys."""
    keys = registers.official_keys if isinstance(registers, KeyedRegisters) else ()
    return (*registers.officeholders, *keys)


def contradicting(registers: KeyedRegisters) -> str:
    """Why the rows of security keys cannot stand beside the others, as a sentence; '' where they can."""
    for entry in registers.roster_keys:
        rows = registers.roster_of.get(entry.officer, ())
        if not any(_same_officer(entry, one) and _meet(entry.term, one.term) for one in rows):
            return _sentence(entry.officer, "since, until, signature_certificate", among=rows)
    for holder in registers.official_keys:
        held = [one for one in registers.officeholders if one.person == holder.person]
        if not any(same_official(holder, one) and _meet(holder.term, one.term) for one in held):
            return _sentence(holder.person, "since, until, certificate", among=held)
    return ""


def counts_no_higher() -> Refusal:
    """A signature's counter is not above the last one of its security key (WebAuthn Level 3, section 7.2)."""
    return Refusal(
        "office.counter",
        "This signature does not count higher than the last one of this security key: it was sent before, or the key"
        " was copied. Sign anew; if it is refused again, report the key lost.",
        Citation("NIST SP 800-63B", "authenticators that were copied"),
        Hook.CONFIDENTIALITY,
    )


def _sentence(person: str, besides: str, *, among: Iterable[object]) -> str:
    if not tuple(among):
        return f"{person} has a row with a security key and none with a certificate; keep the row with the certificate."
    return f"The rows of {person} say different things; in a security key's row, write all columns alike but {besides}."


def _same_officer(key: RosterEntry, entry: RosterEntry) -> bool:
    return replace(key, term=entry.term, signature_certificate=entry.signature_certificate) == entry


def same_official(key: Officeholder, holder: Officeholder) -> bool:
    """Whether two rows say the same but for their days and their keys."""
    return replace(key, term=holder.term, certificate=holder.certificate) == holder


def _meet(one: Term, other: Term) -> bool:
    """Whether some day is in both."""
    return one.covers(max(one.since, other.since)) and other.covers(max(one.since, other.since))
