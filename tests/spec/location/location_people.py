"""A short way to write down a request and the taxpayers a custodian holds."""

from collections.abc import Iterable
from datetime import date

from lockgate.law.address import WrittenAddress
from lockgate.law.location import (
    AskedIdentity,
    HeldAddress,
    HeldTaxpayer,
    Located,
    birth_date_of,
    compare,
    decide,
    tin_of,
)
from lockgate.law.names import NameKey, WrittenName, name_key

OAK = "street|12||OAK|ST|||TX|77002|"
OAK_4, OAK_5 = OAK + "4", OAK + "5"
OAK_ROAD = "street|12||OAK||||TX|77002|"
ELM = "street|5||ELM|ST|||TX|77003|"
FAR = "street|77||FAR|RD|||TX|77009|"


def named(text: str) -> NameKey:
    """``given / family``, ``given / middle / family`` or ``given / middle / family / suffix``."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == 2:
        parts.insert(1, "")
    return name_key(WrittenName(*parts))


def year(number: int) -> date:
    return date(number, 12, 31)


def asked(name: str, at: str = OAK, *, tin: str = "", born: str = "", years: Iterable[int] = (2022,)) -> AskedIdentity:
    return AskedIdentity(named(name), at, tin_of(tin), birth_date_of(born), frozenset(map(year, years)))


def home(at: str, number: int, since: str = "2022-02-01") -> HeldAddress:
    return HeldAddress(year(number), at, WrittenAddress(at), date.fromisoformat(since) if since else None)


def held(name: str, *homes: HeldAddress | str, tin: str = "", born: str = "") -> HeldTaxpayer:
    """A taxpayer; a home given as text is held for 2022; without any home, the one in Oak Street for 2022."""
    addresses = tuple(home(one, 2022) if isinstance(one, str) else one for one in homes or (OAK,))
    return HeldTaxpayer(named(name), tin_of(tin), birth_date_of(born), addresses)


def located(request: AskedIdentity, people: Iterable[HeldTaxpayer]) -> Located:
    return decide([(str(number), compare(request, person)) for number, person in enumerate(people, 1)])
