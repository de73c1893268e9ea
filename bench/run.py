"""``make bench``: ours and the peer in turn on one rehearsal; writes bench/results/latest.json and latest.svg.

A run can be taken in several sittings of the same code: ``--only`` says what this one measures, and ``--add`` keeps
what the earlier ones did. How many rounds each stage had stands in the results.

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
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import rounds, sittings
from bench.chart import draw
from bench.data import HERE, Size, indexed, peer_inputs, proposed, rehearsed, sought
from bench.rounds import Results

RESULTS = HERE / "results"
QUICK_SECONDS = 90.0
"""When the last round of QUICK=1 has to be over: what is measured once takes a quarter of a minute after it."""
QUICK_BATCH = Size(5_000, 20_000, 5)
"""What the whole batch is walked on, once, and the pages are opened of, with QUICK=1: on all of it either alone would
take longer than that."""
RATIOS = {
    "batch_vs_splink": ("batch", "splink link"),
    "link_vs_splink": ("locate", "splink link"),
    "link_with_reading_vs_splink": ("locate with reading", "splink link"),
    "batch_vs_scan": ("batch", "scan"),
}
PAIRS, QUICK_PAIRS = 4e6, 1e6
"""Random pairs the peer learns u from."""
ASKED, QUICK_ASKED = 15, 4
"""How often each page is opened."""
QUICK_LOG = 20_000
"""Outcomes of the log's work with QUICK=1."""
TEN, FIFTY = 10_000_000, 50_000_000
AUDITED = 1_000_000
"""Taxpayers of the rehearsal whose practice is looked back at; its rows have no slips, so its truth is exact."""
EACH_ROUND = ("scan", "examine", "link", "peer", "batch")
ONCE = ("accuracy", "single", "log", "audit", "pages")
TOLD_ONCE = ("index", "accuracy", "accuracy_beside", "splink_sweep", "single_request_ms", "pages_ms", "pages_of",
             "log", "audit", "sufficient", "examined_as_planted")  # fmt: skip
"""Keys of what is measured once; null where it was not."""


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
    parser.add_argument("--only", nargs="+", choices=(*EACH_ROUND, *ONCE), default=[], help="of these alone")
    parser.add_argument("--add", action="store_true", help="to what earlier sittings of this code measured")
    parser.add_argument("--as-it-lies", action="store_true", help="take data that is there, whatever code made it")
    return parser.parse_args()


def jobs_of(asked: argparse.Namespace) -> frozenset[str]:
    """What is measured in this sitting."""
    jobs = frozenset(asked.only or (*EACH_ROUND, *ONCE))
    left_out = {"peer": asked.no_peer or not _installed("splink"), "batch": asked.no_batch}
    return jobs - {job for job, out in left_out.items() if out}


def main() -> None:
    """Make the data, run the rounds, write the results."""
    began, asked = time.perf_counter(), options()
    jobs, size = jobs_of(asked), size_of(asked)
    results, once = sittings.kept(size) if asked.add else (Results(), {})
    small = Size(QUICK_BATCH.records, QUICK_BATCH.taxpayers, QUICK_BATCH.slips, practice=True)
    walked, walks = (small, Results()) if asked.quick else (size, results)
    _prepare(size, jobs, results, walked if asked.quick else None)
    others = _others(asked, size, jobs)
    done, longest = 0, 0.0
    while done < asked.rounds and (not done or not asked.quick or rounds.timed(QUICK_SECONDS, began, longest)):
        started = time.perf_counter()
        for other, measured in others.items():
            _round(other, measured, _growing(asked, jobs))
            sittings.keep(other, measured, {})
        # After the others: what is weighed below is what this size's last round found.
        _round(size, results, jobs - {"batch"})
        if not (asked.quick and done):
            _round(walked, walks, jobs & {"batch"})
        sittings.keep(size, results, once)
        done, longest = done + 1, max(longest, time.perf_counter() - started)
        print(f"round {done}: {longest:.1f} s at most", flush=True)
    once |= _once(size, jobs, small if asked.quick else None, walks)
    if asked.quick and walks.seconds:
        once["quick_batch"] = {"records": walked.records, "taxpayers": walked.taxpayers} | _stages(walks)
    grown = {str(other.taxpayers): _stages(measured) for other, measured in others.items()}
    once["sizes"] = {**once.get("sizes", {}), **grown}
    sittings.keep(size, results, once)
    result = _result(asked, size, results, once)
    result["took"] = round(time.perf_counter() - began, 1)
    _write(result, _spreads(results))


