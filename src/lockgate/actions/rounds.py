"""Rounds: the next items of what is put to the vote, with seeds among them, shown to a deciding officer and answered.

A round is entered before it is shown. Its entry commits to the seeds, and the entry of its answers opens them; the
secret they follow from is drawn in the very act and kept sealed. An item is a declared group: records that share one
matter and its officers. Whoever affirms a seed is paused (``procedure/round_gates.py``).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.ballots import LONGEST_REASON, SendBack
from lockgate.actions.dossier import Dossier, changed, read_files
from lockgate.actions.office import Done, Office, Result, Signer, Unsigned
from lockgate.canonical import Canonical, Parsed, parse_canonical
from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.put import Groups, Room, groups_put
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.acts import Act
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.casefile import CaseFacts, RoundFacts
from lockgate.procedure.guards import guards_of
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.round_gates import open_round, put_so_far, rounds_of
from lockgate.procedure.seed_items import models_of, shown
from lockgate.procedure.seeds import Item, document, drawn
from lockgate.store.cases import contents_of_rounds, viewed
from lockgate.store.keyring import load_evidence_key
from lockgate.store.round_writers import Closing
from lockgate.store.rounds import kept_seeds, seal_seeds
from lockgate.tlog.seeding import OPENED, SECRET_SIZE, SEEDS, SeedsDocument


@dataclass(frozen=True, slots=True)
class RoundSeen:
    """A round as it was entered, and its items in the order shown, seeds among them.

    Attributes:
        number: of the round, from 1.
        seeds: the commitment to its seeds, by which the round is named.
    """

    done: Done
    number: int
    seeds: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """The answer to one item of a round: affirmed, or sent back on a ground and with a reason.

    ``item`` is its place, from 1; no ground: it is affirmed.
    """

    item: int
    ground: SendBackGround | None = None
    reason: str = ""


def put_round(office: Office, case: str, signer: Signer, proposal: str) -> RoundSeen | Refusal:
    """Enter that the next items, or those of the officer's open round, are put before them; then show them.

    Args:
        office: the office.
        case: the case's id.
        signer: a deciding officer who has taken the case.
        proposal: the hash of the proposal, 64 hexadecimal digits.

    Raises:
        UsageError: there is no such case.
        IntegrityError: the kept evidence does not verify.
    """
    early = refused_at_once(office, case, signer, Act.ROUND)
    if early is not None:
        return early
    at = office.clock()
    dossier = read_files(office.home, case, at, ("records", "sufficient"))
    put: list[SeedsDocument] = []
    with _groups(office, dossier) as groups:

        def do(attempt: Attempt) -> Result:
            if not dossier.still(attempt.facts, attempt.frame.agreement):
                return changed()
            about = _next(office, attempt, groups.count, proposal)
            content: dict[str, Canonical] = {"round": about.number, "begin": about.begin}
            particulars = Particulars(content, proposal=proposal, more=((SEEDS, about.commitment),))
            entered = attempt.enter(attempt.asked(Act.ROUND, particulars), particulars)
            if isinstance(entered, Refusal):
                return entered
            sealed = seal_seeds(load_evidence_key(office.home), case, about)
            attempt.file.put_round(_facts_of(about, attempt), sealed)
            put.append(about)
            return Done(Act.ROUND, case, entered.leaf, attempt.at, {"round": about.number, "items": about.shown})

        done = on_case(office, case, signer, do, at)
        if isinstance(done, Refusal):
            return done
        about = put[-1]
        items = groups.items((*range(about.begin, about.end), *models_of(about)))
        return RoundSeen(done, about.number, about.commitment, shown(about, items, groups.has_matter))


@contextmanager
def _groups(office: Office, dossier: Dossier) -> Iterator[Groups]:
    """The groups put to the vote.

    Raises:
        IntegrityError: they are not the records of the proposal.
    """
    facts = dossier.facts
    if facts.proposal is None or "sufficient" not in dossier.evidence:
        raise UsageError("The case has no proposal; nothing is put before anybody.")
    room = Room(office.threads, office.memory, office.home.scratch)
    with groups_put(dossier.path("records"), dossier.path("sufficient"), room) as groups:
        body = (facts.whole or facts.proposal).body
        if groups.records != parse_proposal(body).records:
            raise IntegrityError("The records that are kept as put to the vote are not those of the proposal.")
        yield groups


def _next(office: Office, attempt: Attempt, of: int, proposal: str) -> SeedsDocument:
    """The seeds of the officer's open round, as they were drawn; else those of the next one, drawn now."""
    facts, by = attempt.facts, attempt.by.id
    mine = open_round(facts, by)
    if mine is not None:
        return kept_seeds(load_evidence_key(office.home), facts.case, mine.seeds)
    number, begin = len(rounds_of(facts, by)) + 1, put_so_far(facts, by)
    most = guards_of(attempt.frame.agreement).seeds
    about = SeedsDocument(office.random(SECRET_SIZE), proposal, by, number, begin, begin, of, most, ())
    # Where nothing is left, or no seeds are asked, the ruling refuses; nothing is drawn for it.
    return document(about) if begin < of and most else about


def _facts_of(about: SeedsDocument, attempt: Attempt) -> RoundFacts:
    last = about.end == about.of
    return RoundFacts(
        about.officer, about.number, about.begin, about.end, about.shown, last, about.commitment, attempt.at
    )


