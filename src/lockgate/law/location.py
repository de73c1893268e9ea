"""Identify one taxpayer or nobody: what agreed, what that amounts to, and which address answers (R24, R58).

26 U.S.C. 6103(i)(2)(B)(i) asks for the "name and address of the taxpayer"; no number and no birth date
replaces either (R09; ruling of 26 February 2026). So one taxpayer is identified only where name and address of
record agree and everything else that was given agrees. Engines bring pairs; this file alone decides.

The decision knows classes of evidence, never a score. The best taxpayer must beat the second as a class: two
in the best class are *several*, and nobody is identified.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import assert_never

from lockgate.law.act_facts import Identified
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


@dataclass(frozen=True, slots=True)
class Located:
    """The decision on one record. ``taxpayer_id`` and ``evidence`` are there only for ``one`` and ``weak``."""

    identified: Identified
    taxpayer_id: str = ""
    evidence: Evidence | None = None


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


class _Standing(IntEnum):
    """The class of one taxpayer's evidence, best last."""

    NOTHING = 0
    ELSEWHERE = 1
    CONTRADICTED = 2
    WEAK = 3
    CLEAN = 4


def _standing(evidence: Evidence) -> _Standing:
    others = (evidence.tin, evidence.dob)
    if evidence.name in AGREEING and evidence.address in AGREEING:
        if Agrees.DISAGREES in others:
            return _Standing.CONTRADICTED
        confirmed = Agrees.AGREES in others and Agrees.UNCONFIRMED not in others
        return _Standing.CLEAN if confirmed and evidence.address_in_periods else _Standing.WEAK
    # A number alone, or a name with its birth date, never identifies; it shows that something given disagrees.
    name_and_birth = evidence.name in AGREEING and evidence.dob is Agrees.AGREES
    return _Standing.ELSEWHERE if evidence.tin is Agrees.AGREES or name_and_birth else _Standing.NOTHING


def decide(evidences: Sequence[tuple[str, Evidence]]) -> Located:
    """One taxpayer, one but weakly, several, one that disagrees, or none (R24).

    Args:
        evidences: taxpayer id and evidence, each taxpayer once, in any order.
    """
    ranked = [(_standing(evidence), taxpayer_id, evidence) for taxpayer_id, evidence in evidences]
    best = max((standing for standing, _, _ in ranked), default=_Standing.NOTHING)
    match best:
        case _Standing.NOTHING:
            return Located(Identified.NONE)
        case _Standing.ELSEWHERE | _Standing.CONTRADICTED:
            return Located(Identified.DISAGREES)
        case _Standing.WEAK | _Standing.CLEAN:
            leaders = [(taxpayer_id, evidence) for standing, taxpayer_id, evidence in ranked if standing is best]
        case _:
            assert_never(best)
    if len(leaders) > 1:
        return Located(Identified.SEVERAL)
    taxpayer_id, evidence = leaders[0]
    if evidence.tin is not Agrees.AGREES and any(other.tin is Agrees.AGREES for _, other in evidences):
        # The number that was given is another taxpayer's: it disagrees with this one, whose own is not held.
        return Located(Identified.DISAGREES)
    found = Identified.ONE if best is _Standing.CLEAN else Identified.WEAK
    return Located(found, taxpayer_id, evidence)


def _lines(address: HeldAddress) -> tuple[str, ...]:
    one = address.written
    return (one.line1, one.line2, one.city, one.state, one.zip, one.country)


def latest_held(addresses: Iterable[HeldAddress], periods: frozenset[date]) -> tuple[HeldAddress, ...]:
    """The latest address held for the stated periods; more than one when different ones share the latest date.

    An address without a date could be the latest, so it stands beside the latest. The same place written
    twice is one address.
    """
    stated = [address for address in addresses if address.period in periods]
    newest = max((address.effective for address in stated if address.effective), default=None)
    latest = [address for address in stated if address.effective in {None, newest}]
    distinct: dict[str | WrittenAddress, HeldAddress] = {}
    for address in sorted(latest, key=_lines) if len(latest) > 1 else latest:
        distinct.setdefault(address.place or address.written, address)
    return tuple(distinct.values())


def answer_address(addresses: Iterable[HeldAddress], periods: frozenset[date]) -> HeldAddress | None:
    """R58: the latest address held for the stated periods; None where there is none, or two of the same date."""
    latest = latest_held(addresses, periods)
    return latest[0] if len(latest) == 1 else None
