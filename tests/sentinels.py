"""Names, numbers and addresses of a rehearsal, sought in everything that must not hold them."""

import csv
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq

PROPER_FOLDERS = ("request", "registry", "truth", "evidence", "custodian")
"""Where a rehearsal keeps what it made up, and what it compared."""

PROPER_COLUMNS = {("store_disclosurerow", "name"), ("store_disclosurerow", "purpose")}
"""The accounting of disclosures names the taxpayer and the purpose, as (p)(3)(A) asks; nothing else does."""

PROPER_EVIDENCE = (
    "source-",
    "identities-",
    "records-",
    "findings-",
    "notice",
    "submission-",
    "signature-",
    "outcomes-",
    "examined-",
)
"""Plain evidence: what the agency itself submitted, and what it was told of it."""

_WORD = re.compile(rb"[A-Z0-9]+")


@dataclass(frozen=True)
class Sentinels:
    """What is sought: numbers as one word, names and addresses as two words that follow each other."""

    words: frozenset[bytes]
    pairs: frozenset[tuple[bytes, bytes]]

    def in_bytes(self, data: bytes) -> set[object]:
        """Those that stand in these bytes, in any case and whatever stands between their words."""
        found = _WORD.findall(data.upper())
        return {word for word in found if word in self.words} | {pair for pair in pairwise(found) if pair in self.pairs}


def sentinels_of(folder: Path) -> Sentinels:
    """Of every record requested and every taxpayer of the custodian's file."""
    with (folder / "request" / "records.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        rows: list[dict[str, object]] = list(csv.DictReader(file))
    rows += pq.read_table(folder / "registry" / "taxpayers.parquet").to_pylist()
    rows += pq.read_table(folder / "registry" / "addresses.parquet").to_pylist()
    texts = [str(row.get("tin") or "") for row in rows]
    words = {tin.replace("-", "").encode() for tin in texts if len(tin.replace("-", "")) == 9}
    pairs = set()
    for row in rows:
        name = f"{row.get('given_name') or ''} {row.get('family_name') or ''}"
        for text in (name, str(row.get("address_line1") or row.get("line1") or "")):
            found = _WORD.findall(text.upper().encode())
            if len(found) > 1 and len(found[0]) + len(found[1]) > 6:
                pairs.add((found[0], found[1]))
    # A name that an officer of the registers has too says nothing of a taxpayer.
    officers = [_WORD.findall(file.read_bytes().upper()) for file in sorted((folder / "registers").glob("*.csv"))]
    return Sentinels(frozenset(words), frozenset(pairs.difference(*(pairwise(found) for found in officers))))


def places(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that must hold none, with its bytes; and every column of the database, by table and name."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or parts[0] in PROPER_FOLDERS:
            continue
        if "evidence" in parts and path.name.startswith(PROPER_EVIDENCE):
            continue
        if ".sqlite" in path.name:
            yield from _columns(path) if path.suffix == ".sqlite" else ()
            continue
        yield str(path.relative_to(folder)), path.read_bytes()


def _columns(database: Path) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [column[1] for column in connection.execute(f'PRAGMA table_info("{table}")')]
            for column in columns:
                if (table, column) not in PROPER_COLUMNS:
                    values = connection.execute(f'SELECT "{column}" FROM "{table}"')  # noqa: S608 - its own names
                    yield f"{table}.{column}", b"\n".join(_bytes(value) for (value,) in values)
    connection.close()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
