"""The list of work: every case with its age and what it waits for, and what waits on a ground, for one officer (R51).

Writes nothing. What of it an officer is shown is asked of the one table of provisions, case by case.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice

from lockgate.actions.holding import Waiting, holds_listed
from lockgate.actions.office import Office, Signer
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.questions import Frame
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.procedure.waiting import Waits, stages_waiting_for, waits_for, waits_now
from lockgate.store.cases import case_ids, case_ids_at, viewed
from lockgate.store.packs import governing
from lockgate.store.publication import published_size
from lockgate.store.registers import current_registers

PAGE = 25
"""Cases on one page."""

FIRST = 10
"""Cases that wait for the officer, before the list: the oldest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the list is wanted: from the first page on, and of one stage where one is given."""

    page: int = 1
    stage: CaseStage | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One case of the list.

    Attributes:
        days: since it was opened.
        mine: the officer has a role that may do what it waits for.
        holds: those the officer can end, or all for the disclosure manager.
        takers: who has taken the case, in that order.
    """

    facts: CaseFacts
    waits: Waits
    days: int
    mine: bool
    holds: tuple[Waiting, ...]
    takers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One page of the list, the oldest case first; ``pages`` is at least 1."""

    cases: tuple[Listed, ...]
    holds: tuple[Waiting, ...]
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class Footing:
    """What governs every page: the law's hash, and how many entries stand under the published checkpoint."""

    law: str
    published: int


def footing(office: Office) -> Footing:
    """What governs now."""
    return Footing(office.law, published_size(office.home))


def listed_work(office: Office, by: Officer, signer: Signer, wanted: Wanted) -> Work:
    """A page of the cases this officer may see, and the holds they can end."""
    found = holds_listed(office, signer)
    holds = () if isinstance(found, Refusal) else found
    of_case: dict[str, list[Waiting]] = defaultdict(list)
    for one in holds:
        of_case[one.case].append(one)
    if refused_sight(Thing.REQUEST, by) is not None:
        return Work((), holds, 0, 1)
    known = case_ids() if wanted.stage is None else case_ids_at(wanted.stage)
    first = (wanted.page - 1) * PAGE
    page = [viewed(case) for case in known[first : first + PAGE]]
    governs = _governs(office)
    cases = tuple(_listed(facts, by, governs, of_case[facts.case]) for facts in page)
    return Work(cases, holds, len(known), max(1, -(-len(known) // PAGE)))


def own_work(office: Office, by: Officer) -> tuple[Listed, ...]:
    """The oldest cases whose next act is this officer's, at most ``FIRST``; none they have voted on already."""
    if refused_sight(Thing.REQUEST, by) is not None:
        return ()
    return tuple(islice(_own(office, by), FIRST))


def _own(office: Office, by: Officer) -> Iterator[Listed]:
    governs = _governs(office)
    for case in case_ids_at(*stages_waiting_for(by.roles)):
        one = _listed(viewed(case), by, governs, [])
        voted = one.waits.act is Act.REVIEW and any(vote.officer == by.id for vote in one.facts.votes)
        if one.mine and not voted:
            yield one


def waits_of(office: Office, facts: CaseFacts, by: Officer) -> Waits:
    """What a case waits for now, whoever looks (``procedure.waiting``)."""
    return _waits(facts, by, _governs(office))


@dataclass(frozen=True, slots=True)
class _Governs:
    """What governs at an instant: for each agreement the frame in which its cases are asked."""

    at: datetime
    frame: Callable[[str], Frame]


def _governs(office: Office) -> _Governs:
    at = office.clock()

    @cache
    def frame(agreement: str) -> Frame:
        return Frame(governing(agreement, at), office.law, current_registers(at))

    return _Governs(at, frame)


def _waits(facts: CaseFacts, by: Officer, governs: _Governs) -> Waits:
    waits = waits_for(facts)
    if waits.act is None or facts.stage is CaseStage.LOOK_BACK:
        return waits
    return waits_now(facts, by, governs.frame(facts.submission.agreement), governs.at)


def _listed(facts: CaseFacts, by: Officer, governs: _Governs, holds: list[Waiting]) -> Listed:
    waits = _waits(facts, by, governs)
    takers = tuple(done.officer for done in facts.acts if done.act is Act.ASSIGN)
    # An act at the real time lies ahead of a clock that is stated; no age is below nothing.
    days = max(0, (governs.at.date() - facts.opened_at.date()).days)
    return Listed(facts, waits, days, bool(waits.roles & by.roles), tuple(holds), takers)
