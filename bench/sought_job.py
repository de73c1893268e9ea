"""The sufficient records of a rehearsal, made once: what ours and the peer both seek.

``python -m bench.sought_job REHEARSAL OUT`` writes ``records.parquet``, ``rows.parquet`` and ``sought.json`` (how many
of the outcomes are as planted).
"""

import csv
import json
import sys
from pathlib import Path

import django
import pyarrow as pa
import pyarrow.parquet as pq

django.setup()

from lockgate.actions.preflight import Limits  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal.locating import RECORDS_TRUTH, open_rehearsal, sufficient  # noqa: E402


def main() -> None:
    """Examine, and keep what is sufficient."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    found = sufficient(open_rehearsal(folder), out, Limits(), lambda _step: None)
    pq.write_table(pa.table({"row": pa.array(found.rows, pa.int64())}), out / "rows.parquet")
    sides = (out / "findings" / "outcomes.csv", folder / RECORDS_TRUTH)
    right = rows = 0
    with sides[0].open(encoding="utf-8", newline="") as told, sides[1].open(encoding="utf-8", newline="") as true:
        for one, other in zip(csv.DictReader(told), csv.DictReader(true), strict=True):
            right += one["outcome"] == other["expect_examine"]
            rows += 1
    facts = {"sufficient": len(found.rows), "marker": found.marker, "right": right, "of": rows}
    (out / "sought.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
