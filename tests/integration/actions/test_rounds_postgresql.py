"""The pause after a missed seed on PostgreSQL, held by the database too."""

import pytest
from django.db import IntegrityError, transaction

from factories import done, record, scene, signer
from guarding import use_guards
from lockgate.actions.assign import assign
from lockgate.actions.restore import restore
from lockgate.actions.rounds import Mark, close_round, put_round
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import ProposalRow, VoteRow


def test_pause_is_held_by_postgresql_until_it_is_ended(postgres_home, postgres_address, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, "[review]\nseeds = 2")
    made = scene(postgres_home, tmp_path / "scene", postgres_address)
    made.submitted([record(1)]).confirmed().relevant(1).located().proposed()
    ben = signer("ben")
    done(assign(made.office, made.case, ben))
    seen = put_round(made.office, made.case, ben, made.proposal)
    made.pass_time(hours=1)
    affirmed = [Mark(place) for place in range(1, len(seen.items) + 1)]
    done(close_round(made.office, made.case, ben, seen.seeds, affirmed))
    row, act = ProposalRow.objects.get(hash=made.proposal), ActRow.objects.get(act="round_close")
    with pytest.raises(IntegrityError, match="paused"), transaction.atomic():
        VoteRow.objects.create(proposal=row, act=act, officer="ben", vote="for")
    done(restore(made.office, signer("leo"), "ben", "Spoken with."))
    check_record_of_work()
