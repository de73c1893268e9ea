"""Ctrl-C ends a rehearsal's server: what answers requests ends where it is, and what the command holds ends once."""

import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from secrets import token_bytes
from urllib.request import urlopen

import pytest
from django.db import connections

from factories import START
from lockgate.actions.found import Charter, found
from lockgate.actions.office import Office
from lockgate.actions.publish import publish
from lockgate.cli import serve as served
from lockgate.rehearsal.played import WITNESSES, state
from lockgate.store import presence
from lockgate.store.home import Home
from witnesses_outside import Process

PATIENCE_SECONDS = 15
"""Half of what gunicorn waits for a process that does not end by itself."""


@pytest.fixture
def rehearsed(home, tmp_path) -> Home:
    """A home with a witness beside it, marked as a rehearsal's."""
    (tmp_path / WITNESSES).mkdir()
    witness = Process(tmp_path / WITNESSES / "w1")
    found(home, "", Charter("log.example.gov/ended", f"{witness.line}quorum none\n".encode()), START, token_bytes)
    publish(Office(home, lambda: START, token_bytes))
    state(home, START, START)
    connections["default"].close()
    return home


@contextmanager
def serving(home: Home) -> Iterator[tuple[int, str]]:
    """The number of a process that serves the home to its cast, in a group of its own as in a terminal; its address."""
    told, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        sys.stderr = os.fdopen(said, "w", buffering=1)
        presence.leave()
        served.worker_beside = nullcontext  # another program, and not what holds the end up
        code = 1
        try:
            code = served.serve(listen="127.0.0.1:0", workers=1, cast=True, home=home.root)
        except SystemExit as ended:
            code = ended.code or 0
        except BaseException:  # noqa: BLE001 - told, and the process ends
            traceback.print_exc()
        finally:
            os._exit(int(code))
    os.close(said)
    try:
        with os.fdopen(told) as lines:
            yield child, address_in(lines)
    finally:
        if not gone(child):
            os.killpg(child, signal.SIGKILL)


def address_in(lines: Iterable[str]) -> str:
    """Where it listens, by what it says."""
    said = ""
    for line in lines:
        said += line
        if found := re.search(r"Listening at: (http://\S+)", line):
            return found[1]
    raise AssertionError(f"the server does not listen: {said}")


def gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_ctrl_c_ends_a_server_with_its_witnesses_by_itself(rehearsed):
    with serving(rehearsed) as (child, address):
        with urlopen(f"{address}/v1/log/checkpoint", timeout=60) as answer:  # noqa: S310 - our own address
            assert answer.read().startswith(b"log.example.gov/ended\n")
        os.killpg(child, signal.SIGINT)
        ends = time.monotonic() + PATIENCE_SECONDS
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < ends:
            time.sleep(0.02)
        assert ended == (child, 0)
        assert gone(child)
