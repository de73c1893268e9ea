"""What a recipient's own act reads of a case: theirs, and nothing of the other recipients."""

import pytest

from lockgate.actions.leaving import prepare_fetch
from lockgate.procedure.acts import Act
from lockgate.procedure.roles import RECIPIENTS_OWN
from lockgate.store.cases import opened
from lockgate.store.packages import recipient_of


@pytest.fixture
def released(scene):
    return scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()


@pytest.mark.parametrize("name", ["ida", "jon"])
def test_packages_and_confirmations_are_the_recipients_own(released, name):
    with opened(released.case, 0, name) as file:
        assert {package.recipient for package in file.facts.packages} == {name}
        mine = file.confirmations(name)
    assert mine == {pair for pair in released.confirmations if pair[0] == name} != set()
    assert {package.recipient for package in released.facts.packages} == {"ida", "jon"}


def test_what_recipients_did_alone_stands_in_the_record_and_in_no_rulings_facts(released):
    assert {Act.CONFIRM, Act.FETCH, Act.ACKNOWLEDGE} <= RECIPIENTS_OWN
    assert "confirm" in {act for act, _ in released.acts}
    assert not RECIPIENTS_OWN & {done.act for done in released.facts.acts}


def test_a_fetch_is_asked_about_its_package_s_lines_and_what_was_found_of_them(released):
    office, at = released.office, released.office.clock()
    for package in released.facts.packages:
        assert recipient_of(package.id) == package.recipient
        prepared = prepare_fetch(office, released.case, package.id, at)
        assert prepared is not None
        assert prepared.persons is not None
        assert set(prepared.lines.table["recipients"].to_pylist()) == {package.recipient}
        assert prepared.persons.relevant_rows == set(prepared.lines.table["row"].to_pylist())
        assert {officer for officer, _ in prepared.persons.confirmed} == {package.recipient}
        assert not prepared.dossier.findings
        assert not prepared.disclosures


@pytest.mark.usefixtures("scene")
def test_nobody_is_the_recipient_of_a_package_that_is_not_there():
    assert recipient_of("0" * 64) == ""
