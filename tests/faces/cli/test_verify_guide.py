"""The auditor's page: its commands, run in their order as they are printed, and every command of the verifier on it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lockgate.verify.main import COMMANDS

GUIDE = Path(__file__).parents[3] / "docs" / "verify.md"


@pytest.mark.slow  # each command is a process of its own, and a rehearsal is walked first
def test_first_try_goes_as_printed(tmp_path):
    (block,) = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    ran = subprocess.run(
        ["/bin/bash", "-c", "set -eu\n" + block],
        cwd=tmp_path, env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    # Every one but `entry`, which shows.
    assert len(re.findall("^OK", ran.stdout, re.MULTILINE)) == 6
    assert not re.search("^DOUBT", ran.stdout, re.MULTILINE)
    assert not re.search("NOT PINNED", ran.stdout)


@pytest.mark.parametrize("command", [one.name for one in COMMANDS])
def test_page_shows_every_command_of_the_verifier(command):
    assert f"| `{command} " in GUIDE.read_text("utf-8")
