"""Examine: the law over every record of a case, from the request alone; again whenever something changed."""

from dataclasses import dataclass
from datetime import datetime

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.dossier import Dossier, changed, keep_new, read_dossier
from lockgate.actions.examination import Looked, look_at
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.canonical import Canonical
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, ExaminationFacts
from lockgate.procedure.holds import Held, holds_on_records
from lockgate.procedure.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Examined:
    """What the law came to for a case, before it is entered.

    Attributes:
        at: as of when it was asked.
    """

    dossier: Dossier
    looked: Looked
    at: datetime

    @property
    def told(self) -> dict[str, str | int]:
        """How many records are sufficient, wait for a person and go back."""
        return _told(self.looked.facts)


def examine(office: Office, case: str, signer: Signer) -> Result:
    """Examine a case under the pack, the law and the registers of now.

    The same outcomes under the same pack and law leave the case where it is; other ones void its proposal.
    """
    found = examined_now(office, case, signer)
    return found if isinstance(found, Refusal) else enter_examined(office, found, signer)


def examined_now(office: Office, case: str, signer: Signer) -> Examined | Refusal:
    """Ask the law about every record of a case; nothing is entered by it."""
    early = refused_at_once(office, case, signer, Act.EXAMINE)
    if early is not None:
        return early
    at = office.clock()
    dossier = read_dossier(office.home, case, at)
    return Examined(dossier, look_at(office, dossier, at), at)


def enter_examined(office: Office, found: Examined, signer: Signer) -> Result:
    """Enter what the law came to, as its officer signs it."""
    dossier, looked = found.dossier, found.looked

    def do(attempt: Attempt) -> Result:
        if not dossier.still(attempt.facts, attempt.frame.agreement):
            return changed()
        judged: dict[str, Canonical] = {"judged": list(looked.judged)}
        particulars = Particulars(
            {**found.told, "outcomes": looked.facts.outcomes, "identities": looked.identities} | judged
        )
        entered = attempt.enter(attempt.asked(Act.EXAMINE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        keep_new(attempt.file, *looked.kept)
        attempt.file.examined(looked.facts)
        attempt.file.hold(Held.RECORDS, holds_on_records(looked.waiting, attempt.at))
        stage = _stage(attempt.facts, looked.facts)
        if stage is not attempt.facts.stage:
            attempt.file.move(stage)
        return Done(Act.EXAMINE, dossier.facts.case, entered.leaf, attempt.at, found.told)

    return on_case(office, dossier.facts.case, signer, do, found.at)


def _told(facts: ExaminationFacts) -> dict[str, str | int]:
    return {"sufficient": facts.sufficient, "review": facts.review, "returned": facts.returned}


def _stage(before: CaseFacts, now: ExaminationFacts) -> CaseStage:
    """Where the case stands after an examination; it never moves forward past examined by one."""
    last = before.examination
    if before.stage in {CaseStage.SUBMITTED, CaseStage.EXAMINED, CaseStage.RETURNED} or last is None:
        return CaseStage.EXAMINED if now.sufficient or now.review else CaseStage.RETURNED
    if last.outcomes != now.outcomes:
        return CaseStage.EXAMINED
    return before.stage if (last.pack, last.law) == (now.pack, now.law) else CaseStage.LOCATED
