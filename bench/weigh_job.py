"""Who was wrongly identified or missed, by ours and by the peer, counted by one rule against one truth.

``python -m bench.weigh_job REHEARSAL SOUGHT LOCATED OUT [BEST]`` writes ``accuracy.json``: ours by class, and for the
peer every threshold and margin of the sweep. The peer identifies the best taxpayer when its match weight is at least
the threshold and beats the second's by the margin; it is told nothing of what a number that disagrees means in law.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import django
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

django.setup()

from lockgate.pipeline.locate_table import LOCATED  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal.locate_counts import count, releasable  # noqa: E402
from lockgate.rehearsal.locate_truth import Rows, beside_truth  # noqa: E402
from lockgate.reports.accuracy import as_json  # noqa: E402

THRESHOLDS = (-4, 0, 5, 10, 15, 20, 25, 30, 35, 40)
MARGINS = (0.5, 3, 6, 10)


def main() -> None:
    """Count and write."""
    rehearsal, sought, located, out, *best = (Path(given) for given in sys.argv[1:])
    rows = pq.read_table(sought / "rows.parquet")["row"].to_pylist()

    def beside(found: pa.Table) -> Rows:
        return beside_truth(rehearsal, sought / "records.parquet", rows, found)

    ours = as_json(count(beside(pq.read_table(located)), ()))
    told: dict[str, object] = {name: ours[name] for name in ("accuracy", "groups", "beside")}
    if best:
        told["splink"] = list(_sweep(rows, pq.read_table(best[0]), beside))
    out.mkdir(parents=True, exist_ok=True)
    (out / "accuracy.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


def _sweep(rows: list[int], best: pa.Table, beside: Callable[[pa.Table], Rows]) -> Iterator[dict[str, float | None]]:
    """The peer's counts at each threshold and margin."""
    places = np.searchsorted(rows, best["row"].to_numpy())
    weight, second = np.full(len(rows), -np.inf), np.zeros(len(rows))
    weight[places], second[places] = best["weight"].to_numpy(), best["second"].to_numpy()
    found = np.full(len(rows), "", dtype=object)
    found[places] = best["taxpayer_id"].to_pylist()
    every = beside(_evidence(rows, found.tolist()))
    for threshold in THRESHOLDS:
        for margin in MARGINS:
            kept = (weight >= threshold) & (weight - second >= margin)
            identified = np.where(kept, "one", "none").astype(object)
            line = releasable(replace(every, identified=identified, right=every.right & kept))
            yield {
                "threshold": threshold, "margin": margin, "identified": line.wrong.of, "wrong": line.wrong.count,
                "another_person": int((kept & ~every.right).sum()),
                "wrong_per_million": line.wrong.per_million, "missed": line.missed.count,
                "missed_share": line.missed.value,
            }  # fmt: skip


def _evidence(rows: list[int], taxpayers: list[str]) -> pa.Table:
    """The peer's best taxpayer of each row as located evidence."""
    columns = {name: pa.nulls(len(rows), LOCATED.field(name).type) for name in LOCATED.names}
    columns["row"] = pa.array(rows, pa.int64())
    columns["taxpayer_id"] = pa.array(taxpayers, pa.string())
    columns["identified"] = pa.array(["one" if one else "none" for one in taxpayers], pa.string())
    return pa.table(columns)


if __name__ == "__main__":
    main()
