"""Work cut into pieces and shared among processes; the pieces' answers come back in order, few at a time."""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from threading import Thread
from time import sleep
from typing import Any, TypeAlias, TypeVar

_Piece = TypeVar("_Piece")
_Answer = TypeVar("_Answer")

Share: TypeAlias = Callable[[Callable[[Any, Any], Any], object, Iterable[Any]], Iterator[Any]]
"""Who does the work: given work, context and pieces, the answers in order, as ``shared`` does among processes."""

_AHEAD = 2
"""Pieces under way or waiting, for each worker."""


def shared(
    work: Callable[[Any, _Piece], _Answer], context: object, pieces: Iterable[_Piece], workers: int
) -> Iterator[_Answer]:
    """The answer to every piece, in order.

    Args:
        work: a module's own function of the context and one piece.
        context: what every piece needs; the workers inherit it in memory, and it is never copied or written.
        pieces: what crosses to a worker.
        workers: processes, no more than there are pieces; below two, all is done in this one.
    """
    workers = min(workers, len(pieces)) if isinstance(pieces, Sized) else workers
    if workers < 2:
        for piece in pieces:
            yield work(context, piece)
        return
    with ProcessPoolExecutor(workers, get_context("fork"), _begin, (work, context, os.getpid())) as pool:
        under_way: deque[Future[_Answer]] = deque()
        try:
            for piece in pieces:
                under_way.append(pool.submit(_answer, piece))
                if len(under_way) > _AHEAD * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for one in under_way:
                one.cancel()


@contextmanager
def beside(
    work: Callable[[Any, _Piece], _Answer], context: object, piece: _Piece, workers: int
) -> Iterator[Callable[[], _Answer]]:
    """One piece of work in a process of its own while this one goes on; what the block is given asks for its answer.

    Args:
        work: a module's own function; it may share its work itself.
        context: as ``shared`` has it.
        piece: what the work is on.
        workers: below two, the work is done in this process when its answer is asked for.
    """
    if workers < 2:
        yield partial(work, context, piece)
        return
    with ProcessPoolExecutor(1, get_context("fork"), _begin, (work, context, os.getpid())) as pool:
        yield pool.submit(_answer, piece).result


@dataclass(frozen=True, slots=True)
class Processes:
    """Shares work among processes of this machine."""

    workers: int

    def __call__(
        self, work: Callable[[Any, _Piece], _Answer], context: object, pieces: Iterable[_Piece]
    ) -> Iterator[_Answer]:
        """The answer to every piece, in order."""
        return shared(work, context, pieces, self.workers)


_given: list[tuple[Callable[[Any, Any], Any], Any]] = []
"""A worker's own work and context, set once when it starts."""


def _begin(work: Callable[[Any, Any], Any], context: object, parent: int) -> None:
    _given[:] = [(work, context)]
    # Millions of small values, none of them in a circle: looking for circles costs a tenth of the work.
    gc.disable()
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A worker whose parent was killed would wait for ever, and hold what it was given."""
    while os.getppid() == parent:
        sleep(1)
    os._exit(1)


def _answer(piece: Any) -> Any:  # noqa: ANN401 - whatever the work takes and gives
    work, context = _given[0]
    return work(context, piece)
