"""Requests that the law orders to be answered, and those that only the custodian's file stops."""

from lockgate.rehearsal import alter_terms as terms
from lockgate.rehearsal.kinds import Alter, Examine, Final, Given, Home, Kind, Who
from lockgate.rehearsal.people import Special


def _good(name: str, share: int, *alters: Alter, given: Given = Given.TIN, special: Special = Special.ORDINARY) -> Kind:
    return Kind(
        f"good_{name}", share, Examine.SUFFICIENT, (), Final.RELEASED, Who.IN_FILE, special, given=given, alters=alters
    )


def _moved(kind: Kind, home: Home) -> Kind:
    return Kind(**{**kind.__dict__, "home": home, "special": Special.MOVED})


GOOD = (
    _good("tin", 500),
    _good("birth_date", 120, given=Given.BIRTH),
    _good("tin_and_birth_date", 160, given=Given.BOTH),
    _good("name_and_address_only", 60, given=Given.NEITHER),
    _good("capitals", 60, terms.capitals),
    _good("initial", 40, terms.initial_only, given=Given.BOTH),
    _good("po_box", 40, special=Special.PO_BOX),
    _good("rural_route", 30, special=Special.RURAL),
    _good("puerto_rico", 15, special=Special.PUERTO_RICO),
    _good("military", 12, special=Special.MILITARY),
    _good("hyphenated_number", 20, special=Special.HYPHENATED),
    _good("unit", 50, special=Special.UNIT),
    _good("short_name", 15, special=Special.SHORT_NAME),
    _good("two_surnames", 40, special=Special.TWO_SURNAMES),
    _good("surnames_with_hyphen", 15, terms.hyphened, special=Special.TWO_SURNAMES),
    _good("junior", 20, terms.with_suffix, given=Given.BOTH, special=Special.JUNIOR),
    _good("twin", 20, given=Given.BIRTH, special=Special.TWINS),
    _good("two_families", 10, given=Given.BIRTH, special=Special.TWO_FAMILIES),
    _moved(_good("moved_within_periods", 60, given=Given.BOTH), Home.MOVED_WITHIN),
    _good("bare_1253", 40, terms.says("statute", "8 USC 1253(a)(1)")),
    _good("act_b", 15, terms.says("statute", "8 USC 1253(a)(1)(B)"), terms.ordered_days_before(10, 85)),
    _good("act_c", 12, terms.says("statute", "8 USC 1253(a)(1)(C)"), terms.ordered_days_before(10, 85)),
    _good("act_d", 12, terms.says("statute", "8 USC 1253(a)(1)(D)"), terms.ordered_days_before(10, 85)),
    _good("court_decided", 25, terms.court_days_before(150, 500)),
    _good("entry_1325", 12, terms.entry),
    _good("reentry_1326", 15, terms.reentry),
    _good("grand_jury", 20, terms.grand_jury),
    _good("preparation", 20, terms.says("matter_kind", "preparation")),
    _good("civil_beside_criminal", 20, terms.says("authority", "8 U.S.C. 1231(a)", "8 U.S.C. 1226a")),
)
"""Rightful releases, some of them oddly written."""


def _uniform(name: str, share: int, *alters: Alter, who: Who = Who.IN_FILE, given: Given = Given.OFTEN) -> Kind:
    return Kind(name, share, Examine.SUFFICIENT, (), Final.UNIFORM, who, given=given, alters=alters)


def _special(kind: Kind, special: Special, home: Home = Home.HELD) -> Kind:
    return Kind(**{**kind.__dict__, "special": special, "home": home})


NOT_IN_FILE = _uniform("not_in_file", 1600, who=Who.STRANGER, given=Given.SELDOM)
"""The kind that fills what the others leave."""

UNIFORM = (
    NOT_IN_FILE,
    _special(_uniform("address_of_another", 420), Special.ORDINARY, Home.ELSEWHERE),
    _special(_uniform("unit_of_another", 30, given=Given.BOTH), Special.UNIT, Home.OTHER_UNIT),
    _uniform("tin_of_a_stranger", 80, given=Given.TIN),
    _special(_uniform("tin_of_the_partner", 25, given=Given.TIN), Special.COUPLE),
    _uniform("birth_date_disagrees", 90, given=Given.BIRTH),
    _special(_uniform("twin_ambiguous", 15, terms.plain_name, given=Given.BIRTH), Special.TWIN_SAME_GIVEN),
    _special(_uniform("junior_ambiguous", 20, terms.plain_name, given=Given.NEITHER), Special.JUNIOR),
    _special(_uniform("two_families_ambiguous", 15, terms.plain_name, given=Given.NEITHER), Special.TWO_FAMILIES),
    _special(_uniform("address_before_periods", 90, given=Given.BOTH), Special.MOVED, Home.MOVED_BEFORE),
    _special(_uniform("two_addresses_same_day", 15, given=Given.BOTH), Special.SAME_DAY, Home.LAST),
    _uniform("protected_person", 40, given=Given.TIN),
    _uniform("informant", 40, given=Given.TIN),
)
"""Sufficient requests to which the answer says nothing."""
