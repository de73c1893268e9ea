"""26 U.S.C. 6103(i)(2)(B): what the request must set forth, in the statute's order.

"A request meets the requirements of this subparagraph if the request is in writing and sets forth" (i) the
name and address of the taxpayer, (ii) the taxable period or periods, (iii) the statutory authority, and
(iv) the specific reason or reasons. Each element is a rule of its own; none stands in for another.
"""

from lockgate.law.address import AddressCode
from lockgate.law.citations import Citation, usc26
from lockgate.law.facts import (
    Basis,
    Cited,
    Load,
    NamePart,
    Periods,
    Purpose,
    Reason,
    RecordFacts,
    Written,
)
from lockgate.law.findings import MET, Verdict, not_checked, not_met
from lockgate.law.rules import Context, Rule
from lockgate.law.terms import Effect, Hook, Stage, State, Subject

_RULING = "Center for Taxpayer Rights v. IRS (D.D.C. 26 February 2026)"


def _by_element(element: str, phrase: str = "") -> Citation:
    return usc26(f"6103(i)(2)(B)({element})", phrase)


# (i) "the name and address of the taxpayer with respect to whom the requested return information relates"


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

# (ii) "the taxable period or periods to which such return information relates"


def _periods_stated(facts: RecordFacts, context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R10.unread")
    fact = facts.periods
    if fact.how is not Periods.STATED:
        return not_met(f"R10.{fact.how.value}")
    if len(fact.ends) > context.agreement.limits.periods_max:
        return not_checked("R10.many")
    named = facts.reason.years
    # A period is uncovered only if the reason names periods and not this one.
    if named and any(end.year not in named for end in fact.ends):
        return not_checked("R10.not_covered")
    return MET


R10 = Rule(
    id="R10",
    title="The taxable period or periods are stated, have ended, and are covered by the reason.",
    citation=_by_element("ii", "the taxable period or periods"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "periods", "reason"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_periods_stated,
    cures={
        "R10.absent": "No taxable period is given. State each by its year (2022) or its last day (2022-06-30).",
        "R10.all": "{value} names no period. State each by its year (2022) or its last day (2022-06-30).",
        "R10.unreadable": "{value} is not a list of periods. State each by its year (2022) or its last day"
        " (2022-06-30), separated by semicolons.",
        "R10.not_ended": "{value} has a period that had not ended when the request was made. Leave it out.",
        "R10.many": "{value} names more periods than the agreement foresees. A person looks at whether each is needed.",
        "R10.not_covered": "{value} has a period that the reason does not name. A person looks at it; say in the"
        " reason why each period is relevant.",
    },
)

# (iii) "the statutory authority under which the proceeding or investigation … is being conducted"

_CRIMINAL = frozenset({Cited.REGISTERED, Cited.UNREGISTERED})


def _statute_designated(facts: RecordFacts, context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R11.unread")
    both = {facts.statute.what, facts.authority.what}
    if Cited.TAX in both or not _CRIMINAL & both:
        return not_met("R11.tax" if Cited.TAX in both else "R11.none")
    return _criminal_statute(facts.statute.what, facts.authority.what, context)


def _criminal_statute(statute: Cited, authority: Cited, context: Context) -> Verdict:
    if statute not in _CRIMINAL:
        return not_checked("R11.statute")
    if statute is Cited.UNREGISTERED:
        return not_checked("R11.unregistered")
    if authority in {Cited.BLANK, Cited.PLACEHOLDER} and not context.agreement.one_citation_serves_both:
        return not_checked("R11.authority")
    return MET


R11 = Rule(
    id="R11",
    title="A federal nontax criminal statute is designated, and the authority of the investigation is stated.",
    citation=usc26("6103(i)(1)(A)(i) and (i)(2)(B)(iii)", "specifically designated Federal criminal statute"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "statute", "authority"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_statute_designated,
    cures={
        "R11.none": "{value} names no federal criminal statute. Designate it to the subparagraph, for example"
        " 8 USC 1253(a)(1)(A).",
        "R11.tax": "{value} names a tax statute. This paragraph serves statutes that do not involve tax"
        " administration.",
        "R11.statute": "The authority names a criminal statute but the statute column does not. A person looks at it;"
        " designate the crime in the statute column.",
        "R11.unregistered": "{value} is not on the register of statutes. Counsel looks at it; designate the statute to"
        " the subparagraph.",
        "R11.authority": "The authority under which the matter is conducted is not stated. Counsel looks at it; state"
        " it beside the statute.",
    },
)

# (iv) "the specific reason or reasons why such disclosure is, or may be, relevant"


def _reason_specific(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R13.unread")
    match facts.reason.how:
        case Reason.ABSENT | Reason.GENERIC:
            return not_met(f"R13.{facts.reason.how.value}")
        case Reason.SHORT:
            return not_checked("R13.short")
        case Reason.STATED:
            return not_checked("R13.cluster") if facts.reason_cluster is Load.OVER else MET


R13 = Rule(
    id="R13",
    title="A specific reason is given, tied to that matter.",
    citation=_by_element("iv", "the specific reason or reasons why such disclosure is, or may be, relevant"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "reason", "reason_cluster"),
    effect=Effect.RETURN,
    hook=Hook.ELEMENT,
    judge=_reason_specific,
    cures={
        "R13.absent": "No reason is given. Say why this address is relevant to this matter.",
        "R13.generic": "{value} would fit any request. Say why this address is relevant to this matter.",
        "R13.short": "{value} is too short to be specific by itself. A person looks at it; say why this address is"
        " relevant to this matter.",
        "R13.cluster": "The same reason stands on many records. A person looks at the group; say why this address is"
        " relevant to this matter.",
    },
)


def _criminal_use(facts: RecordFacts, _context: Context) -> Verdict:
    if not facts.row.values_stand:
        return not_checked("R54.unread")
    if facts.reason_cluster is Load.OVER:
        return not_checked("R54.cluster")
    match facts.reason.purpose:
        case Purpose.CRIMINAL:
            return MET
        case Purpose.REMOVAL_ONLY:
            return not_met("R54.removal_only")
        case Purpose.NOT_SAID:
            return not_checked("R54.no_step")


R54 = Rule(
    id="R54",
    title="The reason says what step of that criminal matter the information serves.",
    citation=usc26("6103(i)(2)(A) and (B)(iv)", "solely for the use"),
    subject=Subject.RECORD,
    stages=(Stage.EXAMINE,),
    inputs=("row", "reason", "reason_cluster"),
    effect=Effect.HOLD,
    hook=Hook.ELEMENT,
    judge=_criminal_use,
    cures={
        "R54.removal_only": "{value} speaks of removal, location or presence only. Counsel looks at it; say what step"
        " of the criminal matter the address serves.",
        "R54.no_step": "{value} names no step of the criminal matter. A person looks at it; say what step the address"
        " serves.",
        "R54.cluster": "The same reason stands on many records. A person looks at the group.",
    },
)

RECORD_RULES = (R04, R05, R06, R07, R08, R09, R10, R11, R13, R54)
"""The elements of subparagraph (B) about one record."""
