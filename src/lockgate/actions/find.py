"""Find: a person's findings on one question that only people decide, each with its reason (R08 … R47)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.dossier import LATE_RULES, Dossier, examined, read_dossier, reviewed
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.scopes import scope_bytes, scope_value
from lockgate.canonical import Canonical
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import NEVER_MET, Reach, Scope, waiting_for
from lockgate.procedure.acts import Act
from lockgate.procedure.holds import Held, holds_on_records
from lockgate.procedure.refusals import Refusal
from lockgate.store.cases import substitution_for
from lockgate.store.values import PersonFinding


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the code it answers, met or not, the person's reason, and what it covers."""

    code: str
    met: bool
    reason: str
    scope: Scope

    @property
    def rule(self) -> str:
        """The requirement, from its code."""
        return self.code.partition(".")[0]

    @property
    def state(self) -> str:
        """How it is recorded."""
        return "met" if self.met else "not_met"


def find(office: Office, case: str, signer: Signer, findings: Sequence[Found]) -> Result:
    """Record findings on one requirement.

    Raises:
        UsageError: none is given, they are on several requirements, or one has no reason or covers nothing.
    """
    rules = {one.rule for one in findings}
    if len(rules) != 1:
        raise UsageError("One act of find records findings on exactly one requirement; give at least one.")
    for one in findings:
        _check(one)

    at = office.clock()
    dossier = read_dossier(office.home, case, at, ("records", "examined"))
    waiting = _waiting_then(dossier, [_recorded(one, signer.officer) for one in findings])

    def do(attempt: Attempt) -> Result:
        content: list[Canonical] = [
            {"code": one.code, "state": one.state, "reason": one.reason, "scope": scope_value(one.scope)}
            for one in findings
        ]
        particulars = Particulars({"findings": content}, rule=next(iter(rules)))
        entered = attempt.enter(attempt.asked(Act.FIND, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.find(*(_recorded(one, attempt.by.id) for one in findings))
        # Where the case changed meanwhile, the next examination says what still waits.
        if waiting is not None and dossier.still(attempt.facts, attempt.frame.agreement):
            attempt.file.hold(Held.RECORDS, holds_on_records(waiting, attempt.at))
        return Done(Act.FIND, case, entered.leaf, attempt.at, {"findings": len(findings)})

    return on_case(office, case, signer, do, at, proposal=_about(case, findings))


def _about(case: str, findings: Sequence[Found]) -> str:
    """The proposal for a substitute whose own engagement is found on, each by group (R47, R56); else empty."""
    officers = {one.scope.officer if one.rule == "R47" else "" for one in findings}
    return substitution_for(case, officers.pop()) if len(officers) == 1 else ""


def _waiting_then(dossier: Dossier, found: Sequence[PersonFinding]) -> Mapping[str, int] | None:
    """How many records wait for which question once these findings are recorded; None where they change none."""
    if found[0].rule in LATE_RULES or "examined" not in dossier.evidence:
        return None
    return waiting_for(reviewed(replace(dossier, findings=(*dossier.findings, *found)), examined(dossier)))


def _check(one: Found) -> None:
    if not one.reason.strip():
        raise UsageError(f"The finding on {one.code} has no reason; say in your own words why.")
    if one.rule in NEVER_MET and one.met:
        raise UsageError(f"No finding makes {one.rule} met; counsel finds it not met, and the request is returned.")
    whole_group = bool(one.scope.matter and one.scope.officer)
    if one.rule == "R47" and one.scope.reach is not Reach.ROWS and not whole_group:
        raise UsageError("A finding on R47 covers rows, or a group sharing one investigation and one officer.")
    if one.rule == "R24" and one.scope.reach is not Reach.ROWS:
        raise UsageError("A finding on R24 covers rows; each of them has been looked at.")
    if one.scope.reach is Reach.ROWS and not one.scope.rows:
        raise UsageError(f"The finding on {one.code} covers no row.")
    if one.scope.reach is Reach.GROUP and not (one.scope.matter or one.scope.officer):
        raise UsageError(f"The finding on {one.code} names neither a matter nor an officer.")


def _recorded(one: Found, officer: str) -> PersonFinding:
    return PersonFinding(one.rule, one.code, one.state, one.reason, officer, scope_bytes(one.scope))
