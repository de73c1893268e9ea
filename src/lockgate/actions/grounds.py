"""The tally of an examination by ground: how many records each requirement was not met or not checked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from lockgate.actions.dossier import read_dossier
from lockgate.actions.office import Office
from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.terms import State
from lockgate.procedure.roles import Officer
from lockgate.procedure.visibility import Field, Thing, fields_shown

_pc: Any = pyarrow.compute
_RULES = {rule.id: (rule.title, str(rule.citation)) for rule in RECORD_RULES} | {
    rule.id: (rule.title, str(rule.citation)) for rule in SUBMISSION_RULES
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One requirement, in one state, of one code: how many findings, what it is about and where it is written."""

    rule: str
    state: State
    code: str
    findings: int
    title: str
    citation: str


def grounds_of(office: Office, case: str, by: Officer) -> tuple[Ground, ...]:
    """The tally of the last examination, from the request alone; empty for who has no provision for it.

    Raises:
        UsageError: there is no such case.
        IntegrityError: the kept findings were changed.
    """
    dossier = read_dossier(office.home, case, office.clock(), ("findings",))
    if Field.LOADS not in fields_shown(Thing.REQUEST, by, dossier.facts.submission) or not dossier.evidence:
        return ()
    wanted = ["rule", "state", "code"]
    options = pyarrow.csv.ConvertOptions(include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()))
    newlines = pyarrow.csv.ParseOptions(newlines_in_values=True)
    table = pyarrow.csv.read_csv(dossier.path("findings"), parse_options=newlines, convert_options=options)
    return tuple(_grounds(table.group_by(wanted).aggregate([([], "count_all")]).to_pylist()))


def _grounds(counted: Iterable[dict[str, Any]]) -> Iterable[Ground]:
    for one in sorted(counted, key=lambda one: (one["rule"], one["state"], one["code"])):
        title, citation = _RULES.get(one["rule"], ("", ""))
        yield Ground(one["rule"], State(one["state"]), one["code"], one["count_all"], title, citation)
