"""Review: one deciding officer's vote on one proposal, by its hash."""

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal


def review(office: Office, case: str, signer: Signer, proposal: str, vote: tuple[Vote, str]) -> Result:
    """Vote on a proposal.

    Args:
        office: the office.
        case: the case's id.
        signer: a deciding officer who has done nothing else on this case.
        proposal: the hash of the proposal the officer looked at, 64 hexadecimal digits.
        vote: for or against, and why; a vote against says why.
    """
    answer, reason = vote

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"vote": answer.value, "reason": reason}, proposal=proposal)
        asked = attempt.asked(Act.REVIEW, particulars)
        entered = attempt.enter(asked, particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.vote(attempt.by.id, answer, reason)
        return Done(Act.REVIEW, case, entered.leaf, attempt.at, {"vote": answer.value, "proposal": proposal})

    return on_case(office, case, signer, do, proposal=proposal)
