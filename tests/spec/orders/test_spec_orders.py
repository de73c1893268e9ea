from spec_support import Case, spec

test_r23_submission = spec(
    "R23",
    "No court order stops the agreement, at intake",
    Case("none in force", {}, "met"),
    Case("an order stays the agreement", {"stayed": True}, "not_met", "R23.stay"),
    Case("the register is not at hand", {"stayed": None}, "not_checked", "R23.register"),
    about="submission",
)

test_r23_person = spec(
    "R23",
    "No court order protects this person (asked inside R46)",
    Case("not protected", {}, "met"),
    Case("protected", {"protected": True}, "not_met", "R23.person"),
    Case("the register is not at hand", {"protected": None}, "not_checked", "R23.register"),
    about="answer",
)

test_r23_release = spec(
    "R23",
    "No court order stops the agreement, at release and opening",
    Case("none in force", {}, "met"),
    Case("an order served while sealing", {"stayed": True}, "not_met", "R23.stay"),
    Case("the register is not at hand", {"stayed": None}, "not_checked", "R23.register"),
    about="release",
)
