"""What must hold of the decision for every list of evidence whatever."""

from hypothesis import given
from hypothesis import strategies as st

from lockgate.law.act_facts import Identified
from lockgate.law.location import AGREEING, Agrees, Evidence, Said, decide, value_evidence

WRITTEN = st.sampled_from((Agrees.AGREES, Agrees.NEARLY, Agrees.DISAGREES))
VALUES = (Agrees.AGREES, Agrees.DISAGREES, Agrees.UNCONFIRMED)


@st.composite
def cases(draw):
    """Evidence of one request against several taxpayers: what is not given is absent for everybody."""
    address = st.just(Agrees.ABSENT) if draw(st.booleans()) and draw(st.booleans()) else WRITTEN
    tin, dob = (
        st.sampled_from(VALUES) if draw(st.integers(0, 3)) else st.just(Agrees.ABSENT) for _ in range(2)
    )  # fmt: skip
    evidence = st.builds(Evidence, WRITTEN, address, st.booleans(), tin, dob)
    return [(str(place), one) for place, one in enumerate(draw(st.lists(evidence, min_size=1, max_size=5)))]


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_is_nothing(evidences, shuffle):
    other = list(evidences)
    shuffle.shuffle(other)
    assert decide(other) == decide(evidences)


@given(cases())
def test_a_further_taxpayer_never_makes_somebody_else_identified(evidences):
    *fewer, further = evidences
    with_all, without = decide(evidences), decide(fewer)
    if with_all.identified is Identified.ONE and with_all.taxpayer_id != further[0]:
        assert without == with_all


@given(cases())
def test_whoever_is_identified_agrees_on_all_that_was_given(evidences):
    found = decide(evidences)
    if found.identified is not Identified.ONE:
        return
    one = found.evidence
    assert one == dict(evidences)[found.taxpayer_id]
    assert one.name in AGREEING
    assert one.address in AGREEING
    assert one.address_in_periods
    assert {one.tin, one.dob} <= {Agrees.AGREES, Agrees.ABSENT}
    assert Agrees.AGREES in {one.tin, one.dob}


@given(cases())
def test_nobody_else_is_confirmed_as_well_when_one_is_identified(evidences):
    found = decide(evidences)
    if found.identified is not Identified.ONE:
        return
    for taxpayer_id, other in evidences:
        rivals = other.name in AGREEING and other.address in AGREEING and Agrees.DISAGREES not in {other.tin, other.dob}
        if rivals and taxpayer_id != found.taxpayer_id:
            assert (other.tin, other.dob) != (found.evidence.tin, found.evidence.dob)


@given(cases())
def test_spelling_alone_never_breaks_a_tie(evidences):
    """Were every near name and address the same, whoever is identified now would still be, or nobody is."""
    plain = [
        (taxpayer_id, Evidence(*(Agrees.AGREES if one is Agrees.NEARLY else one for one in (each.name, each.address)),
                               each.address_in_periods, each.tin, each.dob))
        for taxpayer_id, each in evidences
    ]  # fmt: skip
    found, without = decide(evidences), decide(plain)
    assert found.identified is not Identified.ONE or found.taxpayer_id == without.taxpayer_id


@given(cases())
def test_a_taxpayer_is_named_only_when_one_is_identified(evidences):
    found = decide(evidences)
    named = found.identified in {Identified.ONE, Identified.WEAK}
    assert bool(found.taxpayer_id) is named
    assert (found.evidence is not None) is named


def test_every_pair_of_values_has_its_evidence():
    table = {
        (asked, held, equal): value_evidence(asked, held, equal=equal)
        for asked in Said for held in Said for equal in (True, False)
    }  # fmt: skip
    assert {table[Said.ABSENT, held, equal] for held in Said for equal in (True, False)} == {Agrees.ABSENT}
    assert {table[Said.UNREADABLE, held, equal] for held in Said for equal in (True, False)} == {Agrees.DISAGREES}
    assert table[Said.READ, Said.READ, True] is Agrees.AGREES
    assert table[Said.READ, Said.READ, False] is Agrees.DISAGREES
    for held in (Said.ABSENT, Said.UNREADABLE):
        assert {table[Said.READ, held, equal] for equal in (True, False)} == {Agrees.UNCONFIRMED}
