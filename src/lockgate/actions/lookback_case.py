"""A look-back case: what may be looked at in the custodian's file, named by one officer, authorized by another (R49).

Three acts before anything is kept: *audit* opens the case and names by their hashes the records, the answers, the
pack, the law and the index; *audit_authorize* is a second officer's; *audit_read* enters the reading before it
begins. ``lookback_read`` does the last, and keeps the result under *audit_close*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from lockgate.actions.attempts import Attempt, Particulars, on_case, unknown_officer
from lockgate.actions.lookback import LookBackQuestion, answers_given
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.preflight import asked_under, received_of
from lockgate.actions.refusing import Tried, refused
from lockgate.actions.signing import Governing, enacted, sign
from lockgate.canonical import Canonical, canonical, parse_canonical
from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement
from lockgate.pipeline.ingest import sha256_of
from lockgate.pipeline.readers_open import refuse_unreadable
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, SubmissionFacts
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.rulings import rule_on_submission
from lockgate.store import evidence
from lockgate.store.cases import evidence_of, opening
from lockgate.store.packs import governed, governing_act
from lockgate.store.publication import published_size
from lockgate.store.registers import current_registers
from lockgate.store.values import NewCase, Stored
from lockgate.tlog.signatures import NONCE_SIZE

KIND = "look_back"
"""The evidence that says what a look-back case is about: canonical JSON of names and hashes."""


@dataclass(frozen=True, slots=True)
class Named:
    """What is to be looked at, by its hashes, and the agreement it was asked under.

    Attributes:
        content: name -> hash, path-free: it is signed, entered and kept.
        agreement: the pack.
        submission: whom the request names; nobody where no submission is given.
    """

    content: Mapping[str, str]
    agreement: Agreement
    submission: SubmissionFacts

    @property
    def hash(self) -> str:
        """What the second officer names: sha256 over the body, in hex."""
        return sha256(self.body).hexdigest()

    @property
    def body(self) -> bytes:
        """The canonical bytes of the content."""
        return canonical(dict(self.content))


def in_office(question: LookBackQuestion) -> LookBackQuestion:
    """The question under the pack that governed in this office on its day; a pack in a folder of its own stays that.

    Raises:
        UsageError: the agreement did not govern that day.
    """
    at = datetime.combine(question.as_of, time.max, UTC)
    if isinstance(question.agreement, str) and question.agreement in governed(at):
        return replace(question, agreement=governing_act(question.agreement, at))
    return question


def named(question: LookBackQuestion, law: str, index: str, answers: int) -> Named:
    """Name everything a look back depends on.

    Args:
        question: the files, the pack and the day.
        law: hash of the law in force.
        index: name of the prepared index: a hash over the custodian's file.
        answers: how many answers were given.

    Raises:
        UsageError: a file or the pack cannot be read.
    """
    agreement = asked_under(question.agreement, question.as_of)
    received = received_of(question.submission, agreement)
    content = {
        "as_of": question.as_of.isoformat(),
        "agreement": agreement.name,
        "pack": agreement.pack_hash,
        "law": law,
        "index": index,
        "records": _hash(question.records),
        "answers": _hash(question.answers),
        "answers_given": str(answers),
        "mapping": "" if question.mapping is None else _hash(question.mapping),
        "submission": "" if received is None else sha256(received.content).hexdigest(),
        "registers": "" if question.registers is None else _folder_hash(question.registers),
    }
    digest = sha256(canonical({**content})).hexdigest()
    submission = None if received is None else received.submission
    return Named(
        content,
        agreement,
        SubmissionFacts(
            number=f"look-back-{digest[:16]}",
            agency=agreement.requester.agency,
            agreement=agreement.name,
            dated=question.as_of,
            provision=agreement.provision,
            requesting_official="" if submission is None else submission.requesting.person,
            certifying_official="" if submission is None else submission.certifying.person,
            officers=frozenset() if submission is None else submission.officer_ids,
        ),
    )


def _hash(file: Path) -> str:
    refuse_unreadable(file)
    return sha256_of(file)


def _folder_hash(folder: Path) -> str:
    """One hash over the names and hashes of a folder's files."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror}; give the folder of registers.") from error
    return sha256("".join(f"{path.name}\0{sha256_of(path)}\n" for path in files).encode()).hexdigest()


