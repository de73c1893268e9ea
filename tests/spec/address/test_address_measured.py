"""The measured shares on addresses nobody here wrote must not get worse."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import measure_address  # noqa: E402 - tools is no package

from lockgate.store.gazetteer import packaged_gazetteer  # noqa: E402

# These read as an address whichever way: without its house number "7777 One Calais Avenue" is "One Calais Avenue".
AMBIGUOUS = {"4 Winds Drive", "One Calais Avenue", "2102 1/2 Rue De St Germaine"}


@pytest.fixture(scope="module")
def gazetteer():
    return packaged_gazetteer()


def test_no_real_address_is_returned(gazetteer):
    for layout, measure in measure_address.wrongly_returned(gazetteer).items():
        assert measure.tried > 3_800
        assert measure.wrong == (), layout


def test_no_spoiled_address_passes_but_those_that_cannot_be_told(gazetteer):
    measures = measure_address.wrongly_passed(gazetteer)
    assert len(measures) == len(measure_address.STRIPPED) + 8
    for name, measure in measures.items():
        assert measure.tried > 3_800
        left = {wrong.split(" | ")[0].split(",")[0] for wrong in measure.wrong}
        assert left <= AMBIGUOUS, name
        assert len(measure.wrong) <= 2, name


def test_the_readme_tells_what_is_measured(gazetteer):
    readme = (ROOT / "tests" / "spec" / "address" / "README.md").read_text(encoding="utf-8")
    told = readme.partition(measure_address.BEGIN)[2].partition(measure_address.END)[0]
    assert told.strip() == measure_address.report(gazetteer).strip()
