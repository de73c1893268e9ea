"""Two witnesses as processes of their own, asked over HTTP: killed, started again, restored; the office waits."""

import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from store.office_in_parts import ORIGIN, Office, office_with_log

from lockgate.actions.policy import policy_over
from lockgate.clock import system_clock
from lockgate.errors import IntegrityError
from lockgate.store import ledger, publication
from lockgate.store.home import attach
from lockgate.store.post import post
from lockgate.store.standing import standing_opened
from lockgate.store.witnesses import asker
from lockgate.verify.logs import verify_log
from lockgate.witness.folder import add_log, load
from witnesses_outside import Process


def enter(office: Office) -> None:
    with standing_opened() as standing:
        standing.enter(office.enacted("order", "ada", "ben", at=system_clock()))


@pytest.fixture
def two(tmp_path) -> Iterator[list[Process]]:
    found = [Process(tmp_path / name) for name in ("inspector", "court")]
    yield found
    for one in found:
        one.end()


def test_office_waits_while_a_witness_is_killed_and_goes_on_when_it_is_back(home, two, tmp_path):
    lines = "".join([*(one.line for one in two), "group both all inspector court\n", "quorum both\n"])
    office = office_with_log(home, lambda key: policy_over(key, lines.encode()))
    ask = asker(post, system_clock)

    def published() -> tuple[int, str]:
        integrated = ledger.integrate(home, office.keys.log, system_clock(), ask)
        done = publication.publish(home, ask)
        return done.size, integrated.refused or done.refused

    for one in two:
        add_log(one.folder, office.keys.log.key, system_clock())
        one.start()
    assert published() == (1, "")
    for number, (one, size) in enumerate(zip(two, (1, 3), strict=True)):
        one.end()
        enter(office)
        enter(office)
        waits = published()
        assert waits[0] == size, number
        assert f"The witness {one.folder.name} did not answer (Connection refused)." in waits[1]
        one.start()
        assert published() == (size + 2, "")
    kept = load(two[1].folder).read_view(ORIGIN)
    assert kept.size == 5
    assert len(verify_log(home.log).accepted.witnesses) == 2

    # A witness restored from a backup sees less, and is proved to; the log does not suffer from it.
    two[1].end()
    shutil.copytree(two[1].folder / "views", tmp_path / "backup")
    two[1].start()
    enter(office)
    assert published() == (6, "")
    two[1].end()
    shutil.rmtree(two[1].folder / "views")
    shutil.copytree(tmp_path / "backup", two[1].folder / "views")
    two[1].start()
    enter(office)
    assert published() == (7, "")


def test_restored_home_signs_nothing_when_the_witnesses_are_processes_elsewhere(home, two, tmp_path):
    lines = "".join([*(one.line for one in two), "group both all inspector court\n", "quorum both\n"])
    office = office_with_log(home, lambda key: policy_over(key, lines.encode()))
    ask = asker(post, system_clock)
    for one in two:
        add_log(one.folder, office.keys.log.key, system_clock())
        one.start()

    def published() -> int:
        assert ledger.integrate(home, office.keys.log, system_clock(), ask).refused == ""
        return publication.publish(home, ask).size

    published()
    connections["default"].close()
    shutil.copytree(home.root, tmp_path / "yesterday")
    attach(home)
    enter(office)
    assert published() == 2
    connections["default"].close()
    shutil.rmtree(home.root)
    shutil.copytree(tmp_path / "yesterday", home.root)
    attach(home)
    enter(office)
    with pytest.raises(IntegrityError, match="has cosigned a tree of 2 entries"):
        published()
    assert publication.published_size(home) == 1
