"""One chart of the last run: each ratio as a share of what it must be at most."""

from pathlib import Path

from lockgate.reports.charts import Chart, Mark, alone, svg, words_of

MUST = {
    "batch_vs_splink": (0.40, "whole batch / Splink's link"),
    "link_vs_splink": (0.30, "link / Splink's link"),
    "memory_vs_splink": (0.25, "peak memory / Splink's"),
    "batch_vs_scan": (15.0, "whole batch / bare scan"),
    "growth_50m_vs_10m": (3.0, "50 million / 10 million"),
}
"""What each ratio must be at most at 1.28 million records and 10 million taxpayers, and how it is called."""


def draw(result: dict[str, object], spreads: dict[str, tuple[float, float]], file: Path) -> None:
    """Write the chart; a ratio that was not measured stands there without a dot."""
    ratios = result["ratios"]
    assert isinstance(ratios, dict)  # noqa: S101 - written a moment ago
    marks = tuple(_mark(name, ratios.get(name), spreads.get(name)) for name in MUST)
    about = f"{result['records']:,} records, {result['taxpayers']:,} taxpayers, {result['rounds']} rounds"
    title = f"Ratios of the bench as shares of what they must be at most: {about}"
    said = "A dot is the median of the rounds, the line across it their least and greatest; left of 1 is better."
    axis = f"share of the most it may be (1 = just reached); {about}"
    chart = Chart("bench", title, f"{said} {words_of(marks)}", axis, marks, log=True, limits=((1.0, "must"),))
    file.write_text(alone(svg(chart)), encoding="utf-8")


def _mark(name: str, ratio: float | None, spread: tuple[float, float] | None) -> Mark:
    must, label = MUST[name]
    if ratio is None:
        return Mark(label, None, said="not measured")
    low, high = spread or (ratio, ratio)
    return Mark(label, ratio / must, low / must, high / must, f"{ratio:.3g} (at most {must:g})")
