"""Find: a person's findings on one question that only people decide, each with its reason (R08 … R47)."""

from collections.abc import Sequence
from dataclasses import dataclass

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import NEVER_MET, Reach, Scope
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.values import PersonFinding
from lockgate.tlog.canonical import Canonical, Parsed, canonical, parse_canonical


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

    def do(attempt: Attempt) -> Result:
        content: list[Canonical] = [
            {"code": one.code, "state": one.state, "reason": one.reason, "scope": _scope_value(one.scope)}
            for one in findings
        ]
        particulars = Particulars({"findings": content}, rule=next(iter(rules)))
        entered = attempt.enter(attempt.asked(Act.FIND, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        attempt.file.find(*(_recorded(one, attempt.by.id) for one in findings))
        return Done(Act.FIND, case, entered.leaf, attempt.at, {"findings": len(findings)})

    return on_case(office, case, signer, do)


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


def _scope_value(scope: Scope) -> Canonical:
    match scope.reach:
        case Reach.ALL:
            return {"all": 1}
        case Reach.ROWS:
            return {"rows": sorted(scope.rows)}
        case Reach.GROUP:
            return {"matter": scope.matter, "officer": scope.officer}


def scope_bytes(scope: Scope) -> bytes:
    """A scope as canonical JSON, as it is signed and kept."""
    return canonical(_scope_value(scope))


def parse_scope(data: bytes) -> Scope:
    """A scope as it was kept.

    Raises:
        ValueError: the bytes are not what ``scope_bytes`` writes.
    """
    match parse_canonical(data):
        case {"all": 1}:
            return Scope(Reach.ALL)
        case {"rows": list(rows)}:
            return Scope(Reach.ROWS, rows=frozenset(_numbers(rows)))
        case {"matter": str(matter), "officer": str(officer)}:
            return Scope(Reach.GROUP, matter=matter, officer=officer)
        case _:
            raise ValueError("a finding covers rows, a group or everything")


def _numbers(values: Sequence[Parsed]) -> list[int]:
    return [value for value in values if isinstance(value, int)]
