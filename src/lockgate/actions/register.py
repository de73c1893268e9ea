"""Load a register, or the orders: two distinct persons, one entry, under the exclusive standing lock.

The first delegations of an office have nobody before them: they are loaded by two officers whom they delegate
themselves, and the entry shows it. Whoever relies on the office compares those two certificates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.machines import persons_keys, refuse_machines, shared
from lockgate.actions.office import Done, Office, Result, Signer, Unsigned
from lockgate.actions.refusing import Tried, answered
from lockgate.actions.signing import Governing, enacted, sign
from lockgate.canonical import Canonical, canonical
from lockgate.errors import UsageError
from lockgate.law.registers import Registers
from lockgate.procedure.acts import Act
from lockgate.procedure.fingerprints import (
    Fingerprints,
    fingerprints_of,
    fingerprints_of_credentials,
    read_fingerprints,
    unconfirmed,
)
from lockgate.procedure.machines import Machine, fingerprints_of_machines
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, key_hash, officer_of
from lockgate.procedure.rulings import rule_on_register
from lockgate.procedure.security_keys import KeyedRegisters, contradicting, signing_officials
from lockgate.procedure.subjects import is_subject, parse_subject
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.store.gateway import DRAWN, make_nonce, what_about
from lockgate.store.instants import not_before
from lockgate.store.keyring import load_evidence_key
from lockgate.store.keys_lost import identities, lost_ids
from lockgate.store.machines import current_machines, loaded_machines, machines_in
from lockgate.store.registers import current_registers, loaded_registers, registers_of
from lockgate.store.standing import StandingFile, standing_opened
from lockgate.store.values import Signed
from lockgate.tlog.credentials import is_credential
from lockgate.tlog.signatures import NONCE_SIZE

DETERMINATIONS = "determinations"
"""The register that only the officials of the (i)(6) compartment load."""

ROSTER = "roster"
"""The register of the agency's officers, with their certificates."""

CONFIRMED = frozenset({"delegations", "machines", "officeholders", "roster"})
"""The registers of which two persons confirm something by its fingerprint: certificates, security keys, accounts."""

MACHINES = "machines"
"""The register of machines: the law does not ask it, so no case is examined again when it is loaded."""

ORDERS = "orders"
"""The register whose loading is the act ``order``; every other one's is ``register``."""


def load_register(
    office: Office,
    kind: str,
    content: bytes,
    signers: tuple[Signer, Signer],
    fingerprints: tuple[bytes, bytes] = (b"", b""),
) -> Result:
    """Load a register; it replaces the one of that kind.

    Args:
        office: the office.
        kind: one of the registers of docs/formats/registers.md.
        content: the CSV file's bytes, kept as they are.
        signers: two officers, each with a key of their own.
        fingerprints: each officer's own list of the roster's certificates, or of the credentials, they confirm.

    Raises:
        UsageError: the register or a list of fingerprints cannot be read, or the register gives one key to two
            officers, brings a lost one back or says two things of one officer.
    """
    at = office.clock()
    given = given_register(kind, content, zip([by.officer for by in signers], fingerprints, strict=True))
    with standing_opened(raised=raises(kind)) as standing:
        result = loaded_by_two(office, standing, given, signers, at)
    return answered(office, signers, Tried(given.act, at), result)


def raises(kind: str) -> bool:
    """Whether loading this raises the standing's version, so that every open case is examined again."""
    return kind != MACHINES


@dataclass(frozen=True, slots=True)
class Given:
    """A register that was given: its act, its kind, its bytes, what they say, and who confirms which certificates.

    Attributes:
        machines: of the register of machines; none of any other.
    """

    act: Act
    kind: str
    content: bytes
    loaded: KeyedRegisters
    confirmed: tuple[tuple[str, Fingerprints], ...]
    machines: tuple[Machine, ...] = ()


def given_register(kind: str, content: bytes, confirmed: Iterable[tuple[str, bytes]]) -> Given:
    """A register that can be read and gives each key to one officer.

    Args:
        kind: which register.
        content: the CSV file's bytes.
        confirmed: officers, each with their own list of what they confirm.

    Raises:
        UsageError: as for ``load_register``.
    """
    loaded = registers_of({kind: content})
    _refuse_shared_keys(loaded)
    machines = machines_in(content) if kind == MACHINES else ()
    _refuse_lost_keys(loaded, machines)
    _refuse_two_answers(loaded)
    refuse_machines(machines)
    lists = tuple((officer, read_fingerprints(one, f"The list of {officer}")) for officer, one in confirmed)
    return Given(Act.ORDER if kind == ORDERS else Act.REGISTER, kind, content, loaded, lists, machines)


