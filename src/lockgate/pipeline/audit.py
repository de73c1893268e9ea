"""Look back: the law over every answer that was given, joined to the examination of the request it answers.

The request is judged by ``pipeline.examine`` and by nothing else. SQL ties each answer to its record; the law runs
once for each distinct combination of record and answer, and joins back.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lockgate.law.act_facts import Identified
from lockgate.law.findings import Finding
from lockgate.law.look_back import (
    DisclosureFacts,
    LookedBack,
    Tied,
    address_insufficient,
    address_never_confirmed,
    heaviest,
    judge_disclosure,
    looked_back,
)
from lockgate.law.rules import Context
from lockgate.law.terms import State
from lockgate.pipeline.audit_answers import Answers, Way
from lockgate.pipeline.encoding import Coded, Codes, Column, combine, distinct
from lockgate.pipeline.examine import Examined
from lockgate.store.records import Desk, statement

_TIED = tuple(Tied)
FOUND = ("", *(one.value for one in Identified))
"""What the custodian's file shows of a record, by its place in ``LookBack.found``; '' where it was not asked."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the law says of one combination of record and answer.

    Attributes:
        states: each rule asked and its state, in order of the ids.
        codes: why rules are not met, ascending.
        address: the state of R05; '' where the answer is tied to no record.
        compared: whether the address was compared, as the system says of itself; None where it does not.
        insufficient: whether the answer stands in the first official count.
        never_confirmed: whether it stands in the second.
    """

    outcome: LookedBack
    states: Mapping[str, State]
    codes: tuple[str, ...]
    address: str
    compared: bool | None
    insufficient: bool
    never_confirmed: bool

    def rules(self, state: State) -> tuple[str, ...]:
        """The ids of the rules in that state, ascending."""
        return tuple(rule for rule, found in self.states.items() if found is state)


@dataclass(frozen=True, slots=True)
class LookBack:
    """What was found about all answers.

    Attributes:
        of_answer: which judgement each answer has, in the order of the answers.
        judged: the judgements.
        tied: which manner of ``Tied`` each answer is tied in, by its place there.
        again: whether an earlier answer is tied to the same record.
        way: which of the ways each answer was made in.
        ways: the ways.
        found: what the custodian's file shows for each answer's record, by its place in ``Identified`` from 1; 0
            where it was not asked.
    """

    of_answer: Codes
    judged: tuple[Judgement, ...]
    tied: Codes
    again: Codes
    way: Codes
    ways: tuple[Way, ...]
    found: Codes


def tie(desk: Desk, examined: Examined, answers: Answers) -> None:
    """Put the table ``tied`` on the desk: every answer and the record of the request it answers, if it is one."""
    rows = [examined.rows, examined.record_ids, pa.chunked_array([pa.array(examined.of_row)])]
    desk.register("outcome", pa.Table.from_arrays(rows, names=["row", "record_id", "combination"]))
    desk.register("answers", answers.table)
    desk.execute(statement("audit/tied"))


def tied_rows(desk: Desk) -> list[int]:
    """The rows of the request that some answer is tied to, ascending."""
    found = desk.execute("SELECT DISTINCT row FROM tied WHERE row IS NOT NULL ORDER BY row").fetchall()
    return [int(row) for (row,) in found]


def look_back(desk: Desk, examined: Examined, answers: Answers, found: pa.Table | None = None) -> LookBack:
    """Judge every answer.

    Args:
        desk: the desk on which the answers were tied.
        examined: what examine found of the request.
        answers: what was answered.
        found: columns ``row`` and ``identified`` of what the custodian's file shows; None when it was not asked.
    """
    tied = desk.sql("SELECT row, tied, combination, way, again FROM tied ORDER BY answer").to_arrow_table()
    columns = [
        _numbers(tied["combination"]) + 1,
        _places(tied["tied"], [one.value for one in _TIED]),
        _numbers(tied["way"]),
        _numbers(tied["again"]),
        _found(desk, found, len(answers.table)),
    ]
    combinations = combine([_coded(column) for column in columns])
    judged = tuple(_judged(examined, answers.ways, member) for member in combinations.members.tolist())
    return LookBack(
        of_answer=combinations.of_row,
        judged=judged,
        tied=columns[1],
        again=columns[3],
        way=columns[2],
        ways=answers.ways,
        found=columns[4],
    )


def _judged(examined: Examined, ways: tuple[Way, ...], member: list[int]) -> Judgement:
    combination, tied, way, again, found = member
    on_record: tuple[Finding, ...] = examined.judged[combination - 1].findings if combination else ()
    is_tied = _TIED[tied] is Tied.RECORD
    facts = DisclosureFacts(
        tied=_TIED[tied],
        # R09 is asked of a record exactly where it gives a number.
        number_given=any(finding.rule == "R09" for finding in on_record) if is_tied else None,
        compared=ways[way].compared,
        answered_before=bool(again) if is_tied else None,
        identified=Identified(FOUND[found]) if found else None,
    )
    batch = examined.batch
    about = examined.about_submission if is_tied else ()
    on_answer = judge_disclosure(facts, Context(batch.agreement, batch.asked_on), batch.as_of)
    whole = (*on_record, *about, *on_answer)
    address = [finding.state.value for finding in on_record if finding.rule == "R05"]
    return Judgement(
        outcome=looked_back(whole),
        states=heaviest(whole),
        codes=tuple(sorted({finding.code for finding in whole if finding.state is State.NOT_MET})),
        address=address[0] if address else "",
        compared=None if facts.compared is None else not address_never_confirmed(facts),
        insufficient=address_insufficient(on_record),
        never_confirmed=address_never_confirmed(facts),
    )


def _found(desk: Desk, found: pa.Table | None, answers: int) -> Codes:
    if found is None:
        return np.zeros(answers, dtype=np.int32)
    desk.register("found", found)
    joined = desk.sql(
        "SELECT coalesce(f.identified, '') AS identified FROM tied t LEFT JOIN found f USING (row) ORDER BY t.answer"
    ).to_arrow_table()
    return _places(joined["identified"], list(FOUND))


def _numbers(column: Column) -> Codes:
    return np.asarray(column.to_numpy(), dtype=np.int32)


def _places(column: Column, words: list[str]) -> Codes:
    """Which of the words each value is."""
    values, codes = distinct(column)
    return np.array([words.index(value) for value in values], dtype=np.int32)[codes]


def _coded(numbers: Codes) -> Coded[Hashable]:
    return Coded(numbers, tuple(range(int(numbers.max()) + 1)))
