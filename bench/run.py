"""``make bench``: ours and the peer in turn on one rehearsal; writes bench/results/latest.json and latest.svg.

QUICK=1 takes 100,000 records × 1,000,000 taxpayers and two minutes, the making of the data included. Every figure is a
median of the rounds; ratios are ours ÷ the other's, lower is better, null = not measured in this run. Two threads each.
Peaks are of the whole process tree, shared pages counted once. What each stage is stands in the modules of its job.
"""

import argparse
import json
import os
import platform
import statistics
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench import rounds
from bench.chart import draw
from bench.data import HERE, Size, indexed, peer_inputs, rehearsed, sought
from bench.rounds import Results

RESULTS = HERE / "results"
QUICK_SECONDS = 115.0
QUICK_BATCH = Size(5_000, 20_000, 5)
"""What the whole batch is walked on with QUICK=1: walking all of it alone would take longer than that."""
RATIOS = {
    "batch_vs_splink": ("batch", "splink link"),
    "link_vs_splink": ("locate", "splink link"),
    "link_with_reading_vs_splink": ("locate with reading", "splink link"),
    "batch_vs_scan": ("batch", "scan"),
}
PAIRS, QUICK_PAIRS = 4e6, 1e6
"""Random pairs the peer learns u from."""
TEN, FIFTY = 10_000_000, 50_000_000


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--records", type=int, default=0, help="1,280,000; 100,000 with --quick")
    parser.add_argument("--taxpayers", type=int, default=0, help="10,000,000; 1,000,000 with --quick")
    parser.add_argument("--slips", type=float, default=5, help="rows in a hundred with a slip of the pen")
    parser.add_argument("--rounds", type=int, default=5, help="fewer for the large sizes are said in the results")
    parser.add_argument("--also", type=int, nargs="*", default=[], help="files of other sizes, ours alone")
    parser.add_argument("--no-peer", action="store_true", help="without Splink")
    parser.add_argument("--no-batch", action="store_true", help="the link alone")
    return parser.parse_args()


def main() -> None:
    """Make the data, run the rounds, write the results."""
    began, asked = time.perf_counter(), options()
    size = Size(
        asked.records or (100_000 if asked.quick else 1_280_000),
        asked.taxpayers or (1_000_000 if asked.quick else TEN),
        asked.slips,
    )
    with_peer = not asked.no_peer and _installed("splink")
    facts = _prepare(size, with_peer=with_peer)
    walked = None if asked.no_batch else QUICK_BATCH if asked.quick else size
    if walked is QUICK_BATCH:
        rehearsed(walked)
    results, done, longest = Results(), 0, 0.0
    small = Results() if walked is not size else results
    while done < asked.rounds and (not done or not asked.quick or rounds.timed(QUICK_SECONDS, began, longest)):
        started = time.perf_counter()
        _round(size, results, with_peer=with_peer, quick=asked.quick)
        if walked is not None:
            rounds.batch(walked, small)
        done, longest = done + 1, max(longest, time.perf_counter() - started)
        print(f"round {done}: {longest:.1f} s at most", flush=True)
    accuracy, alone = rounds.weigh(size, with_peer=with_peer), rounds.single(size)
    result = _result(asked, size, results, accuracy) | {
        "rounds": done,
        "sufficient": facts["sufficient"],
        "examined_as_planted": {name: facts[name] for name in ("right", "of")},
    }
    result["log"] = rounds.log(size.records)
    result["single_request_ms"] = alone["both"] | {name: alone[name] for name in ("law", "locate")}
    if small is not results:
        result["quick_batch"] = {"records": QUICK_BATCH.records, "taxpayers": QUICK_BATCH.taxpayers} | _stages(small)
    result["sizes"] = {str(size.taxpayers): _stages(results)} | _also(asked, size)
    _growth(result)
    result["took"] = round(time.perf_counter() - began, 1)
    _write(result, _spreads(results))


