from spec_support import Case, spec

DECIDED = {"judicial_review": "decided"}
ACT_B = {"statute": "8 USC 1253(a)(1)(B)"}

test_r15 = spec(
    "R15",
    "Ninety days have run on the clock of 1253",
    Case("long after the order", {}, "met"),
    Case("the first ripe day: order and 91", {"final_order_date": "2025-05-08", "investigation_opened": "2025-08-07"},
         "met"),
    Case("one day earlier", {"final_order_date": "2025-05-09", "investigation_opened": "2025-08-07"},
         "not_met", "R15.not_ripe"),
    Case("the bare citation has the clock of act (A)",
         {"statute": "8 USC 1253(a)(1)", "final_order_date": "2025-07-01"}, "not_met", "R15.not_ripe"),
    Case("review decided, the court's order is old enough", {**DECIDED, "court_final_order_date": "2024-06-01"}, "met"),
    Case("review decided, the court's order is young", {**DECIDED, "court_final_order_date": "2025-07-01"},
         "not_met", "R15.not_ripe"),
    Case("review pending: the clock has not begun", {"judicial_review": "pending"}, "not_met", "R15.pending"),
    Case("review not said", {"judicial_review": ""}, "not_checked", "R15.review_not_said"),
    Case("review in other words", {"judicial_review": "maybe"}, "not_checked", "R15.review_not_said"),
    Case("review not said, but young for any clock", {"judicial_review": "", "final_order_date": "2025-07-01"},
         "not_met", "R15.not_ripe"),
    Case("review decided, the court's day absent", DECIDED, "not_checked", "R15.start"),
    Case("opened before day 91", {"investigation_opened": "2024-02-01"}, "not_checked", "R15.opened_early"),
    Case("opened before the order", {"investigation_opened": "2023-02-01"}, "not_checked", "R15.opened_early"),
    Case("acts (B) to (D) have no clock", {**ACT_B, "final_order_date": "2025-07-01"}, "no row"),
    Case("re-entry has no clock",
         {"statute": "8 USC 1326(a)", "prior_removal_date": "2020-01-01", "found_date": "2025-01-01"}, "no row"),
    Case("a statute nobody can read does not stop the clock", {"statute": "gibberish"}, "not_checked", "R15.statute"),
)  # fmt: skip

test_r16 = spec(
    "R16",
    "The order rests on a 1227(a) class",
    Case("1227(a)(1)(B)", {}, "met"),
    Case("by the section of the Act", {"removal_ground": "INA 237(a)(1)(B)"}, "met"),
    Case("inadmissible only (1182)", {"removal_ground": "1182(a)(6)(A)(i)"}, "not_checked", "R16.other_ground"),
    Case("both", {"removal_ground": "1182(a)(6) and 1227(a)(1)"}, "not_checked", "R16.unclear"),
    Case("a word", {"removal_ground": "overstay"}, "not_checked", "R16.unclear"),
    Case("absent", {"removal_ground": ""}, "not_checked", "R16.absent"),
    Case("not asked for re-entry",
         {"statute": "8 USC 1326(a)", "prior_removal_date": "2020-01-01", "found_date": "2025-01-01"}, "no row"),
    Case("the statute cannot be read", {"statute": "gibberish"}, "not_checked", "R16.statute"),
)  # fmt: skip

test_r17 = spec(
    "R17",
    "Proper steps for relief are considered",
    Case("none stands", {}, "met"),
    Case("a motion", {"relief_declared": "motion"}, "not_checked", "R17.declared"),
    Case("a stay", {"relief_declared": "stay"}, "not_checked", "R17.declared"),
    Case("deferred action", {"relief_declared": "deferred_action"}, "not_checked", "R17.declared"),
    Case("another word", {"relief_declared": "n/k"}, "not_checked", "R17.unclear"),
    Case("not declared", {"relief_declared": ""}, "not_checked", "R17.absent"),
    Case("the statute cannot be read", {"statute": "gibberish"}, "not_checked", "R17.statute"),
)

ENTRY = {"statute": "8 USC 1325(a)"}
REENTRY = {"statute": "8 USC 1326(a)", "prior_removal_date": "2020-01-01", "found_date": "2025-01-01"}

test_r18 = spec(
    "R18",
    "Another statute brings its own facts",
    Case("1253 has none beyond its rules", {}, "no row"),
    Case("1325 with the day of entry", {**ENTRY, "entry_date": "2021-05-05"}, "met"),
    Case("1325 without it", ENTRY, "not_met", "R18.entry_date"),
    Case("1325, a day to come", {**ENTRY, "entry_date": "2026-05-05"}, "not_met", "R18.entry_date"),
    Case("1326 with removal and finding", REENTRY, "met"),
    Case("1326 without the removal", {**REENTRY, "prior_removal_date": ""}, "not_met", "R18.prior_removal_date"),
    Case("1326 without the finding", {**REENTRY, "found_date": "x"}, "not_met", "R18.found_date"),
    Case("1326, found before removed", {**REENTRY, "found_date": "2019-01-01"}, "not_met", "R18.found_before_removal"),
    Case("the statute cannot be read", {"statute": "gibberish"}, "not_checked", "R18.statute"),
)
