"""Pieces of work that executors do in tests: they must be importable there, so they have a module of their own."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lockgate.errors import IntegrityError

SPARK = [
    pytest.mark.spark,
    # pyspark leaves the sockets it serves broadcasts and pieces over to the garbage collector, and so the pipe to
    # a Java process that failed.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file <_io.BufferedWriter:ResourceWarning"),
]
"""The marks of every test that starts Spark."""

TESTS = str(Path(__file__).parents[1])
"""Where executors find this module: they inherit the environment, not the path of the tests."""

SECRET = "Ana Ruiz 900-70-0001"


def looked_up(context: dict[str, Any], piece: int) -> tuple[int, int, pa.Table]:
    return os.getpid(), int(context["rows"][piece]), pa.table({"n": [piece] * piece})


def refused(_: object, piece: int) -> int:
    if piece == 2:
        raise IntegrityError("Part keys-0002 is damaged.")
    return piece


def broken(_: object, piece: int) -> int:
    raise ValueError(f"{SECRET} {piece}")


def failing_once(context: str, piece: int) -> int:
    """Fails the first time it is asked of a piece, as where a machine is lost."""
    mark = Path(context) / str(piece)
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return piece * 10
