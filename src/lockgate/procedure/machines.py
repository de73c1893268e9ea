"""Machines of the requesting agency: a key that asks the API in place of a person who answers for it.

A machine signs no act. It sends what an official signed, and is told what its person is told; what only a person does
(receive, certify, confirm, vote, fetch, open) it cannot ask for. The person is asked of the registers at every request.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from lockgate.law.registers import Registers, Term
from lockgate.procedure.fingerprints import Fingerprints
from lockgate.procedure.roles import Officer, Side, key_hash, officer_of


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine, as its register has it.

    Attributes:
        id: what it calls itself.
        agency: whose it is.
        person: who answers for it: an id in the roster, or the name of an official who may ask.
        term: from when to when its key counts; it always ends.
        certificate: DER; its requests must verify against this key, which is no person's.
    """

    id: str
    agency: str
    person: str
    term: Term
    certificate: bytes


def machine_of(machines: Iterable[Machine], name: str, at: datetime) -> Machine | None:
    """The machine of this id whose key counts at ``at``; None where there is none."""
    return next((one for one in machines if one.id == name and one.term.covers(at.date())), None)


def answerable(machine: Machine, registers: Registers, at: datetime) -> Officer | None:
    """Who answers for a machine at ``at``; None where they are nobody now, or of another agency than it is."""
    by = officer_of(registers, machine.person, at)
    if by is None or by.side is not Side.AGENCY or by.agency != machine.agency:
        return None
    return None if key_hash(machine.certificate) in by.keys else by


def fingerprints_of_machines(machines: Iterable[Machine]) -> Fingerprints:
    """The fingerprints of every machine's certificate."""
    return frozenset((one.id, sha256(one.certificate).hexdigest()) for one in machines)
