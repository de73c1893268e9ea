"""Orders of courts as the custodian keeps them: what is in force, a new one, one lifted, and what each would stop.

A dry run asks the gate that every act asks (``release_gates.orders``), once with the orders of now and once with those
that would be. It tells counts of cases and packages, never of persons: whom an order that protects persons would reach
among those identified is return information itself (R46, R51).
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.law.registers import CourtOrder, OrderScope, Registers
from lockgate.procedure.acts import Act, forbidden_word
from lockgate.procedure.casefile import CaseFacts, PackageFacts
from lockgate.procedure.questions import Asked, Frame, Question
from lockgate.procedure.release_gates import orders as stayed
from lockgate.procedure.roles import TABLE, Officer
from lockgate.store.cases import case_ids, viewed
from lockgate.store.packs import governing
from lockgate.store.pending import loaded_last
from lockgate.store.register_text import Cells, with_cells, with_row
from lockgate.store.registers import current_registers, registers_of

ORDERS = "orders"

_ASKED = tuple(act for act in Act if forbidden_word(act))
_OF_A_PACKAGE = frozenset({Act.FETCH, Act.OPENING})


@dataclass(frozen=True, slots=True)
class Stopped:
    """One act that would be stopped, or freed: in how many cases it can come next, or of how many packages."""

    act: Act
    cases: int
    packages: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What orders would change, were they in force at an instant.

    Attributes:
        at: the instant.
        stopped: acts that would be stopped and are not now.
        freed: acts that would be stopped no longer.
        cases: cases looked at.
        persons: orders that protect persons, among those that are new or other; whom they reach is told nowhere.
    """

    at: datetime
    stopped: tuple[Stopped, ...]
    freed: tuple[Stopped, ...]
    cases: int
    persons: int


def orders_text(office: Office) -> bytes:
    """The register of orders in force, as loaded; empty where none was."""
    loaded = loaded_last(ORDERS, office.clock())
    return loaded.content if loaded is not None else b""


def with_order(office: Office, row: Cells) -> bytes:
    """The register with one order more.

    Raises:
        UsageError: the order cannot be read, or one of that name is there.
    """
    known = {one.order for one in current_registers(office.clock()).orders}
    if row.get("order", "") in known:
        raise UsageError(f"An order {row['order']} is in the register; give this one another name.")
    text = with_row(ORDERS, orders_text(office), row)
    registers_of({ORDERS: text})
    return text


def with_lifted(office: Office, order: str, lifted: str, citation: str) -> bytes:
    """The register with an order lifted from an instant on; its row stays, and says by what.

    Raises:
        UsageError: no such order stands, or the instant cannot be read.
    """
    at = office.clock()
    standing = [one for one in current_registers(at).orders if one.order == order and one.lifted is None]
    if not standing:
        raise UsageError(f"No order {order} stands that is not lifted.")
    told = "; ".join(filter(None, (standing[0].citation, f"lifted by {citation}" if citation else "")))
    cells = {"lifted": lifted, "citation": told}
    text = with_cells(ORDERS, orders_text(office), lambda row: row["order"] == order and not row["lifted"], cells)
    registers_of({ORDERS: text})
    return text


def effect_of(office: Office, content: bytes, by: Officer) -> Effect:
    """What the orders in ``content`` would stop that those in force do not, and what they would let go on.

    Asked as of now, or of the latest instant at which an order that is new or other begins or ends.

    Raises:
        UsageError: the register cannot be read.
    """
    at = office.clock()
    now = current_registers(at)
    then = replace(now, orders=registers_of({ORDERS: content}).orders)
    other = [one for one in then.orders if one not in now.orders]
    at = max([at, *(_turns(one) for one in other)])
    stopped: Counter[tuple[Act, str]] = Counter()
    freed: Counter[tuple[Act, str]] = Counter()
    known = case_ids()
    for case in known:
        facts = viewed(case)
        for act in _ASKED:
            if facts.stage in TABLE[act].stages:
                _count(office, facts, Asked(act, by, at), (now, then), (stopped, freed))
    persons = sum(one.scope is OrderScope.PERSONS for one in other)
    return Effect(at, _lines(stopped), _lines(freed), len(known), persons)


def _count(
    office: Office,
    facts: CaseFacts,
    asked: Asked,
    registers: tuple[Registers, Registers],
    found: tuple[Counter[tuple[Act, str]], Counter[tuple[Act, str]]],
) -> None:
    agreement = governing(facts.submission.agreement, asked.at)
    before, after = (stayed(Question(facts, asked, Frame(agreement, office.law, one))) is not None for one in registers)
    if before == after:
        return
    packages = sum(_can(asked.act, one) for one in facts.packages) if asked.act in _OF_A_PACKAGE else 0
    if asked.act in _OF_A_PACKAGE and not packages:
        return
    counted = found[0] if after else found[1]
    counted[asked.act, "cases"] += 1
    counted[asked.act, "packages"] += packages


def _can(act: Act, package: PackageFacts) -> bool:
    """Whether the act can still be done on a package: it is out, and nothing ended it."""
    out = package.handed_over_at is not None and package.recalled_at is None and package.purged_at is None
    return out and (package.opened_at is None if act is Act.OPENING else package.acknowledged_at is None)


def _lines(counted: Counter[tuple[Act, str]]) -> tuple[Stopped, ...]:
    return tuple(
        Stopped(act, counted[act, "cases"], counted[act, "packages"]) for act in _ASKED if counted[act, "cases"]
    )


def _turns(order: CourtOrder) -> datetime:
    """When an order that is new begins; when one that is lifted ends."""
    return order.lifted if order.lifted is not None else order.effective


def orders_shown(office: Office) -> tuple[CourtOrder, ...]:
    """Every order of the register: those in force first, then those to come, then those lifted."""
    at = office.clock()

    def rank(one: CourtOrder) -> tuple[int, datetime]:
        lifted = one.lifted is not None and one.lifted <= at
        return (0 if one.stands(at) else 2 if lifted else 1, one.effective)

    return tuple(sorted(current_registers(at).orders, key=rank))
