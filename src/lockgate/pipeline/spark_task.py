"""What runs on an executor: one piece of work, with the context the driver sent.

A task's answer depends on its context and its piece alone, so a task that Spark repeats, or runs twice at once,
gives the same rows. Whatever goes wrong is told without a value of a record: an executor's log is the cluster's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb
from typing import Any

from lockgate.errors import IntegrityError, LockgateError
from lockgate.store.lawbook import law_hash

Work = Callable[[Any, Any], Any]

DEFECT = "A piece of work failed with "
"""How the sentence begins that tells of a defect."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A context on its way to the executors.

    Attributes:
        number: which context of this application it is.
        made: what the driver's lockgate is (``made_by``).
        broadcast: the packed context, as Spark carries it.
    """

    number: int
    made: str
    broadcast: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """Work that ended with one of our own sentences; they hold no value of a record."""

    kind: type[LockgateError]
    sentence: str


def made_by() -> str:
    """Which lockgate this is: its version and its law."""
    return f"{version('lockgate')} {law_hash()}"


def packed(context: object) -> bytes:
    """A context as bytes, which Spark's broadcast carries encrypted; larger arrays it cannot carry as they are."""
    found: bytes = _packing().dumps(context)
    return found


def _packing() -> Any:  # noqa: ANN401 - an extra without types of ours
    return import_module("pyspark.serializers").CPickleSerializer()


_unpacked: dict[int, Any] = {}
"""An executor process's last context, unpacked once."""


def run_piece(sent: Sent, work: Work, piece: object) -> Any:  # noqa: ANN401 - whatever the work answers
    """The answer to one piece, or ``Refused``.

    Raises:
        RuntimeError: a defect, told by its class; Spark tries the piece again, perhaps elsewhere.
    """
    try:
        return work(_context(sent), piece)
    except LockgateError as error:
        return Refused(type(error), str(error))
    except Exception as error:  # noqa: BLE001 - its own words may quote a value, and Spark would log them
        raise RuntimeError(f"{DEFECT}{type(error).__name__} at {_place(error)}.") from None


def _place(error: Exception) -> str:
    """Where it arose: file and line, which hold no value."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _context(sent: Sent) -> Any:  # noqa: ANN401 - whatever was sent
    if sent.number not in _unpacked:
        if sent.made != made_by():
            raise IntegrityError(
                "An executor has another lockgate than this machine; install the same wheel on every one."
            )
        _unpacked.clear()
        _unpacked[sent.number] = _packing().loads(sent.broadcast.value)
    return _unpacked[sent.number]
