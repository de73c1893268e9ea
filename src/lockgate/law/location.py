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
    """What one taxpayer's evidence comes to, best last."""

    NOTHING = 0
    CONTRADICTED = 1
    """Something given is this taxpayer's, or name and address are, and something else given is not."""
    AGREEING = 2
    """Name and address agree, and nothing given disagrees."""


def _standing(evidence: Evidence) -> _Standing:
    named, placed = evidence.name in AGREEING, evidence.address in AGREEING
    if named and placed:
        disagrees = Agrees.DISAGREES in {evidence.tin, evidence.dob}
        return _Standing.CONTRADICTED if disagrees else _Standing.AGREEING
    # A number alone, or a name with its birth date, never identifies; it shows that something given disagrees.
    known = evidence.tin is Agrees.AGREES or (named and evidence.dob is Agrees.AGREES)
    return _Standing.CONTRADICTED if known else _Standing.NOTHING


def decide(evidences: Sequence[tuple[str, Evidence]]) -> Located:
    """One taxpayer, one but weakly, several, one that disagrees, or none (R24).

    Whoever agrees on name and address and disagrees on nothing is a rival of everybody else who does. One is
    identified among them only when confirmed by all that confirms each other one and by something more; how a name
    or an address is spelled makes no difference to that. Another taxpayer never makes anybody identified who was not.

    Args:
        evidences: taxpayer id and evidence, each taxpayer once, in any order.
    """
    standings = [(_standing(evidence), taxpayer_id, evidence) for taxpayer_id, evidence in evidences]
    rivals = [(taxpayer_id, each) for standing, taxpayer_id, each in standings if standing is _Standing.AGREEING]
    if not rivals:
        contradicted = any(standing is _Standing.CONTRADICTED for standing, _, _ in standings)
        return Located(Identified.DISAGREES if contradicted else Identified.NONE)
    taxpayer_id, best = max(rivals, key=lambda rival: len(_confirmed(rival[1])))
    clean = _is_clean(best)
    if len(rivals) > 1 and not (clean and sum(_confirmed(best) <= _confirmed(other) for _, other in rivals) == 1):
        return Located(Identified.SEVERAL)
    if any(_bars(other, best) for _, other in evidences):
        return Located(Identified.DISAGREES)
    return Located(Identified.ONE if clean else Identified.WEAK, taxpayer_id, best)


def _confirmed(evidence: Evidence) -> frozenset[str]:
    """Which of the numbers and dates that were given agree."""
    given = (("tin", evidence.tin), ("dob", evidence.dob))
    return frozenset(element for element, agrees in given if agrees is Agrees.AGREES)


def _is_clean(evidence: Evidence) -> bool:
    """Of evidence that agrees: something confirms it, all that was given is held, for one of the stated periods."""
    unconfirmed = Agrees.UNCONFIRMED in {evidence.tin, evidence.dob}
    return bool(_confirmed(evidence)) and not unconfirmed and evidence.address_in_periods


def _bars(other: Evidence, best: Evidence) -> bool:
    """Whether another taxpayer's evidence speaks against the best one."""
    if other.tin is Agrees.AGREES and best.tin is not Agrees.AGREES:
        # The number that was given is the other's: it disagrees with this one, whose own is not held.
        return True
    if _standing(other) is not _Standing.CONTRADICTED or len(_confirmed(best)) > 1:
        return False
    # Written just as the other, who disagrees: a date or number got from somebody of the same home is likelier than
    # a name or an address got wrong and landing on the other's.
    mine, theirs = (best.name, best.address), (other.name, other.address)
    exact = all(one is Agrees.AGREES or one is two for one, two in zip(theirs, mine, strict=True))
    return exact and mine != theirs


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