def close_round(office: Office, case: str, signer: Signer, seeds: str, marks: Sequence[Mark]) -> Result:
    """Answer every item of the officer's open round; the entry opens its seeds.

    Args:
        office: the office.
        case: the case's id.
        signer: whom it was put before.
        seeds: the commitment that names the round.
        marks: one for each item.

    Raises:
        UsageError: there is no such case, an item has no answer or two, or one is sent back without a reason.
        IntegrityError: the seeds that are kept are not those that were committed to.
    """
    early = refused_at_once(office, case, signer, Act.ROUND_CLOSE)
    if early is not None:
        return early

    def do(attempt: Attempt) -> Result:
        mine = open_round(attempt.facts, attempt.by.id)
        standing = mine is not None and mine.seeds == seeds
        number, count = (mine.number, mine.shown) if mine is not None and standing else (0, len(marks))
        sent_back = _checked(marks, count)
        content: dict[str, Canonical] = {"round": number, "seeds": seeds, "items": count}
        content |= {"sent_back": [_value(one) for one in sent_back]}
        current = attempt.facts.proposal
        particulars = Particulars(content, proposal=current.hash if current is not None else "", round=seeds)
        asked = attempt.asked(Act.ROUND_CLOSE, particulars)
        if not standing:
            # The ruling says that the round is over; there are no seeds to open.
            entered = attempt.enter(asked, particulars)
            return entered if isinstance(entered, Refusal) else changed()
        opened = kept_seeds(load_evidence_key(office.home), case, seeds)
        entered = attempt.enter(asked, replace(particulars, more=((OPENED, opened.text),)))
        if isinstance(entered, Refusal):
            return entered
        closing = closing_of(opened, frozenset(one.item for one in sent_back))
        attempt.file.close_round(attempt.by.id, seeds, closing)
        told = {"round": number, "seeds": len(opened.seeds), "missed": closing.missed, "sent_back": closing.returned}
        return Done(Act.ROUND_CLOSE, case, entered.leaf, attempt.at, told)

    # A missed seed binds what the officer voted for on every case, and none slips by. The lock is the same whatever the
    # answers: how long somebody waits for it would tell of a seed, as often as they ask with what is no signature.
    return on_case(office, case, signer, do, alone=not isinstance(signer.key, Unsigned))


def _checked(marks: Sequence[Mark], count: int) -> tuple[Mark, ...]:
    """The marks of what is sent back, by their places."""
    if sorted(one.item for one in marks) != list(range(1, count + 1)):
        raise UsageError(f"Answer each of the {count} items of the round, once: affirm it or send it back.")
    sent_back = tuple(sorted((one for one in marks if one.ground is not None), key=lambda one: one.item))
    for one in sent_back:
        if not one.reason.strip() or len(one.reason) > LONGEST_REASON:
            raise UsageError(f"Item {one.item} is sent back; say why, in up to {LONGEST_REASON:,} characters.")
    return sent_back


def _value(one: Mark) -> Canonical:
    return {"item": one.item, "ground": one.ground.value if one.ground is not None else "", "reason": one.reason}


def closing_of(opened: SeedsDocument, sent_back: frozenset[int]) -> Closing:
    """What answers to a round come to: seeds affirmed, and items of the proposal sent back."""
    seeds = frozenset(place for place, _ in opened.seeds)
    return Closing(missed=len(seeds - sent_back), returned=len(sent_back - seeds))


def sent_back_in_rounds(office: Office, case: str, officer: str) -> tuple[SendBack, ...]:
    """What an officer sent back of the current proposal in rounds, as a vote against it names it: rows, no seeds.

    Raises:
        UsageError: there is no such case.
        IntegrityError: what is kept does not verify.
    """
    facts = viewed(case)
    closed = [one for one in rounds_of(facts, officer) if one.closed and one.returned]
    if not closed or facts.proposal is None:
        return ()
    contents = contents_of_rounds(case, facts.proposal.hash, officer)
    marked = [found for one in closed for found in _marked(office, facts, one, contents[one.seeds])]
    dossier = read_files(office.home, case, office.clock(), ("records", "sufficient"))
    with _groups(office, dossier) as groups:
        rows = groups.rows({number for number, _ in marked})
    return tuple(
        SendBack(Scope(Reach.ROWS, rows=frozenset(rows[number])), mark.ground or SendBackGround.OTHER, mark.reason)
        for number, mark in marked
    )


def _marked(office: Office, facts: CaseFacts, one: RoundFacts, content: bytes) -> Iterator[tuple[int, Mark]]:
    """The items of the proposal that were sent back in a closed round, by their numbers."""
    opened = kept_seeds(load_evidence_key(office.home), facts.case, one.seeds)
    places = drawn(opened.secret, opened.begin, opened.of, opened.most)
    for mark in marks_of(parse_canonical(content)):
        found = places[mark.item - 1]
        if isinstance(found, int):
            yield found, mark


def marks_of(content: Parsed) -> tuple[Mark, ...]:
    """What the signed content of a closed round sends back.

    Raises:
        IntegrityError: it is not what the act writes.
    """
    lines = content.get("sent_back") if isinstance(content, dict) else None
    return tuple(map(_mark, lines)) if isinstance(lines, list) else ()


def _mark(line: Parsed) -> Mark:
    match line:
        case {"item": int(item), "ground": str(ground), "reason": str(reason)}:
            return Mark(item, SendBackGround(ground), reason)
        case _:
            raise IntegrityError("What was sent back in a round is not kept in its form.")
