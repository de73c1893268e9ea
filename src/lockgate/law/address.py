"""What counts as "the address of the taxpayer" that a request must set forth, 26 U.S.C. 6103(i)(2)(B)(i).

The test of form (R05 to R08): an address a letter could reach. Number and street, or a box, rural route,
highway contract route, general delivery or military form, with city, state and ZIP that do not contradict one
another. Every address gets a closed set of codes; ``DELIVERABLE`` is given alone or not at all. Form is a
precondition and never a releasing test (R24 asks whether it is the taxpayer's).
"""

from dataclasses import dataclass

from lockgate.law.address_codes import FOR_A_PERSON, NOT_AN_ADDRESS, PLACEHOLDERS, AddressCode
from lockgate.law.address_place import Place, place_from
from lockgate.law.address_reading import Reading, read_address
from lockgate.law.folding import fold
from lockgate.law.gazetteer import Gazetteer

__all__ = [
    "FOR_A_PERSON",
    "NOT_AN_ADDRESS",
    "PLACEHOLDERS",
    "AddressCode",
    "AddressFact",
    "AddressSaid",
    "Place",
    "WrittenAddress",
    "address_fact",
    "address_said",
    "place_of",
]


@dataclass(frozen=True)
class WrittenAddress:
    """An address as the requester wrote it; a one-field address stands in ``line1``, the rest empty."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


@dataclass(frozen=True)
class AddressFact:
    """What is to be said of one written address: one or more codes."""

    codes: frozenset[AddressCode]


@dataclass(frozen=True)
class AddressSaid:
    """All that is said of one written address: its codes, never none, and its place where a letter could reach it."""

    codes: frozenset[AddressCode]
    place: Place | None


def address_said(written: WrittenAddress, gazetteer: Gazetteer) -> AddressSaid:
    """What is said of a written address by the tables of ``gazetteer``.

    The place is the comparable one, a facility's and an unknown ZIP's included; None where the address is not one
    (any code of ``NOT_AN_ADDRESS``). A foreign address is compared by its folded words.
    """
    reading = _reading(written, gazetteer)
    return AddressSaid(reading.codes, _place(reading))


def address_fact(written: WrittenAddress, gazetteer: Gazetteer) -> AddressFact:
    """The codes of a written address."""
    return AddressFact(_reading(written, gazetteer).codes)


def place_of(written: WrittenAddress, gazetteer: Gazetteer) -> Place | None:
    """The comparable place of a written address; None where a letter could not reach it."""
    return _place(_reading(written, gazetteer))


def _place(reading: Reading) -> Place | None:
    """The place that was read, unless a code says that it is no address."""
    if not NOT_AN_ADDRESS.isdisjoint(reading.codes):
        return None
    where = reading.locality
    if where.is_foreign:
        text = " ".join((*where.lines, where.city, where.state_written, where.zip_written))
        return Place(
            kind="foreign", street=" ".join(text.replace(",", " ").split()), city=where.city, state=where.country
        )
    if reading.delivery is None:
        return None
    return place_from(reading.delivery, where.city, where.state, where.zip5)


def _reading(written: WrittenAddress, gazetteer: Gazetteer) -> Reading:
    """The full reading of the folded fields."""
    return read_address(
        (
            fold(written.line1),
            fold(written.line2),
            fold(written.city),
            fold(written.state),
            fold(written.zip),
            fold(written.country),
        ),
        gazetteer,
    )
