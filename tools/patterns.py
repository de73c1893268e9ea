"""``make patterns``: every regular expression of the source, judged by recheck for matching that takes without end.

Python's own engine tries one way after another; those of Arrow, DuckDB and pydantic take time in proportion, and are
not asked. Found are the patterns that stand in the source, and those a module makes of its own words when it is
imported; the few that are made later are in ``MADE_LATER``, each with an example. The judgements are kept in
``tests/house/patterns.toml``, where a test finds those that are missing: what is not linear there bears, by hand, why
it may stay.
"""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lockgate.site.settings")  # noqa: TID251 - before Django is read
django.setup()

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lockgate"
KEPT = ROOT / "tests" / "house" / "patterns.toml"
RECHECK = ROOT / "build" / "recheck"
MADE_LATER = {
    "law/dates.py": r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})",
    "law/gazetteer.py": r"(?<![A-Z0-9])(?:NEW YORK|SAN ANTONIO|YORK)(?![A-Z0-9])",
    "pipeline/readers_records.py": r'"[^"]*(?:""[^"]*)*"(?=,|$)|(?!")[^,]*',
    "pipeline/spark_share.py": r"lockgate defect: (\w+ at \w+\.py:\d+)",
    "store/agreements.py": r"^\s*(\[+\s*name\b|name\s*=)",
}
"""File -> an example of the patterns it makes while it works."""
_ASKS = frozenset({"match", "search", "fullmatch", "sub", "subn", "findall", "finditer", "split"})
_JUDGE = """
import { createRequire } from 'node:module'; import { readFileSync } from 'node:fs';
const { check } = createRequire(process.argv[1])('recheck'); const found = [];
for (const one of JSON.parse(readFileSync(0))) {
  let said = await check(one, 'u', { timeout: 20000 });
  if (said.error?.kind === 'invalid') said = await check(one, '', { timeout: 20000 });
  const degree = said.complexity?.degree ? ` ${said.complexity.degree}` : '';
  found.push(said.status === 'safe' ? 'linear' : said.status === 'unknown' ? 'unknown' : said.complexity.type + degree);
}
console.log(JSON.stringify(found)); process.exit(0);
"""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: its file below ``src/lockgate``, its text as it is matched, anchored where nothing else is asked."""

    file: str
    text: str

    @property
    def name(self) -> str:
        """The first half of its SHA-256."""
        return sha256(self.text.encode()).hexdigest()[:32]


def patterns() -> list[Pattern]:
    """Every pattern of the source, by file."""
    found = {Pattern(file, text) for file, text in MADE_LATER.items()}
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^(import re$|from re import)", text, re.MULTILINE):
            found |= set(_of_file(path, ast.parse(text)))
    return sorted(found, key=lambda one: (one.file, one.text))


def _of_file(path: Path, tree: ast.Module) -> Iterator[Pattern]:
    file = str(path.relative_to(SOURCE))
    bare = {one.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "re"
            for one in node.names}  # fmt: skip
    asked = _asked(tree)
    named = {node.value: target.id for node in ast.walk(tree) if isinstance(node, ast.Assign)
             for target in node.targets if isinstance(target, ast.Name)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            word = ast.unparse(node.func).removeprefix("re.")
            if word in bare or f"re.{word}" == ast.unparse(node.func):
                how = asked.get(named.get(node, ""), frozenset()) if word == "compile" else {word}
                if word == "compile" or word in _ASKS:
                    yield Pattern(file, _anchored(_text(node.args[0].value), how))
    module = ".".join(("lockgate", *path.relative_to(SOURCE).with_suffix("").parts))
    for name, value in vars(import_module(module)).items():
        for one in _held(value):
            yield Pattern(file, _anchored(_text(one.pattern), asked.get(name, frozenset())))


def _asked(tree: ast.Module) -> dict[str, set[str]]:
    """What is asked of each name in its file: ``NAME.fullmatch`` and so on."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _ASKS:
            found.setdefault(node.value.id, set()).add(node.attr)
    return found


def _held(value: object, deep: int = 3) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif deep and isinstance(value, list | tuple | set | frozenset | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _held(one, deep - 1)


def _text(pattern: object) -> str:
    return pattern.decode("latin-1") if isinstance(pattern, bytes) else str(pattern)


def _anchored(text: str, asked: set[str] | frozenset[str]) -> str:
    if asked == {"fullmatch"}:
        return f"^(?:{text})$"
    return f"^(?:{text})" if asked and asked <= {"match", "fullmatch"} else text


def _translated(text: str) -> str:
    """The same pattern in the words of JavaScript; a part that never gives back is judged as one that does."""
    text = text.replace("(?P<", "(?<").replace("\\Z", "$").replace("\\A", "^")
    text = re.sub(r"\\U([0-9a-f]{8})", lambda one: f"\\u{{{int(one[1], 16):x}}}", text)
    text = re.sub(r"\(\?P=(\w+)\)", r"\\k<\1>", text)
    return re.sub(r"(?<!\\)([*+}?])\+", r"\1", text)


def kept() -> dict[tuple[str, str], tuple[str, str]]:
    """The judgements: file and name of a pattern -> how long it takes at worst, and why it may stay."""
    rows = tomllib.loads(KEPT.read_text(encoding="utf-8"))["rows"] if KEPT.exists() else []
    return {(file, name): (verdict, why) for file, name, verdict, why in rows}


def main() -> int:
    """Judge what was not judged yet, and forget what is no more."""
    before = kept()
    found = patterns()
    new = [one for one in found if (one.file, one.name) not in before]
    command = ["node", "--input-type=module", "-e", _JUDGE, str(RECHECK / "node_modules" / "x.js")]
    asked = json.dumps([_translated(one.text) for one in new])
    ran = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    judged = {(one.file, one.name): (verdict, "") for one, verdict in zip(new, json.loads(ran.stdout), strict=True)}
    rows = {(one.file, one.name): (before | judged)[one.file, one.name] for one in found}
    lines = [f"  {json.dumps([*key, *value], ensure_ascii=False)},\n" for key, value in sorted(rows.items())]
    head = "# Written by make patterns; the last word of a row, by hand.\n"
    KEPT.write_text(f"{head}rows = [\n{''.join(lines)}]\n", "utf-8")
    for one in found:
        if (said := rows[one.file, one.name])[0] != "linear" and not said[1]:
            print(f"{one.file}: {said[0]}: {one.text[:200]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
