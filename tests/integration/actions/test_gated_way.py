"""A gated package's way: handed over, fetched, opened once by its officer, receipt; each hop in the log."""

from collections import Counter
from datetime import timedelta

import pytest

from gateway_parts import desk, released, use_form
from lockgate.actions.reconcile import reconcile
from lockgate.procedure.custody import Custody, custody_of, disclosed
from lockgate.seal.answers import parse_answers
from lockgate.store.disclosed import Disclosures, disclosed_on, disclosures
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import DisclosureRow
from lockgate.verify.logs import verify_log


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def entered() -> Counter:
    return Counter(EntryRow.objects.values_list("act", flat=True))


@pytest.mark.parametrize("ahead", [0, 7, -7])
def test_officer_fetches_and_opens_and_the_receipt_comes_back(scene, ahead):
    """Also when the officer's clock is some minutes off: what counts is the gateway's."""
    ida = desk(released(scene))
    ida.ahead = timedelta(minutes=ahead)
    assert not disclosed(scene.facts.packages[0])
    fetched = ida.fetch()
    assert fetched.code == 0, fetched
    opened = ida.open()
    assert opened.code == 0, opened
    assert opened.data["receipt"] == "given"
    answers = parse_answers(ida.answers.read_bytes())
    assert {one.record_id for one in answers} == {"R001", "R002", "R003"}
    mine = next(one for one in scene.facts.packages if one.recipient == "ida")
    assert custody_of(mine) is Custody.ACKNOWLEDGED
    assert disclosed(mine)
    acts = entered()
    assert (acts["fetch"], acts["opening"], acts["acknowledge"]) == (1, 1, 1)
    check_record_of_work()
    verify_log(scene.office.home.log)
    assert len((ida.folder / "gateway.log").read_text().splitlines()) == 3
    assert mine.opened_at == scene.now[0]


def test_request_signed_by_a_clock_far_off_is_refused(scene):
    ida = desk(released(scene))
    ida.ahead = timedelta(minutes=16)
    assert "set the clock right" in ida.fetch().sentence


def test_gated_lines_count_from_the_opening_and_those_of_erased_keys_apart(scene):
    ida = desk(released(scene))
    lines = DisclosureRow.objects.count()
    assert {row.method.rsplit(", ", 1)[1] for row in DisclosureRow.objects.all()} == {"gated form"}
    assert disclosures() == Disclosures(0, 0, lines, 0)
    assert ida.fetch().code == 0
    scene.pass_time(days=2)
    assert ida.open().code == 0
    mine = DisclosureRow.objects.filter(recipient="ida").count()
    assert disclosures() == Disclosures(mine, 3, lines - mine, 0)
    assert {day for _, _, day in disclosed_on(scene.case)} == {scene.now[0].date()}
    scene.pass_time(days=31)
    reconcile(scene.office)
    assert disclosures() == Disclosures(mine, 3, 0, lines - mine)
