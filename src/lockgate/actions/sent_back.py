"""Consolidation: what the deciding officers sent back, and what the next proposal says of it (R47, R51).

Both see each other's lines once both votes are cast. With a new proposal the former one's lines stand beside the
dispositions that those records have now, in numbers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from lockgate.actions.ballots import SentBack, sent_back_on
from lockgate.actions.office import Office
from lockgate.actions.scopes import rows_in
from lockgate.pipeline.dispositions import texts_in
from lockgate.pipeline.resolve import ids_in
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.reviews import VOTES_NEEDED
from lockgate.procedure.roles import Officer
from lockgate.procedure.visibility import Field, Thing, fields_shown
from lockgate.store.cases import former_proposal, newest_evidence
from lockgate.store.evidence import get_sealed_table
from lockgate.store.keyring import load_evidence_key


@dataclass(frozen=True, slots=True)
class SentBackBefore:
    """One line that was sent back with the former proposal, and how many of its records have which disposition now."""

    line: SentBack
    now: Mapping[str, int]


def sent_back_shown(facts: CaseFacts, by: Officer) -> tuple[SentBack, ...]:
    """What was sent back with the current proposal: one's own until both votes are cast, then everybody's."""
    if facts.proposal is None or Field.GROUNDS not in fields_shown(Thing.JUDGED, by, facts.submission):
        return ()
    lines = sent_back_on(facts.case, facts.proposal.hash)
    return lines if len(facts.votes) >= VOTES_NEEDED else tuple(one for one in lines if one.officer == by.id)


def sent_back_before(office: Office, facts: CaseFacts, by: Officer) -> tuple[SentBackBefore, ...]:
    """What was sent back with the proposal before the current one, and what the current one says of it.

    Raises:
        IntegrityError: the kept dispositions do not verify.
    """
    if facts.proposal is None or Field.WORDS not in fields_shown(Thing.DISPOSITIONS, by, facts.submission):
        return ()
    lines = sent_back_on(facts.case, former_proposal(facts.case, facts.proposal.hash))
    stored = newest_evidence(facts.case, "dispositions") if lines else None
    if stored is None:
        return ()
    table = get_sealed_table(office.home, load_evidence_key(office.home), facts.case, stored)
    return tuple(_now(lines, table))


def _now(lines: Iterable[SentBack], table: pa.Table) -> Iterable[SentBackBefore]:
    words, matters, named = (texts_in(table, name) for name in ("word", "matter", "named"))
    numbers = table["row"].to_pylist()
    for line in lines:
        if line.rows:
            rows = rows_in(line.rows, len(numbers))
            covered = (word for row, word in zip(numbers, words, strict=True) if row in rows)
        else:
            covered = (
                word
                for word, matter, officers in zip(words, matters, named, strict=True)
                if matter == line.matter and line.engaged in ids_in(officers)
            )
        yield SentBackBefore(line, dict(sorted(Counter(covered).items())))
