"""What the agency is told of its records after an examination, line by line: from the request alone (R45)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lockgate.actions.agency import own_request
from lockgate.actions.dossier import read_files
from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.procedure.roles import Officer, Role

PAGE = 100
"""Findings on one page."""


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Some findings, in the file's order; whether there are more."""

    findings: tuple[Mapping[str, str], ...]
    more: bool


def findings_told(office: Office, case: str, by: Officer, page: int) -> FindingsPage:
    """A page of the findings that an examination left on a submission: who asked is told, and nobody else here.

    Raises:
        UsageError: there is no such submission for them, or it was not examined.
    """
    request = own_request(case, by)
    dossier = read_files(office.home, request.facts.case, office.clock(), ("findings",))
    if Role.REQUESTING not in by.roles or "findings" not in dossier.evidence:
        raise UsageError(f"There are no findings on case {case[:40]} for this officer.")
    first = (page - 1) * PAGE
    with dossier.path("findings").open(encoding="utf-8", newline="") as file:
        found = tuple(islice(csv.DictReader(file), first, first + PAGE + 1))
    return FindingsPage(found[:PAGE], len(found) > PAGE)
