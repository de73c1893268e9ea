"""An order, or an outside party's stop, at any instant of a seal, hand-over, fetch or opening: nothing leaves after."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import connections

from faults.engines import Postgres, Sqlite
from lockgate.procedure.acts import Act
from postgres_server import DATABASE, administer
from racing import LEAVING, Stand, a_stop, an_order, races, racing_pack, stands

DATABASE_OF_RACES = "races"


class Ground(NamedTuple):
    """Where races are run."""

    engine: Sqlite
    stands: dict[Act, Stand]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ground(request, tmp_path_factory, django_db_blocker) -> Iterator[Ground]:
    engine, address, place = Sqlite(), "", tmp_path_factory.mktemp("races")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        engine, address = Postgres(server), server.replace(DATABASE, DATABASE_OF_RACES)
        administer(server, f"CREATE DATABASE {DATABASE_OF_RACES} TEMPLATE lockgate_template")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        racing_pack(patched, place)
        yield Ground(engine, stands(engine, place, address))
        connections["default"].close()
    if address:
        administer(server, f"DROP DATABASE {DATABASE_OF_RACES} WITH (FORCE)")


def test_nothing_leaves_after_an_order_that_is_entered_at_any_instant(ground):
    ends = Counter(races(ground.engine, ground.stands, range(12), an_order))
    assert ends.total() == 12
    assert {(act, done) for act in LEAVING for done in (True, False)} == set(ends)


def test_of_a_stop_and_a_seal_one_is_done_and_a_hand_over_is_stopped_no_more(ground):
    ends = Counter(races(ground.engine, ground.stands, range(8), a_stop, (Act.SEAL, Act.HANDOVER)))
    assert {(Act.SEAL, True), (Act.SEAL, False), (Act.HANDOVER, True)} == set(ends)


def test_of_a_stop_and_a_substitutes_package_one_comes_first_and_binds_the_other(ground):
    ends = Counter(races(ground.engine, ground.stands, range(3), a_stop, (Act.REISSUE,)))
    assert {(Act.REISSUE, True), (Act.REISSUE, False)} == set(ends)
