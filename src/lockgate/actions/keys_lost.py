"""Report a key lost: one person, because stopping must not wait for a second; what must be done next takes two."""

from dataclasses import dataclass
from hashlib import sha256

from lockgate.actions.alone import enter_alone
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, refused
from lockgate.canonical import Canonical
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.security_keys import signing_officials
from lockgate.procedure.subjects import is_subject
from lockgate.store.keys_kept import KeyName
from lockgate.store.keys_lost import identities, lost_ids
from lockgate.store.keys_rotation import kept_keys
from lockgate.store.machines import loaded_machines
from lockgate.store.registers import loaded_registers
from lockgate.store.standing import standing_opened
from lockgate.tlog.credentials import is_credential


def lose_key(office: Office, name: KeyName, identity: str, signer: Signer) -> Result:
    """Report a key of the office lost. From this commit on nothing is done with it.

    Args:
        office: the office.
        name: which key.
        identity: its id, as ``lockgate keys show`` prints it.
        signer: who reports it.

    Raises:
        UsageError: the office has no such key.
    """
    if (name.value, identity) not in [(one.name, one.id) for one in kept_keys(office.home)]:
        raise UsageError(f"There is no {name} key {identity} here; lockgate keys show lists them.")
    return _report(office, {"key": name.value, "lost": [identity]}, signer, raised=False)


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """One key of an officer, as a register holds it.

    Attributes:
        what: a certificate that signs or that packages are sealed to, a security key, an account.
        id: the SHA-256 of what the register holds, 64 hexadecimal digits; a certificate's fingerprint.
        held: that itself.
    """

    what: str
    id: str
    held: bytes


def officers_keys(office: Office, officer: str) -> tuple[Held, ...]:
    """The keys of an officer or a machine that the registers hold and nobody reported lost."""
    lost, registers = lost_ids(), loaded_registers(office.clock())
    held = [(_what(one.certificate), one.certificate) for one in registers.delegations_of.get(officer, ())]
    for one in registers.roster_of.get(officer, ()):
        held += [("packages are sealed to it", one.certificate), (_SIGNS, one.signature_certificate)]
    keys = (one.signature_certificate for one in registers.roster_keys_of.get(officer, ()))
    held += [(_what(one), one) for one in keys]
    officials = (one for one in signing_officials(registers) if one.person == officer)
    held += [(_what(one.certificate), one.certificate) for one in officials]
    machines = loaded_machines(office.clock())
    held += [("a machine asks with it", one.certificate) for one in machines if one.id == officer]
    found = {Held(what, sha256(one).hexdigest(), one) for what, one in held if one}
    return tuple(sorted(one for one in found if one.id not in lost))


_SIGNS = "signs"


def _what(certificate: bytes) -> str:
    if is_subject(certificate):
        return "an account"
    return "a security key" if is_credential(certificate) else _SIGNS


def lose_officers(office: Office, officer: str, signer: Signer, only: str = "") -> Result:
    """Report an officer's keys lost: their certificates count nowhere from this commit on, in any register.

    Args:
        office: the office.
        officer: whose they are; the id of an officer, or of a machine.
        signer: who reports it.
        only: the id of the one key that is lost (``officers_keys``); all of them where it is empty. Whatever else the
            registers hold over that same key is lost with it.

    Raises:
        UsageError: no register holds a certificate of theirs, or none of that id.
    """
    held = officers_keys(office, officer)
    if not held:
        raise UsageError(f"No register holds a certificate of {officer}.")
    named = frozenset(name for one in held if only in {"", one.id} for name in identities(one.held))
    if not named:
        raise UsageError(f"No register holds a key {only} of {officer}; lockgate keys show --of {officer} lists them.")
    lost = sorted({name for one in held if identities(one.held) & named for name in identities(one.held)})
    # What the law asks changes with a person's key; of a machine it asks nothing.
    machine = officer in {one.id for one in loaded_machines(office.clock())}
    return _report(office, {"officer": officer, "lost": lost}, signer, raised=not machine)


def _report(office: Office, content: dict[str, Canonical], signer: Signer, *, raised: bool) -> Result:
    with standing_opened(raised=raised) as standing:
        entered = enter_alone(office, standing, Act.KEY_LOST, content, signer)
    if isinstance(entered, Refusal):
        return refused(office, (signer,), Tried(Act.KEY_LOST, office.clock()), entered)
    entry, at = entered
    told = {name: value for name, value in content.items() if isinstance(value, str)}
    return Done(Act.KEY_LOST, "", entry.leaf, at, told)
