from lockgate.law.facts import Asked
from lockgate.law.record_reading import Counted
from lockgate.law.registers import Determination, StandingState
from spec_support import Case, spec

test_r00 = spec(
    "R00",
    "The row can be read, its id is present and unique",
    Case("readable", {}, "met"),
    Case("too many or too few fields", {"intake": "R00.fields"}, "not_met", "R00.fields"),
    Case("a NUL", {"intake": "R00.nul"}, "not_met", "R00.nul"),
    Case("a field too long", {"intake": "R00.oversized"}, "not_met", "R00.oversized"),
    Case("bytes that are no text", {"intake": "R00.undecodable"}, "not_met", "R00.undecodable"),
    Case("no id", {"intake": "R00.id_absent"}, "not_met", "R00.id_absent"),
    Case("an id twice", {"intake": "R00.id_repeated"}, "not_met", "R00.id_repeated"),
    Case("a date of birth that is none", {"intake": "R00.type"}, "not_met", "R00.type"),
)

test_r48 = spec(
    "R48",
    "One person, one address, one question",
    Case("asked once", {}, "met"),
    Case("another row shares two of name, birth date, number, order", {}, "not_checked", "R48.group",
         Counted(asked=Asked.REPEATED)),
    Case("the third try", {}, "not_checked", "R48.third_try", Counted(asked=Asked.THIRD_TRY)),
)  # fmt: skip

test_r48_answer = spec(
    "R48",
    "One answer at most (asked inside R46)",
    Case("not answered before", {}, "met"),
    Case("answered before", {"answered_before": True}, "not_met", "R48.answered"),
    Case("not looked up", {"answered_before": None}, "not_checked", "R48.answered"),
    about="answer",
)

test_r21 = spec(
    "R21",
    "The personnel are trained and cleared",
    Case("within the year, clearance current", {}, "met"),
    Case("training over a year old", {"trained": False}, "not_met", "R21.training"),
    Case("clearance ended", {"cleared": False}, "not_met", "R21.clearance"),
    Case("the roster does not say", {"trained": None}, "not_checked", "R21.training"),
    about="officer",
)

test_r22 = spec(
    "R22",
    "The recipient's safeguards are in good standing",
    Case("good", {}, "met"),
    Case("held for an open finding", {"standing": StandingState.HELD}, "not_met", "R22.held"),
    Case("recorded as failed", {"standing": StandingState.FAILED}, "not_met", "R22.failed"),
    Case("nothing recorded", {"standing": None}, "not_checked", "R22.not_recorded"),
    about="release",
)

test_r25 = spec(
    "R25",
    "The informant and impairment screen of (i)(6)",
    Case("determined clear", {}, "met"),
    Case("barred", {"informant": Determination.BAR}, "not_met", "R25.bar"),
    Case("no current determination", {"informant": None}, "not_checked", "R25.not_determined"),
    about="answer",
)

test_r29 = spec(
    "R29",
    "Everything is accounted for before transmission",
    Case("written", {}, "met"),
    Case("not written", {"accounted": False}, "not_met", "R29.accounting"),
    Case("not known", {"accounted": None}, "not_checked", "R29.accounting"),
    about="release",
)

test_r30 = spec(
    "R30",
    "The accounting's fields are complete",
    Case("complete", {}, "met"),
    Case("no purpose", {"accounting_missing": frozenset({"purpose"})}, "not_met", "R30.incomplete"),
    about="release",
)

test_r31 = spec(
    "R31",
    "Encrypted to a key the roster binds to the recipient",
    Case("the roster's certificate", {}, "met"),
    Case("another certificate", {"sealed_to_roster": False}, "not_met", "R31.key"),
    Case("not known", {"sealed_to_roster": None}, "not_checked", "R31.key"),
    about="release",
)
