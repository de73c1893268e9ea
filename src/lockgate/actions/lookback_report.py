"""What a look back reports: each number with the words that say exactly what was counted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lockgate.law.examination import (
    ANSWER_RULES,
    CONDUCT_RULES,
    RECIPIENT_RULES,
    RECORD_RULES,
    RELEASE_RULES,
    SUBMISSION_RULES,
)
from lockgate.law.look_back import DISCLOSURE_RULES
from lockgate.law.terms import State
from lockgate.pipeline.audit_answers import Answers, Way
from lockgate.pipeline.audit_counts import Counts
from lockgate.pipeline.examine import Batch
from lockgate.pipeline.ingest import Intake
from lockgate.reports.look_back import Figure, LookBackData, RuleLine, render_look_back

INSUFFICIENT = (
    "Answers to records whose address, as the request writes it, is none that a letter could reach: blank, a"
    " placeholder, a ZIP code and no more, no street or number, no city or state, parts that contradict one another,"
    " or a facility without a building (R05 is not met). Told from the request alone, whatever was compared. An"
    " address abroad or with a ZIP code the table does not know is not counted here; a person looks at it."
)
"""The first official count: as the custodian counted the answers of August 2025 (under 5 % of 47,289)."""

NEVER_CONFIRMED = (
    "Answers for which the system that gave them, by its own statement of what it compared, did not compare the address"
    " set forth with any record of the taxpayer, however good that address looks. A taxpayer number that agrees is no"
    " substitute (R09, R24). Counted by the way each answer was made, so also where an answer is tied to no record."
)
"""The second official count: as the court counted them in February 2026 (42,695 of 47,289)."""

_NOT_TOLD = (
    " The file of answers does not say what was compared, so this cannot be counted; nothing shows any confirmed."
)

_NEEDS = {
    **{rule.id: "the signed submission" for rule in SUBMISSION_RULES},
    **{rule.id: "the custodian's file and the determinations on it" for rule in ANSWER_RULES},
    **{rule.id: "the custodian's account of the release" for rule in RELEASE_RULES},
    **{rule.id: "the roster and the officers' own confirmations" for rule in RECIPIENT_RULES},
    **{rule.id: "the custodian's own log" for rule in CONDUCT_RULES},
    "R02": "the signed submission and the register of officeholders",
    "R23": "the register of court orders",
    "R58": "the address that was answered, which is never read, and what the file held for the stated periods that day",
}
"""What each rule that was not asked would need."""


def _titles() -> dict[str, tuple[str, str]]:
    """The requirement of each id and where it is written; two sentences where an answer is asked beside a record."""
    on_answers = {rule.id: rule for rule in DISCLOSURE_RULES}
    found: dict[str, tuple[str, str]] = {}
    for rules in (RECORD_RULES, SUBMISSION_RULES, ANSWER_RULES, RELEASE_RULES, RECIPIENT_RULES, CONDUCT_RULES):
        for rule in rules:
            found.setdefault(rule.id, (rule.title, rule.citation.source))
    # R24 is asked of answers alone, given or to be given: one sentence.
    both = {id_: f"{found[id_][0]} {rule.title}" for id_, rule in on_answers.items() if id_ != "R24"}
    titles = {id_: both.get(id_, rule.title) for id_, rule in on_answers.items()}
    return found | {id_: (title, found[id_][1]) for id_, title in titles.items()}


_TITLES = _titles()


@dataclass(frozen=True, slots=True)
class Material:
    """Both files, read: the request as a batch to be examined, and the answers."""

    batch: Batch
    answers: Answers
    taken_in: Intake


def write_report(data: LookBackData, folder: Path) -> None:
    """Write report.html and report.txt."""
    html, text = render_look_back(data)
    (folder / "report.html").write_text(html, encoding="utf-8", newline="\n")
    (folder / "report.txt").write_text(text, encoding="utf-8", newline="\n")


def report_data(
    counts: Counts, material: Material, not_asked: tuple[str, ...], names: tuple[str, str], *, listed: bool
) -> LookBackData:
    """All that the report says.

    Args:
        counts: what was counted.
        material: what was looked at.
        not_asked: ids of the rules that were not asked.
        names: of the file of records and of the file of answers.
        listed: whether the lists are written beside the report.
    """
    batch, answers = material.batch, material.answers
    agreement = batch.agreement
    shown = tuple(figures(counts, ways_given=answers.ways_given))
    return LookBackData(
        facts=(
            ("Custodian", agreement.custodian.agency),
            ("Requester", agreement.requester.agency),
            ("Agreement", agreement.title),
            ("Provision", agreement.provision),
            ("Law as of", batch.as_of.isoformat()),
            ("Records", names[0]),
            ("Answers", names[1]),
        ),
        answers=counts.answers,
        unsupported=counts.outcomes["unsupported"],
        figures=shown if listed else tuple(replace(figure, file="") for figure in shown),
        failed=tuple(_failed(counts)),
        unchecked=tuple(_unchecked(counts)),
        asked=tuple(sorted(set(_TITLES) - set(not_asked))),
        not_asked=tuple((rule, _TITLES[rule][0], _NEEDS[rule]) for rule in not_asked),
        ways=tuple((way.written, _said(way), counts.ways[way.written]) for way in answers.ways),
    )


def figures(counts: Counts, *, ways_given: bool) -> Iterator[Figure]:
    """The official counts, then what stands beside them."""
    total = counts.answers
    yield Figure("Address insufficient", counts.insufficient, total, INSUFFICIENT, "address_insufficient.csv")
    if ways_given:
        yield Figure(
            "Address never confirmed", counts.never_confirmed, total, NEVER_CONFIRMED, "address_never_confirmed.csv"
        )
        yield Figure("In both counts", counts.both, total, "Answers that stand in the first count and in the second.")
    else:
        yield Figure("Address never confirmed", None, total, NEVER_CONFIRMED + _NOT_TOLD)
    yield Figure(
        "What was compared is not stated",
        counts.compared["not_stated"],
        total,
        "Answers of which the file does not say what was compared. They are not in the second count; nothing shows that"
        " their address was confirmed.",
    )
    yield Figure(
        "Address for a person to look at",
        counts.addresses[State.NOT_CHECKED],
        total,
        "Answers to records whose address is abroad, bears a ZIP code the table does not know, or stands in a row that"
        " cannot be read (R05 is not checked).",
    )
    untied = total - counts.tied["record"]
    yield Figure("Tied to no one record", untied, total, _untied(counts), "not_tied.csv")
    yield Figure(
        "Answered again",
        counts.again,
        total,
        "Answers to a record that an earlier line of the file had answered; each line counts as an answer.",
        "answered_again.csv",
    )
    yield from _shown_by_the_file(counts)


def _shown_by_the_file(counts: Counts) -> Iterator[Figure]:
    """What the custodian's file shows, where it was asked; never by answer (R49)."""
    for word, said in _FOUND.items():
        if counts.found:
            yield Figure(f"By the custodian's file: {said[0]}", counts.found[word], counts.answers, said[1])
    if counts.found_unconfirmed:
        yield Figure(
            "Never confirmed, and by the file one taxpayer",
            counts.found_unconfirmed["one"],
            counts.never_confirmed,
            "Of the second count: answers to records for which the file, asked now, shows one taxpayer by name and"
            " address. Nobody had looked before they were answered.",
        )


