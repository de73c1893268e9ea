"""What an agreement's pack says of the office's own guards: rotation of pairs, seeded rounds, an outside party.

The law asks for none of them; a gate of the office does. A pack that says nothing has the values here.
"""

from dataclasses import dataclass

from lockgate.law.agreement import Agreement


@dataclass(frozen=True, slots=True)
class Guards:
    """The guards of one agreement.

    Attributes:
        pair_cases_max: how many cases, one after the other, the same two officers may decide together; 0: no bound.
            25 is a house value, for packs that say nothing.
        seeds: how many seeded items a round put before a deciding officer may hold; 0: no rounds are asked.
        party: who may stop a release from outside, by name; '' where the agreement names nobody.
        party_officers: ids of the persons who act for that party, as the delegations have them.
        party_hours: how long after the authorization they may; nothing leaves before.
    """

    pair_cases_max: int = 25
    seeds: int = 0
    party: str = ""
    party_officers: frozenset[str] = frozenset()
    party_hours: int = 0


HOUSE = Guards()
"""The guards of an agreement whose pack says nothing of them."""


@dataclass(frozen=True, slots=True)
class Guarded(Agreement):
    """An agreement as its pack has it: what the law asks of it, and the guards that its office keeps."""

    guards: Guards = HOUSE


def guards_of(agreement: Agreement) -> Guards:
    """The guards of an agreement; the house's where whoever made it had no pack to read."""
    return agreement.guards if isinstance(agreement, Guarded) else HOUSE
