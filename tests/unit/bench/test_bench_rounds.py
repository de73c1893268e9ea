"""What the bench measures with: memory of a whole process tree, and medians of ratios round by round."""

import sys

import pytest
from bench.measure import Measured, run
from bench.rounds import Results

HOLDS = """
import os, time
held = bytearray({own} * 2**20)
child = os.fork()
if child == 0:
    more = bytearray({child} * 2**20)
    time.sleep(0.8)
    os._exit(0)
os.waitpid(child, 0)
print("done")
"""


def test_a_childs_memory_counts_and_shared_pages_count_once():
    measured = run([sys.executable, "-c", HOLDS.format(own=120, child=60)])
    assert measured.said == "done\n"
    # The child shares its parent's 120 MB and adds 60: about 180 together, not 300.
    assert 170 < measured.tree_mb < 260
    assert 100 < measured.largest_mb < measured.tree_mb
    assert measured.seconds >= 0.8


def test_a_job_that_fails_ends_the_bench_with_what_it_said():
    with pytest.raises(SystemExit, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_another_code_may_be_allowed():
    assert run([sys.executable, "-c", "raise SystemExit(1)"], allowed=(0, 1)).said == ""


@pytest.fixture
def results():
    made = Results()
    for ours, other in ((1.0, 4.0), (6.0, 12.0), (9.0, 10.0)):
        made.keep("locate", Measured(ours, ours, 100 * ours, 90 * ours, ""), {"locate": ours})
        made.keep("splink", Measured(other, other, 100, 90, ""), {"splink link": other})
    return made


def test_ratio_is_the_median_of_the_rounds_and_not_the_ratio_of_medians(results):
    assert results.ratio("locate", "splink link") == 0.5
    assert results.spread("locate", "splink link") == (0.25, 0.9)
    assert results.median("locate") == 6.0


def test_what_was_not_measured_is_none(results):
    assert results.ratio("batch", "splink link") is None
    assert results.median("batch") is None
    assert results.peak("batch") is None
    assert results.peak("batch", "locate") == 600.0
