"""Windows, custody, and votes that are blind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.custody import Custody, custody_of, disclosed
from lockgate.procedure.visibility import votes_shown
from lockgate.procedure.windows import opens_at
from procedure_parts import LATER, NOON, case, officer, package, voted


@pytest.mark.parametrize("hours", [1, 6, 24, 168])
def test_window_opens_after_the_authorization_and_at_the_same_instants_for_everybody(hours):
    for minutes in (0, 1, 719, 1440):
        opens = opens_at(NOON + timedelta(minutes=minutes), hours)
        assert NOON + timedelta(minutes=minutes) < opens <= NOON + timedelta(minutes=minutes, hours=hours)
        assert opens_at(opens - timedelta(seconds=1), hours) == opens


def test_window_is_refused_below_an_hour():
    with pytest.raises(ValueError, match="hour"):
        opens_at(NOON, 0)


def test_custody_follows_a_package_and_a_recall_outweighs_it():
    way = [
        (Custody.SEALED, package()),
        (Custody.HANDED_OVER, package(handed_over_at=LATER)),
        (Custody.FETCHED, package(handed_over_at=LATER, fetches=2)),
        (Custody.ACKNOWLEDGED, package(handed_over_at=LATER, fetches=2, acknowledged_at=LATER)),
    ]
    for custody, one in way:
        assert custody_of(one) is custody
        assert disclosed(one) == (custody is not Custody.SEALED)
        assert custody_of(replace(one, recalled_at=LATER)) is Custody.RECALLED


def test_first_vote_is_blind_to_the_second_officer():
    facts = replace(case(CaseStage.PROPOSED), votes=(voted("ben"),))
    assert votes_shown(facts, officer("cyd")) == ()
    assert votes_shown(facts, officer("ada")) == ()
    assert votes_shown(facts, officer("ben")) == facts.votes
    both = replace(facts, votes=(voted("ben"), voted("cyd")))
    assert votes_shown(both, officer("ada")) == both.votes
