"""Many distinct values judged by several processes; only codes and the few distinct facts come back."""

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ProcessPoolExecutor

from lockgate.pipeline.encoding import Coded, joined_up, judged

_AT_ONCE = 20_000
"""Values a worker judges at a time; below twice this many no worker is started."""

TextReading = Callable[[str], Hashable]
"""From one value to one fact."""


def judged_by(values: Sequence[str], reading: TextReading, workers: int) -> Coded[Hashable]:
    """The fact of each value.

    Args:
        values: distinct values.
        reading: pure.
        workers: processes; one means this one.
    """
    if workers < 2 or len(values) < 2 * _AT_ONCE:
        return judged(values, reading)
    chunks = [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
    with ProcessPoolExecutor(workers, initializer=_remember, initargs=(reading,)) as pool:
        return joined_up(list(pool.map(_in_a_worker, chunks)))


_in_worker: list[TextReading] = []
"""A worker process's own reading, set once when it starts."""


def _remember(reading: TextReading) -> None:
    _in_worker[:] = [reading]


def _in_a_worker(values: Sequence[str]) -> Coded[Hashable]:
    return judged(values, _in_worker[0])
