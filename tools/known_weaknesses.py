"""``make known-weaknesses``: what is pinned, compared with the published lists of known weaknesses.

pip-audit compares ``requirements/*.txt``, npm the packages that ``VENDORED.md`` names. Ends with 0 where each was
compared and none is known, with 1 where one is known, with 2 where a list could not be asked of all of them: what was
not compared is never called free of weaknesses.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
VENDORED = ROOT / "src" / "lockgate" / "web" / "static" / "vendor" / "VENDORED.md"
SETS = ("run", "test", "spark", "bench", "weaknesses")
"""The sets of ``requirements/`` that are compared."""

_PACKAGE = re.compile(r"^\| [^|]*`([a-z0-9@./-]+)` \| ([0-9][0-9a-z.-]*) \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Known:
    """One known weakness of what is pinned: its id on the list, and the first versions without it."""

    component: str
    id: str
    mended: str


class NotAsked(Exception):  # noqa: N818 - no fault of ours
    """A list could not be asked; in one sentence, why."""


def python_weaknesses(pip_audit: str, service: str, pinned: Path) -> Iterator[Known]:
    """What is known of one file of pinned requirements.

    Raises:
        NotAsked: the list could not be asked of every one of them.
    """
    words = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    asked = ["-s", "osv", "--osv-url", service] if "/" in service else ["-s", service]
    said = _document([pip_audit, *words, *asked, "-r", str(pinned)], f"The list of {service}")
    listed = said.get("dependencies")
    if not isinstance(listed, list):
        raise NotAsked(f"The list of {service} could not be asked: pip-audit answers in a form of its own.")
    if skipped := [one["name"] for one in listed if "skip_reason" in one]:
        raise NotAsked(f"The list of {service} has nothing of {len(skipped)} of {len(listed)}, such as {skipped[0]}.")
    pins = len(re.findall(r"^[a-z0-9].*==", pinned.read_text("utf-8"), re.MULTILINE))
    if len(listed) < pins:
        raise NotAsked(f"The list of {service} was asked of {len(listed)} of the {pins} in {pinned.name}.")
    for one in listed:
        for weak in one["vulns"]:
            mended = ", ".join(weak["fix_versions"]) or "no version yet"
            yield Known(f"{one['name']} {one['version']}", weak["id"], mended)


def browser_weaknesses(npm: str) -> Iterator[Known]:
    """What is known of the packages whose files lie in the console.

    Raises:
        NotAsked: npm is not there, or its list could not be asked.
    """
    packages = dict(_PACKAGE.findall(VENDORED.read_text("utf-8")))
    with TemporaryDirectory() as folder:
        manifest = {"name": "vendored", "version": "1.0.0", "private": True, "dependencies": packages}
        (Path(folder) / "package.json").write_text(json.dumps(manifest), "utf-8")
        quiet = ["--ignore-scripts", "--no-fund", "--loglevel=error"]
        _run([npm, "install", "--package-lock-only", *quiet], "The list of npm", folder)
        said = _document([npm, "audit", "--json"], "The list of npm", folder)
    found = said.get("vulnerabilities")
    if not isinstance(found, dict):
        raise NotAsked(f"The list of npm could not be asked: {_short(str(said.get('message', 'it does not answer')))}")
    for name, one in found.items():
        ids = [str(via.get("url", via.get("source"))) for via in one["via"] if isinstance(via, dict)]
        for told in ids or [f"through {', '.join(map(str, one['via']))}"]:
            yield Known(f"{name} {packages.get(name, one['range'])}", told, str(one.get("fixAvailable") or "none yet"))


def _document(command: list[str], which: str, folder: str | None = None) -> Mapping[str, object]:
    ran = _run(command, which, folder)
    try:
        said = json.loads(ran.stdout)
    except ValueError as error:
        why = next((line for line in reversed(ran.stderr.splitlines()) if line.strip()), "it says nothing")
        raise NotAsked(f"{which} could not be asked: {_short(why)}") from error
    return said if isinstance(said, dict) else {}


def _run(command: list[str], which: str, folder: str | None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotAsked(f"{which} could not be asked: {command[0]} is not there.") from error


def _short(why: str) -> str:
    """What a program says of its failure, to the end of its first thought, without addresses."""
    return re.sub(r"https?://\S+", "its address", why.strip().partition("(")[0])[:200].rstrip(" .:") + "."


def main(words: list[str]) -> int:
    """Compare everything.

    Args:
        words: pip-audit; its service, which is pypi, osv or the address of a copy of osv; npm.
    """
    pip_audit, service, npm = words
    known: set[Known] = set()
    not_asked: dict[str, list[str]] = {}
    asked = {
        f"{name}.txt": partial(python_weaknesses, pip_audit, service, ROOT / "requirements" / f"{name}.txt")
        for name in SETS
    }
    for name, comparing in {**asked, VENDORED.name: partial(browser_weaknesses, npm)}.items():
        try:
            known |= set(comparing())
        except NotAsked as why:
            not_asked.setdefault(str(why), []).append(name)
    for one in sorted(known, key=lambda one: (one.component, one.id)):
        print(f"{one.component} has {one.id}; mended in {one.mended}. SECURITY.md says within how many days.")
    for why, names in not_asked.items():
        print(f"{why} Not compared: {', '.join(names)}.")
    if not known and not not_asked:
        print("Everything that is pinned was compared, and no weakness of it is known.")
    return 1 if known else 2 if not_asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
