"""26 U.S.C. 6103(i)(2)(B)(i): "the name and address of the taxpayer with respect to whom" the request is made.

Name and address are two elements; no number stands in for either (ruling of 26 February 2026). R06, R07 and R08 say
why something written is not an address of the taxpayer; R05 is not met whenever one of them is not.
"""

from lockgate.law.address import AddressCode
from lockgate.law.citations import Citation, usc26
from lockgate.law.facts import Basis, Load, NamePart, RecordFacts, Written
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, State, Subject

_RULING = "Center for Taxpayer Rights v. IRS (D.D.C. 26 February 2026)"


def _by_element(element: str, phrase: str = "") -> Citation:
    return usc26(f"6103(i)(2)(B)({element})", phrase)


def _name_given(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R04.unread")
    parts = {facts.given_name, facts.family_name}
    if NamePart.ABSENT in parts:
        return not_met("R04.absent")
    if NamePart.NOT_A_NAME in parts:
        return not_met("R04.not_a_name")
    if NamePart.UNKNOWN in parts:
        return not_checked("R04.unknown")
    return not_met("R04.absent") if parts == {NamePart.SINGLE} else MET


R04 = Rule(
    id="R04",
    title="The taxpayer's name is given.",
    citation=_by_element("i", "the name and address of the taxpayer"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "given_name", "family_name"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_name_given,
    cures={
        "R04.absent": "Give the taxpayer's given name and family name. For a person with one name only, declare"
        " a marker in submission.toml under [formats] single_name and write it in the other column.",
        "R04.not_a_name": "What stands as the name ({value}) is not a name. Give the taxpayer's given name and"
        " family name.",
        "R04.unknown": "The name says that a part of it is not known ({value}). A person looks at it; give the"
        " full name to have the record examined at once.",
    },
)

_RETURNED_ADDRESSES = {
    AddressCode.BLANK: "R05.blank",
    AddressCode.NO_STREET: "R05.no_street",
    AddressCode.NO_NUMBER: "R05.no_number",
    AddressCode.NO_LOCALITY: "R05.no_locality",
    AddressCode.NO_CITY: "R05.no_city",
    AddressCode.NO_STATE: "R05.no_state",
    AddressCode.NO_ZIP: "R05.no_zip",
    AddressCode.CONTRADICTION: "R05.contradiction",
    AddressCode.FOREIGN_INCOMPLETE: "R05.foreign_incomplete",
}
_REACHABLE = frozenset({AddressCode.DELIVERABLE, AddressCode.FACILITY_LOCATED, AddressCode.AGENCY_OFFICE})
"""Where a letter would arrive; whether the taxpayer resides there is R08's question."""
_HELD_ADDRESSES = {AddressCode.ZIP_UNKNOWN: "R05.zip_unknown", AddressCode.FOREIGN: "R05.foreign"}


def _placeholder(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R06.unread")
    codes = facts.address.codes
    if AddressCode.PLACEHOLDER in codes:
        return not_met("R06.placeholder")
    if AddressCode.REPEATED_TOKENS in codes:
        return not_met("R06.repeated_tokens")
    return not_met("R06.digits_only") if AddressCode.DIGITS_ONLY in codes else MET


def _zip_only(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R07.unread")
    return not_met("R07.zip_only") if AddressCode.ZIP_ONLY in facts.address.codes else MET


def _facility(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R08.unread")
    codes = facts.address.codes
    if AddressCode.FACILITY_UNLOCATED in codes:
        return not_met("R08.no_building")
    if AddressCode.FACILITY_LOCATED in codes or facts.address_basis is Basis.FACILITY:
        return not_checked("R08.facility")
    if AddressCode.AGENCY_OFFICE in codes:
        return not_checked("R08.office")
    repeated = facts.address_load is Load.OVER and AddressCode.DELIVERABLE in codes
    return not_checked("R08.repeated") if repeated else MET


def _address_set_forth(facts: RecordFacts, context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R05.unread")
    # R06, R07 and R08 say why; an address that fails one of them is not an address of the taxpayer.
    for judge, code in (
        (_zip_only, "R05.zip_only"),
        (_placeholder, "R05.placeholder"),
        (_facility, "R05.no_building"),
    ):
        if judge(facts, context).state is State.NOT_MET:
            return not_met(code)
    codes = facts.address.codes
    for address_code, code in _RETURNED_ADDRESSES.items():
        if address_code in codes:
            return not_met(code)
    for address_code, code in _HELD_ADDRESSES.items():
        if address_code in codes:
            return not_checked(code)
    return MET if codes & _REACHABLE else not_checked("R05.unread")


R05 = Rule(
    id="R05",
    title="The taxpayer's address is set forth: one that a letter could reach.",
    citation=_by_element("i", "the name and address of the taxpayer"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "address", "address_basis"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_address_set_forth,
    cures={
        "R05.blank": "No address is given. Give number and street (or box), city, state and ZIP code.",
        "R05.placeholder": "{value} is not an address. Give number and street (or box), city, state and ZIP code.",
        "R05.zip_only": "{value} is a ZIP code, not an address. Give number and street (or box), city and state"
        " with it.",
        "R05.no_building": "{value} names a facility but not where it stands. Give the building's number and"
        " street with city, state and ZIP code, and the reason the taxpayer resides there.",
        "R05.no_street": "{value} has no street. Give number and street, or a box, with the city, state and ZIP code.",
        "R05.no_number": "{value} has no house number. Give the number with the street.",
        "R05.no_locality": "{value} has no city and state. Give city, state and ZIP code with the street.",
        "R05.no_city": "{value} has no city. Give it with the state and ZIP code.",
        "R05.no_state": "{value} has no state. Give it with the city and ZIP code.",
        "R05.no_zip": "{value} has no ZIP code. Give it with the city and state.",
        "R05.contradiction": "City, state and ZIP code of {value} contradict one another. Give the ones that belong"
        " together.",
        "R05.foreign_incomplete": "{value} is abroad and not complete. Give street or box, locality and country.",
        "R05.zip_unknown": "The ZIP code of {value} does not stand in the table. A person looks at it.",
        "R05.foreign": "{value} is abroad. A person looks at it.",
    },
)

R06 = Rule(
    id="R06",
    title="The address is not a placeholder.",
    citation=_by_element("i", "address"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "address"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_placeholder,
    cures={
        "R06.placeholder": "{value} only fills the field. Give the taxpayer's address, or withdraw the record.",
        "R06.repeated_tokens": "{value} repeats one word and names no place. Give the taxpayer's address.",
        "R06.digits_only": "{value} holds digits only. Give number and street (or box), city, state and ZIP code.",
    },
)

R07 = Rule(
    id="R07",
    title="The address is more than a ZIP code.",
    citation=Citation(f"26 U.S.C. 6103(i)(2)(B)(i); {_RULING}", "address"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "address"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_zip_only,
    cures={"R07.zip_only": "{value} gives no more than a ZIP code. Give number and street (or box), city and state."},
)

R08 = Rule(
    id="R08",
    title="The address is not a jail, shelter, court or government site without a showing that the taxpayer"
    " resides there.",
    citation=_by_element("i", "address of the taxpayer"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "address", "address_basis", "address_load"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_facility,
    cures={
        "R08.no_building": "{value} names a facility without a building location. Give its number and street, city,"
        " state and ZIP code, and say in address_basis why the taxpayer resides there.",
        "R08.facility": "{value} is a facility. A person looks at whether the taxpayer resides there; say why in"
        " address_basis.",
        "R08.office": "{value} is an office. A person looks at whether it is the taxpayer's address.",
        "R08.repeated": "{value} is given for many people of different family names. A person looks at whether it is"
        " the address of each.",
    },
)


def _tin_never_replaces_the_address(facts: RecordFacts, context: Context) -> Verdict:
    address = _address_set_forth(facts, context).state
    if address is State.NOT_MET:
        return not_met("R09.no_address")
    return MET if address is State.MET else not_checked("R09.address")


R09 = Rule(
    id="R09",
    title="A taxpayer number is no substitute for the address.",
    citation=Citation(f"26 U.S.C. 6103(i)(2)(B)(i); {_RULING}", "name and address"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE, Stage.LOCATE),
    inputs=("tin", "address"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_tin_never_replaces_the_address,
    applies_when=lambda facts, _context: facts.tin is Written.GIVEN,
    cures={
        "R09.no_address": "A taxpayer number is given but no address. The number cannot replace it: give the address.",
        "R09.address": "A taxpayer number is given; the address still has to be looked at by a person.",
    },
)

RECORD_RULES = (R04, R05, R06, R07, R08, R09)
"""The elements of (i) about one record."""
