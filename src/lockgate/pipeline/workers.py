"""A column whose values hardly ever repeat, judged by several processes; only codes and the few facts come back."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor

from lockgate.pipeline.encoding import Coded, Column, coded, joined_up, judged

TextReading = Callable[[str], Hashable]
"""From one value to one fact."""


def coded_by_many(batches: Iterable[Column], reading: TextReading, workers: int) -> Coded[Hashable]:
    """The facts of a column that comes in batches.

    Args:
        batches: few of them are held at a time.
        reading: pure.
        workers: processes; one means this one.
    """
    if workers < 2:
        return coded(batches, reading)
    with ProcessPoolExecutor(workers, initializer=_remember, initargs=(reading,)) as pool:
        parts: list[Coded[Hashable]] = []
        under_way: deque[Future[Coded[Hashable]]] = deque()
        for batch in batches:
            under_way.append(pool.submit(_in_a_worker, batch))
            if len(under_way) > 2 * workers:
                parts.append(under_way.popleft().result())
        return joined_up([*parts, *(future.result() for future in under_way)])


_in_worker: list[TextReading] = []
"""A worker process's own reading, set once when it starts."""


def _remember(reading: TextReading) -> None:
    _in_worker[:] = [reading]


def _in_a_worker(batch: Column) -> Coded[Hashable]:
    return judged(batch, _in_worker[0])
