"""What the sufficient records set forth, read from the records alone; one process of its own.

``python -m bench.identities_job SOUGHT OUT`` writes ``identities.parquet`` and ``seconds.json``. In a case examine
makes this table, and has read most of the addresses by then; here every one is read anew.
"""

import json
import sys
import time
from pathlib import Path

from lockgate.pipeline.identities import Sought, write_identities
from lockgate.pipeline.identities_read import identities_on
from lockgate.store.gazetteer import packaged_gazetteer
from lockgate.store.records import desk


def main() -> None:
    """Read them, and write how long it took."""
    sought, out = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    marker = json.loads((sought / "sought.json").read_text(encoding="utf-8"))["marker"]
    started = time.perf_counter()
    with desk(threads=2, memory="1GB") as at:
        wanted = Sought(sought / "records.parquet", sought / "rows.parquet", marker)
        gazetteer = packaged_gazetteer()
        write_identities(identities_on(at, wanted, gazetteer, 2), gazetteer, out / "identities.parquet")
    seconds = time.perf_counter() - started
    (out / "seconds.json").write_text(json.dumps({"identities": seconds}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
