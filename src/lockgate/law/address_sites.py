"""Addresses of jails, shelters, courts and agencies: by the words around a street, or by the building (R08)."""

from lockgate.law.address_codes import AddressCode
from lockgate.law.address_lines import Delivery, LineKind
from lockgate.law.address_locality import Locality
from lockgate.law.address_place import place_from
from lockgate.law.address_text import words
from lockgate.law.address_words import COMMON_SUFFIXES, DIRECTIONALS, SUFFIXES
from lockgate.law.address_written import Lines
from lockgate.law.gazetteer import Gazetteer


def site_codes(where: Locality, lines: Lines, gazetteer: Gazetteer) -> set[AddressCode]:
    """FACILITY_LOCATED, FACILITY_UNLOCATED and AGENCY_OFFICE."""
    found = lines.delivery
    spoken = [part for part in lines.outside if found is not None or not _is_street_only(part)] + [*lines.care]
    if found is not None:
        spoken.append(found.unit)
        if not found.sheltered:
            spoken.append(found.street)
    if where.city and not gazetteer.carries(where.zip5, where.city):
        spoken.append(tuple(words(where.city)))
    text = " , ".join(" ".join(part) for part in spoken)
    facility, agency = gazetteer.names_facility(text), gazetteer.names_agency(text)
    if found is not None and where.zip5 in gazetteer.busy_zips:
        building = place_from(found, where.city, where.state, where.zip5).building
        facility = facility or building in gazetteer.facilities.places
        agency = agency or building in gazetteer.facilities.agency_places
    if not (facility or agency):
        return set()
    if not _is_located(found, where, gazetteer):
        return {AddressCode.FACILITY_UNLOCATED}
    return ({AddressCode.FACILITY_LOCATED} if facility else set()) | ({AddressCode.AGENCY_OFFICE} if agency else set())


def _is_street_only(part: tuple[str, ...]) -> bool:
    """Whether words without a number are a street's by their suffix ("SHELTER COVE LN"); "COURT" proves nothing."""
    name = [word for word in part if word not in DIRECTIONALS]
    return len(name) > 1 and name[-1] != "COURT" and SUFFIXES.get(name[-1]) in COMMON_SUFFIXES


def _is_located(found: Delivery | None, where: Locality, gazetteer: Gazetteer) -> bool:
    """Whether a building location is given: number and street (not the facility's own name) or box, and locality."""
    if found is None or not (where.city and where.state and where.zip5):
        return False
    if found.kind is not LineKind.STREET or found.sheltered:
        return True
    named = " ".join(found.street)
    left = gazetteer.without_facility(named).split()
    return left == named.split() or (
        any(len(word) > 1 and word not in DIRECTIONALS for word in left) and any(word in SUFFIXES for word in left)
    )
