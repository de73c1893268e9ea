"""Counts as shares with an interval, and how they are said."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""

METHOD = "Wilson score interval, 95 %"
"""Which interval is given (E. B. Wilson, 1927): it holds for 0 of n and for n of n as well."""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``, both counted."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the interval; of nothing, everything from 0 to 1."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.count / self.of, Z * Z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = Z * sqrt(share * (1 - share) / self.of + spread / (4 * self.of)) / (1 + spread)
        low = 0.0 if self.count == 0 else max(middle - half, 0.0)
        high = 1.0 if self.count == self.of else min(middle + half, 1.0)
        return low, high

    @property
    def per_million(self) -> float | None:
        """The share in a million."""
        return None if self.value is None else self.value * MILLION

    def said_per_million(self) -> str:
        """In a million, with its interval, in words."""
        if self.value is None:
            return "nobody"
        low, high = (end * MILLION for end in self.interval)
        return f"{_whole(self.value * MILLION)} ({_whole(low)} to {_whole(high)})"

    def said_percent(self) -> str:
        """In a hundred, with its interval, in words."""
        if self.value is None:
            return "nobody"
        low, high = self.interval
        return f"{self.value:.2%} ({low:.2%} to {high:.2%})"


def _whole(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.2g}"
