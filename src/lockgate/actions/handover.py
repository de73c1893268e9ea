"""Hand over: every package of the proposal becomes fetchable in one commit, in the fixed window (R46)."""

from collections.abc import Iterable

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.holding import kept_as_hold
from lockgate.actions.leaving import Prepared, leaving, prepared_for
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.packing import check_package_as
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.holds import Held, holds_on_left_out
from lockgate.procedure.refusals import Refusal
from lockgate.store.gateway import kept_of_each
from lockgate.store.packages import fetchable, lay_out


def hand_over(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Hand over the sealed packages of a proposal; orders, standing and the law are asked under the lock.

    Raises:
        IntegrityError: a package has other bytes than were sealed, or is not signed by the release key.
    """
    at = office.clock()
    prepared = prepared_for(office, case, signer, Act.HANDOVER, at)
    if isinstance(prepared, Refusal):
        return prepared
    mine = _verified(office, prepared, proposal)

    def do(attempt: Attempt) -> Result:
        asked = leaving(office, attempt, prepared)
        handed = [package for officer, package in mine.items() if officer not in dict(asked.left_out)]
        particulars = Particulars({"packages": list(handed)}, proposal=proposal, leaving=asked)
        entered = attempt.enter(attempt.asked(Act.HANDOVER, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.hand_over(*handed)
        attempt.file.hold(Held.ANSWERS, holds_on_left_out(asked.left_out, attempt.at))
        attempt.file.move(CaseStage.HANDED_OVER)
        return Done(Act.HANDOVER, case, entered.leaf, attempt.at, {"packages": len(handed)})

    done = kept_as_hold(case, signer, on_case(office, case, signer, do, at), at)
    if isinstance(done, Done):
        lay_out_all(office, mine.values())
    return done


def lay_out_all(office: Office, packages: Iterable[str]) -> None:
    """Make handed-over packages fetchable; doing it again changes nothing."""
    lay_out(office.home, fetchable(packages))


def _verified(office: Office, prepared: Prepared, proposal: str) -> dict[str, str]:
    """The packages of a proposal that are to be handed over, by their recipient, each of them verified."""
    facts = prepared.dossier.facts
    mine = {
        one.recipient: one.id
        for one in facts.packages
        if one.proposal == proposal and (one.handed_over_at or one.recalled_at or one.purged_at) is None
    }
    kept = kept_of_each(mine.values())
    for package in mine.values():
        check_package_as(office, package, kept.get(package))
    return mine