def size_of(asked: argparse.Namespace) -> Size:
    """How much is measured on."""
    records = asked.records or (100_000 if asked.quick else 1_280_000)
    taxpayers = asked.taxpayers or (1_000_000 if asked.quick else TEN)
    return Size(records, taxpayers, asked.slips, as_it_lies=asked.as_it_lies)


def _prepare(size: Size, jobs: frozenset[str], results: Results, small: Size | None = None) -> None:
    """Make what these jobs need and is not there; the index beside the rest, for none of it is in any ratio."""
    with ThreadPoolExecutor(1) as beside:
        building = [beside.submit(rehearsed, small)] if small is not None else []
        rehearsed(size)
        if jobs & {"link", "peer", "accuracy", "single", "pages"}:
            building.append(beside.submit(indexed, size))
            sought(size)
        if "peer" in jobs:
            peer_inputs(size)
            rounds.train(size, results, QUICK_PAIRS if small else PAIRS)
        for one in building:
            one.result()


def _round(size: Size, results: Results, jobs: frozenset[str]) -> None:
    if "scan" in jobs:
        rounds.scan(size, results)
    if "examine" in jobs:
        rounds.examine(size, results)
    if "link" in jobs:
        rounds.link(size, results)
    if "peer" in jobs:
        rounds.peer(size, results)
    if "batch" in jobs:
        rounds.batch(size, results)


def _once(size: Size, jobs: frozenset[str], small: Size | None, walks: Results) -> dict[str, object]:
    """What is measured once: accuracy, single requests, the log, the look back."""
    found: dict[str, object] = {}
    opened = small or size
    with ThreadPoolExecutor(1) as beside:
        # Beside what is on no clock; nothing that is timed begins before it is done.
        walking = [beside.submit(proposed, opened)] if "pages" in jobs else []
        if "accuracy" in jobs:
            weighed = rounds.weigh(size, with_peer="peer" in jobs)
            found |= {"accuracy": weighed["accuracy"], "accuracy_beside": weighed["beside"]}
            found["splink_sweep"] = weighed.get("splink")
        for one in walking:
            one.result()
    if "single" in jobs:
        alone = rounds.single(size)
        found["single_request_ms"] = alone["both"] | {name: alone[name] for name in ("law", "locate")}
    if "pages" in jobs:
        found |= {"pages_ms": rounds.pages(opened, QUICK_ASKED if small else ASKED), "pages_of": opened.records}
    if "log" in jobs:
        found["log"] = rounds.log(QUICK_LOG if small else size.records)
    if "audit" in jobs:
        found["audit"] = _look_back(size, small, walks)
    if jobs & {"link", "peer", "accuracy"}:
        facts = sought(size)
        found["sufficient"] = facts["sufficient"]
        found["examined_as_planted"] = {name: facts[name] for name in ("right", "of")}
        found["index"] = indexed(size)
    return found


def _look_back(size: Size, small: Size | None, walks: Results) -> dict[str, object]:
    """The look back from the files alone; with QUICK no more than that, else with the custodian's file too."""
    looked = small or Size(size.records, AUDITED, 0, practice=True, as_it_lies=size.as_it_lies)
    rehearsed(looked)
    found = rounds.audit(looked, walks)
    return found if small else found | rounds.audit_with_file(looked, walks)


