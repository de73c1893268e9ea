"""Single requests: law and identification of one record at a time, the index open; one process of its own.

``python -m bench.single_job REHEARSAL SOUGHT INDEX OUT`` writes ``single.json``: p50 and p99 in milliseconds, of both
together and of each. The records are spread over the sufficient ones; the first ones warm up and are not counted.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django
import numpy as np
import pyarrow.parquet as pq

django.setup()

from lockgate.law.examination import examine  # noqa: E402 - models can be imported only after the setup
from lockgate.law.findings import examine_outcome  # noqa: E402
from lockgate.law.record_reading import Counted, Reading, read_record  # noqa: E402
from lockgate.law.rules import Context  # noqa: E402
from lockgate.law.terms import Outcome  # noqa: E402
from lockgate.pipeline.columns import TERMS  # noqa: E402
from lockgate.pipeline.identities import identity_of  # noqa: E402
from lockgate.pipeline.locate_single import Alone, locate_one  # noqa: E402
from lockgate.rehearsal.cast import AGREEMENT  # noqa: E402
from lockgate.rehearsal.locating import open_rehearsal  # noqa: E402
from lockgate.rehearsal.prepared import reopened  # noqa: E402
from lockgate.store.agreements import load_agreement  # noqa: E402
from lockgate.store.gazetteer import packaged_gazetteer  # noqa: E402
from lockgate.store.registry_keys import hashing_key  # noqa: E402
from lockgate.store.registry_single import single_reader  # noqa: E402

COUNTED, WARMING = 500, 50


def main() -> None:
    """Time each record and write what they took."""
    rehearsal, sought, folder, out = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    rehearsed, gazetteer = open_rehearsal(rehearsal), packaged_gazetteer()
    index = reopened(rehearsed.custodian, folder, gazetteer)
    day = rehearsed.as_of
    how, context = Reading(day, "", None, frozenset(), gazetteer), Context(load_agreement(AGREEMENT, day), day)
    law, found = [], []
    with single_reader(index.folder, index.seal, index.manifest.buckets) as single:
        alone = Alone(single, hashing_key(index.key))
        for row, record in _spread(sought):
            started = time.perf_counter()
            outcome = examine_outcome(examine(read_record(record, how, Counted()), context, day))
            between = time.perf_counter()
            if outcome is Outcome.SUFFICIENT:
                locate_one(alone, int(row), identity_of(record, gazetteer))
            law.append(1000 * (between - started))
            found.append(1000 * (time.perf_counter() - between))
    told = {"both": [a + b for a, b in zip(law, found, strict=True)], "law": law, "locate": found}
    single_ms = {name: _points(took[WARMING:]) for name, took in told.items()}
    (out / "single.json").write_text(json.dumps(single_ms) + "\n", encoding="utf-8")


def _spread(sought: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows and records, spread over all that are sufficient."""
    table = pq.read_table(sought / "records.parquet")
    rows = pq.read_table(sought / "rows.parquet")["row"].to_numpy()
    picked = rows[np.linspace(0, len(rows) - 1, min(COUNTED + WARMING, len(rows))).astype(int)]
    for place in np.searchsorted(table["row"].to_numpy(), picked):
        record = table.slice(int(place), 1).to_pylist()[0]
        yield str(record["row"]), {name: value or "" for name, value in record.items() if name in TERMS}


def _points(took: list[float]) -> dict[str, float]:
    cut = statistics.quantiles(took, n=100, method="inclusive")
    return {"p50": round(cut[49], 3), "p99": round(cut[98], 3)}


if __name__ == "__main__":
    main()
