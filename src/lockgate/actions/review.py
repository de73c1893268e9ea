"""Review: one deciding officer's vote on one proposal, by its hash, with what they do not affirm of it.

A vote covers every record put to it. Whoever does not affirm all of them sends rows or declared groups back, each with
a ground and a reason: then the proposal goes back as a whole, for a new one has its own hash and no votes.
"""

from collections.abc import Sequence

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.ballots import SendBack, check_sent_back, reason_of, send_back_value
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.rounds import sent_back_in_rounds
from lockgate.canonical import Canonical
from lockgate.pipeline.resolve import Reach
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.round_gates import names_no_group
from lockgate.store.cases import viewed


def review(  # noqa: PLR0913 - the last one is for votes that send records back only
    office: Office,
    case: str,
    signer: Signer,
    proposal: str,
    vote: tuple[Vote, str],
    *,
    sent_back: Sequence[SendBack] = (),
) -> Result:
    """Vote on a proposal.

    Args:
        office: the office.
        case: the case's id.
        signer: a deciding officer who has done nothing else on this case.
        proposal: the hash of the proposal the officer looked at, 64 hexadecimal digits.
        vote: for or against, and why; a vote against says why, or sends records back.
        sent_back: what the officer does not affirm; nothing with a vote for.

    Raises:
        UsageError: a vote against has no reason, or what is sent back is not put to the vote.
    """
    answer = vote[0]
    if answer is Vote.AGAINST and not sent_back:
        # What the officer sent back in rounds stands in their vote, unless they name it otherwise.
        sent_back = sent_back_in_rounds(office, case, signer.officer)
    reason = reason_of(answer, vote[1], sent_back)
    early = _early(office, case, signer, sent_back) if sent_back else None
    if early is not None:
        return early
    check_sent_back(office, case, sent_back)
    content: dict[str, Canonical] = {"vote": answer.value, "reason": reason}
    if sent_back:
        content |= {"sent_back": send_back_value(sent_back)}

    def do(attempt: Attempt) -> Result:
        particulars = Particulars(content, proposal=proposal, affirms=answer is Vote.FOR)
        asked = attempt.asked(Act.REVIEW, particulars)
        entered = attempt.enter(asked, particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.vote(attempt.by.id, answer, reason)
        return Done(Act.REVIEW, case, entered.leaf, attempt.at, {"vote": answer.value, "proposal": proposal})

    return on_case(office, case, signer, do, proposal=proposal)


def _early(office: Office, case: str, signer: Signer, sent_back: Sequence[SendBack]) -> Refusal | None:
    """Why nothing of what is sent back is looked for among the records."""
    groups = any(one.scope.reach is Reach.GROUP for one in sent_back)
    return refused_at_once(office, case, signer, Act.REVIEW) or (
        names_no_group(viewed(case), signer.officer) if groups else None
    )
