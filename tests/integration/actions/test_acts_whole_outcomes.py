"""A submission is closed with one outcome for each record, or not at all."""

import pytest

from factories import record, signer
from lockgate.actions.dispose import dispose
from lockgate.errors import IntegrityError
from lockgate.pipeline.dispositions import dispose as every_line
from lockgate.procedure.casefile import CaseStage
from lockgate.store.models.log import EntryRow
from lockgate.tlog.entries import parse_entry

RECORDS = [record(1), record(2), record(3), record(4, address_line1="Unknown")]


def without(place):
    def drop(lines):
        return [*lines[:place], *lines[place + 1 :]]

    return drop


def doubled(lines):
    return [lines[0], *lines]


def exchanged(lines):
    return [lines[1], lines[0], *lines[2:]]


@pytest.mark.parametrize("change", [without(0), without(1), without(3), doubled, exchanged])
def test_closing_entry_is_impossible_when_an_outcome_is_missing_doubled_or_out_of_place(scene, monkeypatch, change):
    scene.submitted(RECORDS).confirmed().relevant().located()
    entries = EntryRow.objects.count()
    monkeypatch.setattr("lockgate.actions.drafting.dispose", lambda *given: change(list(every_line(*given))))
    with pytest.raises(IntegrityError, match=r"outcomes"):
        dispose(scene.office, scene.case, signer("ada"))
    assert EntryRow.objects.count() == entries
    assert scene.facts.stage is CaseStage.LOCATED
    monkeypatch.undo()
    scene.proposed()
    assert scene.facts.stage is CaseStage.PROPOSED


def test_closing_entry_states_as_many_outcomes_as_the_submission_has_records(scene):
    scene.submitted(RECORDS).confirmed().relevant().located().proposed()
    row = EntryRow.objects.filter(act="dispose").get()
    records = parse_entry(bytes(row.body)).records
    assert records is not None
    assert records.size == len(RECORDS)
