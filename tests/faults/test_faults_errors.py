"""The system's calls fail while an office works: whatever was acknowledged is in its log, nothing is half."""

from faults.errors import LIBRARY, needs_libfiu
from faults.lives import lived_through
from office_process import processes

SEED, PATIENCE = 1075, 5


@needs_libfiu
def test_office_loses_no_acknowledged_act_when_calls_fail(tmp_path):
    with processes(str(LIBRARY)) as do:
        told = lived_through(do, tmp_path / "place", SEED, PATIENCE, "gated")
    print(f"{told.errors.total()} errors: {dict(told.errors)}; {dict(told.ends)}")  # noqa: T201 - the result
    assert told.errors.total() >= 10
    assert told.acknowledged >= 10
    assert any(end.startswith("failed") for end in told.ends)
