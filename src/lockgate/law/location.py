"""Identify one taxpayer or nobody: what the evidence amounts to, and which address answers (R24, R58).

26 U.S.C. 6103(i)(2)(B)(i) asks for the "name and address of the taxpayer"; no number and no birth date
replaces either (R09; ruling of 26 February 2026). So one taxpayer is identified only where name and address of
record agree and everything else that was given agrees. Engines bring pairs; ``law/evidence`` says what agreed between
them, and this file alone decides.

The decision knows classes of evidence, never a score. The best taxpayer must beat the second as a class: two
in the best class are *several*, and nobody is identified.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from lockgate.law.act_facts import Identified
from lockgate.law.address import WrittenAddress
from lockgate.law.evidence import (
    AGREEING,
    Agrees,
    AskedIdentity,
    Evidence,
    HeldAddress,
    HeldTaxpayer,
    Said,
    birth_date_of,
    compare,
    likeness_evidence,
    said,
    tin_of,
    value_evidence,
)

__all__ = [
    "AGREEING", "Agrees", "AskedIdentity", "Evidence", "HeldAddress", "HeldTaxpayer", "Located", "Said",
    "answer_address", "birth_date_of", "compare", "decide", "latest_held", "likeness_evidence", "said", "tin_of",
    "value_evidence",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Located:
    """The decision on one record. ``taxpayer_id`` and ``evidence`` are there only for ``one`` and ``weak``."""

    identified: Identified
    taxpayer_id: str = ""
    evidence: Evidence | None = None


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
