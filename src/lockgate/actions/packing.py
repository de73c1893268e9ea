"""Write the packages of a proposal: for each recipient the answers, sealed to their certificate and signed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO

from lockgate.actions.drafting import certificate_hash
from lockgate.actions.leaving import Prepared
from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.law.agreement import Form
from lockgate.law.citations import house
from lockgate.law.registers import Registers, RosterEntry
from lockgate.law.terms import Hook
from lockgate.pipeline.dispositions import Disposed, Word
from lockgate.procedure.proposals import Recipient
from lockgate.procedure.refusals import Refusal
from lockgate.seal.answers import Answer, render_answers
from lockgate.seal.answers import Word as Told
from lockgate.seal.building import Copy, build_package
from lockgate.seal.duties import Duty, Owed
from lockgate.seal.gated import KEY_BYTES, Gate, read_gate, wrap
from lockgate.seal.manifests import Form as Sealed
from lockgate.seal.manifests import Terms
from lockgate.seal.marks import mark_hash, new_mark
from lockgate.seal.packages import ReleaseSigner, VerifiedPackage, claimed_manifest, verify_package
from lockgate.store.accounting import commitment_of
from lockgate.store.files import Together
from lockgate.store.gateway import Kept, kept_of
from lockgate.store.keyring import load_gateway_key, load_log_signer, load_release_signer, release_certificates
from lockgate.store.keys_ages import TERM, past_term
from lockgate.store.keys_kept import KeyName
from lockgate.store.keys_wrapping import GatewayKey
from lockgate.store.packages import check_sealed, seal_file
from lockgate.store.publication import prove
from lockgate.store.values import NewGatewayKey, NewPackage
from lockgate.tlog.accounting import Salts


def past_their_term(office: Office, prepared: Prepared, at: datetime) -> Refusal | None:
    """Why no package is made now: the term of a key that it would be made with has passed."""
    gated = prepared.dossier.agreement.form is Form.GATED
    age = past_term(office.home, (KeyName.RELEASE, KeyName.GATEWAY) if gated else (KeyName.RELEASE,), at)
    if age is None:
        return None
    return Refusal(
        "office.key_term",
        f"The {age.name} key is in force since {age.since:%Y-%m-%d}, longer than {TERM.days} days, and seals nothing "
        f"new. Two keepers of keys put another in force: lockgate keys rotate {age.name}.",
        house("6103(p)(4)(C)"),
        Hook.HOUSE,
    )


def write_packages(
    office: Office, prepared: Prepared, at: datetime, left_out: frozenset[str] = frozenset()
) -> tuple[NewPackage, ...]:
    """Write one package per recipient under its hash; no row names them until the act seal commits.

    Officers left out get none.
    """
    authorized = prepared.dossier.facts.authorization
    proof = prove(office.home, authorized.entry) if authorized is not None else b""
    with Together() as together:
        table = _table_of(office, prepared, proof, together)
        staying = (one for one in prepared.proposal.recipients if one.officer not in left_out)
        return tuple(_write_package(table, one, at) for one in staying)


@dataclass(frozen=True)
class _Table:
    """What all packages of one sealing are written with; the keys are asked for once."""

    office: Office
    prepared: Prepared
    proof: bytes
    release: ReleaseSigner
    origin: str
    gateway: GatewayKey | None
    together: Together


def _table_of(office: Office, prepared: Prepared, proof: bytes, together: Together) -> _Table:
    gated = prepared.dossier.agreement.form is Form.GATED
    return _Table(
        office=office,
        prepared=prepared,
        proof=proof,
        release=load_release_signer(office.home),
        origin=load_log_signer(office.home).origin,
        gateway=load_gateway_key(office.home) if gated else None,
        together=together,
    )


def _write_package(table: _Table, recipient: Recipient, at: datetime) -> NewPackage:
    """One package; nested in a second encryption whose key only the gateway keeps, where the agreement says so.

    The package inside is never a file with a name, so that nothing of it is left whenever this ends.
    """
    office, prepared = table.office, table.prepared
    answers = answers_for(recipient.officer, prepared.lines.naming(recipient.officer))
    rows = prepared.disclosures.get(recipient.officer, ())
    copy = _copy(office, prepared, recipient, commitment_of(Salts(prepared.seed, recipient.officer), rows), at)
    with TemporaryFile(dir=office.home.scratch) as inner:
        told = BytesIO(render_answers(answers))
        build_package(told, replace(copy, proof=table.proof), table.release, office.random, inner)
        inner.seek(0)
        manifest = claimed_manifest(inner)[1]
        inner.seek(0)
        if table.gateway is not None:
            gate = _gate(table, recipient, copy, manifest)
            (package, size), gateway = _seal_gated(table, inner, gate, table.gateway)
        else:
            (package, size), gateway = seal_file(office.home, inner, table.together), None
    return NewPackage(
        id=package,
        officer=recipient.officer,
        certificate=recipient.certificate,
        manifest=manifest,
        accounting_root=copy.terms.accounting_root,
        records=len(answers),
        size=size,
        mark=mark_hash(copy.mark),
        gateway=gateway,
    )


def _gate(table: _Table, recipient: Recipient, copy: Copy, manifest: str) -> Gate:
    """What the nested package is bound to."""
    return Gate(
        package=copy.terms.package,
        manifest=manifest,
        recipient_certificate=recipient.certificate,
        signature_certificate=certificate_hash(
            _entry(table.prepared.dossier.registers, recipient).signature_certificate
        ),
        origin=table.origin,
        authorizing_entry=copy.terms.authorizing_entry,
    )


def _seal_gated(
    table: _Table, inner: BinaryIO, gate: Gate, gateway: GatewayKey
) -> tuple[tuple[str, int], NewGatewayKey]:
    """Write the package nested under a fresh key; the key goes on only wrapped by the gateway's own."""
    office = table.office
    key = office.random(KEY_BYTES)
    with TemporaryFile(dir=office.home.scratch) as outer:
        wrap(inner, gate, key, outer)
        outer.seek(0)
        sealed = seal_file(office.home, outer, table.together)
    kept = NewGatewayKey(gate.package, gate.signature_certificate, gateway.wrap(key))
    return sealed, kept


