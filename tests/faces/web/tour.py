"""The pictures of README's tour: which pages they show, and what a page says without its numbers, to tell stale ones.

A picture is compared by what its page says and how it is built, never by its pixels: fonts differ between machines.
``make tour`` takes those that are stale or missing anew.
"""

import json
import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "docs" / "tour"
SHAPES = FOLDER / "pages.json"
"""Picture -> sha256 of what its page said when it was taken."""

TOUR = (
    "sign-in", "draft-deficient", "case-taken", "record", "worklist", "vote-to-sign", "authorize", "order-to-enter",
    "handover-stopped", "agency-package-received", "safeguards", "pack-refused",
)  # fmt: skip
"""The pictures, in the order of README."""

WIDTH, HEIGHT, COLOURS, LARGEST = 1280, 1000, 48, 80_000
_READ = """() => [...document.querySelectorAll('nav[aria-label] *, main, main *')]
  .filter(one => !one.closest('[hidden], script') && one.name !== 'csrfmiddlewaretoken')
  .map(one => [one.tagName, [...one.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(' ')].join(' '))"""
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_OWN = re.compile(rf"\b(?:{_MONTHS})\b|[0-9a-f]{{8,}}|[0-9][0-9.,:]*|\bday(?:s)?\b")
_taking: list[bool] = [False]


def take(*, anew: bool) -> None:
    """Whether stale pictures are taken anew instead of being told."""
    _taking[:] = [anew]


def takes_anew() -> bool:
    """Whether this run takes pictures."""
    return _taking[0]


def shape_of(page: Page) -> str:
    """What a page says and how it is built, without numbers, days and what is drawn at random."""
    lines = (re.sub(r"\s+", " ", _OWN.sub("#", one)).strip() for one in page.evaluate(_READ))
    return sha256("\n".join(lines).encode()).hexdigest()


def compare(page: Page, name: str) -> None:
    """The picture of this name shows this page; or it is taken."""
    if name not in TOUR:
        return
    kept = json.loads(SHAPES.read_text(encoding="utf-8")) if SHAPES.exists() else {}
    shape = shape_of(page)
    if kept.get(name) == shape and picture(name).exists():
        return
    assert takes_anew(), f"{picture(name)} shows the page as it was; take it anew: make tour"
    FOLDER.mkdir(exist_ok=True)
    height = min(HEIGHT, page.evaluate("() => document.documentElement.scrollHeight"))
    shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    with Image.open(BytesIO(shot)) as taken:
        taken.convert("RGB").quantize(COLOURS).save(picture(name), optimize=True)
    SHAPES.write_text(json.dumps(kept | {name: shape}, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def picture(name: str) -> Path:
    """The file of a picture."""
    return FOLDER / f"{name}.png"
