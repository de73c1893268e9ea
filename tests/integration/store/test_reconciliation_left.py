"""Unfinished work in the scratch folder: a killed process's is removed, a running one's is left to it."""

import os
import subprocess

from lockgate.store.files import UNFINISHED, unfinished_folder
from lockgate.store.reconciliation import mend, remains


def test_unfinished_work_of_a_process_that_ended_is_removed(home):
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    folder = home.scratch / f"examine-x.{ended.pid}{UNFINISHED}"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "outcomes.csv").write_text("a record")
    (home.scratch / f"evidence.{ended.pid}{UNFINISHED}").write_text("half")
    mend(home, remains(home))
    assert not list(home.scratch.iterdir())


def test_unfinished_work_of_a_running_process_is_left_to_it(home):
    folder = home.scratch / f"examine-x.{os.getppid()}{UNFINISHED}"
    folder.mkdir()
    mend(home, remains(home))
    assert folder.is_dir()


def test_unfinished_folder_is_named_after_its_process_and_gone_afterwards(tmp_path):
    with unfinished_folder(tmp_path, "submit") as name:
        assert name.endswith(f".{os.getpid()}{UNFINISHED}")
    assert not list(tmp_path.iterdir())
