"""Submit: what arrived is kept unaltered, a case is opened on it, and the case is examined at once."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lockgate.actions.arrival import Arrived, facts_of, kept, read_file
from lockgate.actions.arrival import arrived as read_arrival
from lockgate.actions.attempts import unknown_officer
from lockgate.actions.examine import examine
from lockgate.actions.office import Done, Office, Result, SentSignature, Signer, Unsigned
from lockgate.actions.refusing import Tried, refused
from lockgate.actions.signing import Governing, enacted, sign
from lockgate.actions.versions import Linked, check_quorum, linked
from lockgate.actions.withdraw import replaced_by
from lockgate.canonical import Canonical, canonical
from lockgate.pipeline.submissions import FILE, parse_submission
from lockgate.procedure.acts import Act
from lockgate.procedure.opening_gates import used_nonce
from lockgate.procedure.questions import Asked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.rulings import rule_on_submission
from lockgate.store.cases import case_id_of, opening
from lockgate.store.files import unfinished_folder
from lockgate.store.gateway import DRAWN, make_nonce, nonce_stands, what_about
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packs import governing_act
from lockgate.store.publication import published_size
from lockgate.store.registers import current_registers
from lockgate.store.values import NewCase, Version
from lockgate.tlog.signatures import NONCE_SIZE

_ABOUT = what_about(Act.SUBMIT.value, "", "")
"""What a nonce of a submission is for: its case is not there yet."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn for a new case, 16 random bytes each in hexadecimal; earlier than it opens, where it waits."""

    case: str
    salt: str


def draw(office: Office) -> Drawn:
    """Draw for a new case."""
    return Drawn(office.random(16).hex(), office.random(16).hex())


def submit(office: Office, folder: Path, signer: Signer) -> Result:
    """Receive a submission and examine it.

    Args:
        office: the office.
        folder: holds ``submission.toml``, its signature if there is one, and the file of records.
        signer: an officer for intake, or an analyst.

    Raises:
        UsageError: the submission, its records or its agreement cannot be read; nothing was kept.
    """
    done = receive(office, folder, signer, draw(office))
    return done if isinstance(done, Refusal) else _with_examination(done, examine(office, done.case, signer))


def receive(office: Office, folder: Path, signer: Signer, drawn: Drawn) -> Result:
    """Receive a submission: a case is opened on it, and nothing is examined yet.

    Raises:
        UsageError: as for ``submit``.
    """
    submission = parse_submission(read_file(folder / FILE))
    agreement = governing_act(submission.agreement, office.clock())
    check_quorum(office, agreement)
    with unfinished_folder(office.home.scratch, "submit") as scratch:
        office.progress("read the records")
        arrived = read_arrival(folder, submission, Path(scratch))
        version = _follows(office, arrived, signer, folder)
        # Read once the records are: that may take long, and the case is opened when it is entered.
        office.progress("open the case")
        at = office.clock()
        governing = Governing(office.law, agreement.pack_hash)
        if isinstance(version, Refusal):
            done: Result = version
        else:
            done = _open_case(office, (arrived, version), signer, governing, (at, drawn))
    if isinstance(done, Refusal):
        return refused(office, (signer,), Tried(Act.SUBMIT, at, pack=agreement.pack_hash), done)
    return done


def _follows(office: Office, arrived: Arrived, signer: Signer, folder: Path) -> Version | Refusal | None:
    """Which case this submission is a later version of; one that it takes the place of is ended first (R48).

    Ending the former case is an act of its own. Whoever signs elsewhere does it by itself, with ``lockgate withdraw``.
    """
    found = linked(office, arrived)
    if not isinstance(found, Linked) or found.waits is None:
        return found.version if isinstance(found, Linked) else found
    if isinstance(signer.key, SentSignature | Unsigned):
        return found.waits
    if case_id_of(arrived.submission.agency, arrived.submission.number) is not None:
        # It has been received, or its number is another's: the former one is not ended for that.
        return found.version
    ended = replaced_by(office, found.version.case, signer, folder)
    return ended if isinstance(ended, Refusal) else found.version


def _open_case(
    office: Office,
    what: tuple[Arrived, Version | None],
    signer: Signer,
    governing: Governing,
    begun: tuple[datetime, Drawn],
) -> Result:
    (arrived, version), (at, drawn) = what, begun
    new = NewCase(drawn.case, drawn.salt, at, facts_of(arrived.submission))
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    content: dict[str, Canonical] = {
        "number": arrived.submission.number,
        "rows": arrived.rows,
        "files": dict(arrived.hashes),
    }
    if version is not None:
        content["former"] = {"kind": version.kind, "number": version.number, "sha256": version.sha256}
    asked = _asked(office, (by, signer), sha256(canonical(content)).hexdigest(), at)
    ruling = rule_on_submission(asked, new.submission, new.reference)
    if asked.signed_at is not None and not isinstance(ruling, Refusal) and not _stands(office, asked, signer):
        return used_nonce()
    signed = ruling if isinstance(ruling, Refusal) else sign(ruling, content, asked, signer)
    if isinstance(signed, Refusal):
        return signed
    entry = enacted(office, new.reference, (signed,), governing)
    with opening(new, entry, published_size(office.home), version) as file:
        for stored in kept(office.home, new.id, arrived):
            file.keep(stored)
        leaf = file.facts.acts[-1].entry
    return Done(Act.SUBMIT, new.id, leaf, at, {"number": arrived.submission.number, "rows": arrived.rows})


def _asked(office: Office, who: tuple[Officer, Signer], content: str, at: datetime) -> Asked:
    """The question to the rules; nonce and instant of signing are those that were sent, else fresh."""
    by, signer = who
    if signer.sent is not None:
        return Asked(
            Act.SUBMIT,
            by,
            at,
            nonce=signer.sent.nonce,
            content=content,
            signed_at=datetime.fromisoformat(signer.sent.at),
        )
    if isinstance(signer.key, Unsigned):
        nonce = make_nonce(load_evidence_key(office.home), (by.id, _ABOUT), at, office.random(DRAWN))
    else:
        nonce = office.random(NONCE_SIZE).hex()
    return Asked(Act.SUBMIT, by, at, nonce=nonce, content=content)


def _stands(office: Office, asked: Asked, signer: Signer) -> bool:
    return nonce_stands(load_evidence_key(office.home), asked.nonce, (asked.by.id, _ABOUT), signer.received(asked.at))


def _with_examination(done: Done, examined: Result) -> Done:
    """The answer of submit, with what the examination came to, or why it was not made."""
    if isinstance(examined, Refusal):
        told: dict[str, str | int] = {**done.told, "not_examined": examined.code, "because": examined.sentence}
    else:
        told = {**done.told, **examined.told}
    return Done(done.act, done.case, done.entry, done.at, told)
