"""Generate people with the package pseudopeople, in a process of its own: ``python -W ignore generate.py OUT``.

The packaged sample has one city (Anytown) and one ZIP (00000). City and ZIP are replaced *before* the package adds
its noise, so that city, state and ZIP get its noise like everything else: the same original street line, unit and
box always get the same city and ZIP, a delivery ZIP of King County, Washington, the sample's own state.
docs/adr/0009-pseudopeople.md says why.

OUT gets ``<variant>-<data set>-<year>.parquet`` (all texts, as the package made them), ``homes.parquet`` (the
address of each household before noise) and ``spouses.parquet`` (whom a joint return is of). The last two, and the
columns ``simulant_id`` and ``household_id``, are the truth: they are for counting and are never given to lockgate.
"""

import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pseudopeople
import zipcodes
from pseudopeople.constants import paths

SAMPLE = Path(paths.SAMPLE_DATA_ROOT)
PARTS = ("street_number", "street_name", "unit_number", "po_box")
PREFIXES = {
    "decennial_census": ("",),
    "taxes_w2_and_1099": ("mailing_address_",),
    "taxes_1040": ("mailing_address_", "spouse_mailing_address_"),
    "social_security": (),
}
"""Of which columns each data set's addresses are made."""

YEARS = {
    "decennial_census": (2020,),
    "taxes_w2_and_1099": (2020,),
    "taxes_1040": (2019, 2020, 2021),
    "social_security": (2021,),
}
"""The years used; of social_security, all events up to then."""

UNTOUCHED = ("decennial_census", "taxes_w2_and_1099")
"""What is also generated as packaged, with its one city and its one ZIP."""

PLAIN = tuple(YEARS)
"""What is also generated without noise: for the run in which both sides write alike, and to tell whose an error is."""


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    _generate(UNTOUCHED, out, "untouched", None)
    source = out / "source"
    homes = [_place(name, source) for name in YEARS]
    pd.concat(homes, ignore_index=True).drop_duplicates().to_parquet(out / "homes.parquet")
    _spouses().to_parquet(out / "spouses.parquet")
    paths.SAMPLE_DATA_ROOT = source
    _generate(YEARS, out, "noise", None)
    _generate(PLAIN, out, "plain", pseudopeople.NO_NOISE)


def _generate(names: Iterable[str], out: Path, variant: str, config: str | None) -> None:
    for name in names:
        for year in YEARS[name]:
            made = getattr(pseudopeople, f"generate_{name}")(seed=year, year=year, config=config)
            texts = made.astype("string").fillna("")
            texts.to_parquet(out / f"{variant}-{name}-{year}.parquet", index=False)


def _place(name: str, source: Path) -> pd.DataFrame:
    """Write the data set with cities and ZIPs; the address of each of its households."""
    people = pd.read_parquet(SAMPLE / name / f"{name}.parquet").reset_index(drop=True)
    homes = [_replace(people, name, prefix) for prefix in PREFIXES[name]]
    (source / name).mkdir(parents=True, exist_ok=True)
    people.to_parquet(source / name / f"{name}.parquet")
    return pd.concat(homes) if homes else pd.DataFrame()


def _replace(people: pd.DataFrame, name: str, prefix: str) -> pd.DataFrame:
    """Replace city and ZIP of one of a data set's addresses; the addresses, by year and household."""
    parts = pd.DataFrame({part: _texts(people, prefix + part) for part in PARTS})
    parts["home"] = parts["street_number"].str.cat([parts[part] for part in PARTS[1:]], sep="|")
    known = parts["home"].str.strip("|") != ""
    triple = {home: _city_and_zip(home) for home in parts["home"].unique()}
    for column, place in (("city", 0), ("zipcode", 1)):
        values = parts["home"].map({home: pair[place] for home, pair in triple.items()})
        people[prefix + column] = values.where(known, None)
        parts[column] = values
    spouse = prefix.removesuffix("mailing_address_")
    year = "tax_year" if "tax_year" in people else "year"
    parts["state"] = _texts(people, prefix + "state")
    parts["household_id"] = _texts(people, spouse + "household_id")
    parts["year"], parts["data_set"] = people[year], name
    return parts[known & parts["year"].isin(YEARS[name])].drop_duplicates()


def _texts(people: pd.DataFrame, column: str) -> pd.Series:
    if column not in people:
        return pd.Series("", index=people.index)
    values = people[column]
    if values.dtype.kind == "f":
        values = values.astype("Int64")
    return values.astype("string").fillna("").astype(object)


_ZIPS = sorted(
    (row["city"], row["zip_code"])
    for row in zipcodes.list_all()
    if (row["state"], row["county"], row["zip_code_type"], row["active"]) == ("WA", "King County", "STANDARD", True)
)


def _city_and_zip(home: str) -> tuple[str, str]:
    return _ZIPS[int.from_bytes(sha256(home.encode()).digest()[:8]) % len(_ZIPS)]


def _spouses() -> pd.DataFrame:
    columns = ["tax_year", "simulant_id", "spouse_simulant_id"]
    returns = pd.read_parquet(SAMPLE / "taxes_1040" / "taxes_1040.parquet", columns=columns)
    joint = returns[returns["spouse_simulant_id"].notna() & returns["tax_year"].isin(YEARS["taxes_1040"])]
    return joint.astype("string").reset_index(drop=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
