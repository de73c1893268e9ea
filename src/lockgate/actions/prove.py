"""Prove: documents by which outsiders verify what the office did, against the published log alone."""

from collections.abc import Iterator

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.dossier import read_dossier
from lockgate.actions.office import Office, Signer, Unsigned
from lockgate.errors import UsageError
from lockgate.pipeline.dispositions import Word, answer_text, read_dispositions, record_leaf_hashes, record_leaves
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.store.cases import viewed
from lockgate.store.openings import case_opening, entry_body
from lockgate.store.publication import prove
from lockgate.tlog.entries import commitment
from lockgate.tlog.merkle import inclusion_proof
from lockgate.tlog.openings import opening_bytes
from lockgate.tlog.outcomes import Opened, OpenedOutcome, outcome_bytes
from lockgate.tlog.proofs import parse_proof
from lockgate.tlog.submissions import Closing, submission_lines


def prove_entry(office: Office, entry: str) -> bytes:
    """The proof (C2SP tlog-proof) that an entry stands under the published checkpoint.

    Raises:
        IntegrityError: it does not.
    """
    return prove(office.home, entry)


def prove_decisions(office: Office, case: str) -> bytes:
    """The officers' decisions of a case, opened for ``lockgate verify decisions``.

    What else was decided stays closed: it can hold reasons and matters; the decisions state its hash.

    Raises:
        IntegrityError: an entry of the case is not published yet.
    """
    return opening_bytes(case_opening(office.home, case))


def prove_submission(office: Office, case: str) -> Iterator[bytes]:
    """All outcomes of a case for ``lockgate verify submission``, line by line; every answer and ground stays closed.

    Raises:
        UsageError: the case has no proposal.
        IntegrityError: the entry that closes it is not published yet, or what is kept is not what it commits to.
    """
    dossier = read_dossier(office.home, case, office.clock())
    proposal = dossier.facts.proposal
    if proposal is None:
        raise UsageError("The case has no proposal, so no entry closes it; dispose it first.")
    done = [one for one in dossier.facts.acts if one.act is Act.DISPOSE and one.proposal == proposal.hash]
    entry = done[-1].entry
    closing = Closing(entry_body(entry), parse_proof(prove(office.home, entry)))
    return submission_lines(closing, record_leaves(dossier.sealed("dispositions")))


def prove_opened(office: Office, case: str, row: int, by: Officer) -> bytes | Refusal:
    """One uniform answer, for the officer who opened their package: before that, there is nothing to tell (R46).

    Raises:
        UsageError: the officer has no package of this case that was opened, or as for ``prove_outcome``.
    """
    mine = [one for one in viewed(case).packages if one.recipient == by.id]
    if not any(one.opened_at if one.gated else one.acknowledged_at for one in mine):
        raise UsageError("No package of this officer was opened; nothing of it is proved.")
    return prove_outcome(office, case, row, Signer(by.id, Unsigned(by.certificate)))


def prove_outcome(office: Office, case: str, row: int, signer: Signer) -> bytes | Refusal:
    """One record's uniform answer, opened to whom it was given for ``lockgate verify outcome``; no ground.

    No command does this: telling an operator which rows are uniform would tell which are not (R46, R51). An address is
    never opened here; its recipient has it. The rehearsal shows the format with it, on synthetic records.

    Raises:
        UsageError: nothing was handed over yet, the answer to that row was not given to this officer, or its answer
            is not the uniform sentence.
        IntegrityError: the entry that commits to it is not published yet.
    """
    at = office.clock()
    dossier = read_dossier(office.home, case, at)
    by = officer_of(dossier.registers, signer.officer, at)
    if by is None or not signer.holds(by.key):
        return unknown_officer(signer)
    refusal = refused_sight(Thing.UNIFORM, by, dossier.facts.submission)
    if refusal is not None:
        return refusal
    proposal = dossier.facts.proposal
    if proposal is None or dossier.facts.stage is not CaseStage.HANDED_OVER:
        raise UsageError("The case's answers have not gone out; nothing of them is opened.")
    table = dossier.sealed("dispositions")
    lines = {line.asked.row: (number, line) for number, line in enumerate(read_dispositions(table))}
    if row not in lines or by.id not in lines[row][1].recipients:
        raise UsageError(f"No answer to row {row} was given to {by.id}.")
    number, line = lines[row]
    if line.word is not Word.DENIED:
        raise UsageError("Only a uniform answer is opened here; an address is its recipient's.")
    salts = [bytes.fromhex(str(table[name][number].as_py())) for name in ("answer_salt", "ground_salt")]
    text = answer_text(line.asked.record_id, line.word, line.address)
    done = [one for one in dossier.facts.acts if one.act is Act.DISPOSE and one.proposal == proposal.hash]
    entry = done[-1].entry
    return outcome_bytes(
        OpenedOutcome(
            row=row,
            answer=Opened(salts[0], text),
            ground=commitment(salts[1], line.ground),
            entry=entry_body(entry),
            index=number,
            path=inclusion_proof(record_leaf_hashes(table), number),
            proof=parse_proof(prove(office.home, entry)),
        )
    )