def open_look_back(office: Office, question: LookBackQuestion, index: str, signer: Signer) -> Result:
    """Open a look-back case; nothing of the custodian's file is read.

    Args:
        office: the office.
        question: what is to be looked at.
        index: name of the prepared index it shall be looked up in.
        signer: an analyst.

    Raises:
        UsageError: something cannot be read, or the same look back has its case already.
    """
    question = in_office(question)
    wanted = named(question, office.law, index, len(answers_given(question).table))
    at = office.clock()
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    new = NewCase(office.random(16).hex(), office.random(16).hex(), at, wanted.submission)
    content: dict[str, Canonical] = {**wanted.content}
    nonce = office.random(NONCE_SIZE).hex()
    asked = Asked(Act.AUDIT, by, at, nonce=nonce, content=sha256(canonical(content)).hexdigest())
    ruling = rule_on_submission(asked, new.submission, new.reference)
    signed = ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)
    if isinstance(signed, Refusal):
        return refused(office, (signer,), Tried(Act.AUDIT, at, pack=wanted.agreement.pack_hash), signed)
    entry = enacted(office, new.reference, (signed,), Governing(office.law, wanted.agreement.pack_hash))
    with opening(new, entry, published_size(office.home)) as file:
        file.keep(evidence.put(office.home, new.id, KIND, wanted.body))
        file.move(CaseStage.LOOK_BACK)
        leaf = file.facts.acts[-1].entry
    return Done(Act.AUDIT, new.id, leaf, at, {"number": new.submission.number, **wanted.content, KIND: wanted.hash})


def looked_at(office: Office, case: str) -> dict[str, str]:
    """What a look-back case was opened on, and its hash: for whoever is to authorize it. It holds no record.

    Raises:
        UsageError: there is no such case, or it is no look-back case.
        IntegrityError: what is kept does not verify.
    """
    kept = evidence_of(case, KIND)
    if not kept:
        raise UsageError(f"Case {case[:40]} is no look-back case.")
    body = evidence.get(office.home, kept[-1]).read_bytes()
    content = parse_canonical(body)
    told = {name: str(value) for name, value in content.items()} if isinstance(content, dict) else {}
    return {**told, KIND: sha256(body).hexdigest()}


def authorize_look_back(office: Office, case: str, looked: str, signer: Signer) -> Result:
    """A second officer authorizes a look-back case, naming the hash of what it was opened on.

    Args:
        office: the office.
        case: the look-back case.
        looked: the hash of what the officer looked at (``looked_at``).
        signer: counsel, or the disclosure manager; another person than who opened it.

    Raises:
        UsageError: there is no such case, or the hash is of something else.
        IntegrityError: what is kept does not verify.
    """

    def do(attempt: Attempt) -> Result:
        body = kept_body(office, attempt)
        if body is not None and sha256(body).hexdigest() != looked:
            raise UsageError("The hash is not of what this look back was opened on; show the case, and name its hash.")
        return _entered(attempt, office, Act.AUDIT_AUTHORIZE)

    return on_case(office, case, signer, do)


def enter_reading(office: Office, case: str, at_hand: tuple[Named, str], signer: Signer) -> Result:
    """Enter the reading of the custodian's file, before it begins.

    Args:
        office: the office.
        case: the look-back case.
        at_hand: what is at hand now, which must be what the case was opened on; and the hash of the index's manifest,
            which names every byte of it.
        signer: the officer who reads.

    Raises:
        UsageError: the files, the pack, the law or the index are not those that were authorized.
    """
    wanted, manifest = at_hand

    def do(attempt: Attempt) -> Result:
        body = kept_body(office, attempt)
        if body is not None and body != wanted.body:
            raise UsageError(
                "The records, answers, mapping, registers, pack, law or index given are not those this look back was"
                " opened on; give the same ones, or open another."
            )
        return _entered(attempt, office, Act.AUDIT_READ, {"index": wanted.content["index"], "manifest": manifest})

    return on_case(office, case, signer, do)


def kept_body(office: Office, attempt: Attempt) -> bytes | None:
    """What the case was opened on; None where it is no look-back case (the ruling then refuses its stage)."""
    kept = attempt.file.evidence(KIND)
    return None if kept is None else evidence.get(office.home, kept).read_bytes()


def _entered(attempt: Attempt, office: Office, act: Act, more: Mapping[str, str] = MappingProxyType({})) -> Result:
    body = kept_body(office, attempt)
    particulars = Particulars({"look_back": "" if body is None else sha256(body).hexdigest(), **more})
    entered = attempt.enter(attempt.asked(act, particulars), particulars)
    if isinstance(entered, Refusal):
        return entered
    return Done(act, attempt.facts.case, entered.leaf, attempt.at, {"look_back": str(particulars.content["look_back"])})


def close_look_back(office: Office, case: str, signer: Signer, kept: Stored) -> Result:
    """Keep the sealed result of the reading just made; the case is over.

    Args:
        office: the office.
        case: the look-back case.
        signer: the officer who read.
        kept: the sealed table, already written.
    """

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"rows": kept.rows, "root": kept.root})
        entered = attempt.enter(attempt.asked(Act.AUDIT_CLOSE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.keep(kept)
        attempt.file.move(CaseStage.LOOKED_BACK)
        return Done(Act.AUDIT_CLOSE, case, entered.leaf, attempt.at, {"answers": kept.rows, "root": kept.root})

    return on_case(office, case, signer, do)
