"""A run's requests and file as a rehearsal, so that ``lockgate locate-report`` counts them as it counts our own.

``python -m tests.people.layout OUT`` writes one folder for each run that asks the file. What each
row means is said by the package's truth alone (``truth``).
"""

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.people.asking import requests, write_requests
from tests.people.custodian import Taxpayer, write_custodian
from tests.people.runs import ASKED_ON, RUNS, Run, people_asked
from tests.people.sample import Home, Written, made_with, rows
from tests.people.truth import owned, told

from lockgate.rehearsal.kinds import Meant
from lockgate.rehearsal.truth import HEADER, PEOPLE

_PYTHON_DATE = "%m/%d/%Y"
_KIND = {"decennial_census": "census of 2020", "taxes_w2_and_1099": "W-2 or 1099 of 2020"}
_DATES = ("date_of_birth", "final_order_date", "investigation_opened")


def write_rehearsal(run: Run, out: Path) -> Path:
    """Write one run in the layout of a rehearsal."""
    for name in ("request", "truth"):
        (out / name).mkdir(parents=True)
    people = people_asked(run)
    asked = list(requests(people, born=run.born, tin=run.tin))
    _, held = write_custodian(run.variant, out / "registry")
    write_requests((one | {term: _iso(one[term]) for term in _DATES} for one in asked), out / "request/records.csv")
    _write(out / "truth/records.csv", HEADER, _records(run, people, held))
    _write(out / "truth/people.csv", PEOPLE, _people(run, asked, held))
    about = {
        "format": "lockgate/rehearsal/v1", "made_by": f"{made_with()}: {run.name}", "as_of": ASKED_ON.isoformat(),
        "records": len(people), "taxpayers": len(held),
    }  # fmt: skip
    (out / "truth/about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return out


def _iso(written: str) -> str:
    """The day in ISO form; what is no day stays as it is written."""
    try:
        return datetime.strptime(written, _PYTHON_DATE).replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return written


def _write(file: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def _records(run: Run, people: Sequence[Written], held: Mapping[str, Taxpayer]) -> Iterator[Sequence[str]]:
    """Whom each row asks about: somebody whom the file has twice is either."""
    own = owned(held)
    for place, person in enumerate(people, start=1):
        taxpayers = ";".join(one.taxpayer_id for one in own[person.simulant])
        yield (f"R{place:05}", _KIND[run.data_set], "", "", "", taxpayers)


def _people(run: Run, asked: Sequence[Mapping[str, str]], held: Mapping[str, Taxpayer]) -> Iterator[Sequence[str]]:
    own, origins, living = owned(held), _origins(), _living(held.values())
    for place, (person, record) in enumerate(zip(people_asked(run), asked, strict=True), start=1):
        mine = own[person.simulant]
        household = str(max(len(living[one.latest.home]) for one in mine)) if mine else ""
        origin = origins.get(person.simulant, "not in the census")
        true = told(run.data_set, person, record, mine)
        meant, otherwise = (true.meant, true.label) if true else (Meant.NOBODY, "")
        yield (str(place), origin, household, meant, otherwise)


def _living(held: Iterable[Taxpayer]) -> dict[Home, set[str]]:
    """Who of the file lives where, by the latest return."""
    living: dict[Home, set[str]] = defaultdict(set)
    for one in held:
        living[one.latest.home].add(one.latest.simulant)
    return living


def _origins() -> dict[str, str]:
    """The race and ethnicity of everybody in the census, without noise: the package has no other origin."""
    return {row["simulant_id"]: row["race_ethnicity"] for row in rows("plain", "decennial_census", 2020)}


if __name__ == "__main__":
    for one_run in RUNS:
        if one_run.locate:
            folder = Path(sys.argv[1]) / "-".join(re.findall(r"[\w-]+", one_run.name))
            sys.stdout.write(f"{write_rehearsal(one_run, folder)}\n")
