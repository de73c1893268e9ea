"""No key is a machine's and a person's, and no id: asked whenever a register of either is loaded, both ways.

A machine's key that were a person's too could sign acts of theirs; a person's key in a machine would ask where no
person is.
"""

from collections.abc import Iterable

from lockgate.errors import UsageError
from lockgate.law.citations import pub1075
from lockgate.law.terms import Hook
from lockgate.procedure.machines import Machine
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import key_hash
from lockgate.procedure.security_keys import KeyedRegisters, signing_officials
from lockgate.store.keys_lost import identities

Held = tuple[tuple[str, bytes], ...]
"""Ids of persons, each with a certificate or credential that a register holds for them; empty bytes where none."""


def persons_keys(registers: KeyedRegisters) -> Held:
    """Every id of a person in these registers, whatever its term, with every key they hold for it."""
    return (
        *((one.officer, one.certificate) for one in registers.delegations),
        *((one.officer, one.certificate) for one in registers.roster),
        *((one.officer, one.signature_certificate) for one in (*registers.roster, *registers.roster_keys)),
        *((one.person, one.certificate) for one in signing_officials(registers)),
    )


def refuse_machines(machines: tuple[Machine, ...]) -> None:
    """Machines each have an id and a key of their own, which can be used.

    Raises:
        UsageError: naming the machine that has not.
    """
    ids: set[str] = set()
    keys: dict[str, str] = {}
    for one in machines:
        if one.id in ids:
            raise UsageError(f"The machine {one.id} stands twice; give it one row.")
        ids.add(one.id)
        try:
            key = key_hash(one.certificate)
        except ValueError as error:
            raise UsageError(f"The certificate of the machine {one.id} cannot be used: {error}.") from error
        if keys.setdefault(key, one.id) != one.id:
            raise UsageError(f"{keys[key]} and {one.id} have one key; give each machine a key of its own.")


def shared(machines: Iterable[Machine], persons: Held) -> Refusal | None:
    """Why a register is not loaded: an id or a key in it would be a machine's and a person's at once."""
    known = tuple(machines)
    if not known:
        return None
    ids = {one.id for one in known}
    keys = {name: one.id for one in known for name in identities(one.certificate)}
    for person, held in persons:
        if person in ids:
            return _refusal(f"{person} is a person and a machine; give the machine an id of its own.")
        machine = next((keys[name] for name in _names(held) if name in keys), None)
        if machine is not None:
            return _refusal(f"The machine {machine} has a key of {person}; make a key for the machine alone.")
    return None


def _names(held: bytes) -> frozenset[str]:
    """What names a person's key; nothing where it cannot be read, for then it is nobody's."""
    try:
        return identities(held) if held else frozenset()
    except UsageError:
        return frozenset()


def _refusal(sentence: str) -> Refusal:
    return Refusal("office.machine", sentence, pub1075("2.C.3"), Hook.HOUSE)
