"""The worker goes on through what the machine fails to do, and ends when it is told to do once what waits."""

import pytest
from django.db import OperationalError

from lockgate.cli.work import keep_working

JOB = "locate aaaa: done"


class _EndedError(Exception):
    pass


def script(*answers):
    """Answers one after the other; an exception is raised."""
    left = list(answers)

    def do():
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return do


def test_worker_ends_when_nothing_waits(capsys):
    keep_working(script(JOB, ""), once=True, pause=pytest.fail)
    assert "locate" in capsys.readouterr().err


def test_worker_waits_and_goes_on(capsys):
    paused = []
    with pytest.raises(_EndedError):
        keep_working(script("", OperationalError("locked"), JOB, _EndedError()), once=False, pause=paused.append)
    assert paused == [1.0, 10.0]
    assert "OperationalError" in capsys.readouterr().err


def test_failure_of_the_machine_is_told_where_work_is_done_once():
    with pytest.raises(OSError, match="no space"):
        keep_working(script(OSError("no space")), once=True)
