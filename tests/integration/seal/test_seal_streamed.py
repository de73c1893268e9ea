"""What sealing and opening cost in memory does not grow with the answers; measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def measured(folder, megabytes):
    command = [sys.executable, str(HERE / "streamed_seal.py"), str(folder), str(megabytes)]
    environment = {"PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    said = json.loads(done.stdout)
    assert said["sizes"]["answers"] >= megabytes * 1_000_000
    assert said["sizes"]["opened"] > said["sizes"]["answers"]
    assert said["sizes"]["inside"] == said["sizes"]["package"]
    steps = ("build", "verify", "wrap", "unwrap", "open", "tool opens", "tool acknowledges", "tool fetches")
    return {step: said[step]["above"] / 1e6 for step in steps}


def test_memory_is_a_few_pieces_when_20_megabytes_are_sealed_and_opened(tmp_path):
    above = measured(tmp_path, 20)
    assert max(above.values()) < 40, above


@pytest.mark.slow
def test_memory_stays_below_200_megabytes_when_200_are_sealed_and_opened(tmp_path):
    above = measured(tmp_path, 200)
    assert max(above.values()) < 200, above
