"""The closed list of what can be said of one written address, and what each code means to the rules."""

from enum import StrEnum


class AddressCode(StrEnum):
    """All that is ever said of one written address."""

    DELIVERABLE = "deliverable"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    REPEATED_TOKENS = "repeated_tokens"
    DIGITS_ONLY = "digits_only"
    ZIP_ONLY = "zip_only"
    NO_STREET = "no_street"
    NO_NUMBER = "no_number"
    NO_LOCALITY = "no_locality"
    NO_CITY = "no_city"
    NO_STATE = "no_state"
    NO_ZIP = "no_zip"
    CONTRADICTION = "contradiction"
    ZIP_UNKNOWN = "zip_unknown"
    FOREIGN = "foreign"
    FOREIGN_INCOMPLETE = "foreign_incomplete"
    FACILITY_LOCATED = "facility_located"
    FACILITY_UNLOCATED = "facility_unlocated"
    AGENCY_OFFICE = "agency_office"


PLACEHOLDERS = frozenset({AddressCode.PLACEHOLDER, AddressCode.REPEATED_TOKENS, AddressCode.DIGITS_ONLY})
"""Codes by which R06 is not met (and R05 with it)."""

FOR_A_PERSON = frozenset(
    {AddressCode.ZIP_UNKNOWN, AddressCode.FOREIGN, AddressCode.FACILITY_LOCATED, AddressCode.AGENCY_OFFICE}
)
"""Codes that neither pass nor fail: a rule is not checked until a person's finding."""

NOT_AN_ADDRESS = frozenset(AddressCode) - FOR_A_PERSON - {AddressCode.DELIVERABLE}
"""Codes by which R05 is not met, alone or beside another rule."""
