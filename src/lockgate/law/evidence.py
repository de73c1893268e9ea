"""What agreed between one request and one taxpayer, element by element (R24); nothing is decided here.

Each element of a request agrees, nearly agrees, disagrees, is absent, or stands against nothing held. How names and
addresses compare is ``law/names`` and ``law/address_agreement``; TIN and birth date are equal or not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from lockgate.law.address import WrittenAddress
from lockgate.law.address_agreement import compare_places
from lockgate.law.likeness import Likeness
from lockgate.law.names import NameKey, compare_names

UNREADABLE = "?"
"""A number or date that was given and cannot be read: given, so it would have to agree, and it cannot."""

_NINE_DIGITS = re.compile(r"[0-9]{9}\Z")
_TIN_MARKS = str.maketrans("", "", " -.")


class Agrees(StrEnum):
    """What comparing one element showed."""

    AGREES = "agrees"
    NEARLY = "nearly"
    """It agrees within the stated bounds, though written differently."""
    DISAGREES = "disagrees"
    ABSENT = "absent"
    UNCONFIRMED = "unconfirmed"
    """It was given, and the custodian holds nothing to compare it with: neither agreeing nor disagreeing."""


AGREEING = frozenset({Agrees.AGREES, Agrees.NEARLY})
"""What counts as agreement of a name or an address."""


class Said(StrEnum):
    """Whether a TIN or birth date is there at all, on one side."""

    ABSENT = "absent"
    UNREADABLE = "unreadable"
    READ = "read"


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """One address the custodian holds for a taxpayer.

    Attributes:
        period: the last day of the tax period it is held for; None when that cannot be read.
        place: the comparable form (``law.address.Place.key``), '' when it is no address a letter could reach.
        written: the lines as held.
        effective: since when the custodian has it; None when not recorded.
    """

    period: date | None
    place: str
    written: WrittenAddress
    effective: date | None


@dataclass(frozen=True, slots=True)
class AskedIdentity:
    """What a request sets forth to identify one taxpayer.

    Attributes:
        name: the name as compared.
        place: the comparable form of the address set forth; '' when it has none.
        tin: nine digits, '' when not given, ``UNREADABLE`` when given and not nine digits.
        date_of_birth: ``YYYY-MM-DD``, '' when not given, ``UNREADABLE`` otherwise.
        periods: the last days of the stated tax periods.
    """

    name: NameKey
    place: str
    tin: str
    date_of_birth: str
    periods: frozenset[date]


@dataclass(frozen=True, slots=True)
class HeldTaxpayer:
    """What the custodian holds of one taxpayer; '' where it holds nothing.

    Which kind of number the TIN is has no place here, nor in anything that decides or answers (R49).
    """

    name: NameKey
    tin: str
    date_of_birth: str
    addresses: tuple[HeldAddress, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What agreed between one request and one taxpayer, element by element.

    ``address_in_periods``: whether an agreeing address is held for one of the stated periods.
    """

    name: Agrees
    address: Agrees
    address_in_periods: bool
    tin: Agrees
    dob: Agrees


def tin_of(text: str) -> str:
    """A taxpayer identifying number as compared: nine digits, '' when blank, ``UNREADABLE`` otherwise."""
    bare = text.translate(_TIN_MARKS)
    if not bare:
        return UNREADABLE if text.strip() else ""
    return bare if _NINE_DIGITS.match(bare) else UNREADABLE


def birth_date_of(text: str) -> str:
    """A birth date as compared: ``YYYY-MM-DD``, '' when blank, ``UNREADABLE`` otherwise."""
    text = text.strip()
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else UNREADABLE
    except ValueError:
        return UNREADABLE


def compare(asked: AskedIdentity, held: HeldTaxpayer) -> Evidence:
    """What agrees between one request and one taxpayer.

    An engine that works on distinct values does the same with ``likeness_evidence`` and ``value_evidence``.
    """
    name = Agrees.ABSENT
    if asked.name.words and held.name.words:
        name = likeness_evidence(compare_names(asked.name, held.name))
    places = {address.place for address in held.addresses} - {""}
    alike = {place: compare_places(asked.place, place) for place in places} if asked.place else {}
    return Evidence(
        name=name,
        address=_address(asked.place, alike),
        address_in_periods=any(
            alike.get(address.place, Likeness.DIFFERENT) is not Likeness.DIFFERENT and address.period in asked.periods
            for address in held.addresses
        ),
        tin=_value(asked.tin, held.tin),
        dob=_value(asked.date_of_birth, held.date_of_birth),
    )


def likeness_evidence(likeness: Likeness) -> Agrees:
    """What comparing two names, or two places, amounts to."""
    match likeness:
        case Likeness.SAME:
            return Agrees.AGREES
        case Likeness.NEAR:
            return Agrees.NEARLY
        case Likeness.DIFFERENT:
            return Agrees.DISAGREES
        case _:
            assert_never(likeness)


def value_evidence(asked: Said, held: Said, *, equal: bool) -> Agrees:
    """What comparing a TIN or birth date amounts to; ``equal`` counts only where both were read."""
    match asked, held:
        case Said.ABSENT, _:
            return Agrees.ABSENT
        case Said.UNREADABLE, _:
            return Agrees.DISAGREES
        case _, Said.READ:
            return Agrees.AGREES if equal else Agrees.DISAGREES
        case _:
            return Agrees.UNCONFIRMED


def said(value: str) -> Said:
    """Whether a value of ``tin_of`` or ``birth_date_of`` is there."""
    return Said.ABSENT if not value else Said.UNREADABLE if value == UNREADABLE else Said.READ


def _address(asked: str, alike: Mapping[str, Likeness]) -> Agrees:
    """The address set forth against any address held (decision 1): there is no "last known" test.

    Args:
        asked: the place asked about.
        alike: each place held, and how it compares with that.
    """
    if not asked:
        return Agrees.ABSENT
    return likeness_evidence(max(alike.values())) if alike else Agrees.UNCONFIRMED


def _value(asked: str, held: str) -> Agrees:
    """A TIN or birth date, normalized on both sides."""
    return value_evidence(said(asked), said(held), equal=asked == held)
