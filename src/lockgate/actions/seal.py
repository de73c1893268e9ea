"""Seal: one package per recipient, written under its hash, then committed with its accounting (R29).

The law is asked twice under the lock: before anything is encrypted, and in the commit itself. Killed before the
commit, the files are orphans that ``reconcile`` removes; after it, the same bytes are never sealed again.
"""

from collections.abc import Iterable
from datetime import datetime

from lockgate.actions.accounting import accounting_root
from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.dossier import changed
from lockgate.actions.drafting import certificate_hash
from lockgate.actions.leaving import Prepared, keep_leaving, leaving, prepare
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import IntegrityError
from lockgate.law.registers import Registers
from lockgate.pipeline.dispositions import Disposed, Word
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.proposals import Recipient
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reviews import no_proposal
from lockgate.procedure.rulings import rule_on
from lockgate.seal.answers import Answer, render_answers
from lockgate.seal.answers import Word as Told
from lockgate.seal.manifests import Terms
from lockgate.seal.packages import ReleaseSigner, build_package, verify_package
from lockgate.store.keyring import load_release_signer
from lockgate.store.packages import seal_file
from lockgate.store.values import NewPackage


def seal(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Seal the packages of an authorized proposal."""
    at = office.clock()
    prepared = prepare(office, case, at)
    if prepared is None:
        return no_proposal()

    def ask(attempt: Attempt) -> Result:
        particulars = _particulars(proposal, ()).with_leaving(leaving(office, attempt, prepared))
        ruling = rule_on(attempt.facts, attempt.asked(Act.SEAL, particulars), attempt.frame)
        return ruling if isinstance(ruling, Refusal) else Done(Act.SEAL, case, "", attempt.at)

    before = on_case(office, case, signer, ask, at)
    if isinstance(before, Refusal):
        return before
    packages = tuple(_packages(office, prepared, at))
    kept = tuple(keep_leaving(office, prepared))

    def do(attempt: Attempt) -> Result:
        if attempt.facts.proposal != prepared.dossier.facts.proposal:
            return changed()
        particulars = _particulars(proposal, packages).with_leaving(leaving(office, attempt, prepared))
        entered = attempt.enter(attempt.asked(Act.SEAL, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.keep(*kept)
        for package in packages:
            attempt.file.pack(package, prepared.disclosures.get(package.officer, ()))
        attempt.file.move(CaseStage.SEALED)
        return Done(Act.SEAL, case, entered.leaf, attempt.at, {"packages": len(packages)})

    return on_case(office, case, signer, do, at)


def _particulars(proposal: str, packages: Iterable[NewPackage]) -> Particulars:
    sealed = [[one.id, one.officer, one.certificate, one.accounting_root] for one in packages]
    return Particulars({"packages": sealed}, proposal=proposal)


def _packages(office: Office, prepared: Prepared, at: datetime) -> Iterable[NewPackage]:
    release = load_release_signer(office.home)
    for recipient in prepared.proposal.recipients:
        answers = answers_for(recipient.officer, prepared.lines)
        rows = prepared.disclosures.get(recipient.officer, ())
        terms = _terms(office, prepared, accounting_root(rows), at)
        certificate = certificate_of(prepared.dossier.registers, recipient)
        data = build_package(render_answers(answers), terms, certificate, release, office.random)
        yield NewPackage(
            id=seal_file(office.home, data),
            officer=recipient.officer,
            certificate=recipient.certificate,
            manifest=_manifest_hash(data, release),
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


def _manifest_hash(data: bytes, release: ReleaseSigner) -> str:
    return verify_package(data, release.certificate_der).manifest_hash
