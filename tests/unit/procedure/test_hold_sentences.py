"""What a hold says of itself: whole sentences, each with one full stop at its end."""

import re
from datetime import UTC, datetime

from lockgate.law.examination import RECORD_RULES, SUBMISSION_RULES
from lockgate.procedure.holds import holds_on_records

AT = datetime(2025, 8, 7, 12, tzinfo=UTC)


def test_hold_on_records_says_rule_and_requirement_in_whole_sentences():
    (hold,) = holds_on_records({"R05.weak": 3}, AT)
    assert hold.reason == (
        "R05: a person has yet to decide. The taxpayer's address is set forth: one that a letter could reach."
    )


def test_hold_on_records_has_no_stop_before_another_whatever_the_rule():
    codes = {f"{rule.id}.open": 1 for rule in (*RECORD_RULES, *SUBMISSION_RULES)}
    for hold in holds_on_records(codes, AT):
        assert not re.search(r"[.:;,][.:;,]", hold.reason), hold.reason
        assert hold.reason.endswith(".")
