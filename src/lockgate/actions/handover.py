"""Hand over: every package of the proposal becomes fetchable in one commit, in the fixed window (R46)."""

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.holding import kept_as_hold
from lockgate.actions.leaving import leaving, prepare
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.holds import Held
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reviews import no_proposal
from lockgate.seal.packages import verify_package
from lockgate.store.keyring import load_release_signer
from lockgate.store.packages import lay_out, read_sealed


def hand_over(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Hand over the sealed packages of a proposal; orders, standing and the law are asked under the lock.

    Raises:
        IntegrityError: a package has other bytes than were sealed, or is not signed by the release key.
    """
    at = office.clock()
    prepared = prepare(office, case, at)
    if prepared is None:
        return no_proposal()
    mine = [one.id for one in prepared.dossier.facts.packages if one.proposal == proposal]
    certificate = load_release_signer(office.home).certificate_der
    for package in mine:
        verify_package(read_sealed(office.home, package), certificate)

    def do(attempt: Attempt) -> Result:
        particulars = Particulars({"packages": list(mine)}, proposal=proposal).with_leaving(
            leaving(office, attempt, prepared)
        )
        entered = attempt.enter(attempt.asked(Act.HANDOVER, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        for package in mine:
            attempt.file.hand_over(package)
        attempt.file.hold(Held.ANSWERS)
        attempt.file.move(CaseStage.HANDED_OVER)
        return Done(Act.HANDOVER, case, entered.leaf, attempt.at, {"packages": len(mine)})

    done = kept_as_hold(case, signer, on_case(office, case, signer, do, at), at)
    if isinstance(done, Done):
        for package in mine:
            lay_out(office.home, package)
    return done
