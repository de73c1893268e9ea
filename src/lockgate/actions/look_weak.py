"""Look at the weak records of a case: their agreement by element and nothing else, entered before it is shown (R24).

The finding on R24 is the analyst's, who must see how each element agrees, and may see no value that is held, no
taxpayer and no address (R51). The looking is entered first; only then is the sealed evidence read.
"""

from dataclasses import dataclass

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.dossier import changed, read_files
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.pipeline.weak_records import Agreement, weak_records
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal


@dataclass(frozen=True, slots=True)
class WeakSeen:
    """The looking as it was entered, and the weak records by their agreement."""

    done: Done
    agreements: tuple[Agreement, ...]


def look_at_weak(office: Office, case: str, signer: Signer) -> WeakSeen | Refusal:
    """Enter the looking, then tell how the elements of each weak record agree.

    Raises:
        UsageError: there is no such case.
        IntegrityError: the located evidence does not verify.
    """
    early = refused_at_once(office, case, signer, Act.LOOK)
    if early is not None:
        return early
    at = office.clock()
    dossier = read_files(office.home, case, at, ("located",))

    def do(attempt: Attempt) -> Result:
        if not dossier.still(attempt.facts, attempt.frame.agreement):
            return changed()
        particulars = Particulars({"located": dossier.kept("located").root})
        entered = attempt.enter(attempt.asked(Act.LOOK, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        return Done(Act.LOOK, case, entered.leaf, attempt.at)

    done = on_case(office, case, signer, do, at)
    if isinstance(done, Refusal):
        return done
    return WeakSeen(done, weak_records(dossier.sealed("located")))