def said_of(given: Given, people: Iterable[Officer], at: datetime) -> dict[str, str] | Refusal:
    """What is signed of a register that is loaded, or why these officers may not load it.

    Args:
        given: the register.
        people: who loads it.
        at: the instant by whose registers it is judged.
    """
    new = _new(given, at)
    refusal = _not_designated(given.kind, people) or unconfirmed(new, given.confirmed) or _of_both(given, at)
    if refusal is not None:
        return refusal
    return {"register": given.kind, "sha256": sha256(given.content).hexdigest(), **_confirmed(new)}


def new_to_confirm(kind: str, content: bytes, at: datetime) -> Fingerprints:
    """What two persons confirm by its fingerprint before this version of a register is in force; mostly nothing.

    Raises:
        UsageError: as for ``load_register``.
    """
    return _new(given_register(kind, content, ()), at)


def _new(given: Given, at: datetime) -> Fingerprints:
    return _confirmable(given.loaded, given.machines) - _confirmable(current_registers(at), current_machines(at))


def loaded_by_two(
    office: Office, standing: StandingFile, given: Given, signers: tuple[Signer, Signer], at: datetime
) -> Result:
    """Load it under the standing lock; nothing is written on a refusal.

    A signer who signed elsewhere was asked about their nonce before, each when they signed (``actions.pending``).
    """
    people = officers_of(standing, given.loaded, signers, at)
    if isinstance(people, Refusal):
        return people
    told = said_of(given, people, at)
    if isinstance(told, Refusal):
        return told
    signed = signed_by_two(office, given.act, told, tuple(zip(people, signers, strict=True)), at)
    if isinstance(signed, Refusal):
        return signed
    entered = standing.enter(enacted(office, "", signed, Governing(office.law)))
    standing.load(given.kind, given.content, at)
    return Done(given.act, "", entered.leaf, at, told)


def _confirmable(registers: KeyedRegisters, machines: Iterable[Machine]) -> Fingerprints:
    """What two persons confirm each by themselves."""
    others = [(one.officer, one.certificate) for one in registers.delegations]
    others += [(one.person, one.certificate) for one in registers.official_keys]
    persons = fingerprints_of((*registers.roster, *registers.roster_keys)) | fingerprints_of_credentials(others)
    return persons | fingerprints_of_machines(machines)


def _of_both(given: Given, at: datetime) -> Refusal | None:
    """No key and no id is a machine's and a person's, whichever register came first.

    Asked under the lock as of what was loaded last, also by a clock that was read after this one.
    """
    at = not_before(at)
    if given.kind == MACHINES:
        return shared(given.machines, persons_keys(loaded_registers(at)))
    return shared(loaded_machines(at), persons_keys(given.loaded))


def _confirmed(new: Fingerprints) -> dict[str, str]:
    """What the two persons sign of what they confirmed: the hash of the list of it."""
    if not new:
        return {}
    return {"fingerprints": sha256(canonical([list(pair) for pair in sorted(new)])).hexdigest()}


def officers_of(
    standing: StandingFile, loaded: Registers, signers: Iterable[Signer], at: datetime
) -> tuple[Officer, ...] | Refusal:
    """The officers who sign, as the registers know them.

    Args:
        standing: held by the act.
        loaded: what is being loaded, which an office's first delegations are found in.
        signers: who signs.
        at: the instant of the act.
    """
    registers = standing.registers(at)
    known = registers if registers.delegations else loaded
    found: list[Officer] = []
    for signer in signers:
        officer = officer_of(known, signer.officer, at)
        if officer is None:
            return unknown_officer(signer)
        found.append(officer)
    return tuple(found)


def _not_designated(kind: str, people: Iterable[Officer]) -> Refusal | None:
    """The (i)(6) determinations are in a compartment: nobody outside it loads them, for they have read them (R51)."""
    if kind != DETERMINATIONS:
        return None
    return next((no for by in people if (no := refused_sight(Thing.DETERMINATIONS, by)) is not None), None)


