"""Shares and their intervals."""

import pytest

from lockgate.reports.shares import Share

# Wilson score intervals as any table of them has it (z = 1.959964).
KNOWN = [
    (Share(0, 10), (0.0, 0.27753)),
    (Share(1, 10), (0.01788, 0.40415)),
    (Share(5, 10), (0.23659, 0.76341)),
    (Share(10, 10), (0.72247, 1.0)),
    (Share(3, 200), (0.005115, 0.043176)),
    (Share(0, 215_000), (0.0, 0.000017867)),
]


@pytest.mark.parametrize(("share", "interval"), KNOWN)
def test_interval_is_the_wilson_score_interval(share, interval):
    assert share.interval == pytest.approx(interval, rel=1e-3, abs=1e-9)


@pytest.mark.parametrize("share", [one for one, _ in KNOWN])
def test_the_share_lies_within_its_interval(share):
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


def test_of_nothing_there_is_no_share_and_every_value_is_possible():
    nothing = Share(0, 0)
    assert nothing.value is None
    assert nothing.per_million is None
    assert nothing.interval == (0.0, 1.0)
    assert nothing.said_percent() == nothing.said_per_million() == "nobody"


def test_said_with_the_interval():
    assert Share(3, 200).said_percent() == "1.50% (0.51% to 4.32%)"
    assert Share(0, 215_000).said_per_million() == "0 (0 to 18)"
    assert Share(1, 215_000).said_per_million() == "4.7 (0.82 to 26)"
