"""Workers in processes of their own, ended by SIGKILL; the next one does the job, once."""

import json
import os
import subprocess
import sys

import queue_process
import tables_kept


def test_worker_killed_at_any_commit_loses_nothing_and_does_nothing_twice(tmp_path):
    command = ["/usr/bin/env", "DJANGO_SETTINGS_MODULE=lockgate.site.settings", "ARROW_DEFAULT_MEMORY_POOL=system"]
    command += ["JE_ARROW_MALLOC_CONF=background_thread:false", f"PYTHONPATH={os.pathsep.join(sys.path)}"]
    command += [sys.executable, queue_process.__file__, str(tmp_path), tables_kept.given()]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
    assert told["codes"] == [0, 0, 0]
    for act in ("submit", "locate"):
        assert told[act] == ["file.before_rename", "act.before_commit", "entered"]
    left = json.loads((tmp_path / "answer").read_text())
    assert left == {
        "acts": [["submit", "ada"], ["examine", "ada"], ["locate", "ada"]],
        "states": [["examine", "done"], ["locate", "done"], ["submit", "done"]],
        "stage": "located",
        "left": [],
    }
