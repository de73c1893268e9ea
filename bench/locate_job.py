"""The link alone: the sufficient records through location, the index built before; one process of its own.

``python -m bench.locate_job REHEARSAL SOUGHT INDEX OUT`` writes ``located.parquet`` and ``seconds.json``.
"""

import json
import sys
import time
from pathlib import Path

import django
import pyarrow.parquet as pq

django.setup()

from lockgate.actions.preflight import Limits  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal.locating import Sufficed, located_in, open_rehearsal  # noqa: E402
from lockgate.rehearsal.prepared import reopened  # noqa: E402


def main() -> None:
    """Locate, and write what was found and how long it took."""
    rehearsal, sought, folder, out = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    marker = json.loads((sought / "sought.json").read_text(encoding="utf-8"))["marker"]
    rows = pq.read_table(sought / "rows.parquet")["row"].to_pylist()
    sufficed = Sufficed(sought / "records.parquet", rows, marker)
    started = time.perf_counter()
    found = located_in(reopened(open_rehearsal(rehearsal).custodian, folder), sufficed, Limits())
    seconds = time.perf_counter() - started
    pq.write_table(found, out / "located.parquet")
    (out / "seconds.json").write_text(json.dumps({"locate": seconds}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