def _result(asked: argparse.Namespace, size: Size, results: Results, once: dict[str, Any]) -> dict[str, object]:
    ours, others = results.peak("batch", "locate", "examine"), results.peak("splink")
    ratios: dict[str, float | None] = {name: _rounded(results.ratio(*pair), 3) for name, pair in RATIOS.items()}
    measured = results.peak("batch") or results.peak("locate")
    ratios["memory_vs_splink"] = _rounded(measured / others, 3) if measured and others else None
    ratios["growth_50m_vs_10m"] = None
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("lockgate", "duckdb", "pyarrow", "splink") if _installed(name)}
        | {"python": platform.python_version()},
        "quick": asked.quick,
        "records": size.records,
        "taxpayers": size.taxpayers,
        "slips": size.slips,
        "rounds": max((len(found) for found in results.cpu.values()), default=0),
        "rounds_of": {name: len(found) for name, found in results.seconds.items()},
        "data_as_it_lay": size.as_it_lies,
        "ratios": ratios,
        "ratio": {"examine_to_scan": _rounded(results.ratio("examine", "scan_request"), 1)},
        **_stages(results),
        "load": results.load,
        "peak_mb": _rounded(ours, 0),
        **dict.fromkeys(TOLD_ONCE),
        **once,
    }
    result["sizes"] = {**once["sizes"], str(size.taxpayers): _stages(results)}
    _growth(result)
    return result


def _stages(results: Results) -> dict[str, object]:
    """Seconds of each stage; processor seconds and peaks of each job."""
    return {
        "cpu_seconds": {job: _rounded(statistics.median(found), 2) for job, found in results.cpu.items()},
        "seconds": {name: _rounded(results.median(name), 2) for name in results.seconds},
        "peaks_mb": {job: {"tree": round(results.peak(job) or 0), "largest": round(max(found))}
                     for job, found in results.largest_mb.items()},
    }  # fmt: skip


def _others(asked: argparse.Namespace, size: Size, jobs: frozenset[str]) -> dict[Size, Results]:
    """Files of other sizes, ours alone, each measured in the same rounds."""
    found: dict[Size, Results] = {}
    for taxpayers in asked.also:
        other = Size(size.records, taxpayers, size.slips, as_it_lies=size.as_it_lies)
        found[other] = sittings.kept(other)[0] if asked.add and sittings.begun(other) else Results()
        _prepare(other, _growing(asked, jobs), found[other])
    return found


def _growing(asked: argparse.Namespace, jobs: frozenset[str]) -> frozenset[str]:
    """What is measured on files of other sizes: what grows with the custodian's file, and the batch."""
    return jobs & ({"scan", "link"} if asked.quick else {"scan", "link", "batch"})


def _growth(result: dict[str, object]) -> None:
    """Fifty million by ten million: of the whole batch where both were walked, and of the link."""
    sizes, ratios = result["sizes"], result["ratios"]
    if not isinstance(sizes, dict) or not isinstance(ratios, dict) or not {str(TEN), str(FIFTY)} <= sizes.keys():
        return
    ten, fifty = sizes[str(TEN)]["seconds"], sizes[str(FIFTY)]["seconds"]
    if "batch" in ten and "batch" in fifty:
        ratios["growth_50m_vs_10m"] = round(fifty["batch"] / ten["batch"], 2)
    if "locate" in ten and "locate" in fifty:
        result["link_growth_50m_vs_10m"] = round(fifty["locate"] / ten["locate"], 2)
        # The link is all of the batch that grows with the custodian's file, so the batch grows less.
        result["growth_of"] = "link" if ratios["growth_50m_vs_10m"] is None else "batch"
        ratios["growth_50m_vs_10m"] = ratios["growth_50m_vs_10m"] or result["link_growth_50m_vs_10m"]


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
    # What ``bench.users`` measured is a run of its own, and stays.
    latest = RESULTS / "latest.json"
    before = json.loads(latest.read_text(encoding="utf-8")) if latest.exists() else {}
    result["users"] = before.get("users")
    latest.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    draw(result, spreads, Path(RESULTS / "latest.svg"))
    shown = {name: result[name] for name in ("ratios", "seconds", "peaks_mb", "rounds", "took")}
    print(json.dumps(shown, indent=2))


if __name__ == "__main__":
    main()
