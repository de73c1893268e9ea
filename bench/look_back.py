"""``lockgate audit`` over the answers of the practice of 2025, and both official counts against the planted truth.

The truth is told answer by answer, never by a total: an answer belongs in the first count where the address planted
in its request is none, and in the second where the practice gave it by its first route, which compares no address.
"""

import csv
import json
from pathlib import Path

FIRST, SECOND = "address_insufficient", "address_never_confirmed"


def asked_of(rehearsal: Path, out: Path) -> list[str]:
    """What ``lockgate audit`` is asked with: a rehearsal with the answers of its practice."""
    request, about = rehearsal / "request", json.loads((rehearsal / "truth" / "about.json").read_text(encoding="utf-8"))
    return [
        "audit", "--records", str(request / "records.csv"), "--answers", str(rehearsal / "practice" / "answers.csv"),
        "--submission", str(request / "submission.toml"), "--registers", str(rehearsal / "registers"),
        "--as-of", str(about["as_of"]), "--out", str(out), "--replace",
    ]  # fmt: skip


def against_truth(rehearsal: Path, out: Path) -> dict[str, dict[str, int]]:
    """For each count: how many answers stand in its list, how many belong there, and how many of these differ."""
    no_address = _no_address(rehearsal / "truth" / "records.csv")
    true: dict[str, set[int]] = {FIRST: set(), SECOND: set()}
    with (rehearsal / "practice" / "answers.csv").open(encoding="utf-8", newline="") as source:
        for number, answer in enumerate(csv.DictReader(source), 1):
            if int(answer["row"]) in no_address:
                true[FIRST].add(number)
            if answer["route"] == "1":
                true[SECOND].add(number)
    found = {name: _listed(out / f"{name}.csv") for name in true}
    return {
        name: {"found": len(found[name]), "planted": len(wanted), "differing": len(found[name] ^ wanted)}
        for name, wanted in true.items()
    }


def _no_address(truth: Path) -> frozenset[int]:
    """The rows that examine returns because the address planted in them is none (R05)."""
    with truth.open(encoding="utf-8", newline="") as source:
        return frozenset(
            row
            for row, one in enumerate(csv.DictReader(source), 1)
            if one["expect_examine"] == "returned" and "R05" in one["must_include_rules"].split(";")
        )


def _listed(file: Path) -> set[int]:
    with file.open(encoding="utf-8", newline="") as source:
        return {int(one["answer"]) for one in csv.DictReader(source)}
