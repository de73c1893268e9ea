"""The truth that the runs are counted against says of a person what the package says, whatever lockgate makes of it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.people import truth
from tests.people.asking import requests
from tests.people.custodian import taxpayers
from tests.people.runs import RUNS, people_asked
from tests.people.truth import TWO, Side, owned, told

from lockgate.rehearsal.kinds import Meant

RUN = next(run for run in RUNS if run.tin and run.locate)


@cache
def asked():
    """The first who is held once, in everything as asked, under one return's name and a birth date."""
    own = owned({one.taxpayer_id: one for one in taxpayers(RUN.variant)})
    people = people_asked(RUN)
    for person, record in zip(people, requests(people, born=False, tin=True), strict=True):
        mine = own[person.simulant]
        true = told(RUN.data_set, person, record, mine)
        if true and true.as_held and true.gives and len(mine) == 1 and person.middle and person.number:
            return person, record, mine[0]
    raise AssertionError("nobody is as held")


def said(*, person=None, record=None, held=()):
    """The truth about the first, with other things said of them, or held."""
    first, given, own = asked()
    own = replace(own, returns={year: replace(filed, **dict(held)) for year, filed in own.returns.items()})
    return told(RUN.data_set, replace(first, **(person or {})), {**given, **(record or {})}, [own])


def test_no_law_of_lockgates_tells_the_truth():
    """The truth knows the words of what is meant, and nothing else of the program that is counted."""
    lines = Path(truth.__file__).read_text("utf-8").splitlines()
    assert [line for line in lines if "import" in line and "lockgate" in line] == [
        "from lockgate.rehearsal.kinds import Meant"
    ]


def test_as_held_is_meant():
    assert (said().meant, said().otherwise, said().label) == (Meant.ONE, {}, "")


def test_somebody_else_or_from_elsewhere_is_nobody():
    person, record, own = asked()
    assert told(RUN.data_set, person, record, []) is None
    assert told(RUN.data_set, replace(person, home=replace(person.home, zip="98000")), record, [own]) is None


def test_another_number_means_nobody_and_none_leaves_it_to_a_person():
    number = asked()[1]["tin"]
    other = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert said(record={"tin": other}).meant is Meant.NOBODY
    assert said(record={"tin": ""}).meant is Meant.WEAK
    assert said(held={"tin": other}).meant is Meant.NOBODY
    assert said(held={"tin": ""}).meant is Meant.WEAK


@pytest.mark.parametrize("broken", ["{}1", "x{}", "{:.10}"])
def test_a_number_out_of_form_in_the_file_is_none(broken):
    true = said(held={"tin": broken.format(asked()[1]["tin"])})
    assert (true.meant, true.not_held, dict(true.otherwise)) == (Meant.WEAK, ("number",), {})


@pytest.mark.parametrize(
    ("part", "field"), [("given name", "given"), ("family name", "family"), ("street", "street"), ("ZIP", "zip")]
)
def test_a_part_written_otherwise_is_told_with_the_side_of_the_error(part, field):
    person, record, own = asked()
    other = getattr(person, field) + "x"
    assert said(person={field: other}).otherwise == {part: Side.REQUEST}
    assert said(held={field: other}).otherwise == {part: Side.FILE}
    both = replace(own, returns={year: replace(filed, **{field: "y"}) for year, filed in own.returns.items()})
    assert told(RUN.data_set, replace(person, **{field: other}), record, [both]).otherwise == {part: Side.BOTH}


def test_capitals_are_no_difference_and_a_nickname_is_one():
    given = asked()[0].given
    assert said(person={"given": given.swapcase()}).as_held
    assert said(person={"given": given[:3]}).label == "given name"


def test_two_parts_are_told_as_two():
    assert said(person={"given": "X", "zip": "1"}).label == TWO


def test_of_several_taxpayers_the_one_that_means_most_is_told():
    person, record, own = asked()
    bare = replace(own, taxpayer_id="T0", returns={year: replace(one, tin="") for year, one in own.returns.items()})
    slipped = {year: replace(one, family="Xx") for year, one in own.returns.items()}
    found = told(RUN.data_set, person, record, [bare, replace(own, returns=slipped)])
    assert (found.taxpayer.taxpayer_id, found.meant, found.label) == (own.taxpayer_id, Meant.ONE, "family name")
