"""Write a request: begin it, fill it in part by part, have a second person validate it. Nothing of it is in the log.

A draft is the agency's working paper (``procedure.drafts``). Each verb here is one change of one draft under its lock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lockgate.actions.office import Office
from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement
from lockgate.law.registers import Capacity, Officeholder, Registers
from lockgate.procedure.drafts import Draft, DraftStage, may_begin, may_see, may_validate, may_write
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.store.cases import case_id_of
from lockgate.store.drafts import all_drafts, change_draft, erase_draft, erase_old, keep_draft, read_draft
from lockgate.store.packs import governed, governing
from lockgate.store.registers import current_registers

ID_SIZE = 16
"""Random bytes of a draft's id."""

LONGEST_ANSWER = 4000
"""Characters of one answer, at most."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a draft can be filled in with, as the registers and packs stand today.

    Attributes:
        agreements: those under which this agency may ask.
        requesting: officials who may ask (R02); ``certifying``: those who certify (R19).
        officers: id -> name, of the agency's roster.
    """

    agreements: tuple[Agreement, ...]
    requesting: tuple[Officeholder, ...]
    certifying: tuple[Officeholder, ...]
    officers: Mapping[str, str]


def drafts_for(office: Office, by: Officer) -> tuple[Draft, ...]:
    """The drafts of this person's agency, the one changed last first; what is past its days is erased before."""
    settle(office)
    return tuple(one for one in all_drafts(office.home) if may_see(one, by))


def settle(office: Office) -> None:
    """Erase what is past its days, and what was received: its case keeps it now."""
    erase_old(office.home, office.clock())
    for one in all_drafts(office.home):
        if one.stage is DraftStage.SENT and case_id_of(one.agency, one.number) is not None:
            erase_draft(office.home, one.id)


def own_draft(office: Office, draft: str, by: Officer) -> Draft:
    """One draft of this person's agency.

    Raises:
        UsageError: there is none that this person may see; whether there is another is not told.
    """
    found = read_draft(office.home, draft)
    if not may_see(found, by):
        raise UsageError(f"There is no draft {draft[:40]} in this office.")
    return found


def choices(office: Office, agency: str) -> Choices:
    """What this agency's drafts can be filled in with today."""
    at = office.clock()
    day, registers = at.date(), current_registers(at)
    packs = (governing(name, at) for name in governed(at))
    held = [one for one in registers.officeholders if one.agency == agency and one.term.covers(day)]
    return Choices(
        tuple(one for one in packs if one.loadable and one.in_force(day) and one.requester.agency == agency),
        tuple(one for one in held if one.capacity is not Capacity.CERTIFYING),
        tuple(one for one in held if one.capacity is Capacity.CERTIFYING),
        officers_on(registers, agency, day),
    )


def officers_on(registers: Registers, agency: str, day: date) -> Mapping[str, str]:
    """Id -> name of every officer of this agency on the roster that day."""
    return {one.officer: one.name for one in registers.roster if one.agency == agency and one.term.covers(day)}


def full(office: Office, by: Officer) -> Refusal | None:
    """Why this person may begin no other draft, or None; what is past its days is erased before."""
    return may_begin(drafts_for(office, by), by)


def begin_draft(office: Office, by: Officer) -> Draft | Refusal:
    """Begin a request; not where this person has begun as many as one may have."""
    refusal = full(office, by)
    if refusal is not None:
        return refusal
    at = office.clock()
    begun = Draft(office.random(ID_SIZE).hex(), by.agency, by.id, at, at, hands=tuple(sorted(by.keys)))
    keep_draft(office.home, begun)
    return begun


def answer_part(office: Office, draft: str, by: Officer, part: str, given: Mapping[str, str]) -> Draft | Refusal:
    """Fill in one part; what it said before is replaced.

    Raises:
        UsageError: there is no such draft for this person.
    """
    kept = {name: value.strip()[:LONGEST_ANSWER] for name, value in given.items()}
    return written(office, draft, by, lambda one: replace(one, answers={**one.answers, part: kept}))


def written(office: Office, draft: str, by: Officer, change: Callable[[Draft], Draft]) -> Draft | Refusal:
    """Change what a draft says, as somebody who wrote in it from then on.

    Raises:
        UsageError: there is no such draft for this person.
    """

    def do(one: Draft) -> Draft:
        hands = tuple(dict.fromkeys((*one.hands, *sorted(by.keys))))
        return replace(change(one), version=one.version + 1, hands=hands)

    return changed(office, draft, by, may_write, do)


def validate(office: Office, draft: str, by: Officer) -> Draft | Refusal:
    """A second person of the agency stands behind what was offered.

    Raises:
        UsageError: there is no such draft for this person.
    """

    def do(one: Draft) -> Draft:
        return replace(one, stage=DraftStage.VALIDATED, validated_by=by.name)

    return changed(office, draft, by, lambda one: may_validate(one, by), do)


def take_back(office: Office, draft: str, by: Officer) -> Draft | Refusal:
    """Let it be written in again; a validation falls with it.

    Raises:
        UsageError: there is no such draft for this person.
    """

    def asked(one: Draft) -> Refusal | None:
        return may_write(one) if one.stage is DraftStage.SENT else None

    def do(one: Draft) -> Draft:
        return replace(one, stage=DraftStage.WRITING, declared="", accepted=0, validated_by="", version=one.version + 1)

    return changed(office, draft, by, asked, do)


def drop_draft(office: Office, draft: str, by: Officer) -> Refusal | None:
    """Erase a draft that was not sent.

    Raises:
        UsageError: there is no such draft for this person.
    """
    found = own_draft(office, draft, by)
    if found.stage is DraftStage.SENT:
        return may_write(found)
    erase_draft(office.home, draft)
    return None


def changed(
    office: Office,
    draft: str,
    by: Officer,
    asked: Callable[[Draft], Refusal | None],
    do: Callable[[Draft], Draft],
) -> Draft | Refusal:
    """Change a draft under its lock where the rules let it; nothing is written on a refusal.

    Raises:
        UsageError: there is no such draft for this person.
    """
    own_draft(office, draft, by)
    at = office.clock()

    def under_lock(one: Draft) -> Draft | Refusal:
        return asked(one) or replace(do(one), changed_at=at)

    return change_draft(office.home, draft, under_lock)
