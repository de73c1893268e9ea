"""Many distinct values judged by several processes; only codes and the few distinct facts come back."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

from lockgate.pipeline.encoding import Coded, Judge, joined_up, judged

TextReading = Callable[[str], Hashable]
"""From one value to one fact."""


@contextmanager
def judging(reading: TextReading, workers: int) -> Iterator[Judge[Hashable]]:
    """A judge of distinct values that shares them among processes.

    Args:
        reading: pure.
        workers: processes; one means this one.
    """
    if workers < 2:
        yield partial(judged, reading=reading)
        return
    with ProcessPoolExecutor(workers, initializer=_remember, initargs=(reading,)) as pool:

        def judge(values: Sequence[str]) -> Coded[Hashable]:
            share = -(-len(values) // workers) or 1
            shares = [values[start : start + share] for start in range(0, len(values), share)]
            return joined_up(list(pool.map(_in_a_worker, shares)))

        yield judge


_in_worker: list[TextReading] = []
"""A worker process's own reading, set once when it starts."""


def _remember(reading: TextReading) -> None:
    _in_worker[:] = [reading]


def _in_a_worker(values: Sequence[str]) -> Coded[Hashable]:
    return judged(values, _in_worker[0])
