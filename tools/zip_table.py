"""The ZIP table as the package ships it, made from the PyPI package ``zipcodes`` (docs/adr/0007-zip-table.md).

Reading the package's own rows and folding their names took a second in every process; what comes of it is kept as
text, and compared with the package by ``make check`` and by the tests.
"""

from collections.abc import Callable
from string import digits
from typing import TypedDict, cast

import zipcodes

from lockgate.law.folding import fold
from lockgate.law.gazetteer import city_key
from lockgate.pipeline.identities import gazetteer_id
from lockgate.store.gazetteer import table_head, tables


class ZipRow(TypedDict):
    """The columns of the package's rows that are used."""

    zip_code: str
    state: str
    city: str
    acceptable_cities: list[str]
    unacceptable_cities: list[str]
    lat: str
    long: str


def zip_rows() -> list[ZipRow]:
    """The package's rows, in its order."""
    beginning = cast("Callable[[str], list[ZipRow]]", zipcodes.similar_to)
    return [row for figure in digits for row in beginning(figure)]


def zip_table() -> str:
    """The whole file: its name and hash, a line for each ZIP, a blank line, a line for each city key.

    A ZIP's line holds code, state, position (blank where the package knows none), the office's own name, and every
    other name its mail may carry, between tabs; the names the post office dislikes are names people use. A city's
    line holds its key and the ZIPs that carry the name.
    """
    lines = []
    named: dict[str, list[str]] = {}
    for row in zip_rows():
        office, *others = map(fold, (row["city"], *row["acceptable_cities"], *row["unacceptable_cities"]))
        names = {office, *others} - {""}
        position = (row["lat"], row["long"]) if float(row["lat"]) or float(row["long"]) else ("", "")
        lines.append("\t".join((row["zip_code"], row["state"], *position, office, *sorted(names - {office}))))
        for key in sorted(map(city_key, names)):
            codes = named.setdefault(key, [])
            if row["zip_code"] not in codes[-1:]:
                codes.append(row["zip_code"])
    body = "\n".join((*lines, "", *(f"{key}\t{' '.join(codes)}" for key, codes in named.items()), ""))
    name = gazetteer_id(tables(body, f"zipcodes {zipcodes.__version__}"))
    return f"{table_head(name, body)}\n{body}"
