"""Examine: the law over every record of a case, from the request alone; again whenever something changed."""

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.dossier import changed, keep_new, read_dossier
from lockgate.actions.examination import look_at
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.canonical import Canonical
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, ExaminationFacts
from lockgate.procedure.holds import Held, holds_on_records
from lockgate.procedure.refusals import Refusal


def examine(office: Office, case: str, signer: Signer) -> Result:
    """Examine a case under the pack, the law and the registers of now.

    The same outcomes under the same pack and law leave the case where it is; other ones void its proposal.
    """
    early = refused_at_once(office, case, signer, Act.EXAMINE)
    if early is not None:
        return early
    at = office.clock()
    dossier = read_dossier(office.home, case, at)
    looked = look_at(office, dossier, at)

    def do(attempt: Attempt) -> Result:
        if not dossier.still(attempt.facts, attempt.frame.agreement):
            return changed()
        told = _told(looked.facts)
        judged: dict[str, Canonical] = {"judged": list(looked.judged)}
        particulars = Particulars({**told, "outcomes": looked.facts.outcomes, "identities": looked.identities} | judged)
        entered = attempt.enter(attempt.asked(Act.EXAMINE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        keep_new(attempt.file, *looked.kept)
        attempt.file.examined(looked.facts)
        attempt.file.hold(Held.RECORDS, holds_on_records(looked.waiting, attempt.at))
        stage = _stage(attempt.facts, looked.facts)
        if stage is not attempt.facts.stage:
            attempt.file.move(stage)
        return Done(Act.EXAMINE, case, entered.leaf, attempt.at, told)

    return on_case(office, case, signer, do, at)


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
