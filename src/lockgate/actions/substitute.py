"""Substitute: on the agency's signed amendment, put one of its officers in another's place (R56).

The analyst enters the amendment and drafts the proposal in one act: the dispositions as they were released, one
recipient, and whom they stand in for. Two deciding officers vote on its hash and the releaser authorizes it, as every
proposal; the substitute confirms (R53) in between. Then, once nobody can open the package before it, it is sealed anew
for the substitute (``actions.reissue``). The case itself stays handed over, and the others' packages as they are.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from lockgate.actions.arrival import read_file
from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.law.act_facts import Office as InOffice
from lockgate.law.act_facts import Signed
from lockgate.law.registers import Capacity
from lockgate.pipeline.amendments import FILE, SIGNATURE, Amendment, parse_amendment
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.procedure.acts import Act
from lockgate.procedure.proposals import Instead, Recipient, parse_proposal, proposal_bytes, proposal_hash
from lockgate.procedure.questions import Amended
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import officer_of
from lockgate.procedure.security_keys import signing_officials
from lockgate.store import evidence


def substitute(office: Office, case: str, signer: Signer, folder: Path) -> Result:
    """Enter an amendment, and put the proposal for the substitute to the deciding officers.

    Args:
        office: the office.
        case: the case's id; its packages were handed over.
        signer: an analyst.
        folder: holds ``amendment.toml`` and its signature (docs/formats/amendment.md).

    Raises:
        UsageError: there is no such case, or the amendment cannot be read.
    """
    at = office.clock()
    content, signature = read_file(folder / FILE), folder / SIGNATURE
    given = parse_amendment(content)
    signed = read_file(signature) if signature.is_file() else None

    def do(attempt: Attempt) -> Result:
        amended = _amended(attempt, given, content, signed)
        body = _proposal(attempt, given, at)
        instead = Instead(given.instead, given.sha256)
        told = {"officer": given.substitute, "instead": given.instead, "amendment": given.sha256}
        particulars = Particulars(
            {**told, "proposal": body.decode("utf-8"), "reason": given.reason},
            proposal=proposal_hash(body) if body else "",
            recipient=given.substitute,
            amended=amended,
        )
        entered = attempt.enter(attempt.asked(Act.SUBSTITUTE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.keep(evidence.put(office.home, case, "amendment", folder / FILE))
        attempt.file.keep(evidence.put(office.home, case, "amendment_signature", signature))
        proposal = attempt.file.substitute(body, instead, given.substitute)
        return Done(Act.SUBSTITUTE, case, entered.leaf, at, {"proposal": proposal, **told})

    return on_case(office, case, signer, do, at)


def _amended(attempt: Attempt, given: Amendment, content: bytes, signature: bytes | None) -> Amended:
    submission, agreement = attempt.facts.submission, attempt.frame.agreement
    of = (given.agreement, given.agency, given.number)
    checked = check_signature(content, signature, given, signing_officials(attempt.frame.registers))
    listed = given.requesting.office in agreement.offices or given.requesting.capacity == Capacity.DOJ_OFFICE
    in_time = submission.dated <= given.made <= attempt.at.date()
    return Amended(
        instead=given.instead,
        of_this=of == (submission.agreement, submission.agency, submission.number) and in_time,
        signed=checked.signed is Signed.VALID and checked.office is InOffice.IN_OFFICE and listed,
        own_officer=given.substitute_agency == submission.agency,
    )


def _proposal(attempt: Attempt, given: Amendment, at: datetime) -> bytes:
    """The dispositions that were released, for one recipient in another's place; empty where nothing was proposed."""
    whole = attempt.facts.proposal
    known = officer_of(attempt.frame.registers, given.substitute, at)
    if whole is None or given.substitute == given.instead:
        return b""
    recipient = Recipient(given.substitute, known.sealing if known is not None else "")
    return proposal_bytes(
        replace(
            parse_proposal(whole.body),
            standing=attempt.facts.standing,
            recipients=(recipient,),
            at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
            instead=Instead(given.instead, given.sha256),
        )
    )
