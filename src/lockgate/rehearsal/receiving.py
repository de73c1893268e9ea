"""The recipients of a rehearsal receive their packages through the office's gateway; one of them loses a copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from lockgate.rehearsal.cast_acts import Cast, seal_anew
from lockgate.rehearsal.demo_outsiders import Recipient
from lockgate.rehearsal.gateway import inside, served
from lockgate.rehearsal.tally import Opened

OVER_HTTP = 1
"""So many recipients reach the gateway over HTTP; one is enough to show it."""

RECEIVING = timedelta(minutes=3)
"""How long a recipient takes over a package."""


def recipients_of(cast: Cast, packages: Mapping[str, str], into: Path) -> dict[str, Recipient]:
    """Every recipient at their own desk, a folder below ``into``.

    Args:
        cast: the rehearsal's people.
        packages: the packages by their recipients.
        into: where the recipients keep what they receive.
    """
    home = cast.office.home
    return {
        officer: Recipient(
            officer=officer,
            folder=into / officer,
            opening_key=cast.key(officer, receives=True),
            signing_key=cast.key(officer),
            release_certificate=home.keys / "release.crt",
            policy=home.log / "policy",
        )
        for officer in packages
    }


@dataclass(frozen=True, slots=True)
class Anew:
    """The packages by their recipients, after one of them was sealed anew.

    Attributes:
        packages: the packages.
        officer: whose was sealed anew; empty where nobody receives anything.
    """

    packages: Mapping[str, str]
    officer: str


def lose_one(cast: Cast, case: str, packages: Mapping[str, str], recipients: Mapping[str, Recipient]) -> Anew:
    """The last recipient loses the machine with their copy unopened; it is recalled, and a package sealed anew.

    Raises:
        IntegrityError: an act was refused, or the lost copy was opened.
    """
    if not recipients:
        return Anew(packages, "")
    officer, one = list(recipients.items())[-1]
    lost = packages[officer]
    with one.away(inside(cast.office), cast.clock) as elsewhere:
        elsewhere.fetch(lost)
        anew = seal_anew(cast, case, lost, officer)
        elsewhere.open_nothing(lost)
    return Anew({**packages, officer: anew}, officer)


def receive_all(cast: Cast, packages: Mapping[str, str], recipients: Mapping[str, Recipient]) -> tuple[Opened, ...]:
    """Every recipient fetches and opens their package and gives the receipt; every answer in every package.

    The first ones ask over HTTP, the others in this process: it is the same gateway.

    Raises:
        IntegrityError: anything was refused, or does not verify or open.
    """
    found: list[Opened] = []
    with served(cast.office) as afar:
        near = inside(cast.office)
        for number, (officer, one) in enumerate(recipients.items()):
            found += one.receive(packages[officer], afar if number < OVER_HTTP else near, cast.clock)
            cast.clock.forward(RECEIVING)
    return tuple(found)
