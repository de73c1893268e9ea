"""The generated people, kept in ``build/people`` by the versions they were made with, and their truth."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
_GENERATE = Path(__file__).with_name("generate.py")

Row = dict[str, str]


@cache
def made_with() -> str:
    """The packages the people depend on, with their versions."""
    return ", ".join(f"{name} {version(name)}" for name in ("pseudopeople", "zipcodes"))


@cache
def folder() -> Path:
    """Where the generated people are; they are made when these versions have not made them yet."""
    key = sha256(_GENERATE.read_bytes() + made_with().encode()).hexdigest()[:16]
    kept = ROOT / "build" / "people" / key
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        _make(kept)
    return kept


def _make(kept: Path) -> None:
    with tempfile.TemporaryDirectory(dir=kept.parent) as name:
        made = Path(name) / "made"
        # Its own process: the package's warnings and its progress bars are not ours.
        run = subprocess.run(
            [sys.executable, "-W", "ignore", _GENERATE, made], capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise RuntimeError(f"pseudopeople made nothing: {run.stderr[-2000:]}")
        try:
            made.rename(kept)
        except OSError:  # another process was first
            if not kept.exists():
                raise


def rows(variant: str, data_set: str, year: int) -> list[Row]:
    """The rows of one generated data set."""
    return pq.read_table(folder() / f"{variant}-{data_set}-{year}.parquet").to_pylist()


@dataclass(frozen=True)
class Home:
    """An address before noise: ``text`` is its street number, street, unit and box; the rest was put there by us."""

    text: str
    city: str
    state: str
    zip: str

    @property
    def is_whole(self) -> bool:
        """Whether it has a street number and a street, or a box."""
        number, street, _, box = self.text.split("|")
        return bool((number and street) or box)


@cache
def homes() -> dict[tuple[str, str, str], Home]:
    """The address of each household before noise, by data set, year and household."""
    table = pq.read_table(folder() / "homes.parquet").to_pylist()
    return {
        (row["data_set"], str(row["year"]), row["household_id"]): Home(
            row["home"], row["city"], row["state"], row["zipcode"]
        )
        for row in table
    }


@cache
def spouses() -> dict[tuple[str, str], str]:
    """The spouse of each joint return, by year and first filer."""
    table = pq.read_table(folder() / "spouses.parquet").to_pylist()
    return {(row["tax_year"], row["simulant_id"]): row["spouse_simulant_id"] for row in table}


@dataclass(frozen=True)
class Written:
    """Name and address of one row as a data set writes them, with what may be told of them; and the truth."""

    simulant: str
    home: Home
    given: str
    middle: str
    family: str
    number: str
    street: str
    unit: str
    box: str
    city: str
    state: str
    zip: str
    born: str = ""
    tin: str = ""

    @property
    def line1(self) -> str:
        """Street number and street, or the box; the words PO BOX are ours, the package gives the number."""
        return f"PO BOX {self.box}" if self.box else f"{self.number} {self.street}".strip()

    @property
    def address_unaltered(self) -> bool:
        """Whether noise left every part of the address as it was."""
        text = f"{self.number}|{self.street}|{self.unit}|{self.box}"
        return (text, self.city, self.state, self.zip) == (
            self.home.text, self.home.city, self.home.state, self.home.zip,
        )  # fmt: skip


def written(variant: str, data_set: str, year: int) -> Iterator[Written]:
    """The rows of a data set of people with addresses; of joint returns the first filer's."""
    prefix = "mailing_address_" if data_set.startswith("taxes") else ""
    for row in rows(variant, data_set, year):
        yield Written(
            row["simulant_id"],
            homes().get((data_set, str(year), row["household_id"]), Home("|||", "", "", "")),
            row["first_name"],
            row["middle_initial"],
            row["last_name"],
            *(row.get(prefix + part, "") for part in ("street_number", "street_name", "unit_number", "po_box")),
            *(row[prefix + part] for part in ("city", "state", "zipcode")),
            row.get("date_of_birth", ""),
            row.get("ssn", ""),
        )
