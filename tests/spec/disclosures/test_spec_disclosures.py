"""What an answer already given shows by itself (looking back); what its request sets forth is the other specs'."""

from lockgate.law.act_facts import Identified
from lockgate.law.agreement import Element
from lockgate.law.look_back import Tied
from spec_support import Case, spec

NAME_AND_NUMBER = frozenset({Element.NAME, Element.TIN_AGREES})
NAME_AND_ADDRESS = frozenset({Element.NAME, Element.ADDRESS_AGREES})
NAME_AND_BIRTH = frozenset({Element.NAME, Element.DOB_AGREES})

test_r01 = spec(
    "R01",
    "The answer answers one record of the request",
    Case("tied to one record", {}, "met"),
    Case("no id in the file of answers", {"tied": Tied.NO_ID}, "not_met", "R01.no_id"),
    Case("no record of the request has that id", {"tied": Tied.NO_RECORD}, "not_met", "R01.no_record"),
    Case("several rows of the request have that id", {"tied": Tied.SEVERAL_ROWS}, "not_met", "R01.several_rows"),
    Case("the row it names has another id", {"tied": Tied.ROW_DIFFERS}, "not_met", "R01.row_differs"),
    Case("the line cannot be read", {"tied": Tied.UNREAD}, "not_met", "R01.unread"),
    about="disclosure",
)

test_r09 = spec(
    "R09",
    "The answer was not given on a number in place of the address",
    Case("number and address were compared", {}, "met"),
    Case("the way of August 2025: name and number, no address", {"compared": NAME_AND_NUMBER}, "not_met",
         "R09.address_not_compared"),
    Case("no number was compared", {"compared": NAME_AND_ADDRESS}, "no row"),
    Case("a number is given, and nobody says what was compared", {"compared": None}, "not_checked", "R09.not_stated"),
    Case("no number is given, and nobody says what was compared", {"compared": None, "number_given": False}, "no row"),
    about="disclosure",
)  # fmt: skip

test_r24 = spec(
    "R24",
    "One taxpayer was identified by name and address",
    Case("the file shows one taxpayer by name and address", {}, "met"),
    Case("name and number compared: the address was never confirmed", {"compared": NAME_AND_NUMBER}, "not_met",
         "R24.address_not_compared"),
    Case("the same, with no file asked", {"compared": NAME_AND_NUMBER, "identified": None}, "not_met",
         "R24.address_not_compared"),
    Case("name and birth date compared", {"compared": NAME_AND_BIRTH}, "not_met", "R24.address_not_compared"),
    Case("nothing compared", {"compared": frozenset()}, "not_met", "R24.address_not_compared"),
    Case("the address alone compared", {"compared": frozenset({Element.ADDRESS_AGREES})}, "not_met",
         "R24.name_not_compared"),
    Case("the system says name and address agreed, and no file was asked",
         {"compared": NAME_AND_ADDRESS, "identified": None}, "not_checked", "R24.registry"),
    Case("nobody says what was compared, and no file was asked", {"compared": None, "identified": None},
         "not_checked", "R24.not_stated"),
    Case("nobody says what was compared; the file shows one taxpayer", {"compared": None}, "met"),
    Case("the file shows one, but weakly: a person looks", {"identified": Identified.WEAK}, "not_checked", "R24.weak"),
    Case("the file shows nobody", {"identified": Identified.NONE}, "not_met", "R24.none"),
    Case("the file shows several", {"identified": Identified.SEVERAL}, "not_met", "R24.several"),
    Case("something that was given disagrees with the file", {"identified": Identified.DISAGREES}, "not_met",
         "R24.disagrees"),
    about="disclosure",
)  # fmt: skip

test_r48 = spec(
    "R48",
    "One question had one answer",
    Case("the first answer to its record", {}, "met"),
    Case("an earlier line answered the same record", {"answered_before": True}, "not_met", "R48.answered"),
    Case("tied to no record", {"answered_before": None}, "not_checked", "R48.answered"),
    about="disclosure",
)
