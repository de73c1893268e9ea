"""A pace floor of months: the (i)(6) determinations grow too old meanwhile, are made anew, and the case goes on."""

import os
from datetime import timedelta

from django.db import connections

from lockgate.procedure.casefile import CaseStage
from lockgate.rehearsal import demo
from lockgate.rehearsal.cast_acts import Waits
from lockgate.rehearsal.catalogue import fewest_records
from lockgate.rehearsal.demo import Setting, demonstrate
from lockgate.rehearsal.plan import Plan
from lockgate.store.cases import case_ids, viewed

A_DAY = 86_400


def test_case_whose_votes_take_longer_than_determinations_last_is_released(tmp_path, django_db_blocker, monkeypatch):
    monkeypatch.setattr(demo, "_waits", lambda: Waits(A_DAY, 24, 30))
    with django_db_blocker.unblock():
        done = demonstrate(Plan(fewest_records(), 300, 3), tmp_path, Setting(os.urandom))
        case = viewed(case_ids()[0])
        connections["default"].close()
    assert done.put_to_vote > 30
    assert case.proposal is not None
    assert min(vote.at for vote in case.votes) - case.proposal.at > timedelta(days=30)
    assert case.stage is CaseStage.HANDED_OVER
