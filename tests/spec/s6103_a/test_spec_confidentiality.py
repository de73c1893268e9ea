from spec_support import Case, spec

test_r26 = spec(
    "R26",
    "The answer is the record's id and the mailing address",
    Case("those two", {}, "met"),
    Case("fewer", {"fields": frozenset({"record_id"})}, "met"),
    Case("the period beside them", {"fields": frozenset({"record_id", "mailing_address", "period"})},
         "not_met", "R26.fields"),
    Case("a number", {"fields": frozenset({"record_id", "tin"})}, "not_met", "R26.fields"),
    Case("nothing is said of the fields", {"fields": frozenset()}, "not_checked", "R26.fields"),
    about="release",
)  # fmt: skip

test_r27 = spec(
    "R27",
    "Nobody else's information leaves",
    Case("deliverable without third parties' lines", {}, "met"),
    Case("not deliverable without them", {"deliverable": False}, "not_met", "R27.not_deliverable"),
    Case("not looked at", {"deliverable": None}, "not_checked", "R27.not_deliverable"),
    about="answer",
)

test_r45 = spec(
    "R45",
    "A notice is made from the requester's own words",
    Case("its own words and the law's", {}, "met"),
    Case("something of the custodian's", {"only_requesters_words": False}, "not_met", "R45.source"),
    Case("not known", {"only_requesters_words": None}, "not_checked", "R45.source"),
    about="conduct",
)

test_r46 = spec(
    "R46",
    "Outcomes after location are uniform",
    Case("same acts, one instant", {}, "met"),
    Case("an act for some only", {"same_acts_for_all": False}, "not_met", "R46.acts"),
    Case("at different instants", {"one_instant": False}, "not_met", "R46.instant"),
    Case("not known", {"same_acts_for_all": None}, "not_checked", "R46.acts"),
    about="conduct",
)

test_r49 = spec(
    "R49",
    "The custodian's file is read only by an act",
    Case("an open case, entered first", {}, "met"),
    Case("no open case", {"open_case": False}, "not_met", "R49.case"),
    Case("read before it was entered", {"entered_before_reading": False}, "not_met", "R49.entered"),
    Case("not known", {"open_case": None}, "not_checked", "R49.case"),
    about="conduct",
)

test_r50 = spec(
    "R50",
    "Every refusal and hold has a ground and an owner",
    Case("both", {}, "met"),
    Case("no ground", {"hooked": False}, "not_met", "R50.ground"),
    Case("no owner, date or reason", {"owned": False}, "not_met", "R50.owner"),
    Case("not known", {"hooked": None}, "not_checked", "R50.ground"),
    about="conduct",
)

test_r51 = spec(
    "R51",
    "Each viewer has a provision",
    Case("named", {}, "met"),
    Case("none", {"viewer_provision": False}, "not_met", "R51.provision"),
    Case("not known", {"viewer_provision": None}, "not_checked", "R51.provision"),
    about="conduct",
)