def signed_by_two(
    office: Office, act: Act, content: Mapping[str, Canonical], people: tuple[tuple[Officer, Signer], ...], at: datetime
) -> tuple[Signed, ...] | Refusal:
    """The decisions of two distinct officers over the same content, or why one of them may not decide it.

    Args:
        office: the office.
        act: one that concerns no case and takes two persons.
        content: what is decided.
        people: each officer with the key they sign with.
        at: the instant of the act.
    """
    (first, _), (second, _) = people
    found: list[Signed] = []
    for (by, signer), other in zip(people, (second, first), strict=True):
        signed = signed_by_one(office, (act, content), (by, signer), other, at)
        if isinstance(signed, Refusal):
            return signed
        found.append(signed)
    return tuple(found)


def signed_by_one(
    office: Office,
    what: tuple[Act, Mapping[str, Canonical]],
    who: tuple[Officer, Signer],
    second: Officer | None,
    at: datetime,
) -> Signed | Refusal:
    """The decision of one of the two officers.

    Args:
        office: the office.
        what: the act, and what is decided.
        who: the officer, and the key they sign with.
        second: the other officer; None while there is none yet.
        at: the instant of the act.
    """
    (act, content), (by, signer) = what, who
    sent = signer.sent
    asked = Asked(
        act,
        by,
        at,
        nonce=sent.nonce if sent is not None else _nonce(office, act, who, at),
        content=sha256(canonical(content)).hexdigest(),
        signed_at=datetime.fromisoformat(sent.at) if sent is not None else None,
    )
    ruling = rule_on_register(asked, second)
    return ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)


def _nonce(office: Office, act: Act, who: tuple[Officer, Signer], at: datetime) -> str:
    """A fresh nonce; the gateway's own where the signature is to come back from elsewhere."""
    by, signer = who
    if not isinstance(signer.key, Unsigned):
        return office.random(NONCE_SIZE).hex()
    about = what_about(act.value, "", "")
    return make_nonce(load_evidence_key(office.home), (by.id, about), at, office.random(DRAWN))


def _refuse_shared_keys(loaded: KeyedRegisters) -> None:
    """One key or account is one person; a register that gives it to two ids would let one person act as two.

    Raises:
        UsageError: naming the two officers.
    """
    certificates = [(one.officer, one.certificate) for one in loaded.delegations]
    certificates += [(one.officer, one.signature_certificate) for one in (*loaded.roster, *loaded.roster_keys)]
    certificates += [(one.person, one.certificate) for one in loaded.official_keys]
    keys: dict[str, str] = {}
    for officer, certificate in certificates:
        if not certificate:
            continue
        try:
            key = _identity(certificate)
        except ValueError as error:
            raise UsageError(f"The signature certificate of {officer} cannot be used: {error}.") from error
        if keys.setdefault(key, officer) != officer:
            raise UsageError(f"{keys[key]} and {officer} have one key; give each officer a key of their own.")


def _identity(held: bytes) -> str:
    """What two officers may not have in common: a public key, or an account at a provider of sign-ins."""
    if not is_subject(held):
        return key_hash(held)
    _ = parse_subject(held)
    return sha256(held).hexdigest()


def _refuse_two_answers(loaded: KeyedRegisters) -> None:
    """An officer's rows of one day say the same of them, one with a certificate, others with credentials or accounts.

    Raises:
        UsageError: naming an officer with a credential whose rows do not; they would be nobody.
    """
    for officer in sorted({one.officer for one in loaded.delegations if _is_further(one.certificate)}):
        rows = loaded.delegations_of[officer]
        if len({(one.name, one.roles, one.grade) for one in rows}) > 1:
            raise UsageError(f"The rows of {officer} say different things; write name, roles and grade alike in each.")
        if all(_is_further(one.certificate) for one in rows):
            raise UsageError(f"{officer} has a further row and no certificate; keep the row with the certificate.")
    if sentence := contradicting(loaded):
        raise UsageError(sentence)


def _is_further(held: bytes) -> bool:
    return is_credential(held) or is_subject(held)


def _refuse_lost_keys(loaded: KeyedRegisters, machines: Iterable[Machine]) -> None:
    """A key that was reported lost comes back under no certificate.

    Raises:
        UsageError: naming the officer.
    """
    lost = lost_ids()
    certificates = [(one.officer, one.certificate) for one in loaded.delegations]
    certificates += [(one.officer, one.signature_certificate) for one in (*loaded.roster, *loaded.roster_keys)]
    certificates += [(one.officer, one.certificate) for one in loaded.roster]
    certificates += [(one.person, one.certificate) for one in signing_officials(loaded)]
    certificates += [(one.id, one.certificate) for one in machines]
    for officer, certificate in certificates:
        if certificate and lost and lost & identities(certificate):
            raise UsageError(f"A key of {officer} was reported lost; enter a certificate for a new key.")
