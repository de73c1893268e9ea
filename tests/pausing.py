"""Two connections at once: an act that stops before its commit until told to go on, and another one meanwhile."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from lockgate.actions.office import Result
from lockgate.store import crashpoints
from lockgate.store.models.log import EntryRow

PATIENCE = 60
A_MOMENT = 0.7


class Paused(threading.Thread):
    """Does one thing on a connection of its own, and stops before the commit of its entry until told to go on."""

    def __init__(self, do: Callable[[], Result], entries: int) -> None:
        super().__init__(daemon=True)
        self.do, self.entries = do, entries
        self.result: Result | None = None
        self.error: Exception | None = None
        self.at_commit, self.go_on = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            self.result = self.do()
        except Exception as error:  # noqa: BLE001 - told in the test's own thread
            self.error = error
        finally:
            connections["default"].close()
            self.at_commit.set()

    def reached(self, point: str) -> None:
        if point == "act.before_commit" and EntryRow.objects.count() > self.entries and not self.at_commit.is_set():
            self.at_commit.set()
            assert self.go_on.wait(PATIENCE)

    def finished(self) -> Result:
        self.go_on.set()
        self.join(PATIENCE)
        assert not self.is_alive()
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


@contextmanager
def pausing(monkeypatch, *threads: Paused) -> Iterator[None]:
    def hook(point: str) -> None:
        for thread in threads:
            if threading.current_thread() is thread:
                thread.reached(point)

    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "hook", hook)
        yield
