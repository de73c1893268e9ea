"""What is missing in the accounting is found in its columns as in its rows, one by one (R30)."""

from dataclasses import fields
from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lockgate.actions.accounting import NOTHING_DISCLOSED, Disclosures
from lockgate.store.values import Disclosure

OFFICERS = ("ida", "jon", "kim")
NAMED = [field.name for field in fields(Disclosure)]

text = st.sampled_from(["", "x", "y"])
row = st.fixed_dictionaries(
    {
        "row": st.integers(1, 9),
        "recipients": st.lists(st.sampled_from(OFFICERS), min_size=1, max_size=3, unique=True).map(";".join),
        **dict.fromkeys(("record_id", "taxpayer", "name", "purpose", "period"), st.just("x") | text),
    }
)
same = st.builds(
    Disclosure,
    row=st.just(0), record_id=text, name=text, authority=text, agency=st.just("A"), purpose=text, period=text,
    disclosed_on=st.just(date(2025, 9, 1)), method=st.just("m"), office=text, recipient=text, taxpayer=text,
)  # fmt: skip


def table_of(rows):
    return pa.table({name: [one[name] for one in rows] for name in rows[0]})


@given(same, st.lists(row, min_size=1, max_size=6), st.frozensets(st.sampled_from(OFFICERS)))
def test_missing_fields_are_those_of_the_rows_when_asked_of_columns(same, rows, left_out):
    kept = Disclosures(same, table_of(rows))
    staying = [one for officer, mine in kept.items() if officer not in left_out for one in mine]
    assert kept.missing(left_out) == {name for one in staying for name in NAMED if getattr(one, name) in {"", None}}


@given(same, st.lists(row, min_size=1, max_size=6))
def test_rows_handed_on_are_the_same_but_for_their_recipient(same, rows):
    kept = Disclosures(same, table_of(rows))
    for had in OFFICERS:
        theirs = [(one.row, one.name, one.period, one.taxpayer) for one in kept.get(had, ())]
        now = kept.handed_on(had, "mia")
        assert set(now) <= {"mia"}
        assert [(one.row, one.name, one.period, one.taxpayer) for one in now.get("mia", ())] == theirs
        assert {one.recipient for one in now.get("mia", ())} <= {"mia"}


def test_nothing_is_missing_where_nothing_is_disclosed():
    assert not NOTHING_DISCLOSED
    assert NOTHING_DISCLOSED.missing() == frozenset()
    assert NOTHING_DISCLOSED.handed_on("ida", "mia").missing() == frozenset()