_FOUND = {
    "one": (
        "one taxpayer",
        "Answers to records for which the law, asked now, identifies one taxpayer by name and address (R24).",
    ),
    "weak": ("one, but weakly", "The same, on evidence a person would have to look at first."),
    "none": ("nobody", "Answers to records that agree with nobody's name and address in the file."),
    "several": ("several", "Answers to records that agree with two taxpayers or more."),
    "disagrees": ("disagrees", "Answers to records of which something that was given disagrees with the file."),
}


def _untied(counts: Counts) -> str:
    words = {
        "no_id": "without an id",
        "no_record": "with an id or row that no record of the request has",
        "several_rows": "with an id that stands on several rows of the request",
        "row_differs": "with a row whose record has another id",
        "unread": "on a line that cannot be read",
    }
    parts = ", ".join(f"{counts.tied[how]:,} {said}" for how, said in words.items())
    return (
        f"Answers that answer no one record of the request: {parts}. They are unsupported (R01), and are not in the"
        " first count, for nobody can say which address they answer."
    )


def _failed(counts: Counts) -> Iterator[RuleLine]:
    for rule, states in counts.rules.items():
        if states[State.NOT_MET]:
            title, citation = _TITLES[rule]
            reasons = tuple((code, number) for code, number in counts.codes.items() if code.startswith(f"{rule}."))
            yield RuleLine(rule, title, citation, states[State.NOT_MET], reasons)


def _unchecked(counts: Counts) -> Iterator[RuleLine]:
    for rule, number in counts.unchecked_rules.items():
        title, citation = _TITLES[rule]
        yield RuleLine(rule, title, citation, number)


def _said(way: Way) -> str:
    if way.compared is None:
        return "it does not say what was compared"
    return ", ".join(sorted(element.value.replace("_", " ") for element in way.compared)) or "nothing"
