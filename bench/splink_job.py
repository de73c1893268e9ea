"""The peer: Splink on DuckDB, linking the same sufficient records to the same taxpayers; one process of its own.

``python -m bench.splink_job INPUTS MODEL OUT [--train]``. With ``--train`` the model is trained and kept in MODEL: u by
random sampling, m by expectation maximisation in two sessions that block on different columns. OUT gets
``seconds.json`` and ``best.parquet``: for each record the best taxpayer, its match weight, and the second's.

Choices, all in the peer's favour: inputs already normalized (names folded, addresses read into parts, units and ZIPs
apart), two threads, four times our memory, tight blocking with the same keys we meet by and looser ones beside,
term frequencies on both names, levels for exchanged names, one of two surnames, initials, exchanged digits, and for
an address that differs in its unit alone. The link is timed without the training, which a custodian does seldom.
"""

import argparse
import json
import logging
import time
from pathlib import Path

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THREADS, MEMORY, SEED = 2, "8GB", 3
COLUMNS = (
    "unique_id, given, nullif(middle, '') AS middle, family, family1, nullif(family2, '') AS family2,"
    " nullif(suffix, '') AS suffix, dob, nullif(tin, '?') AS tin, house, street, unit, zip"
)
BLOCKING = (
    block_on("tin"),
    block_on("dob", "family1"),
    block_on("dob", "given"),
    block_on("zip", "house"),
    block_on("given", "family1", "house"),
    block_on("given", "family1", "zip"),
)
EXCHANGED = "given_l = family_r AND family_l = given_r"
ONE_OF_TWO = "family1_l = family1_r OR family2_l = family2_r OR family1_l = family2_r OR family2_l = family1_r"
LEAST_WEIGHT = -4.0
BEST = """
    CREATE TABLE best AS
    WITH scored AS (
        SELECT CASE WHEN source_dataset_l = '{asked}' THEN unique_id_l ELSE unique_id_r END AS row,
               CASE WHEN source_dataset_l = '{asked}' THEN unique_id_r ELSE unique_id_l END AS home,
               match_weight AS weight
        FROM {pairs}
    ),
    people AS (
        SELECT row, taxpayer_id, max(weight) AS weight
        FROM scored JOIN homes ON homes.unique_id = scored.home GROUP BY ALL
    )
    SELECT row, arg_max(taxpayer_id, weight) AS taxpayer_id, max(weight) AS weight,
           coalesce(max(weight, 2)[2], -99) AS second
    FROM people GROUP BY row
"""


def settings() -> SettingsCreator:
    """The model before it is trained."""
    given = cl.CustomComparison(
        output_column_name="given",
        comparison_levels=[
            cll.NullLevel("given"),
            cll.ExactMatchLevel("given", term_frequency_adjustments=True),
            cll.CustomLevel(EXCHANGED, label_for_charts="exchanged"),
            cll.JaroWinklerLevel("given", 0.92),
            cll.CustomLevel("left(given_l, 1) = left(given_r, 1)", label_for_charts="initial"),
            cll.ElseLevel(),
        ],
    )
    family = cl.CustomComparison(
        output_column_name="family",
        comparison_levels=[
            cll.NullLevel("family"),
            cll.ExactMatchLevel("family", term_frequency_adjustments=True),
            cll.CustomLevel(EXCHANGED, label_for_charts="exchanged"),
            cll.CustomLevel(ONE_OF_TWO, label_for_charts="one of two surnames"),
            cll.JaroWinklerLevel("family", 0.92),
            cll.ElseLevel(),
        ],
    )
    address = cl.CustomComparison(
        output_column_name="street",
        comparison_levels=[
            cll.NullLevel("street"),
            cll.CustomLevel("house_l = house_r AND street_l = street_r AND unit_l = unit_r", label_for_charts="same"),
            cll.CustomLevel("house_l = house_r AND street_l = street_r", label_for_charts="another unit"),
            cll.CustomLevel(
                "house_l = house_r AND jaro_winkler_similarity(street_l, street_r) >= 0.92", label_for_charts="nearly"
            ),
            cll.CustomLevel("street_l = street_r", label_for_charts="another number"),
            cll.ElseLevel(),
        ],
    )
    middle = cl.CustomComparison(
        output_column_name="middle",
        comparison_levels=[
            cll.NullLevel("middle"),
            cll.ExactMatchLevel("middle"),
            cll.CustomLevel("left(middle_l, 1) = left(middle_r, 1)", label_for_charts="initial"),
            cll.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            given, family, address, middle,
            cl.ExactMatch("suffix"), cl.ExactMatch("zip"),
            cl.DamerauLevenshteinAtThresholds("tin", [1]),
            cl.CustomComparison(
                output_column_name="dob",
                comparison_levels=[
                    cll.NullLevel("dob"),
                    cll.ExactMatchLevel("dob"),
                    cll.CustomLevel("abs(dob_l - dob_r) <= 31", label_for_charts="within a month"),
                    cll.ElseLevel(),
                ],
            ),
        ],
        blocking_rules_to_generate_predictions=list(BLOCKING),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )  # fmt: skip


def train(linker: Linker, pairs: float) -> None:
    """Prior, u from so many random pairs, and m."""
    certain = [block_on("tin", "family1"), block_on("dob", "given", "family1", "house")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=SEED)
    # What a session blocks on it cannot learn; between them the two sessions learn every comparison.
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("tin"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("zip", "house", "given"))


def main() -> None:
    """Link, and write what was found and how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--pairs", type=float, default=4e6)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    config = {"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(given.out / "spill")}
    desk = duckdb.connect(config=config)
    for name in ("asked", "held"):
        desk.execute(f"CREATE TABLE {name} AS SELECT {COLUMNS} FROM read_parquet('{given.inputs / name}.parquet')")  # noqa: S608
    desk.execute(
        f"CREATE TABLE homes AS SELECT unique_id, taxpayer_id FROM read_parquet('{given.inputs / 'held'}.parquet')"  # noqa: S608
    )
    api = DuckDBAPI(connection=desk)
    frames = [api.register("asked", dataset_display_name="asked"), api.register("held", dataset_display_name="held")]
    linker = Linker(frames, settings() if given.train else str(given.model), log_level=logging.ERROR)
    seconds["load"] = time.perf_counter() - started
    if given.train:
        started = time.perf_counter()
        train(linker, given.pairs)
        given.model.unlink(missing_ok=True)
        linker.misc.save_model_to_json(str(given.model))
        seconds["train"] = time.perf_counter() - started
    started = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT)
    seconds["predict"] = time.perf_counter() - started
    started = time.perf_counter()
    desk.execute(BEST.format(asked="asked", pairs=pairs.physical_name))
    desk.execute(f"COPY best TO '{given.out / 'best.parquet'}' (FORMAT parquet)")
    seconds["best"] = time.perf_counter() - started
    seconds["link"] = seconds["load"] + seconds["predict"] + seconds["best"]
    (given.out / "seconds.json").write_text(json.dumps(seconds) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
