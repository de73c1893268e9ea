"""The rounds: each job once in each round, in one order, so that whatever else the machine does meets all alike."""

import json
import shutil
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from bench.data import HERE, LOCKGATE, Size
from bench.look_back import against_truth, asked_of
from bench.measure import Measured, module, run

WORK = HERE / "data" / "work"
"""What a round writes; wiped before each job."""


@dataclass
class Results:
    """What the rounds measured, by the name of a stage or job.

    Attributes:
        seconds: of each stage, round by round.
        cpu: processor seconds of each job, start and end included, round by round.
        tree_mb, largest_mb: the peaks of each job, round by round.
        load: how many processes wanted to run in the minute before each job, round by round.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    tree_mb: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    largest_mb: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    load: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def keep(self, job: str, measured: Measured, seconds: dict[str, float]) -> None:
        """Keep one run of a job: its processor time and peaks, and the seconds of its stages."""
        self.cpu[job].append(measured.cpu)
        self.tree_mb[job].append(measured.tree_mb)
        self.largest_mb[job].append(measured.largest_mb)
        self.load[job].append(round(measured.load, 1))
        for stage, took in seconds.items():
            self.seconds[stage].append(took)

    def median(self, stage: str) -> float | None:
        """The median of a stage; None when it was not measured."""
        return statistics.median(self.seconds[stage]) if self.seconds.get(stage) else None

    def ratio(self, ours: str, other: str) -> float | None:
        """The median of the ratios, round by round; None when either was not measured.

        Where the two were not run in the same rounds, the ratio of their medians.
        """
        first, second = self.seconds.get(ours, ()), self.seconds.get(other, ())
        if not first or not second:
            return None
        if len(first) != len(second):
            return statistics.median(first) / statistics.median(second)
        return statistics.median(a / b for a, b in zip(first, second, strict=True))

    def spread(self, ours: str, other: str) -> tuple[float, float]:
        """The least and the greatest of those ratios; of all pairs where they were not run in the same rounds."""
        first, second = self.seconds[ours], self.seconds[other]
        pairs = zip(first, second, strict=True) if len(first) == len(second) else product(first, second)
        ratios = [a / b for a, b in pairs]
        return min(ratios), max(ratios)

    def peak(self, *jobs: str) -> float | None:
        """The highest peak of a process tree among these jobs, median of the rounds; None when none was run."""
        peaks = [statistics.median(self.tree_mb[job]) for job in jobs if self.tree_mb.get(job)]
        return max(peaks, default=None)


def scan(size: Size, results: Results) -> None:
    """The bare scan."""
    out = _fresh("scan")
    results.keep("scan", run(module("scan_job", size.rehearsal, out)), _seconds(out))


def examine(size: Size, results: Results) -> None:
    """``lockgate examine`` as the custodian would type it; the whole command on the clock."""
    out, request = _fresh("findings"), size.rehearsal / "request"
    given = ["--submission", str(request / "submission.toml"), "--registers", str(size.rehearsal / "registers")]
    command = [LOCKGATE, "examine", str(request / "records.csv"), *given, "--as-of", "2025-08-07", "--out", str(out)]
    measured = run([*command, "--replace"], allowed=(0, 1))
    results.keep("examine", measured, {"examine": measured.seconds})


def link(size: Size, results: Results) -> None:
    """Ours: what the records set forth is read, then location alone, its index built before."""
    out = _fresh("identities")
    results.keep("identities", run(module("identities_job", size.sought, out)), _seconds(out))
    given, out = out / "identities.parquet", _fresh("locate")
    results.keep("locate", run(module("locate_job", size.rehearsal, given, size.index, out)), _seconds(out))
    both = sum(results.seconds[stage][-1] for stage in ("identities", "locate"))
    results.seconds["locate with reading"].append(both)


def train(size: Size, results: Results, pairs: float) -> None:
    """Train the peer where it has not been, on so many pairs, in a run that is no link."""
    if not size.model.exists():
        out = _fresh("splink")
        measured = run(module("splink_job", size.inputs, size.model, out, "--train", "--pairs", pairs))
        results.keep("splink training", measured, {"splink training": _seconds(out)["train"]})


def peer(size: Size, results: Results) -> None:
    """The peer's link, trained before."""
    out = _fresh("splink")
    measured = run(module("splink_job", size.inputs, size.model, out))
    took = _seconds(out)
    results.keep("splink", measured, {"splink " + stage: seconds for stage, seconds in took.items()})


def batch(size: Size, results: Results) -> None:
    """Ours: the whole batch by the real acts, on the prepared index where there is one of this size."""
    out = _fresh("batch")
    prepared = [size.index] if size.index.is_dir() else []
    results.keep("batch", run(module("batch_job", size.rehearsal, out, *prepared)), _seconds(out))


def audit(size: Size, results: Results) -> dict[str, object]:
    """``lockgate audit`` over the answers of a practice, on the clock; its counts against the truth are not."""
    out = _fresh("audit")
    measured = run([LOCKGATE, *asked_of(size.rehearsal, out)], allowed=(0, 1))
    results.keep("audit", measured, {"audit": measured.seconds})
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    about = {"records": size.records, "taxpayers": size.taxpayers, "answers": told["answers"]}
    return {**about, **against_truth(size.rehearsal, out)}


def audit_with_file(size: Size, results: Results) -> dict[str, object]:
    """The same answers, the custodian's file asked besides: an act on a look-back case; what it found, in numbers."""
    out = _fresh("audit-with-file")
    measured = run(module("look_back_job", size.rehearsal, out))
    told = json.loads((out / "seconds.json").read_text(encoding="utf-8"))
    results.keep("audit with file", measured, {"audit with file": told["audit with file"]})
    return {"with_file": told["found"]}


def single(size: Size) -> dict[str, dict[str, float]]:
    """Single requests: p50 and p99 in milliseconds."""
    out = _fresh("single")
    run(module("single_job", size.rehearsal, size.sought, size.index, out))
    told: dict[str, dict[str, float]] = json.loads((out / "single.json").read_text(encoding="utf-8"))
    return told


def pages(size: Size, asked: int) -> dict[str, dict[str, float]]:
    """The console's pages of a case of this size, each asked so often: p50 and p95 in ms, processor time, bytes."""
    out = _fresh("pages")
    run(module("pages_job", size.rehearsal, size.proposed, out, asked))
    told: dict[str, dict[str, float]] = json.loads((out / "pages.json").read_text(encoding="utf-8"))
    return told


def weigh(size: Size, *, with_peer: bool) -> dict[str, object]:
    """Who was wrongly identified or missed, by what the last round found."""
    out = _fresh("weigh")
    best = [WORK / "splink" / "best.parquet"] if with_peer else []
    run(module("weigh_job", size.rehearsal, size.sought, WORK / "locate" / "located.parquet", out, *best))
    told: dict[str, object] = json.loads((out / "accuracy.json").read_text(encoding="utf-8"))
    return told


def timed(limit: float, began: float, longest: float) -> bool:
    """Whether another round as long as the longest would still end within the limit."""
    return time.perf_counter() - began + longest <= limit


def _fresh(name: str) -> Path:
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def _seconds(folder: Path) -> dict[str, float]:
    took: dict[str, float] = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
    return took


def log(count: int) -> dict[str, float]:
    """The log's work on so many outcomes: leaves a second, fsck and verify in seconds."""
    out = _fresh("log")
    run(module("log_job", count, out))
    told: dict[str, float] = json.loads((out / "log.json").read_text(encoding="utf-8"))
    return told