def answers_for(officer: str, lines: Iterable[Disposed]) -> tuple[Answer, ...]:
    """The answer to every sufficient record that names this officer: an address, or the uniform answer."""
    told = []
    for line in lines:
        if line.word in {Word.GRANTED, Word.DENIED} and officer in line.asked.officers:
            identified = line.word is Word.GRANTED and officer in line.recipients
            address = line.address if identified else ()
            told.append(Answer(line.asked.record_id, Told.IDENTIFIED if identified else Told.NONE, *address))
    return tuple(told)


def certificate_of(registers: Registers, recipient: Recipient) -> bytes:
    """The certificate of a recipient, exactly the one the proposal names.

    Raises:
        IntegrityError: the roster holds another one; the gates should have refused.
    """
    return _entry(registers, recipient).certificate


def _entry(registers: Registers, recipient: Recipient) -> RosterEntry:
    for entry in registers.roster_of.get(recipient.officer, ()):
        if certificate_hash(entry.certificate) == recipient.certificate:
            return entry
    raise IntegrityError(f"The roster does not hold the certificate proposed for {recipient.officer}.")


def _terms(office: Office, prepared: Prepared, root: str, at: datetime) -> Terms:
    facts = prepared.dossier.facts
    agreement = prepared.dossier.agreement
    return Terms(
        package=office.random(16).hex(),
        custodian=agreement.custodian.agency,
        agreement=agreement.name,
        case=facts.reference,
        provision=facts.submission.provision,
        authorizing_entry=facts.authorization.entry if facts.authorization is not None else "",
        accounting_root=root,
        made_at=f"{at:%Y-%m-%dT%H:%MZ}",
    )


def _copy(office: Office, prepared: Prepared, recipient: Recipient, root: str, at: datetime) -> Copy:
    """What the copy says of itself, but for the proof of its authorization."""
    agreement, terms = prepared.dossier.agreement, _terms(office, prepared, root, at)
    pick_up_by = _day(at, agreement.pickup_days)
    return Copy(
        terms=terms,
        certificate_der=certificate_of(prepared.dossier.registers, recipient),
        mark=new_mark(office.random),
        proof=b"",
        pick_up_by=pick_up_by,
        duties=(
            Duty(Owed.RECEIPT, f"agreement {terms.agreement}", pick_up_by),
            Duty(Owed.LOG, "26 USC 6103(p)(4)(A)", pick_up_by),
            Duty(Owed.INCIDENT, "Publication 1075 section 1.8", "PT24H"),
            Duty(Owed.DISPOSAL, "26 USC 6103(p)(4)(F)(ii)", _day(at, agreement.review_days)),
        ),
        form=Sealed.GATED if agreement.form is Form.GATED else Sealed.DIRECT,
    )


def _day(at: datetime, days: int) -> str:
    return (at.date() + timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Named:
    """A package's id in its manifest, 32 hexadecimal digits, and the manifest's hash."""

    number: str
    manifest: str


def check_package(office: Office, package: str) -> Named:
    """What a sealed package is called inside, its bytes checked: by the release signature, or by what the gateway kept.

    Raises:
        IntegrityError: it has other bytes than were sealed, is not signed by the release key, or is not what was kept.
    """
    return check_package_as(office, package, kept_of(package))


def check_package_as(office: Office, package: str, kept: Kept | None) -> Named:
    """The same, where what the gateway kept of it was read with that of others; raises as ``check_package``."""
    file = check_sealed(office.home, package)
    if kept is None:
        with file.open("rb") as opened:
            verified = _verified(office, opened)
        return Named(verified.manifest.terms.package, verified.manifest_hash)
    with file.open("rb") as opened:
        gate = read_gate(opened)
    if (gate.package, gate.manifest) != (kept.number, kept.manifest):
        raise IntegrityError(f"Package {package[:12]} is another one inside than was sealed.")
    return Named(kept.number, kept.manifest)


def _verified(office: Office, package: BinaryIO) -> VerifiedPackage:
    """A package verified under the release certificate of its day, which may be a former one (docs/keys.md)."""
    refused = IntegrityError("The office has no release certificate left; put a new one in force.")
    for certificate in reversed(release_certificates(office.home)):
        try:
            return verify_package(package, certificate)
        except IntegrityError as error:
            package.seek(0)
            refused = error  # in the end, what the certificate in force says of it
    raise refused
