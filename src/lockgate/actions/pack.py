"""Put a pack in force, or end one: two persons, one of them counsel, one entry, under the exclusive standing lock.

A pack that cannot be proved is not put in force, whoever signs: whatever it lets through, the statute must let through.
Every case is examined again under it before anything leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, answered
from lockgate.actions.register import officers_of, signed_by_two
from lockgate.actions.signing import Governing, enacted
from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement
from lockgate.law.citations import house, usc26
from lockgate.law.registers import Registers
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.gates import role_of
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, Role
from lockgate.store.agreements import usable
from lockgate.store.pack_files import Files, PackDocument, pack_document, parse_pack_document
from lockgate.store.packs import agreement_in, governing
from lockgate.store.standing import StandingFile, standing_opened

_SECOND = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class GivenPack:
    """A pack that was brought and read: what is put in force, its bytes, and its terms; None where it ends one."""

    document: PackDocument
    content: bytes = field(repr=False)
    agreement: Agreement | None

    @property
    def kind(self) -> str:
        """What it waits under while it has one signature."""
        return waits_under(self.document.name)


def waits_under(name: str) -> str:
    """What a version under this name waits under, among what waits for a second person."""
    return f"{Act.PACK.value} {name}"


def brought_pack(office: Office, files: Files, since: datetime | None) -> bytes:
    """The document of a pack that somebody brings, by the name it gives itself.

    Args:
        office: the office.
        files: ``agreement.toml`` and its clauses.
        since: from when it is to govern; None from the second person's signature on.

    Raises:
        UsageError: it cannot be read, cannot be proved, or does not govern when it begins.
    """
    name = _named(files)
    content = pack_document(PackDocument(name, since, files))
    _ = given_pack(content, office.clock())
    return content


def ending_pack(office: Office, name: str, since: datetime | None) -> bytes:
    """The document that ends an agreement.

    Raises:
        UsageError: no agreement of this name governs.
    """
    if not governing(name, office.clock()).loadable:
        raise UsageError(f"{name} governs nothing now; there is nothing to end.")
    return pack_document(PackDocument(name, since, {}))


def _named(files: Files) -> str:
    read = agreement_in(PackDocument("", None, files))
    if read is None:
        raise UsageError("There is no agreement.toml in it.")
    return read.name


def given_pack(content: bytes, at: datetime) -> GivenPack:
    """A document that can be put in force.

    Args:
        content: made by ``brought_pack`` or ``ending_pack``.
        at: now; a pack that names no beginning has to govern on that day.

    Raises:
        UsageError: it cannot be read, cannot be proved, names another agreement, or does not govern when it begins.
        IntegrityError: it is no such document.
    """
    document = parse_pack_document(content)
    if not document.files:
        _ = governing(document.name, at)
        return GivenPack(document, content, None)
    agreement = agreement_in(document)
    if agreement is None or agreement.name != document.name:
        raise UsageError(f"The pack names another agreement than {document.name}; bring it under its own name.")
    if not agreement.loadable:
        raise UsageError(f"{agreement.name} says of itself that no act may load it (loadable); mend it.")
    return GivenPack(document, content, usable(agreement, (document.since or at).date()))


def put_in_force(office: Office, content: bytes, signers: tuple[Signer, Signer]) -> Result:
    """Put a pack in force, or end an agreement, by two persons at one desk.

    Args:
        office: the office.
        content: made by ``brought_pack`` or ``ending_pack``.
        signers: two officers, each with a key of their own; one of them is counsel.

    Raises:
        UsageError: as for ``given_pack``.
    """
    at = office.clock()
    given = given_pack(content, at)
    with standing_opened() as standing:
        result = put_by_two(office, standing, given, signers, at)
    return answered(office, signers, Tried(Act.PACK, at), result)


def said_of_pack(given: GivenPack, people: Iterable[Officer]) -> dict[str, str] | Refusal:
    """What is signed of a pack that is put in force; where both are known, one of them is counsel."""
    found = tuple(people)
    refusal = next((no for by in found if (no := role_of(Act.PACK, by))), None)
    if refusal is not None:
        return refusal
    if len(found) > 1 and not any(Role.COUNSEL in one.roles for one in found):
        return Refusal(
            "R28.counsel",
            "One of the two who put a pack in force is counsel.",
            usc26("6103(i)(2)(A)"),
            Hook.CONFIDENTIALITY,
        )
    since = given.document.since
    return {
        "agreement": given.document.name,
        "pack": given.agreement.pack_hash if given.agreement is not None else "",
        "sha256": sha256(given.content).hexdigest(),
        "since": f"{since:{_SECOND}}" if since is not None else "",
    }


def put_by_two(
    office: Office, standing: StandingFile, given: GivenPack, signers: tuple[Signer, Signer], at: datetime
) -> Result:
    """Put it in force under the standing lock; nothing is written on a refusal."""
    since = given.document.since or at
    if since < at:
        sentence = f"It was to govern from {since:{_SECOND}}, which has passed; enter it anew with a later beginning."
        return Refusal("office.begun", sentence, house("6103(i)(2)(A)"), Hook.HOUSE)
    people = officers_of(standing, Registers(), signers, at)
    if isinstance(people, Refusal):
        return people
    told = said_of_pack(given, people)
    if isinstance(told, Refusal):
        return told
    signed = signed_by_two(office, Act.PACK, told, tuple(zip(people, signers, strict=True)), at)
    if isinstance(signed, Refusal):
        return signed
    entered = standing.enter(enacted(office, "", signed, Governing(office.law, told["pack"])))
    standing.put_pack(given.document.name, given.content, since, at)
    return Done(Act.PACK, "", entered.leaf, at, told)
