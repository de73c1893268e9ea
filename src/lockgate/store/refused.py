"""Entries of refused acts: in a commit of their own, under the locks of an act, and bounded; so are refused openings.

Nothing else is written with one: no version rises, so a refused act makes no other act begin again. The same refusal
repeated on one day is one entry, and an officer's refusals of one day are at most ``MOST_A_DAY`` entries: nobody fills
the log by being refused.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta

from lockgate.canonical import canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.ledger import minute
from lockgate.store.models.gateway import RefusedOpeningRow
from lockgate.store.models.log import EntryRow
from lockgate.store.transactions import Writing, one_commit, share_standing, take_case
from lockgate.store.values import Enacted, EntryRef
from lockgate.tlog.entries import Entry, detail_root, parse_salted_leaf, salted_leaf

REFUSED = "refuse"
"""The word of the entry."""

SAID = "said"
"""The name of its one leaf."""

MOST_A_DAY = 100
"""Entries of one officer's refusals in one day (UTC); the last of them says that further ones are not entered.

As many again of one officer's refused openings.
"""

FURTHER = {False: "", True: "not entered today"}
"""What such an entry says of further ones, by whether it is the day's last."""


@dataclass(frozen=True, slots=True)
class RefusedAct:
    """What was refused to whom: never a value of a record, and never the sentence that was told.

    Attributes:
        act: the act's word.
        officer: who tried it, by their own key.
        code: the ground, such as ``R23.order``.
        proposal: the proposal's hash it was about, or empty.
        package: the package's hash, or empty.
    """

    act: str
    officer: str
    code: str
    proposal: str = ""
    package: str = ""


@dataclass(frozen=True, slots=True)
class Refusing:
    """One refusal to be entered.

    Attributes:
        refused: what.
        case: the case's id; empty where the act concerns none.
        law: hash of the law in force.
        pack: hash of the agreement pack; empty where there is no case.
        salt: 16 random bytes for the entry's one leaf.
        at: the instant, aware.
    """

    refused: RefusedAct
    case: str
    law: str
    pack: str
    salt: bytes
    at: datetime


def enter_refused(refusing: Refusing) -> EntryRef | None:
    """Enter a refusal; None where it is entered already today, or its officer's entries of today are all used.

    Raises:
        UsageError: there is no such case.
    """
    with one_commit():
        share_standing()
        row = take_case(refusing.case) if refusing.case else None
        today = [one for one in refused_on(refusing.at) if one[1].officer == refusing.refused.officer]
        if (refusing.case, refusing.refused) in today or len(today) >= MOST_A_DAY:
            return None
        further = FURTHER[len(today) + 1 == MOST_A_DAY]
        said = canonical({**asdict(refusing.refused), "further": further})
        leaves = (salted_leaf(refusing.salt, SAID, said.decode("utf-8")),)
        reference = row.reference if row is not None else ""
        entry = Entry(REFUSED, reference, minute(refusing.at), refusing.law, refusing.pack, detail_root(leaves))
        return Writing(row).enter_own(Enacted(entry, leaves, (), refusing.at))


def refused_on(at: datetime) -> Iterator[tuple[str, RefusedAct]]:
    """The refusals that were entered on the day (UTC) of an instant, each with its case's id, oldest first."""
    begin, end = _day_of(at)
    rows = EntryRow.objects.filter(act=REFUSED, at__gte=begin, at__lt=end).order_by("id")
    return ((row.case_id or "", refused_of(row)) for row in rows)


def openings_refused_on(at: datetime, officer: str) -> tuple[tuple[str, str], ...]:
    """An officer's refused openings that were entered on the day (UTC) of an instant: package and ground of each."""
    begin, end = _day_of(at)
    rows = RefusedOpeningRow.objects.filter(officer=officer, at__gte=begin, at__lt=end).order_by("id")
    return tuple(rows.values_list("package_id", "code"))


def _day_of(at: datetime) -> tuple[datetime, datetime]:
    begin = datetime.combine(at.astimezone(UTC).date(), time(), UTC)
    return begin, begin + timedelta(days=1)


def refused_of(row: EntryRow) -> RefusedAct:
    """What the entry of a refused act says.

    Raises:
        IntegrityError: its leaf is not one that this module writes.
    """
    try:
        return _read(bytes(row.leaves))
    except ValueError as error:
        raise IntegrityError(f"Entry {row.pk} is no refusal that was entered: {error}.") from error


def _read(leaves: bytes) -> RefusedAct:
    match parse_canonical(leaves):
        case [str(leaf)]:
            _, name, value = parse_salted_leaf(leaf.encode("utf-8"))
        case _:
            raise ValueError("it has not one leaf")
    match parse_canonical(value.encode("utf-8")):
        case {"act": str(act), "officer": str(officer), "code": str(code), "proposal": str(proposal),
              "package": str(package), "further": str(_), **rest} if name == SAID and not rest:  # fmt: skip
            return RefusedAct(act, officer, code, proposal, package)
        case _:
            raise ValueError("its leaf says something else")
