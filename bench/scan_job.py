"""The peer that does nothing: every column the batch uses, read once. ``python -m bench.scan_job REHEARSAL OUT``."""

import json
import sys
import time
from pathlib import Path

import duckdb

from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.custodian import ADDRESSES, TAXPAYERS


def main() -> None:
    """Scan the request, then the custodian's file, and write what each took."""
    rehearsal, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    desk = duckdb.connect(config={"threads": 2})
    request = (
        f"read_csv('{rehearsal / 'request' / 'records.csv'}', all_varchar=true, ignore_errors=true,"
        " null_padding=true, strict_mode=false)"
    )
    registry = rehearsal / "registry"
    seconds = {
        "scan_request": _scan(desk, request, TERMS),
        "scan_registry": _scan(desk, f"read_parquet('{registry / 'taxpayers.parquet'}')", TAXPAYERS)
        + _scan(desk, f"read_parquet('{registry / 'addresses.parquet'}')", ADDRESSES),
    }
    (out / "seconds.json").write_text(json.dumps(seconds | {"scan": sum(seconds.values())}) + "\n", encoding="utf-8")


def _scan(desk: duckdb.DuckDBPyConnection, source: str, columns: tuple[str, ...]) -> float:
    read = ", ".join(f"max(length(CAST({name} AS VARCHAR)))" for name in columns)
    started = time.perf_counter()
    desk.execute(f"SELECT {read} FROM {source}").fetchall()  # noqa: S608 - our own names
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
