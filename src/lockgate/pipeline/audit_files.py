"""The lists a look back leaves: one line an answer, and one file for each count."""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa

from lockgate.law.terms import State
from lockgate.pipeline.audit import FOUND, LookBack
from lockgate.pipeline.audit_counts import COMPARED
from lockgate.store.records import Desk, statement, write_csv

LISTS = (
    "disclosures",
    "unsupported",
    "address_insufficient",
    "address_never_confirmed",
    "not_tied",
    "answered_again",
)
"""The files, each ``<name>.csv`` and a statement of ``store/sql/audit``."""


def write_lists(desk: Desk, seen: LookBack, out: Path) -> None:
    """Write the lists.

    Args:
        desk: the desk of the look back, where ``tied`` and the view ``records`` stand.
        seen: what was found.
        out: an existing folder.
    """
    put_disclosed(desk, seen)
    for name in LISTS:
        write_csv(desk, statement(f"audit/{name}"), out / f"{name}.csv")


def put_disclosed(desk: Desk, seen: LookBack) -> None:
    """Put the table ``disclosed`` on the desk: every answer with what was found about it."""
    answers = pa.array(np.arange(1, len(seen.of_answer) + 1))
    desk.register("looked", pa.table({"answer": answers, "judged": pa.array(seen.of_answer)}))
    desk.register("judgement", _judgements(seen))
    ways = [way.written for way in seen.ways]
    desk.register("ways", pa.table({"way": pa.array(range(len(ways)), pa.int32()), "written": pa.array(ways)}))
    desk.execute(statement("audit/disclosed"))


def sealed_lines(desk: Desk, seen: LookBack) -> pa.Table:
    """Every answer with what was found about it, the custodian's file asked too: for sealed evidence alone (R49)."""
    put_disclosed(desk, seen)
    lines = desk.sql(
        "SELECT answer, row, outcome, rules, codes, not_checked_rules FROM disclosed ORDER BY answer"
    ).to_arrow_table()
    words = np.array(FOUND, dtype=object)[seen.found]
    identified = pa.array(words, pa.string())
    columns = [*lines.columns, pa.chunked_array([identified])]
    return pa.Table.from_arrays(columns, names=[*lines.column_names, "identified"])


def _judgements(seen: LookBack) -> pa.Table:
    text = pa.string()
    judged = seen.judged
    unchecked = [one.rules(State.NOT_CHECKED) for one in judged]
    return pa.table(
        {
            "judged": pa.array(range(len(judged)), pa.int64()),
            "outcome": pa.array([one.outcome.value for one in judged], text),
            "rules": pa.array([";".join(one.rules(State.NOT_MET)) for one in judged], text),
            "codes": pa.array([";".join(one.codes) for one in judged], text),
            "not_checked": pa.array([len(rules) for rules in unchecked], pa.int64()),
            "not_checked_rules": pa.array([";".join(rules) for rules in unchecked], text),
            "address": pa.array([one.address for one in judged], text),
            "compared": pa.array([COMPARED[one.compared] for one in judged], text),
            "insufficient": pa.array([one.insufficient for one in judged], pa.bool_()),
            "never_confirmed": pa.array([one.never_confirmed for one in judged], pa.bool_()),
        }
    )


def lists_hash(out: Path) -> str:
    """sha256, in hex, over the names and contents of the lists, in the order of ``LISTS``."""
    digest = hashlib.sha256()
    for name in LISTS:
        with (out / f"{name}.csv").open("rb") as file:
            digest.update(f"{name}.csv\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()
