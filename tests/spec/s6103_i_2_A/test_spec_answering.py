from lockgate.law.act_facts import Identified
from lockgate.law.registers import Employment
from spec_support import Case, spec

test_r24 = spec(
    "R24",
    "One taxpayer is identified",
    Case("name and address agree with one, and all else given", {}, "met"),
    Case("weak, found by a person", {"identified": Identified.WEAK, "weak_finding": True}, "met"),
    Case("weak, nobody has looked", {"identified": Identified.WEAK}, "not_checked", "R24.weak"),
    Case("weak, found not to be", {"identified": Identified.WEAK, "weak_finding": False}, "not_met", "R24.weak"),
    Case("nobody", {"identified": Identified.NONE}, "not_met", "R24.none"),
    Case("several", {"identified": Identified.SEVERAL}, "not_met", "R24.several"),
    Case("one that disagrees", {"identified": Identified.DISAGREES}, "not_met", "R24.disagrees"),
    Case("a finding cannot make several one", {"identified": Identified.SEVERAL, "weak_finding": True},
         "not_met", "R24.several"),
    about="answer",
)  # fmt: skip

test_r58 = spec(
    "R58",
    "The answer comes only from the stated periods",
    Case("the latest address held for them", {}, "met"),
    Case("held for other periods only", {"from_periods": False}, "not_met", "R58.periods"),
    Case("nobody is identified", {"identified": Identified.NONE}, "not_met", "R58.no_one"),
    Case("not looked at", {"from_periods": None}, "not_checked", "R58.periods"),
    about="answer",
)

test_r28 = spec(
    "R28",
    "The releaser is authorised, and another person",
    Case("delegated, and neither analyst nor voter", {}, "met"),
    Case("no delegation", {"releaser_delegated": False}, "not_met", "R28.delegation"),
    Case("one who voted", {"releaser_is_other": False}, "not_met", "R28.same_person"),
    Case("the register does not say", {"releaser_delegated": None}, "not_checked", "R28.delegation"),
    about="release",
)

test_r47 = spec(
    "R47",
    "A person has found each release relevant, and two have voted",
    Case("found, voted, at a human pace", {}, "met"),
    Case("no finding on a record", {"findings_recorded": False}, "not_met", "R47.finding"),
    Case("one vote", {"two_votes": False}, "not_met", "R47.votes"),
    Case("faster than the pace floor", {"above_pace_floor": False}, "not_met", "R47.pace"),
    Case("nobody knows", {"findings_recorded": None}, "not_checked", "R47.finding"),
    about="release",
)

test_r53 = spec(
    "R53",
    "Each named officer has confirmed",
    Case("confirmed for the matter", {}, "met"),
    Case("declined", {"confirmed": False}, "not_met", "R53.confirmation"),
    Case("not heard", {"confirmed": None}, "not_checked", "R53.confirmation"),
    about="officer",
)

test_r55 = spec(
    "R55",
    "The recipient is the agency's own officer or employee",
    Case("an employee on the roster", {}, "met"),
    Case("not on the roster", {"on_roster": False}, "not_met", "R55.roster"),
    Case("of another agency", {"same_agency": False}, "not_met", "R55.agency"),
    Case("a contractor", {"employment": Employment.CONTRACTOR}, "not_met", "R55.contractor"),
    Case("a deputised officer of another", {"employment": Employment.DEPUTISED}, "not_met", "R55.deputised"),
    Case("employment not stated", {"employment": None}, "not_checked", "R55.employment"),
    Case("the roster is not at hand", {"on_roster": None}, "not_checked", "R55.roster"),
    about="officer",
)
