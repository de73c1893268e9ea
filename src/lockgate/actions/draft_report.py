"""Read the report of a draft's check: the counts, what is not met about the whole, and row by row. Writes nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.actions.draft_check import REPORT, ROWS
from lockgate.actions.office import Office
from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.terms import State
from lockgate.procedure.drafts import Checked, Draft
from lockgate.store.drafts import folder_of

PAGE = 50
"""Findings on one page."""

_RULES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    rule.id: (rule.title, rule.citation.source, rule.cures) for rule in RECORD_RULES
} | {rule.id: (rule.title, rule.citation.source, rule.cures) for rule in SUBMISSION_RULES}
_UNREAD = "The row could not be read, so this requirement was not checked. Mend the row first."
_pc: Any = pyarrow.compute


@dataclass(frozen=True, slots=True)
class Deficiency:
    """One requirement that is not met, or that a person decides: where, what must be true, and how to cure it.

    Attributes:
        row: the record's place, the first being 1; 0 about the submission as a whole.
        held: a person decides; nothing is wrong for certain.
        cure: the law's sentence, ``{value}`` where what was written belongs.
    """

    row: int
    record_id: str
    rule: str
    code: str
    held: bool
    title: str
    citation: str
    cure: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the check of a draft came to; ``by_rule`` counts findings on rows, not met and not checked."""

    checked: Checked
    about: tuple[Deficiency, ...]
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of the findings on rows; ``pages`` is at least 1."""

    shown: tuple[Deficiency, ...]
    total: int
    pages: int


def report_of(office: Office, draft: Draft) -> Report | None:
    """The report of the draft as it is now; None where it was not checked since it was changed."""
    folder = folder_of(office.home, draft.id) / REPORT
    try:
        said = json.loads((folder / "checked.json").read_bytes())
    except OSError:
        return None
    if said["version"] != draft.version:
        return None
    about = tuple(deficiency(0, "", rule, code, State.NOT_MET) for rule, code in said.pop("about"))
    counted = pq.read_table(folder / ROWS, columns=["rule"]).group_by("rule").aggregate([([], "count_all")])
    by_rule = {str(one["rule"]): int(one["count_all"]) for one in counted.to_pylist()}
    return Report(Checked(**said), about, dict(sorted(by_rule.items())))


def rows_of(office: Office, draft: Draft, page: int, rule: str = "") -> Rows:
    """A page of the findings on rows, in the order of the file; of one requirement where it is named."""
    file = folder_of(office.home, draft.id) / REPORT / ROWS
    table = pq.read_table(file)
    if rule:
        table = table.filter(_pc.equal(table["rule"], rule))
    shown = table.slice((max(page, 1) - 1) * PAGE, PAGE).to_pylist()
    found = (deficiency(one["row"], one["record_id"], one["rule"], one["code"], State(one["state"])) for one in shown)
    return Rows(tuple(found), table.num_rows, max(1, -(-table.num_rows // PAGE)))


def rows_file(office: Office, draft: Draft) -> Path:
    """The findings as CSV, its cells escaped against formulas: row, record, rule, state, code, subject, citation."""
    return folder_of(office.home, draft.id) / REPORT / "findings.csv"


def title_of(rule: str) -> str:
    """What must be true by a requirement, in one sentence of the law's."""
    return _RULES[rule][0]


def deficiency(row: int, record_id: str, rule: str, code: str, state: State) -> Deficiency:
    """One deficiency with the law's words for it; row 0 is about the submission as a whole."""
    title, citation, cures = _RULES[rule]
    return Deficiency(row, record_id, rule, code, state is not State.NOT_MET, title, citation, cures.get(code, _UNREAD))
