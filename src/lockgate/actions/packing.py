"""Write the packages of a proposal: for each recipient the answers, sealed to their certificate and signed."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from io import BytesIO

from lockgate.actions.accounting import accounting_root
from lockgate.actions.drafting import certificate_hash
from lockgate.actions.leaving import Prepared
from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.law.registers import Registers
from lockgate.pipeline.dispositions import Disposed, Word
from lockgate.procedure.proposals import Recipient
from lockgate.seal.answers import Answer, render_answers
from lockgate.seal.answers import Word as Told
from lockgate.seal.building import Copy, build_package
from lockgate.seal.duties import Duty, Owed
from lockgate.seal.manifests import Terms
from lockgate.seal.marks import new_mark
from lockgate.seal.packages import claimed_manifest
from lockgate.store.keyring import load_release_signer
from lockgate.store.packages import seal_file
from lockgate.store.publication import prove
from lockgate.store.values import NewPackage

PICK_UP_DAYS = 30
REVIEW_DAYS = 365
"""House values: until when a package may be fetched and acknowledged, and when its further use is asked about."""


def write_packages(
    office: Office, prepared: Prepared, at: datetime, left_out: frozenset[str] = frozenset()
) -> Iterator[NewPackage]:
    """Write one package per recipient under its hash; no row names them until the act seal commits.

    Officers left out get none.
    """
    release = load_release_signer(office.home)
    authorized = prepared.dossier.facts.authorization
    proof = prove(office.home, authorized.entry) if authorized is not None else b""
    for recipient in prepared.proposal.recipients:
        if recipient.officer in left_out:
            continue
        answers = answers_for(recipient.officer, prepared.naming(recipient.officer))
        rows = prepared.disclosures.get(recipient.officer, ())
        terms = _terms(office, prepared, accounting_root(rows), at)
        certificate = certificate_of(prepared.dossier.registers, recipient)
        copy = _copy(terms, certificate, new_mark(office.random), proof, at)
        out = BytesIO()
        build_package(BytesIO(render_answers(answers)), copy, release, office.random, out)
        data = out.getvalue()
        yield NewPackage(
            id=seal_file(office.home, data),
            officer=recipient.officer,
            certificate=recipient.certificate,
            manifest=claimed_manifest(data)[1],
            accounting_root=terms.accounting_root,
            records=len(answers),
            size=len(data),
        )


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
    for entry in registers.roster:
        if entry.officer == recipient.officer and certificate_hash(entry.certificate) == recipient.certificate:
            return entry.certificate
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


def _copy(terms: Terms, certificate: bytes, mark: str, proof: bytes, at: datetime) -> Copy:
    return Copy(
        terms=terms,
        certificate_der=certificate,
        mark=mark,
        proof=proof,
        pick_up_by=_day(at, PICK_UP_DAYS),
        duties=(
            Duty(Owed.RECEIPT, f"agreement {terms.agreement}", _day(at, PICK_UP_DAYS)),
            Duty(Owed.LOG, "26 USC 6103(p)(4)(A)", _day(at, PICK_UP_DAYS)),
            Duty(Owed.INCIDENT, "Publication 1075 section 1.8", "PT24H"),
            Duty(Owed.DISPOSAL, "26 USC 6103(p)(4)(F)(ii)", _day(at, REVIEW_DAYS)),
        ),
    )


def _day(at: datetime, days: int) -> str:
    return (at.date() + timedelta(days=days)).isoformat()
