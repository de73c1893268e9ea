"""Work that several processes share; what each needs is handed to it once, and the results come in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from typing import Any, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")


_in_worker: list[Callable[[Any], object]] = []
"""A worker process's own work, set once when it starts."""


def _remember(work: Callable[[Any], object]) -> None:
    _in_worker[:] = [work]


def _in_a_worker(one: object) -> object:
    return _in_worker[0](one)


def side_by_side(given: Iterable[T], work: Callable[[T], R], workers: int) -> Iterator[R]:
    """The results of a work over what is given, in order; at most twice ``workers`` are under way.

    Args:
        given: what is worked on; it crosses to another process.
        work: pure; it is handed to each process once, when that starts.
        workers: processes; one means this one.
    """
    if workers < 2:
        yield from map(work, given)
        return
    with ProcessPoolExecutor(workers, initializer=partial(_remember, work)) as pool:
        under_way: deque[Future[object]] = deque()
        for one in given:
            under_way.append(pool.submit(_in_a_worker, one))
            if len(under_way) > 2 * workers:
                yield cast("R", under_way.popleft().result())
        while under_way:
            yield cast("R", under_way.popleft().result())
