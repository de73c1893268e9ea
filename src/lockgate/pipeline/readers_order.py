"""Side by side, but in order: a few calls ahead on a few threads, never the whole file at once."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

WORKERS = 2
AHEAD = 3


def in_order(calls: Iterator[Callable[[], T]]) -> Iterator[T]:
    """The results of the calls in their order, at most ``AHEAD`` of them made before they are asked for."""
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for call in calls:
                waiting.append(pool.submit(call))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
