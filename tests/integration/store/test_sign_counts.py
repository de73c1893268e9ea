"""The counter of a security key only rises: the same one again, or none after some, shows a copy."""

import pytest

from lockgate.store.sign_counts import rises


@pytest.mark.usefixtures("home")
def test_counter_that_does_not_rise_is_told():
    assert [rises(b"one", counter) for counter in (0, 0, 5)] == [True, True, True]
    assert [rises(b"one", counter) for counter in (5, 4, 0)] == [False, False, False]
    assert rises(b"one", 6)
    assert rises(b"another", 5)
