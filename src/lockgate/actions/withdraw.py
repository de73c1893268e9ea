"""Withdraw: on its agency's signed statement a case ends, and whatever was not read of it never will be (R48).

The statement is a withdrawal, or a later version of the submission that takes its place. Every package that nobody has
read is recalled in the same commit, whether it was handed over or not; what was read stays read, and is said.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from lockgate.actions.arrival import facts_of, read_file
from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.versions import unfit
from lockgate.errors import UsageError
from lockgate.law.act_facts import Office as InOffice
from lockgate.law.act_facts import Signed
from lockgate.law.agreement import Agreement
from lockgate.law.registers import Capacity, Registers
from lockgate.pipeline import submissions, withdrawals
from lockgate.pipeline.declarations import Official
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import PackageFacts
from lockgate.procedure.custody import gone_unread, read
from lockgate.procedure.gates import asks_and_answers
from lockgate.procedure.holds import Held
from lockgate.procedure.questions import Withdrawn
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.security_keys import signing_officials
from lockgate.procedure.versions import REPLACING, WITHDRAW
from lockgate.store import evidence
from lockgate.store.packages import take_away
from lockgate.store.statements import erase_statement

STATEMENT, STATEMENT_SIGNATURE = "withdrawal", "withdrawal_signature"
"""The evidence of a withdrawal: what the agency signed, and its signature."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What an agency signed to end a case.

    Attributes:
        kind: ``withdraw``, or how the later version takes the case's place.
        number: of the submission that ends; ``submission`` is the sha256 of its submission.toml.
        reason: the agency's own words.
        content: the statement's bytes; ``signed`` the signature beside it, None where there is none.
        later: the version that takes the case's place; None of a withdrawal.
    """

    kind: str
    agreement: str
    agency: str
    number: str
    submission: str
    made: date
    requesting: Official
    reason: str
    content: bytes
    signed: bytes | None
    later: submissions.Submission | None

    @property
    def sha256(self) -> str:
        """By which the act names the statement."""
        return sha256(self.content).hexdigest()


def statement_in(folder: Path) -> Statement:
    """The statement in a folder: ``withdrawal.toml``, or a submission that takes the place of another.

    Raises:
        UsageError: there is none, or it cannot be read.
    """
    file = folder / withdrawals.FILE
    if file.is_file():
        content, signature = read_file(file), folder / withdrawals.SIGNATURE
        said = withdrawals.parse_withdrawal(content)
        kind, number, submission, reason = WITHDRAW, said.number, said.submission, said.reason
        about, later = (said.agreement, said.agency, said.made, said.requesting), None
    else:
        file, signature = folder / submissions.FILE, folder / submissions.SIGNATURE
        content = read_file(file)
        later = submissions.parse_submission(content)
        if later.former is None or later.former.kind not in REPLACING:
            raise UsageError(f"{file} takes the place of no other submission, and there is no {withdrawals.FILE}.")
        kind, number, submission = later.former.kind.value, later.former.number, later.former.sha256
        reason = f"Submission {later.number} takes its place."
        about = (later.agreement, later.agency, later.made, later.requesting)
    agreement, agency, made, requesting = about
    signed = read_file(signature) if signature.is_file() else None
    return Statement(kind, agreement, agency, number, submission, made, requesting, reason, content, signed, later)


def is_read_first(said: Statement, folder: Path, most: int | None) -> bool:
    """Whether a statement is a version with at most so many bytes of records; however many, where none is given."""
    return said.later is not None and (most is None or (folder / said.later.file).stat().st_size <= most)


def withdraw(office: Office, case: str, signer: Signer, folder: Path, most: int | None = None) -> Result:
    """End a case as its agency asks; for a version that would not be received in its place, it does not end.

    Args:
        office: the office.
        case: the case's id.
        signer: an officer for intake, or an analyst.
        folder: holds the statement and its signature (docs/formats/withdrawal.md).
        most: bytes of a version's records up to which they are read first. Where they are more, whoever signs is told
            before that nobody looked whether it would be received.

    Raises:
        UsageError: there is no such case, the statement cannot be read, or nothing is received under the agreement
            of a version.
    """
    said = statement_in(folder)
    refusal = refused_at_once(office, case, signer, Act.WITHDRAW)
    if refusal is not None:
        return refusal
    read = said.later is not None and is_read_first(said, folder, most)
    return _ended(office, case, signer, said, unfit(office, folder, said.later) if said.later and read else None)


def replaced_by(office: Office, case: str, signer: Signer, folder: Path) -> Result:
    """End a case for a version whose records were read just now and may follow it; as ``withdraw``."""
    return _ended(office, case, signer, statement_in(folder), None)


def _ended(office: Office, case: str, signer: Signer, said: Statement, not_fit: Refusal | None) -> Result:
    def do(attempt: Attempt) -> Result:
        packages = attempt.facts.packages
        unread = [one.id for one in packages if not read(one) and not gone_unread(one)]
        particulars = Particulars(
            {
                "kind": said.kind,
                "statement": said.sha256,
                "reason": said.reason,
                "packages": [*unread],
                "read": [one.id for one in packages if read(one)],
            },
            withdrawn=_withdrawn(attempt, said, not_fit),
        )
        entered = attempt.enter(attempt.asked(Act.WITHDRAW, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        _end(attempt, said, unread)
        told: dict[str, str | int] = {"number": said.number, "recalled": len(unread), "read": _read(packages)}
        return Done(Act.WITHDRAW, case, entered.leaf, attempt.at, told)

    done = on_case(office, case, signer, do)
    if isinstance(done, Done):
        # Another statement that waited is a name and a reason that nobody needs any more.
        erase_statement(office.home, case)
    return done


def _end(attempt: Attempt, said: Statement, unread: list[str]) -> None:
    home, case, file = attempt.office.home, attempt.facts.case, attempt.file
    file.keep(evidence.put(home, case, STATEMENT, said.content))
    file.keep(evidence.put(home, case, STATEMENT_SIGNATURE, said.signed or b""))
    for package in unread:
        file.recall(package, said.reason)
        # Before the commit: killed here, a package is owed and laid out again; killed later, nothing is left lying.
        take_away(home, package)
    for held in Held:
        file.hold(held)
    file.withdraw(said.kind, said.sha256)


def _read(packages: tuple[PackageFacts, ...]) -> int:
    return sum(map(read, packages))


def _withdrawn(attempt: Attempt, said: Statement, not_fit: Refusal | None) -> Withdrawn:
    submission = attempt.facts.submission
    kept = attempt.file.evidence("submission")
    of = (said.agreement, said.agency, said.number, said.submission)
    this = (submission.agreement, submission.agency, submission.number, kept.sha256 if kept is not None else "")
    answers = asks_and_answers(facts_of(said.later), attempt.by) if said.later is not None else None
    return Withdrawn(
        of_this=of == this and submission.dated <= said.made <= attempt.at.date(),
        signed=signed_by_agency(said, attempt.frame.agreement, attempt.frame.registers),
        replaced=said.kind != WITHDRAW,
        unfit=answers or not_fit,
    )


def signed_by_agency(said: Statement, agreement: Agreement, registers: Registers) -> bool:
    """Whether an official who may ask signed a statement, and was in office on its day (R01, R02)."""
    checked = check_signature(said.content, said.signed, said, signing_officials(registers))
    listed = said.requesting.office in agreement.offices or said.requesting.capacity == Capacity.DOJ_OFFICE
    return checked.signed is Signed.VALID and checked.office is InOffice.IN_OFFICE and listed
