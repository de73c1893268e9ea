"""Lines judged by their kinds are judged as one by one: the same findings in the same order, whoever is left out."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lockgate.law.act_facts import Identified
from lockgate.law.registers import Determination, Employment, InformantDetermination, OrderScope, Term
from lockgate.law.rules import Context
from lockgate.pipeline.assemble import Frame, Judge, PersonsSay
from lockgate.pipeline.dispositions import Word
from lockgate.pipeline.leaving_judged import engaged_in, findings_on_answers, found_relevant
from lockgate.pipeline.leaving_table import LEAVING, lines_of
from procedure_parts import NOON, PACK, order, registers, rostered

OFFICERS, MATTERS, TAXPAYERS = ("ida", "jon", "kim"), ("M-1", "M-2"), ("T1", "T2", "T3", "T4", "T5")
SINCE = Term(date(2025, 8, 1))
REGISTERS = registers(
    # Kim stands on no roster, and jon is a contractor: neither may receive anything.
    roster=(rostered("ida"), replace(rostered("jon"), employment=Employment.CONTRACTOR)),
    determinations=(
        InformantDetermination("*", Determination.CLEAR, SINCE, "mia"),
        InformantDetermination("T2", Determination.BAR, SINCE, "mia"),
    ),
    orders=(order(scope=OrderScope.PERSONS, taxpayers=frozenset({"T3"})),),
)

some = st.sampled_from
pairs = st.frozensets(st.tuples(some(OFFICERS), some(MATTERS)))
granted = st.tuples(some([one.value for one in Identified]), some(TAXPAYERS), some([True, False, None]), st.booleans())
line = st.tuples(
    st.none() | granted, some(MATTERS), st.lists(some(OFFICERS), min_size=1, max_size=3, unique=True).map(";".join)
)
rows = st.frozensets(st.integers(1, 12))
persons = st.builds(
    PersonsSay,
    weak=st.dictionaries(st.integers(1, 12), st.booleans()),
    relevant_rows=rows,
    relevant_groups=pairs.map(lambda found: frozenset((matter, officer) for officer, matter in found)),
    confirmed=pairs,
)


def table_of(drawn):
    found = [
        {
            "row": number,
            "record_id": f"R{number}",
            "word": (Word.DENIED if what is None else Word.GRANTED).value,
            "matter": matter,
            "recipients": recipients,
            **dict(zip(("identified", "taxpayer", "deliverable", "from_periods"), what or (None, ""), strict=False)),
        }
        for number, (what, matter, recipients) in enumerate(drawn, start=1)
    ]
    return pa.Table.from_pylist(found, schema=LEAVING)


def one_by_one(judge, table, left_out):
    """What the law says of every line, asked of each: the findings about recipients, about answers, and R47."""
    told, answers, relevant = {}, {}, True
    for one in lines_of(table):
        for officer in one.recipients:
            told.update(dict.fromkeys((officer, f) for f in judge.recipient(officer, one.asked.matter)))
        staying = [officer for officer in one.recipients if officer not in left_out]
        if one.granted and staying:
            answers |= dict.fromkeys(judge.answer(one.found, answered=one.found.taxpayer in judge.frame.answered))
            relevant = relevant and all(judge.relevant(one.asked, officer) for officer in staying)
    return list(told), list(answers), relevant


@given(st.lists(line, max_size=12), persons, st.frozensets(some(OFFICERS)), st.frozensets(some(TAXPAYERS)))
def test_kinds_of_lines_are_judged_as_every_line_when_asked_one_by_one(drawn, said, left_out, answered):
    table = table_of(drawn)
    judge = Judge(Frame(Context(PACK, NOON.date()), NOON, "U.S. Immigration and Customs Enforcement", REGISTERS, said,
                        answered))  # fmt: skip
    told, answers, relevant = one_by_one(judge, table, left_out)
    engaged = engaged_in(table, said)
    assert list(dict.fromkeys((pair[0], found) for pair in engaged for found in judge.recipient(*pair))) == told
    assert list(dict.fromkeys(findings_on_answers(judge, table, left_out))) == answers
    assert found_relevant(judge, table, left_out) is relevant
