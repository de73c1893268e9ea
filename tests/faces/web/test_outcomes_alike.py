"""R46: what became of a batch of one cannot be told before the package is opened, from anything its agency is told.

Ida and Jon are named in one record; a person found it relevant for Ida alone. So of the same request Jon sees an
address that was released elsewhere, or that nobody was given one, and Ida one of her own, or none.
"""

from statistics import median

import pytest

from alike_parts import LOOKED, OUTCOMES, Asker, asker
from console_parts import REAL
from lockgate.store.models.releases import PackageRow
from lockgate.web import rooms

SIGNATURES = 16
"""Bytes by which ECDSA signatures in DER differ in length from each other by chance."""

ROUNDS = 20
"""Answers that are timed in each office, in turns."""


@pytest.fixture(scope="module")
def walked(founded, tmp_path_factory, django_db_blocker):
    """The offices, each walked the whole way and asked at each stage; sessions go by a clock that stands still."""
    patch = pytest.MonkeyPatch()
    patch.setattr(rooms, "now", lambda: REAL)
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("alike")
        made = {one: asker(founded, folder / f"office-{number}", one) for number, one in enumerate(OUTCOMES)}
        for one, office in made.items():
            office.walk(LOOKED if one in {"released", "nobody"} else frozenset({"handed over"}))
        yield made
    patch.undo()


@pytest.fixture(scope="module")
def timed(walked) -> tuple[list[float], list[float]]:
    one, other = walked["released"], walked["nobody"]
    taken = [(one.time(), other.time()) for _ in range(ROUNDS + 1)][1:]
    return [a for a, _ in taken], [b for _, b in taken]


@pytest.fixture(scope="module")
def opened(walked, timed) -> tuple[Asker, Asker]:  # noqa: ARG001 - timed before anything is opened
    """The same two once Ida has opened her package; everything else was asked before."""
    both = walked["released"], walked["nobody"]
    # What is read once a process is read now, so that neither of the two pays for it.
    assert walked["weak"].open() == "none"
    for office in both:
        office.attach()
        office.count()
    assert [office.open() for office in both] == ["identified", "none"]
    return both


@pytest.mark.parametrize("outcome", OUTCOMES[1:])
def test_agency_is_told_the_same_at_every_stage(walked, outcome):
    released, other = walked["released"].told, walked[outcome].told
    for at, said in other.said.items():
        assert released.said[at] == said, at
    stages = {stage for stage, *_ in other.said}
    assert {at for at in released.said if at[0] in stages} == other.said.keys()
    assert len(other.said) >= 3 * 16 * len(stages)
    assert sum(said[0] == 200 for said in other.said.values()) > len(other.said) / 2


def test_agencys_packages_are_there_and_their_pages_were_asked(opened):
    asked = {at for at in opened[0].told.said if "/packages/" in at[2]}
    assert {(stage, who) for stage, who, _ in asked} == {("sealed", "ida"), ("handed over", "ida")}
    statuses = {at[0]: opened[0].told.said[at][0] for at in asked}
    assert statuses == {"sealed": 404, "handed over": 200}


def test_office_asks_its_database_the_same_questions(opened):
    released, uniform = (office.told.asked for office in opened)
    for at, statements in released.items():
        assert uniform[at] == statements, at
    assert sum(map(len, released.values())) > 1000


def test_answers_take_the_same_work(opened):
    """Calls of the interpreter; of tens of thousands twenty more are made to keep what the law found on an answer."""
    released, uniform = (office.told.calls for office in opened)
    assert released.keys() == uniform.keys()
    assert len(released) == 6
    for what, calls in released.items():
        assert abs(calls - uniform[what]) <= calls / 1000, (what, calls, uniform[what])


def test_time_of_an_answer_does_not_tell_which_office_it_came_from(timed):
    """Two samples taken in turns: they may not stand apart in rank and in their middle both."""
    released, uniform = timed
    above = sum((a > b) + (a == b) / 2 for a in released for b in uniform)
    spread = (ROUNDS * ROUNDS * (2 * ROUNDS + 1) / 12) ** 0.5
    apart = abs(above - ROUNDS * ROUNDS / 2) / spread
    assert apart < 4.5 or abs(median(released) / median(uniform) - 1) < 0.05, (apart, median(released), median(uniform))


def test_gateway_answers_the_same_until_the_package_lies_open(opened):
    released, uniform = (office.told.replies for office in opened)
    assert [(*one[:2], *one[3:]) for one in released] == [(*one[:2], *one[3:]) for one in uniform]
    lengths = [[one[2] for one in heard[2:]] for heard in (released, uniform)]
    assert all(abs(one - other) <= 2 * SIGNATURES for one, other in zip(*lengths, strict=True))
    assert [code for code, *_ in released[:2]] == [0, 0]
    assert len(released) > 4


@pytest.mark.parametrize("outcome", OUTCOMES[1:])
def test_public_log_has_the_same_acts_at_the_same_minutes(walked, outcome):
    assert walked[outcome].told.log == walked["released"].told.log
    assert [act for act, *_ in walked[outcome].told.log].count("handover") == 1


@pytest.mark.parametrize("outcome", OUTCOMES[1:])
def test_packages_are_of_one_size_and_for_the_same_officers(walked, outcome):
    sizes = []
    for office in (walked["released"], walked[outcome]):
        office.attach()
        sizes.append(dict(PackageRow.objects.values_list("officer", "size")))
    assert sizes[0].keys() == sizes[1].keys() == {"ida"}
    assert all(abs(sizes[0][one] - sizes[1][one]) <= SIGNATURES for one in sizes[0])
