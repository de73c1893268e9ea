"""Authorize: the carried proposal is authorized, every gate asked anew, and the entry published."""

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.holding import kept_as_hold
from lockgate.actions.leaving import alone, leaving, prepare, substitute_of
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.publish import publish
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.holds import Held, holds_on_left_out
from lockgate.procedure.refusals import Refusal


def authorize(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Authorize the proposal of this hash, and publish the entry that says so.

    A refusal of the publication leaves the authorization standing; nothing leaves until it is published.
    """
    at = office.clock()
    prepared = prepare(office, case, at, proposal)
    # A substitute's proposal is about them alone; the case itself stays where it is.
    alone_for = substitute_of(prepared)
    if prepared is not None and alone_for:
        prepared, _ = alone(prepared, alone_for)

    def do(attempt: Attempt) -> Result:
        asked = leaving(office, attempt, prepared, alone_for) if prepared is not None else None
        particulars = Particulars({"authorized": proposal}, proposal=proposal, leaving=asked, recipient=alone_for)
        entered = attempt.enter(attempt.asked(Act.AUTHORIZE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.authorize()
        if not alone_for:
            attempt.file.hold(Held.ANSWERS, holds_on_left_out(asked.left_out if asked else (), attempt.at))
            attempt.file.move(CaseStage.AUTHORIZED)
        return Done(Act.AUTHORIZE, case, entered.leaf, attempt.at, {"proposal": proposal})

    done = kept_as_hold(case, signer, on_case(office, case, signer, do, at, proposal=proposal), at)
    if isinstance(done, Done):
        publish(office)
    return done
