"""One piece of work in a process of its own: its answer and its errors come back, and what it needs is not copied."""

import os

import pytest

from lockgate.pipeline.shared_work import beside


class NotToBeCopied:
    """Cannot be handed to another process but by inheritance."""

    value = 7

    def __reduce__(self):
        raise TypeError("copied")


def product(context: NotToBeCopied, piece: int) -> tuple[int, int]:
    return context.value * piece, os.getpid()


def broken(_context: None, piece: int) -> int:
    raise ValueError(f"no {piece}")


@pytest.mark.parametrize(("workers", "elsewhere"), [(1, False), (2, True)])
def test_answer_comes_from_another_process_when_there_are_workers(workers, elsewhere):
    with beside(product, NotToBeCopied(), 6, workers) as answer:
        found, process = answer()
    assert found == 42
    assert (process != os.getpid()) is elsewhere


@pytest.mark.parametrize("workers", [1, 2])
def test_error_of_the_work_comes_when_the_answer_is_asked_for(workers):
    with beside(broken, None, 3, workers) as answer, pytest.raises(ValueError, match="no 3"):
        answer()
