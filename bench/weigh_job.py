"""Who was wrongly identified or missed, by ours and by the peer, counted by one rule against one truth.

``python -m bench.weigh_job REHEARSAL SOUGHT LOCATED OUT [BEST]`` writes ``accuracy.json``: ours by class, and for the
peer every threshold and margin of the sweep, with the one that misses no more than ours by group. The peer identifies
the best taxpayer when its match weight is at least the threshold and beats the second's by the margin; it is told
nothing of what a number that disagrees means in law.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

django.setup()

from lockgate.pipeline.locate_table import LOCATED  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal.kinds import Meant  # noqa: E402
from lockgate.rehearsal.locate_counts import count, releasable  # noqa: E402
from lockgate.rehearsal.locate_truth import LIKENESS, Rows, beside_truth  # noqa: E402
from lockgate.reports.accuracy import as_json  # noqa: E402

THRESHOLDS = (-4, 0, 5, 10, 15, 20, 25, 30, 35, 40)
MARGINS = (0.5, 3, 6, 10)


def main() -> None:
    """Count and write."""
    rehearsal, sought, located, out, *best = (Path(given) for given in sys.argv[1:])
    rows = pq.read_table(sought / "rows.parquet")["row"].to_pylist()

    def beside(found: pa.Table) -> Rows:
        return beside_truth(rehearsal, sought / "records.parquet", rows, found)

    about = json.loads((rehearsal / "truth" / "about.json").read_text(encoding="utf-8"))
    ours = as_json(count(beside(pq.read_table(located)), ()))
    told: dict[str, object] = {name: ours[name] for name in ("accuracy", "groups", "beside")}
    told["about"] = {name: about[name] for name in ("records", "taxpayers", "slips", "seed")}
    if best:
        peer = _Peer(rows, pq.read_table(best[0]), beside)
        told["splink"] = sweep = [peer.line(threshold, margin) for threshold in THRESHOLDS for margin in MARGINS]
        told["splink_groups"] = peer.groups(_as_sure(sweep, ours["accuracy"]["releasable"]["missed"]))
    out.mkdir(parents=True, exist_ok=True)
    (out / "accuracy.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


Setting = dict[str, Any]
"""A threshold, a margin, and what they come to."""


class _Peer:
    """The peer's best taxpayer of each row, and what it would identify at a threshold of the weight and a margin."""

    def __init__(self, rows: list[int], best: pa.Table, beside: Callable[[pa.Table], Rows]) -> None:
        places = np.searchsorted(rows, best["row"].to_numpy())
        self._weight, second = np.full(len(rows), -np.inf), np.zeros(len(rows))
        self._weight[places], second[places] = best["weight"].to_numpy(), best["second"].to_numpy()
        self._lead = self._weight - second
        found = np.full(len(rows), "", dtype=object)
        found[places] = best["taxpayer_id"].to_pylist()
        every = beside(_evidence(rows, found.tolist()))
        # It does not say how name and address agreed; that table of its counts is not told.
        self._every = replace(every, likeness=np.full(len(rows), LIKENESS[True, True], dtype=object))

    def line(self, threshold: float, margin: float) -> Setting:
        """The counts of the whole."""
        rows = self._at(threshold, margin)
        line, another = releasable(rows), releasable(_persons_only(rows))
        return {
            "threshold": threshold, "margin": margin, "identified": line.wrong.of, "wrong": line.wrong.count,
            "another_person": another.wrong.count,
            "wrong_per_million": line.wrong.per_million, "missed": line.missed.count,
            "missed_share": line.missed.value,
        }  # fmt: skip

    def groups(self, setting: Setting) -> Setting:
        """The counts by class and group at one setting; ``another_…`` counts as wrong another person alone."""
        rows = self._at(setting["threshold"], setting["margin"])
        by_rule, persons = as_json(count(rows, ())), as_json(count(_persons_only(rows), ()))
        return setting | {
            name: told[part]
            for told, names in ((by_rule, ("accuracy", "groups")), (persons, ("another_accuracy", "another_groups")))
            for name, part in zip(names, ("accuracy", "groups"), strict=True)
        }

    def _at(self, threshold: float, margin: float) -> Rows:
        kept = (self._weight >= threshold) & (self._lead >= margin)
        identified = np.where(kept, "one", "none").astype(object)
        return replace(self._every, identified=identified, right=self._every.right & kept)


def _persons_only(rows: Rows) -> Rows:
    """The rows as if whoever is this person might be identified, whatever else the request gives."""
    return replace(rows, meant=np.where(rows.meant == Meant.ONE, rows.meant, str(Meant.NOT_SOUGHT)).astype(object))


def _as_sure(sweep: list[Setting], missed: int) -> Setting:
    """Of the settings that miss no more than ours, or else the fewest, the one that is wrong about the fewest."""
    return min(sweep, key=lambda one: (max(0, one["missed"] - missed), one["wrong"]))


def _evidence(rows: list[int], taxpayers: list[str]) -> pa.Table:
    """The peer's best taxpayer of each row as located evidence."""
    columns = {name: pa.nulls(len(rows), LOCATED.field(name).type) for name in LOCATED.names}
    columns["row"] = pa.array(rows, pa.int64())
    columns["taxpayer_id"] = pa.array(taxpayers, pa.string())
    columns["identified"] = pa.array(["one" if one else "none" for one in taxpayers], pa.string())
    return pa.table(columns)


if __name__ == "__main__":
    main()