def _prepare(size: Size, *, with_peer: bool) -> dict[str, int]:
    rehearsed(size)
    facts = sought(size)
    indexed(size)
    if with_peer:
        peer_inputs(size)
    return facts


def _round(size: Size, results: Results, *, with_peer: bool, quick: bool = False) -> None:
    rounds.scan(size, results)
    rounds.examine(size, results)
    rounds.link(size, results)
    if with_peer:
        rounds.peer(size, results, QUICK_PAIRS if quick else PAIRS)


def _result(asked: argparse.Namespace, size: Size, results: Results, accuracy: dict[str, object]) -> dict[str, object]:
    ours, others = results.peak("batch", "locate", "examine"), results.peak("splink")
    ratios: dict[str, float | None] = {name: _rounded(results.ratio(*pair), 3) for name, pair in RATIOS.items()}
    measured = results.peak("batch") or results.peak("locate")
    ratios["memory_vs_splink"] = _rounded(measured / others, 3) if measured and others else None
    ratios["growth_50m_vs_10m"] = None
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("lockgate", "duckdb", "pyarrow", "splink") if _installed(name)}
        | {"python": platform.python_version()},
        "quick": asked.quick,
        "records": size.records,
        "taxpayers": size.taxpayers,
        "slips": size.slips,
        "ratios": ratios,
        "ratio": {"examine_to_scan": _rounded(results.ratio("examine", "scan_request"), 1)},
        **_stages(results),
        "peak_mb": _rounded(ours, 0),
        "index": indexed(size),
        "accuracy": accuracy["accuracy"],
        "accuracy_beside": accuracy["beside"],
        "splink_sweep": accuracy.get("splink"),
    }


def _stages(results: Results) -> dict[str, object]:
    """Seconds of each stage; processor seconds and peaks of each job."""
    return {
        "cpu_seconds": {job: _rounded(statistics.median(found), 2) for job, found in results.cpu.items()},
        "seconds": {name: _rounded(results.median(name), 2) for name in results.seconds},
        "peaks_mb": {job: {"tree": round(results.peak(job) or 0), "largest": round(max(found))}
                     for job, found in results.largest_mb.items()},
    }  # fmt: skip


def _also(asked: argparse.Namespace, size: Size) -> dict[str, object]:
    """Ours alone on files of other sizes, one round each."""
    found: dict[str, object] = {}
    for taxpayers in asked.also:
        other, results = Size(size.records, taxpayers, size.slips), Results()
        _prepare(other, with_peer=False)
        _round(other, results, with_peer=False)
        if not asked.no_batch and not asked.quick:
            rounds.batch(other, results)
        found[str(taxpayers)] = _stages(results)
    return found


def _growth(result: dict[str, object]) -> None:
    """Fifty million by ten million, of the whole batch where both were walked."""
    sizes, ratios = result["sizes"], result["ratios"]
    if not isinstance(sizes, dict) or not isinstance(ratios, dict) or not {str(TEN), str(FIFTY)} <= sizes.keys():
        return
    ten, fifty = sizes[str(TEN)]["seconds"], sizes[str(FIFTY)]["seconds"]
    if "batch" in ten and "batch" in fifty:
        ratios["growth_50m_vs_10m"] = round(fifty["batch"] / ten["batch"], 2)
    result["link_growth_50m_vs_10m"] = round(fifty["locate"] / ten["locate"], 2)


def _spreads(results: Results) -> dict[str, tuple[float, float]]:
    return {name: results.spread(*pair) for name, pair in RATIOS.items() if results.ratio(*pair) is not None}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def _write(result: dict[str, object], spreads: dict[str, tuple[float, float]]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    draw(result, spreads, Path(RESULTS / "latest.svg"))
    shown = {name: result[name] for name in ("ratios", "seconds", "peaks_mb", "rounds", "took")}
    print(json.dumps(shown, indent=2))


if __name__ == "__main__":
    main()
