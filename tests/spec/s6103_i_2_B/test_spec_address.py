from lockgate.law.facts import Load
from lockgate.law.record_reading import Counted
from spec_support import Case, spec

NOWHERE = {"address_line1": "", "city": "", "state": "", "zip": ""}
OVER = Counted(address_load=Load.OVER)

test_r05 = spec(
    "R05",
    "The taxpayer's address is set forth",
    Case("number, street, unit, city, state, ZIP", {}, "met"),
    Case("a post-office box", {"address_line1": "PO Box 118"}, "met"),
    Case("one field", {**NOWHERE, "address": "1412 Oak St, Houston, TX 77002"}, "met"),
    Case("a rural route", {"address_line1": "RR 2 Box 18"}, "met"),
    Case("general delivery", {"address_line1": "General Delivery"}, "met"),
    Case("blank", NOWHERE, "not_met", "R05.blank"),
    Case("Failed to Provide with a ZIP", {**NOWHERE, "address_line1": "Failed to Provide", "zip": "77002"},
         "not_met", "R05.zip_only"),
    Case("Unknown Address", {**NOWHERE, "address_line1": "Unknown Address"}, "not_met", "R05.placeholder"),
    Case("NA NA, although city and ZIP are right", {"address_line1": "NA NA"}, "not_met", "R05.placeholder"),
    Case("city and state only", {**NOWHERE, "city": "Houston", "state": "TX"}, "not_met", "R05.no_street"),
    Case("a street without a number", {"address_line1": "Oak Street"}, "not_met", "R05.no_number"),
    Case("a street and number, no city, state, ZIP", {**NOWHERE, "address_line1": "1412 Oak Street"},
         "not_met", "R05.no_locality"),
    Case("no ZIP", {"zip": ""}, "not_met", "R05.no_zip"),
    Case("city, state and ZIP contradict", {"city": "Boston", "state": "MA"}, "not_met", "R05.contradiction"),
    Case("no city", {"city": ""}, "not_met", "R05.no_city"),
    Case("no state", {"state": ""}, "not_met", "R05.no_state"),
    Case("ZIP only", {**NOWHERE, "zip": "77002"}, "not_met", "R05.zip_only"),
    Case("a jail without a building location", {**NOWHERE, "address_line1": "County Jail", "city": "Houston",
         "state": "TX"}, "not_met", "R05.no_building"),
    Case("a ZIP the table does not know", {"zip": "77997"}, "not_checked", "R05.zip_unknown"),
    Case("abroad, complete", {"address_line1": "Av. Reforma 222", "city": "Ciudad de México", "state": "",
         "zip": "06600", "country": "Mexico"}, "not_checked", "R05.foreign"),
    Case("abroad, no locality", {**NOWHERE, "address_line1": "Av. Reforma 222", "country": "Mexico"},
         "not_met", "R05.foreign_incomplete"),
    Case("the row could not be read", {"intake": "R00.nul"}, "not_checked", "R05.unread"),
)  # fmt: skip

test_r06 = spec(
    "R06",
    "The address is not a placeholder",
    Case("an address", {}, "met"),
    Case("a street named Unknown", {"address_line1": "123 Unknown Street"}, "met"),
    Case("blank is not a placeholder", NOWHERE, "met"),
    Case("Failed to Provide", {"address_line1": "Failed to Provide"}, "not_met", "R06.placeholder"),
    Case("desconocido", {"address_line1": "DESCONOCIDO"}, "not_met", "R06.placeholder"),
    Case("sin domicilio", {"address_line1": "Sin domicilio"}, "not_met", "R06.placeholder"),
    Case("see file", {"address_line1": "see file"}, "not_met", "R06.placeholder"),
    Case("homeless", {"address_line1": "Homeless"}, "not_met", "R06.placeholder"),
    Case("Unknown in full-width letters", {"address_line1": "ＵＮＫＮＯＷＮ"}, "not_met", "R06.placeholder"),
    Case("Don't Care 12345", {**NOWHERE, "address_line1": "Don't Care 12345"}, "not_met", "R06.placeholder"),
    Case("00000", {**NOWHERE, "zip": "00000"}, "not_met", "R06.digits_only"),
    Case("one word repeated", {"address_line1": "Houston Houston Houston"}, "not_met", "R06.repeated_tokens"),
    Case("the row could not be read", {"intake": "R00.undecodable"}, "not_checked", "R06.unread"),
)  # fmt: skip

test_r07 = spec(
    "R07",
    "The address is more than a ZIP code",
    Case("an address", {}, "met"),
    Case("ZIP only", {**NOWHERE, "zip": "77002"}, "not_met", "R07.zip_only"),
    Case("ZIP+4 in the street line", {**NOWHERE, "address_line1": "77002-1234"}, "not_met", "R07.zip_only"),
    Case("a ZIP beside a placeholder", {**NOWHERE, "address_line1": "Don't Care 12345"}, "not_met", "R07.zip_only"),
    Case("the row could not be read", {"intake": "R00.oversized"}, "not_checked", "R07.unread"),
)

test_r08 = spec(
    "R08",
    "The address is not a facility without a showing",
    Case("a home", {}, "met"),
    Case("a street named Jail House", {"address_line1": "12 Jail House Road"}, "met"),
    Case("a jail without a building location", {"address_line1": "Harris County Jail"}, "not_met", "R08.no_building"),
    Case("a jail with its building", {"address_line1": "Harris County Jail, 1200 Baker Street"},
         "not_checked", "R08.facility"),
    Case("the agency's own office", {"address_line1": "500 12th Street SW", "city": "Washington", "state": "DC",
         "zip": "20536"}, "not_checked", "R08.office"),
    Case("declared as a facility", {"address_basis": "facility"}, "not_checked", "R08.facility"),
    Case("one address on many unrelated records", {}, "not_checked", "R08.repeated", OVER),
    Case("a blank address on many records", NOWHERE, "met", "", OVER),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R08.unread"),
)  # fmt: skip

TIN = {"tin": "900-70-1234"}
test_r09 = spec(
    "R09",
    "A taxpayer number is no substitute for the address",
    Case("no number given", {}, "no row"),
    Case("number and address", TIN, "met"),
    Case("number, but no address", {**TIN, **NOWHERE}, "not_met", "R09.no_address"),
    Case("number, and Don't Care 12345", {**TIN, **NOWHERE, "address_line1": "Don't Care 12345"},
         "not_met", "R09.no_address"),
    Case("number, and an address abroad", {**TIN, "address_line1": "Av. Reforma 222", "city": "Ciudad de México",
         "state": "", "zip": "06600", "country": "Mexico"}, "not_checked", "R09.address"),
)  # fmt: skip
