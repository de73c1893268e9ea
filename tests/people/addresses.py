"""How the addresses of pseudopeople, which nobody here wrote, are read: accepted, with their unit, in either form."""

from dataclasses import dataclass
from functools import cache

from tests.people.sample import Home, homes

from lockgate.law.address import WrittenAddress, address_fact, place_of
from lockgate.law.address_agreement import compare_places
from lockgate.law.likeness import Likeness
from lockgate.law.minimum import without_third_parties
from lockgate.store.gazetteer import packaged_gazetteer


@dataclass(frozen=True)
class Reading:
    """What was read wrongly, over the distinct addresses of all data sets, before noise.

    Attributes:
        total: how many addresses.
        whole: how many have a street number and a street, or a box.
        refused: whole, and not accepted: the address and the codes.
        passed: not whole, and accepted.
        units: how many whole ones have a unit.
        lost: the unit lines that make no difference: the address without them is the same place.
        forms: written in one field it is another place than written in two lines.
    """

    total: int
    whole: int
    refused: tuple[tuple[str, str], ...]
    passed: tuple[str, ...]
    units: int
    lost: tuple[str, ...]
    forms: tuple[str, ...]


@cache
def reading() -> Reading:
    """Read every address once."""
    gazetteer = packaged_gazetteer()

    def key(address: WrittenAddress) -> str:
        place = place_of(without_third_parties(address), gazetteer)
        return place.key if place else ""

    every = sorted(set(homes().values()), key=lambda home: home.text)
    whole = [home for home in every if home.is_whole]
    two = {home: _two_lines(home) for home in every}
    reached = {home for home in every if place_of(two[home], gazetteer) is not None}
    known = [home for home in whole if home in reached]
    refused = [home for home in whole if home not in reached]
    return Reading(
        total=len(every),
        whole=len(whole),
        refused=tuple(
            (shown(home), ", ".join(sorted(code.value for code in address_fact(two[home], gazetteer).codes)))
            for home in refused
        ),
        passed=tuple(shown(home) for home in every if not home.is_whole and home in reached),
        units=sum(bool(_unit(home)) for home in whole),
        lost=tuple(_unit(home) for home in known if _unit(home) and key(two[home]) == key(_without_unit(home))),
        forms=tuple(shown(home) for home in known if _parted(key(two[home]), key(_one_field(home)))),
    )


def _parted(one: str, other: str) -> bool:
    return not other or compare_places(one, other) is Likeness.DIFFERENT


def _line1(home: Home) -> str:
    number, street, _, box = home.text.split("|")
    return f"PO BOX {box}" if box else f"{number} {street}".strip()


def _unit(home: Home) -> str:
    return home.text.split("|")[2]


def shown(home: Home) -> str:
    """Number, street or box, and unit of an address before noise."""
    return ", ".join(part for part in (_line1(home), _unit(home)) if part)


def _two_lines(home: Home) -> WrittenAddress:
    return WrittenAddress(_line1(home), _unit(home), home.city, home.state, home.zip, "")


def _without_unit(home: Home) -> WrittenAddress:
    return WrittenAddress(_line1(home), "", home.city, home.state, home.zip, "")


def _one_field(home: Home) -> WrittenAddress:
    return WrittenAddress(", ".join((shown(home), home.city, f"{home.state} {home.zip}")))
