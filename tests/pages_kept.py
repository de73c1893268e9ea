"""Every page that a test asks for is kept, and all of them are held against the HTML standard in one run at the end."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase

VALIDATOR = Path(__file__).parents[1] / ".venv" / "vnu.jar"
"""The Nu validator, laid there by tools/validator.sh."""

MISSING = "The pages were not validated: {} is missing; as root on Debian, tools/validator.sh installs it."
_OWN = re.compile(r"[0-9a-f]{8,}|[0-9]+|csrfmiddlewaretoken\" value=\"[^\"]*")
_folder: list[Path] = []


def keep_in(folder: Path) -> None:
    """Keep pages in this folder from now on."""
    _folder[:] = [folder]


class KeepPages:
    """Outermost middleware of the tests: writes down each page; two that differ in numbers alone are one."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        if _folder and isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
            text = response.content.decode()
            name = sha256(_OWN.sub("", text).encode()).hexdigest()[:16]
            file = _folder[0] / f"{name}.html"
            if text and not file.exists():
                file.write_text(text, encoding="utf-8")
        return response


@dataclass(frozen=True)
class Wrong:
    """What the validator says of one page."""

    page: Path
    sentence: str
    near: str

    def __str__(self) -> str:
        return f"{self.page}: {self.sentence} Near: {self.near}"


def lacking(validator: Path = VALIDATOR) -> str:
    """What the validation lacks on this machine, in a sentence; '' where it lacks nothing."""
    absent = [name for name, found in (("java", shutil.which("java")), ("vnu.jar", validator.is_file())) if not found]
    return MISSING.format(absent[0]) if absent else ""


def wrong_in(folder: Path) -> Iterator[Wrong]:
    """Every error in the pages of a folder, which are divided among as many validators as there are cores."""
    pages, many = sorted(folder.iterdir()), os.cpu_count() or 1
    parts = [part for part in (pages[nth::many] for nth in range(many)) if part]
    with ThreadPoolExecutor(many) as pool:
        for found in pool.map(_said_of, parts):
            yield from found


def _said_of(pages: Iterable[Path]) -> list[Wrong]:
    # It runs for seconds: half of its work would be to compile itself better. Its checker asks for a deep stack.
    flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m"]
    program = [shutil.which("java") or "java", *flags, "-jar", str(VALIDATOR)]
    asked = [*program, "--errors-only", "--format", "json", "--exit-zero-always", "--skip-non-html", *map(str, pages)]
    said = subprocess.run(asked, capture_output=True, check=True, text=True)
    return [
        Wrong(Path(one["url"].removeprefix("file:")), one["message"], one.get("extract", "").strip())
        for one in json.loads(said.stderr)["messages"]
    ]
