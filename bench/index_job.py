"""The prepared index of a rehearsal's custodian's file, built once. ``python -m bench.index_job REHEARSAL OUT``."""

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from lockgate.pipeline.desk_options import DeskOptions  # noqa: E402 - models can be imported only after the setup
from lockgate.rehearsal.locating import open_rehearsal  # noqa: E402
from lockgate.rehearsal.prepared import prepared  # noqa: E402


def main() -> None:
    """Build it and write how long it took and how large it is."""
    rehearsal, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    index = prepared(open_rehearsal(rehearsal).custodian, out, DeskOptions(memory="1GB"))
    seconds = time.perf_counter() - started
    size = sum(file.stat().st_size for file in index.folder.iterdir())
    told = {"index": seconds, "index_mb": size / 2**20, **index.manifest.counts}
    (out / "seconds.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
