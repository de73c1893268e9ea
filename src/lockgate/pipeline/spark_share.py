"""Share an act's work among the executors of Spark: the engine for a custodian that has a cluster (ADR 0015).

It stands where ``shared_work.Processes`` stands: the same work, the same contexts and pieces, the answers in the same
order. Only the moving of data differs, so the rows cannot.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from itertools import count, islice
from typing import Any, TypeVar

from lockgate.errors import UsageError
from lockgate.pipeline.spark_cluster import Cluster, checked, started
from lockgate.pipeline.spark_task import DEFECT, Refused, Sent, made_by, packed, run_piece

_Piece = TypeVar("_Piece")
_Answer = TypeVar("_Answer")

_DEFECT = re.compile(re.escape(DEFECT) + r"(\w+ at \w+\.py:\d+)")
_WAVE = 8
"""Pieces for each core before their answers are taken over: so many answers wait on the driver, and no more."""


@contextmanager
def spark_share(cluster: Cluster) -> Iterator["SparkShare"]:
    """The executors of a cluster for one act. Spark is started with the first work, and ends with the block.

    Raises:
        UsageError: pyspark is not installed, or the master is none.
    """
    with ExitStack() as stack:
        yield SparkShare(checked(cluster), stack)


class SparkShare:
    """Shares work among executors; use it through ``spark_share``."""

    def __init__(self, cluster: Cluster, stack: ExitStack) -> None:
        self._cluster = cluster
        self._stack = stack
        self._context: Any = None
        self._numbers = count()

    def __call__(
        self, work: Callable[[Any, _Piece], _Answer], context: object, pieces: Iterable[_Piece]
    ) -> Iterator[_Answer]:
        """The answer to every piece, in order.

        Args:
            work: a module's own function of the context and one piece.
            context: what every piece needs; it reaches each executor once.
            pieces: what each task is given.

        Raises:
            UsageError: Spark cannot be started, or gave up a piece.
        """
        # The Java process must not be there while this machine's own processes are forked, so it starts late.
        if self._context is None:
            self._context = self._stack.enter_context(started(self._cluster))
        waiting = iter(pieces)
        sent = Sent(next(self._numbers), made_by(), self._context.broadcast(packed(context)))
        while wave := list(islice(waiting, _WAVE * self._context.defaultParallelism)):
            yield from map(_taken, self._answers(partial(run_piece, sent, work), wave))
        # Where work ends with an error the application ends too, and every context with it.
        sent.broadcast.destroy()

    def _answers(self, work: Callable[[_Piece], _Answer], wave: list[_Piece]) -> list[_Answer]:
        failures = (import_module("py4j.protocol").Py4JError, import_module("pyspark.errors").PySparkException)
        try:
            found: list[_Answer] = self._context.parallelize(wave, len(wave)).map(work).collect()
        except failures as error:
            raise UsageError(f"Spark gave up a piece of the work, and nothing was kept; {_mended(error)}.") from error
        return found


def _mended(error: Exception) -> str:
    """What Spark says of it, as far as the words are ours or tell what to do; it may hold other text too."""
    said = str(getattr(error, "java_exception", ""))
    if "No module named 'lockgate" in said:
        return (
            "the Python of its executors has no lockgate: install the wheel there, or name it in spark.pyspark.python"
        )
    if defect := _DEFECT.search(said):
        return f"{defect[1]}, a defect: report it"
    return "its own log says where: mend that, and locate again"


def _taken(answer: _Answer) -> _Answer:
    if isinstance(answer, Refused):
        raise answer.kind(answer.sentence)
    return answer
