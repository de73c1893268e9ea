"""README's tour: every picture is shown, taken by a browser test, small, and told in words."""

import json
import re

import pytest
from PIL import Image
from tour import FOLDER, LARGEST, ROOT, SHAPES, TOUR, WIDTH, picture

TESTS = ROOT / "tests" / "faces" / "web"


def test_readme_shows_every_picture_once_in_order_and_says_what_it_shows():
    shown = re.findall(r"!\[([^\]]*)\]\(docs/tour/([a-z-]+)\.png\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert [name for _alt, name in shown] == list(TOUR)
    assert all(len(alt.split()) > 4 for alt, _name in shown)


def test_no_picture_is_kept_that_nobody_takes():
    assert {one.name for one in FOLDER.iterdir()} == {f"{name}.png" for name in TOUR} | {SHAPES.name}
    assert set(json.loads(SHAPES.read_text(encoding="utf-8"))) == set(TOUR)


@pytest.mark.parametrize("name", TOUR)
def test_picture_is_small_and_one_browser_test_looks_at_its_page(name):
    assert picture(name).stat().st_size < LARGEST
    with Image.open(picture(name)) as shown:
        assert shown.size[0] == WIDTH
    taken = [
        one
        for file in TESTS.glob("test_*.py")
        for one in re.findall(r'looked_over\("([a-z0-9-]+)"\)', file.read_text())
    ]
    assert taken.count(name) == 1
