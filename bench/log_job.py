"""The log: leaves from ready commitments to one durable commit, beside one commit a leaf; fsck and verify.

``python -m bench.log_job OUTCOMES OUT`` writes ``log.json`` in the folder OUT:

- ``leaves_per_second``: from commitments that are ready to the commit of the entry that holds their subtree's root
  (SQLite, synchronous, on the disk of OUT); the median of three.
- ``one_commit_per_leaf_per_second``: the same entry, once a leaf, each in a commit of its own.
- ``leaves_per_cpu_second``: the same by processor seconds, where the machine has other work too.
- ``fsck_seconds``: the dispositions read from their sealed file, and the subtree computed again from them.
- ``verify_seconds``: ``lockgate verify submission`` over the document of all outcomes, and the log it stands in.
"""

import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import django
import numpy as np
import pyarrow as pa

django.setup()

from django.db import transaction  # noqa: E402 - models can be imported only after the setup

from lockgate.pipeline.dispositions import DISPOSITIONS, record_leaves, records_subtree  # noqa: E402
from lockgate.store import evidence, ledger, publication  # noqa: E402
from lockgate.store.home import Home, attach, prepare  # noqa: E402
from lockgate.store.keyring import OfficeKeys, create_office_keys, load_evidence_key  # noqa: E402
from lockgate.store.models.log import EntryRow  # noqa: E402
from lockgate.store.values import Enacted, Stored  # noqa: E402
from lockgate.tlog.batches import record_hashes, records_tree  # noqa: E402
from lockgate.tlog.entries import Entry, Subtree, detail_root, salted_leaf  # noqa: E402
from lockgate.tlog.policies import Log, Policy  # noqa: E402
from lockgate.tlog.proofs import parse_proof  # noqa: E402
from lockgate.tlog.submissions import Closing, submission_lines  # noqa: E402
from lockgate.verify.main import main as verify  # noqa: E402

AT = datetime(2025, 8, 7, 12, tzinfo=UTC)
CASE = "0" * 32
SINGLE = 300
"""Commits of one leaf that are timed."""
ROUNDS = 3


def main() -> None:
    """Measure all four and write them."""
    count, out = int(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        home = Home(Path(folder) / "office")
        prepare(home)
        attach(home)
        result = _measured(home, count)
    (out / "log.json").write_text(json.dumps(result) + "\n", encoding="utf-8")


def _measured(home: Home, count: int) -> dict[str, float]:
    keys = begun(home)
    answers, grounds = (_commitments(count) for _ in range(2))
    wall, cpu = zip(*(_timed(lambda: _commit_all(answers, grounds)) for _ in range(ROUNDS)), strict=True)
    single, _ = _timed(lambda: [_commit(record_tree_of_one(answers[at], grounds[at])) for at in range(SINGLE)])
    table = _dispositions(count)
    stored = evidence.put_sealed(home, load_evidence_key(home), CASE, "dispositions", table)
    records = records_subtree(table)
    fsck, _ = _timed(lambda: _recomputed(home, stored, records))
    document = _document(home, keys, table, records)
    words = ["submission", str(document), "--log", str(home.log), "--json"]
    checked, _ = _timed(lambda: _verified(words))
    return {
        "outcomes": count,
        "leaves_per_second": round(count / statistics.median(wall)),
        "leaves_per_cpu_second": round(count / statistics.median(cpu)),
        "one_commit_per_leaf_per_second": round(SINGLE / single, 1),
        "fsck_seconds": round(fsck, 2),
        "verify_seconds": round(checked, 2),
    }


def begun(home: Home) -> OfficeKeys:
    """The keys of an office whose log has begun, with a policy that asks for no witness."""
    keys = create_office_keys(home, "log.example/bench", AT, os.urandom)
    ledger.begin(home, keys.log, Policy((Log(keys.log.key),), (), (), "none"), os.urandom(16), AT)
    return keys


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _commitments(count: int) -> list[bytes]:
    data = os.urandom(32 * count)
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _commit_all(answers: list[bytes], grounds: list[bytes]) -> None:
    _commit(records_tree(record_hashes(range(1, len(answers) + 1), answers, grounds)))


def record_tree_of_one(answer: bytes, ground: bytes) -> Subtree:
    """The subtree of a single record."""
    return records_tree(record_hashes([1], [answer], [ground]))


def _commit(records: Subtree) -> str:
    """Enter an act with these records, in one commit; its leaf hash."""
    leaf = salted_leaf(os.urandom(16), "bench", "")
    entry = Entry("dispose", CASE * 2, "2025-08-07T12:00Z", "", "", detail_root([leaf]), records=records)
    with transaction.atomic(durable=True):
        return ledger.append(Enacted(entry, (leaf,), (), AT), None)[0].leaf


def _dispositions(count: int) -> pa.Table:
    """Dispositions as a submission has them: one in 27 granted, most denied, the rest returned."""
    kinds = np.arange(count) % 27
    granted = kinds == 0
    columns: dict[str, pa.Array] = {name: pa.array([""] * count) for name in DISPOSITIONS.names}
    columns["row"] = pa.array(np.arange(1, count + 1))
    columns["record_id"] = pa.array([f"R{row:07}" for row in range(1, count + 1)])
    columns["word"] = pa.array(np.where(granted, "granted", np.where(kinds < 20, "denied", "returned")))
    columns["ground"] = pa.array(np.where(granted, "", "R24.none"))
    lines = {"line1": "101 OAK ST", "city": "HOUSTON", "state": "TX", "zip": "77002", "country": "US"}
    columns |= {name: pa.array(np.where(granted, value, "")) for name, value in lines.items()}
    for name in ("answer_salt", "ground_salt"):
        data = os.urandom(16 * count).hex()
        columns[name] = pa.array([data[at : at + 32] for at in range(0, len(data), 32)])
    return pa.table(columns).cast(DISPOSITIONS)


def _recomputed(home: Home, stored: Stored, records: Subtree) -> None:
    table = evidence.get_sealed_table(home, load_evidence_key(home), CASE, stored)
    if records_subtree(table) != records:
        raise SystemExit("the outcomes are not those that were kept")


def _document(home: Home, keys: OfficeKeys, table: pa.Table, records: Subtree) -> Path:
    leaf = _commit(records)
    ledger.integrate(home, keys.log, AT)
    publication.publish(home)
    body = bytes(EntryRow.objects.get(leaf=leaf).body)
    closing = Closing(body, parse_proof(publication.prove(home, leaf)))
    document = home.scratch / "outcomes"
    with document.open("wb") as file:
        file.writelines(submission_lines(closing, record_leaves(table)))
    return document


def _verified(words: list[str]) -> None:
    with redirect_stdout(io.StringIO()):
        code = verify(words)
    if code != 0:
        raise SystemExit("the document does not verify")


if __name__ == "__main__":
    main()
