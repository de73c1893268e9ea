"""``make bench``: examine a rehearsal, interleaved with a bare scan of its columns; writes bench/results/latest.json.

QUICK=1 takes 100,000 records instead of 1,280,000. Every figure is a median; the ratio is what to compare between
machines. Peaks are of the largest process.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA, RESULTS = HERE / "data", HERE / "results" / "latest.json"
LOCKGATE = str(Path(sys.executable).with_name("lockgate"))
SCAN = """
import sys, duckdb
from lockgate.pipeline.columns import TERMS
columns = ", ".join(f"max(length({name}))" for name in TERMS)
duckdb.connect(config={"threads": 2}).execute(
    f"SELECT {columns} FROM read_csv(?, all_varchar=true, ignore_errors=true, null_padding=true, strict_mode=false)",
    [sys.argv[1]]).fetchall()
"""
"""The peer of examine that does nothing: every used column of the file read once."""


def measured(command: list[str], allowed: tuple[int, ...] = (0,)) -> tuple[float, float]:
    """Run a command; seconds on the clock and the largest process's peak in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise SystemExit(f"{' '.join(command[:3])} ended with {code}")
    return seconds, usage.ru_maxrss / 1024


def rehearsal(records: int, taxpayers: int) -> Path:
    """The rehearsal that is measured on, made once."""
    folder = DATA / f"{records}"
    if not (folder / "truth" / "about.json").exists():
        size = ["--records", str(records), "--taxpayers", str(taxpayers), "--seed", "3"]
        measured([LOCKGATE, "rehearsal", *size, "--out", str(folder), "--replace"])
    return folder


def examine(folder: Path, out: Path) -> list[str]:
    """The command that examines it as the custodian would."""
    request = folder / "request"
    submission, registers = str(request / "submission.toml"), str(folder / "registers")
    given = ["--submission", submission, "--registers", registers, "--as-of", "2025-08-07"]
    return [LOCKGATE, "examine", str(request / "records.csv"), *given, "--out", str(out), "--replace"]


def caught(folder: Path, out: Path) -> tuple[int, int]:
    """How many records were examined as the truth says, of how many."""
    code = (
        "import csv,sys\n"
        "t=csv.DictReader(open(sys.argv[1],encoding='utf-8'));o=csv.DictReader(open(sys.argv[2],encoding='utf-8'))\n"
        "p=list(zip(t,o,strict=True));print(sum(a['expect_examine']==b['outcome'] for a,b in p),len(p))"
    )
    files = [str(folder / "truth" / "records.csv"), str(out / "outcomes.csv")]
    told = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, check=True).stdout
    right, rows = told.split()
    return int(right), int(rows)


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=0, help="how often; 3, or 5 with --quick")
    options = parser.parse_args()
    records, taxpayers = (100_000, 100_000) if options.quick else (1_280_000, 1_000_000)
    rounds = options.rounds or (5 if options.quick else 3)
    folder, out = rehearsal(records, taxpayers), DATA / "findings"
    source = str(folder / "request" / "records.csv")
    scans, examined = [], []
    for _ in range(rounds):
        scans.append(measured([sys.executable, "-c", SCAN, source]))
        examined.append(measured(examine(folder, out), allowed=(0, 1)))
    right, rows = caught(folder, out)
    shutil.rmtree(out)
    seconds = {
        "scan": statistics.median(s for s, _ in scans),
        "examine": statistics.median(s for s, _ in examined),
    }
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("lockgate", "duckdb", "pyarrow")}
        | {"python": platform.python_version()},
        "quick": options.quick,
        "records": records,
        "rounds": rounds,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "ratio": {"examine_to_scan": round(seconds["examine"] / seconds["scan"], 1)},
        "peak_mb": round(max(peak for _, peak in examined)),
        "examined_as_planted": {"right": right, "of": rows},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
