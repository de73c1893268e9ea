"""The deficiency notice of an examination: made from the request and the law alone (R45)."""

from collections.abc import Iterable
from pathlib import Path

from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.law.findings import Finding
from lockgate.law.terms import State
from lockgate.pipeline.examine import Examined
from lockgate.pipeline.quoting import Unmet, makes_returned, unmet, waits_for_a_person
from lockgate.pipeline.submissions import Submission
from lockgate.reports.notices import LISTED, NoticeData, NoticeItem, NoticeRow, render_notice
from lockgate.store.records import Desk

_RULES = {rule.id: rule for rule in RECORD_RULES}
_ABOUT = {rule.id: rule for rule in SUBMISSION_RULES}
_UNREAD = "The row could not be read, so this requirement was not checked. Mend the row first."


def write_notice(desk: Desk, examined: Examined, submission: Submission | None, file: str, folder: Path) -> None:
    """Write notice.html and notice.txt into ``folder``.

    Args:
        desk: the desk of the examination.
        examined: what examine found.
        submission: what the agency declared; None in a pre-flight of records alone.
        file: the name of the records file.
        folder: an existing folder.
    """
    html, text = render_notice(notice_data(desk, examined, submission, file))
    (folder / "notice.html").write_text(html, encoding="utf-8", newline="\n")
    (folder / "notice.txt").write_text(text, encoding="utf-8", newline="\n")


def notice_data(desk: Desk, examined: Examined, submission: Submission | None, file: str) -> NoticeData:
    """All that the notice says."""
    agreement, outcomes = examined.batch.agreement, examined.outcomes()
    official = "" if submission is None else f"{submission.requesting.person}, {submission.requesting.office}"
    return NoticeData(
        custodian=agreement.custodian.agency,
        agency=agreement.requester.agency if submission is None else submission.agency,
        official=official,
        number="" if submission is None else submission.number,
        agreement=agreement.title,
        provision=agreement.provision,
        as_of=examined.batch.as_of,
        file=file,
        records=len(examined.of_row),
        sufficient=outcomes["sufficient"],
        returned=outcomes["returned"],
        review=outcomes["review"],
        about_submission=tuple(_about(examined.about_submission)),
        deficient=tuple(_item(one) for one in unmet(desk, examined, makes_returned, LISTED)),
        held=tuple(_item(one) for one in unmet(desk, examined, waits_for_a_person, LISTED)),
    )


def _about(findings: Iterable[Finding]) -> Iterable[NoticeItem]:
    for finding in findings:
        # What was merely not asked (no register at hand) is no deficiency of the request.
        if finding.state is State.MET or finding.code.endswith(".register"):
            continue
        rule = _ABOUT[finding.rule]
        yield NoticeItem(rule.id, rule.title, rule.citation.source, 0, ((rule.cures[finding.code], 0),), ())


def _item(one: Unmet) -> NoticeItem:
    rule = _RULES[one.rule]
    return NoticeItem(
        rule=rule.id,
        requirement=rule.title,
        citation=rule.citation.source,
        rows=one.rows,
        cures=tuple((_cure(one.rule, code), rows) for code, rows in one.codes),
        listed=tuple(
            NoticeRow(quoted.row, quoted.record_id, quoted.written, _cure(one.rule, quoted.code))
            for quoted in one.first
        ),
    )


def _cure(rule: str, code: str) -> str:
    return _RULES[rule].cures.get(code, _UNREAD)
