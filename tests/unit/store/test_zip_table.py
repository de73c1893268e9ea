"""The packaged ZIP table is the package ``zipcodes``, folded and keyed by the law, whole; anything else is refused."""

import subprocess
import sys
from importlib.resources import files
from string import digits

import pytest
import zipcodes

from lockgate.errors import IntegrityError
from lockgate.law.folding import fold
from lockgate.law.gazetteer import ZipArea, city_key
from lockgate.pipeline.identities import gazetteer_id
from lockgate.store.gazetteer import _whole, packaged_gazetteer, packaged_gazetteer_id

INSTALLED = f"zipcodes {zipcodes.__version__}"


@pytest.fixture(scope="module")
def text():
    return files("lockgate.store").joinpath("data/zips.txt").read_text(encoding="utf-8")


def area_of(row) -> ZipArea:
    names = [row["city"], *row["acceptable_cities"], *row["unacceptable_cities"]]
    position = (float(row["lat"]), float(row["long"]))
    return ZipArea(
        row["state"],
        frozenset(fold(name) for name in names if name),
        position if position != (0.0, 0.0) else None,
        fold(row["city"]),
    )


def test_every_zip_is_as_the_law_reads_the_package():
    rows = [row for figure in digits for row in zipcodes.similar_to(figure)]
    # As a list: an index names the tables it was made by with a hash over them in this order.
    assert list(packaged_gazetteer().zips.items()) == [(row["zip_code"], area_of(row)) for row in rows]
    assert packaged_gazetteer().version == INSTALLED


def test_every_city_key_has_the_zips_that_carry_the_name():
    carrying: dict[str, list[str]] = {}
    for code, area in packaged_gazetteer().zips.items():
        for key in {city_key(name) for name in area.cities}:
            carrying.setdefault(key, []).append(code)
    assert packaged_gazetteer().named == {key: tuple(codes) for key, codes in carrying.items()}


def test_the_name_in_the_table_is_that_of_all_it_holds():
    assert packaged_gazetteer_id() == gazetteer_id(packaged_gazetteer())


def test_a_table_under_another_name_is_refused(text):
    head, _, body = text.partition("\n")
    made_from, _, digest = head.removeprefix(INSTALLED).strip().partition(" ")
    other = "0" * len(made_from)
    with pytest.raises(IntegrityError, match="damaged"):
        _whole(f"{INSTALLED} {other} {digest}\n{body}", INSTALLED)


def test_a_table_with_one_other_city_is_refused(text):
    with pytest.raises(IntegrityError, match="damaged"):
        _whole(text.replace("HOLTSVILLE", "HOLTSVILE", 1), INSTALLED)


def test_a_table_of_another_version_of_the_package_is_refused(text):
    with pytest.raises(IntegrityError, match=r"made from zipcodes .*, and zipcodes 99 is installed"):
        _whole(text, "zipcodes 99")


def test_an_empty_table_is_refused():
    with pytest.raises(IntegrityError, match="damaged"):
        _whole("", INSTALLED)


def test_a_process_that_loaded_it_ends_without_a_word():
    script = "import duckdb; from lockgate.store.gazetteer import packaged_gazetteer; packaged_gazetteer()"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")
