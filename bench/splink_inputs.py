"""The peer's inputs: the sufficient records and the taxpayers, both normalized by lockgate's own law.

``python -m bench.splink_inputs REHEARSAL SOUGHT OUT``. SOUGHT holds ``records.parquet`` and ``rows.parquet`` of the
examined request. OUT gets ``asked.parquet``, one row a sufficient record, and ``held.parquet``, one row a taxpayer and
distinct home. Making them is no part of any measured time, as the building of an index is none.
"""

import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.law.names import WrittenName, name_key
from lockgate.pipeline.addresses import place_keys
from lockgate.store.gazetteer import packaged_gazetteer

LINES = "line1, line2, city, state, zip, country"
NAMES = "given_name, middle_name, family_name, suffix"
BATCH = 100_000
ASKED = """
    CREATE TABLE asked AS
    SELECT row AS unique_id, given_name, middle_name, family_name, suffix, date_of_birth, tin,
           CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END AS line1,
           address_line2 AS line2, city, state, zip, country
    FROM records SEMI JOIN rows USING (row) ORDER BY unique_id
"""
PEOPLE = f"""
    CREATE TABLE people AS
    SELECT taxpayer_id, {NAMES}, coalesce(CAST(date_of_birth AS VARCHAR), '') AS date_of_birth,
           coalesce(CAST(tin AS VARCHAR), '') AS tin
    FROM taxpayers
"""  # noqa: S608 - our own text
HOMES = f"CREATE TABLE homes AS SELECT DISTINCT taxpayer_id, {LINES} FROM addresses"  # noqa: S608
# A key is kind|number|pre|street|suffix|post|box|state|zip5|unit; families of two words are compared by word as well.
PARTS = """
    g.words AS given, m.words AS middle, f.words AS family, split_part(f.words, ' ', 1) AS family1,
    split_part(f.words, ' ', 2) AS family2, coalesce(s.suffix, g.suffix, m.suffix, f.suffix, '') AS suffix,
    CASE WHEN length(date_of_birth) = 10 THEN TRY_CAST(date_of_birth AS DATE) END AS dob,
    nullif(regexp_extract(translate(tin, ' -.', ''), '^[0-9]{9}$'), '') AS tin,
    p[2] || p[7] AS house, p[10] AS unit, p[9] AS zip,
    CASE WHEN p[4] = '' THEN p[1] ELSE trim(regexp_replace(concat_ws(' ', p[3], p[4], p[5], p[6]), ' +', ' ', 'g')) END
        AS street
"""
NAMED = """
    LEFT JOIN given_name_parts AS g ON g.written = given_name
    LEFT JOIN middle_name_parts AS m ON m.written = middle_name
    LEFT JOIN family_name_parts AS f ON f.written = family_name
    LEFT JOIN suffix_parts AS s ON s.written = a.suffix
"""
COLUMNS = {"given_name": "given", "middle_name": "middle", "family_name": "family", "suffix": "suffix"}


def main() -> None:
    """Write both files."""
    rehearsal, sought, out = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    desk = duckdb.connect(config={"threads": 2, "memory_limit": "4GB", "temp_directory": str(out / "spill")})
    registry = rehearsal / "registry"
    for file in (sought / "records", sought / "rows", registry / "taxpayers", registry / "addresses"):
        desk.read_parquet(str(file.with_suffix(".parquet"))).create_view(file.name)
    for step in (ASKED, PEOPLE, HOMES):
        desk.execute(step)
    for column, part in COLUMNS.items():
        _names(desk, column, part)
    _places(desk, out)
    _write(desk, "a.unique_id", "asked AS a", out / "asked.parquet")
    held = "(SELECT * FROM people JOIN homes USING (taxpayer_id)) AS a"
    _write(desk, "row_number() OVER () AS unique_id, a.taxpayer_id", held, out / "held.parquet")


def _write(desk: duckdb.DuckDBPyConnection, ids: str, source: str, file: Path) -> None:
    joined = f"FROM {source} JOIN places USING ({LINES}) {NAMED}"
    desk.execute(f"COPY (SELECT DISTINCT {ids}, {PARTS} {joined}) TO '{file}' (FORMAT parquet)")


def _names(desk: duckdb.DuckDBPyConnection, column: str, part: str) -> None:
    """``<column>_parts``: each distinct writing of one part of a name, its folded words, and a suffix found in it."""
    union = f"SELECT {column} FROM asked UNION SELECT {column} FROM people"  # noqa: S608 - our own names
    written = [one or "" for (one,) in desk.execute(union).fetchall()]
    keys = [name_key(WrittenName(**{part: one})) for one in written]
    given = pa.table(
        {
            "written": pa.array(written, pa.string()),
            "words": pa.array([" ".join(key.words) for key in keys], pa.string()),
            "suffix": pa.array([key.suffix or None for key in keys], pa.string()),
        }
    )
    desk.register("given", given)
    desk.execute(f"CREATE TABLE {column}_parts AS SELECT * FROM given")  # noqa: S608
    desk.unregister("given")


def _places(desk: duckdb.DuckDBPyConnection, out: Path) -> None:
    """``places``: each distinct address and, as ``p``, its key's parts; what is no place is left out."""
    desk.execute(f"CREATE TABLE lines AS SELECT {LINES} FROM asked UNION SELECT {LINES} FROM homes")  # noqa: S608
    keys = out / "keys.parquet"
    reader = desk.sql(f"SELECT {LINES} FROM lines").to_arrow_reader(BATCH)  # noqa: S608
    with pq.ParquetWriter(keys, pa.schema([("key", pa.string())])) as writer:
        for found in place_keys(reader, packaged_gazetteer(), 2):
            writer.write_batch(found.select(["key"]))
    desk.execute(
        f"CREATE TABLE places AS SELECT {LINES}, string_split(key, '|') AS p FROM"  # noqa: S608
        f" lines POSITIONAL JOIN read_parquet('{keys}') WHERE key <> ''"
    )
    keys.unlink()


if __name__ == "__main__":
    main()
