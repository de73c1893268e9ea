"""The door of the cast: what `lockgate serve --cast` refuses; and the clock of a rehearsal that is played on."""

import json
from contextlib import ExitStack
from datetime import timedelta

import pytest

from console_parts import REAL
from lockgate.cli.serve import rehearsed, serve
from lockgate.errors import UsageError
from lockgate.rehearsal.played import MARK, Played, played_at, state


@pytest.mark.parametrize(
    ("listen", "behind_tls"), [("0.0.0.0:8480", True), ("127.0.0.1:8480", True), ("192.0.2.7:443", True)]
)
def test_cast_has_no_door_where_others_reach_the_server(listen, behind_tls, console):
    with pytest.raises(UsageError, match="--cast lets anybody be anybody"):
        serve(listen=listen, behind_tls=behind_tls, cast=True, home=console.played.home.root)


def test_cast_has_no_door_in_an_office_that_is_no_rehearsals(console):
    (console.played.home.root / MARK).unlink()
    with pytest.raises(UsageError, match="is no rehearsal's office"), ExitStack() as stack:
        rehearsed(console.played.home, stack)


@pytest.mark.parametrize("said", ["", "{}", "[]", '{"format": "other", "stated": "x", "at": "y"}'])
def test_mark_that_is_none_is_refused(console, said):
    (console.played.home.root / MARK).write_text(said, encoding="utf-8")
    with pytest.raises(UsageError, match="is no rehearsal's office"):
        played_at(console.played.home, lambda: REAL)


def test_clock_of_a_rehearsal_goes_on_from_where_it_was_stated(console):
    home, real = console.played.home, [REAL]
    played = Played(home, lambda: real[0])
    begun = played.clock()
    real[0] += timedelta(hours=2)
    assert played.clock() - begun == timedelta(hours=2)
    played.forward(timedelta(days=1))
    assert played.clock() - begun == timedelta(hours=26)
    real[0] -= timedelta(hours=5)
    assert played.clock() - begun == timedelta(hours=26)
    with pytest.raises(ValueError, match="forward"):
        played.forward(timedelta(seconds=-1))


def test_nobody_but_the_cast_signs_with_its_keys(console):
    with pytest.raises(UsageError, match="nobody of the rehearsal's cast"):
        console.played.signer("../keys/ada")
    state(console.played.home, REAL, REAL)
    assert set(json.loads((console.played.home.root / MARK).read_bytes())) == {"at", "format", "stated"}
