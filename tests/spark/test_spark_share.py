"""Work shared among executors: in order, repeated where it must be, and nothing told that is nobody's business."""

import os
from pathlib import Path

import numpy as np
import pytest

from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline import spark_share as sharing
from lockgate.pipeline.spark_cluster import Cluster
from lockgate.pipeline.spark_share import spark_share
from spark.spark_pieces import SECRET, SPARK, TESTS, broken, failing_once, looked_up, refused

pytestmark = SPARK


@pytest.fixture(scope="module")
def spill(tmp_path_factory):
    return tmp_path_factory.mktemp("spill")


@pytest.fixture(scope="module")
def share(spill):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", TESTS, prepend=os.pathsep)
        with spark_share(Cluster("local[2,3]", spill)) as found:
            yield found
    assert list(spill.iterdir()) == []


def test_answers_come_in_the_order_of_the_pieces_when_there_are_many_waves(share):
    rows = np.arange(300_000)[::-1].copy()
    answers = list(share(looked_up, {"rows": rows}, range(40)))
    assert [row for _, row, _ in answers] == list(range(299_999, 299_959, -1))
    assert [table.num_rows for _, _, table in answers] == list(range(40))
    assert {process for process, _, _ in answers}.isdisjoint({os.getpid()})


def test_each_work_has_its_own_context(share):
    first = share(looked_up, {"rows": [1, 2]}, [1])
    assert [row for _, row, _ in first] == [2]
    assert [row for _, row, _ in share(looked_up, {"rows": [5, 6]}, [1, 0])] == [6, 5]


def test_no_piece_is_no_answer(share):
    assert list(share(looked_up, {"rows": []}, [])) == []


def test_a_sentence_of_ours_comes_back_as_it_is(share):
    with pytest.raises(IntegrityError, match=r"^Part keys-0002 is damaged\.$"):
        list(share(refused, None, range(4)))


def test_a_piece_that_was_lost_with_its_process_is_done_again(share, tmp_path):
    assert list(share(failing_once, str(tmp_path), range(3))) == [0, 10, 20]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_defect_is_told_without_the_value_it_fell_over(share):
    with pytest.raises(UsageError, match=r"ValueError at spark_pieces.py:[0-9]+") as told:
        list(share(broken, None, range(2)))
    logged = str(told.value.__cause__.java_exception)
    assert "spark_task.py" in logged
    assert SECRET not in logged + str(told.value)


def test_an_executor_with_another_lockgate_is_refused(share, monkeypatch):
    monkeypatch.setattr(sharing, "made_by", lambda: "0.0 other")
    with pytest.raises(IntegrityError, match="another lockgate"):
        list(share(looked_up, {"rows": [1]}, [0]))


def test_nothing_sent_lies_on_a_disk_in_the_clear(share, spill):
    seen: list[bytes] = []

    def look():
        seen.extend(file.read_bytes() for file in spill.rglob("*") if file.is_file())

    def pieces():
        yield 0
        # The context is sent before the first piece is taken.
        look()
        yield 1

    assert len(list(share(looked_up, {"rows": [1, 2], "secret": SECRET * 9}, pieces()))) == 2
    assert len(seen) > 0
    look()
    assert not any(SECRET.encode() in one for one in seen)


def test_only_this_machine_is_listened_on(share):
    list(share(looked_up, {"rows": [1]}, [0]))
    java = share._context._gateway.proc.pid
    mine = {str(link.readlink()) for link in Path(f"/proc/{java}/fd").iterdir() if link.is_symlink()}
    listening = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{java}/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in mine:
                listening.add(local.split(":")[0])
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert listening
