"""The house's own manners, as far as a machine can see them."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lockgate"
PURE = {
    "__future__", "abc", "ast", "asn1crypto", "base64", "binascii", "bisect", "collections", "contextlib",
    "cryptography", "csv", "dataclasses", "datetime", "difflib",
    "enum", "functools", "hashlib", "hmac", "html", "io", "itertools",
    "json", "math", "operator", "re", "string", "struct", "textwrap", "types", "typing", "unicodedata", "zlib",
    "zipfile", "lockgate",
}  # fmt: skip
"""All that the pure floors may import; whatever is not named here is refused, named elsewhere or not."""


def tracked(pattern: str = "") -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name.endswith(pattern) and (ROOT / name).is_file()]


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


PURE_FILES = [path for floor in ("law", "procedure", "tlog", "seal") for path in sorted((SOURCE / floor).rglob("*.py"))]
PURE_FILES += [SOURCE / "canonical.py", SOURCE / "cells.py"]


@pytest.mark.parametrize("path", PURE_FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_pure_floor_imports_only_what_is_allowed(path):
    assert {name.partition(".")[0] for name in imports_of(path)} <= PURE
    own = {name for name in imports_of(path) if name.startswith("lockgate.")}
    floor = path.relative_to(SOURCE).parts[0]
    allowed = {"law": {"law"}, "tlog": {"tlog"}, "seal": {"seal"}, "procedure": {"procedure", "law", "tlog"}}
    ground = {"errors", "canonical", "cells"} if floor in allowed else {"errors"}
    assert {name.split(".")[1] for name in own} <= allowed.get(floor, set()) | ground


def test_io_in_the_pure_floors_is_in_memory_only():
    for path in PURE_FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not any(isinstance(call, ast.Name) and call.id == "open" for call in calls), path


def test_init_files_hold_a_docstring_and_nothing_else():
    for path in SOURCE.rglob("__init__.py"):
        if "migrations" in path.parts or "models" in path.parts:
            continue
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, path
        assert isinstance(body[0], ast.Expr), path


def test_files_are_small():
    for path in tracked(".py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        limit = 600 if "tests" in path.relative_to(ROOT).parts else 400
        assert "migrations" in path.parts or lines <= limit, f"{path}: {lines} lines"


def test_functions_are_short():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "migrations" not in path.parts and "cli" not in path.parts:
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 60, f"{path}:{node.lineno} {node.name}: {length} lines"


MACHINE = re.compile(
    "p"
    r"ypi\.org|pythonh"
    r"osted|npm"
    r"js\.(?:org|com)|deb\.deb"
    r"ian\.org|(?<![\w.])/(?:work|farm|root)/[A-Za-z]"
)


def test_no_registry_host_and_no_path_of_a_machine():
    for path in tracked():
        if path.suffix in {".png", ".p7m", ".p7s", ".package", ".parquet", ".der"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not MACHINE.search(text), f"{path}: {MACHINE.search(text)}"


def test_requirements_are_pinned_and_hashed():
    for name in ("run", "test", "spark", "bench", "weaknesses"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        assert "--index-url" not in text
        assert "--find-links" not in text
        pins = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
        assert pins
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


WORDS_NOT_USED = re.compile(r"\b(four.eyes|maker.checker|blockchain|audit trail|whitelist|blacklist)\b", re.IGNORECASE)


def test_words_the_glossary_refuses_are_not_used():
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "docs").rglob("*.md")]:
        assert not WORDS_NOT_USED.search(path.read_text(encoding="utf-8")), path


def test_the_project_speaks_of_itself_only():
    speaks = re.compile(r"\b(chatgpt|claude|anthropic|openai|copilot|language model|ai assistant)\b", re.IGNORECASE)
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".sql", ".html", ".sh"} and path.name != "test_house.py":
            assert not speaks.search(path.read_text(encoding="utf-8", errors="replace")), path
