"""The link alone: what sufficient records set forth through location, the index built before; one process of its own.

``python -m bench.locate_job REHEARSAL IDENTITIES INDEX OUT`` writes ``located.parquet`` and ``seconds.json``.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import pyarrow as pa
import pyarrow.parquet as pq

django.setup()

from lockgate.pipeline.locate import locate_identities  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal.locating import open_rehearsal  # noqa: E402
from lockgate.rehearsal.prepared import reopened  # noqa: E402


def _read(identities: Path) -> pa.Table:
    return pq.ParquetFile(identities).read()


def main() -> None:
    """Locate, and write what was found and how long it took."""
    rehearsal, identities, folder, out = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    custodian = open_rehearsal(rehearsal).custodian
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as beside:
        read = beside.submit(_read, identities)
        index = reopened(custodian, folder)
    found = locate_identities(read.result(), index)
    seconds = time.perf_counter() - started
    pq.write_table(found, out / "located.parquet")
    (out / "seconds.json").write_text(json.dumps({"locate": seconds}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
