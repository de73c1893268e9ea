from lockgate.law.act_facts import Attested
from spec_support import Case, spec

test_r14 = spec(
    "R14",
    "The final order's date and case number are given",
    Case("both", {}, "met"),
    Case("a docket number", {"order_case_number": "23-cv-1042"}, "met"),
    Case("asked although the crime is re-entry",
         {"statute": "8 USC 1326(a)", "final_order_date": ""}, "not_met", "R14.date_absent"),
    Case("no date", {"final_order_date": ""}, "not_met", "R14.date_absent"),
    Case("not a date", {"final_order_date": "January 2024"}, "not_met", "R14.date_unreadable"),
    Case("a day that does not exist", {"final_order_date": "2024-02-30"}, "not_met", "R14.date_unreadable"),
    Case("a day to come", {"final_order_date": "2026-01-01"}, "not_met", "R14.date_future"),
    Case("no number", {"order_case_number": ""}, "not_met", "R14.case_number"),
    Case("three digits", {"order_case_number": "A-123"}, "not_met", "R14.case_number"),
    Case("zeros", {"order_case_number": "A000000000"}, "not_met", "R14.case_number"),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R14.unread"),
)  # fmt: skip

test_r19 = spec(
    "R19",
    "The use attestation is given and dated",
    Case("the agreement's words", {}, "met"),
    Case("absent", {"attested": Attested.ABSENT}, "not_met", "R19.absent"),
    Case("no date", {"attested": Attested.UNDATED}, "not_met", "R19.undated"),
    Case("other words", {"attested": Attested.NOT_THE_TERMS}, "not_met", "R19.not_the_terms"),
    Case("no certifying official", {"attested": Attested.NOT_BY_CERTIFIER}, "not_met", "R19.not_by_certifier"),
    about="submission",
)
