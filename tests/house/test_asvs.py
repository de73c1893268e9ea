"""The table of ASVS 5.0.0: every requirement once, every test there; and what it says of the code as a whole."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from tools.asvs_page import HOW, Requirement, requirements, version

from lockgate.actions import oidc
from lockgate.store import post
from lockgate.store.post import check_url
from provider import Synthetic

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "src" / "lockgate").rglob("*.py"))}
SECTIONS = {
    1: (2, 10, 12, 3, 3), 2: (3, 3, 5, 2), 3: (1, 3, 5, 8, 8, 1, 5), 4: (5, 5, 2, 4), 5: (1, 6, 3, 3),
    6: (3, 12, 8, 6, 8, 4, 2, 4), 7: (3, 4, 2, 5, 3, 2), 8: (4, 4, 3, 2), 9: (3, 4), 10: (2, 3, 5, 16, 5, 2, 3),
    11: (4, 5, 5, 4, 2, 2, 2), 12: (5, 2, 5), 13: (4, 6, 4, 7), 14: (2, 8, 3), 15: (5, 5, 7, 4), 16: (1, 5, 4, 3, 4),
    17: (2, 8, 2),
}  # fmt: skip
"""Chapter -> how many requirements each of its sections has in ASVS 5.0.0; they are numbered without a gap."""
LEVELS = {1: 70, 2: 183, 3: 92}
JOINED = {
    "pipeline/custodian.py", "pipeline/identities_read.py", "pipeline/judged.py", "pipeline/quoting.py",
    "pipeline/record_facts.py", "store/records.py", "store/registry_single.py", "store/triggers.py",
}  # fmt: skip
"""Files with a statement that names are joined into: columns, views and quoted paths of the project's own, no value."""
PATTERNS = {
    "cells.py", "law/address_alike.py", "law/address_lines.py", "law/address_parts.py", "law/dates.py",
    "law/gazetteer.py", "law/lexicon.py", "law/minimum.py", "pipeline/readers_records.py", "pipeline/spark_share.py",
    "seal/answers.py", "store/agreements.py", "web/sentences.py",
}  # fmt: skip
"""Files with a pattern that is no literal: of the project's own words, a declared format's known parts, or escaped."""


def rows() -> list[Requirement]:
    return [one for found in requirements().values() for one in found]


def test_every_requirement_stands_there_once_with_its_level():
    every = [
        f"V{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, many in enumerate(sections, start=1)
        for number in range(1, many + 1)
    ]
    assert (version(), len(every)) == ("5.0.0", 345)
    assert [one.id for one in rows()] == every
    assert Counter(one.level for one in rows()) == LEVELS
    assert [name.split()[0] for name in requirements()] == [f"V{chapter}" for chapter in SECTIONS]
    assert all(one.id.startswith(f"{name.split()[0]}.") for name, found in requirements().items() for one in found)


def test_each_is_said_in_a_dozen_words_and_has_its_tests_or_its_reason():
    for one in rows():
        assert one.how in HOW, one
        assert 0 < len(one.about.split()) <= 12, one
        assert bool(one.tests) == (one.how == "met"), one
        assert one.said or one.how == "met", one
        assert "|" not in one.about + one.said, one


def test_every_test_that_is_named_exists():
    there = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found = ast.parse(path.read_text(encoding="utf-8"))
        there |= {f"{path.stem}::{one.name}" for one in found.body if isinstance(one, ast.FunctionDef)}
    named = {test for one in rows() for test in one.tests}
    assert named - there == set()
    assert len(named) > 100


def calls() -> dict[str, set[str]]:
    """What each file calls by a dotted name -> the files."""
    found: dict[str, set[str]] = {}
    for path, text in SOURCES.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                found.setdefault(ast.unparse(node.func), set()).add(str(path.relative_to(ROOT / "src" / "lockgate")))
    return found


def test_no_shell_and_no_code_from_text():
    found = calls()
    assert not found.keys() & {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load"}
    for path, text in SOURCES.items():
        assert not re.search(
            r"^\s*(import|from) (pickle|marshal|shelve|dill|commands)\b|shell=True", text, re.MULTILINE
        ), path
    # Programs are started in these files alone, with a list of words.
    started = {
        name for name in found if name.rpartition(".")[2] in {"Popen", "check_output", "check_call", "getoutput"}
    }
    begun = set().union(*(found[name] for name in {*started, "subprocess.run", "subprocess.call"} & found.keys()))
    assert begun == {"cli/serve.py", "pipeline/apart.py", "store/host.py"}


def test_no_statement_is_joined_from_values():
    joined = {str(path.relative_to(ROOT / "src" / "lockgate")) for path, text in SOURCES.items() if "S608" in text}
    assert joined == JOINED
    assert '"ALL"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_patterns_are_the_projects_own():
    made = set()
    for path, text in SOURCES.items():
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in {"re.compile", "regex.compile"}):
                continue
            if not _constant(node.args[0]):
                made.add(str(path.relative_to(ROOT / "src" / "lockgate")))
    assert made <= PATTERNS


def _constant(pattern: ast.expr) -> bool:
    """Whether a pattern is a literal, or literals with constants between."""
    if isinstance(pattern, ast.JoinedStr):
        between = [one.value for one in pattern.values if isinstance(one, ast.FormattedValue)]
        return all(isinstance(one, ast.Name) and one.id == one.id.upper() for one in between)
    if isinstance(pattern, ast.BinOp):
        return _constant(pattern.left) and _constant(pattern.right)
    return isinstance(pattern, ast.Constant) or (isinstance(pattern, ast.Name) and pattern.id == pattern.id.upper())


def test_no_weak_hash_is_used():
    for path, text in SOURCES.items():
        assert not re.search(r"\b(hashlib\.|hashes\.)?(md5|sha1|MD5|SHA1)\(", text), path


def test_random_numbers_are_the_systems():
    """Only a rehearsal draws numbers that can be drawn again."""
    for path, text in SOURCES.items():
        if "rehearsal" not in path.parts:
            assert not re.search(
                r"^\s*(import random\b|from random import|import numpy\.random)", text, re.MULTILINE
            ), path
    assert "from secrets import token_bytes" in SOURCES[ROOT / "src" / "lockgate" / "cli" / "serve.py"]


@pytest.mark.parametrize(
    "address", ["http://log.example.gov/", "ftp://log.example.gov/", "https://a:b@log.example.gov/"]
)
def test_certificates_of_servers_are_checked(address):
    """Nothing is asked by plain HTTP but of this machine; no context of TLS of our own; redirects are not followed."""
    with pytest.raises(Exception, match="no address"):
        check_url(address)
    for path, text in SOURCES.items():
        assert not re.search(r"CERT_NONE|check_hostname\s*=\s*False|_create_unverified_context|verify=False", text), (
            path
        )
    assert any(type(one).__name__ == "_NoRedirect" for one in post._opener().handlers)


def test_only_openid_is_asked_of_the_provider():
    where, _ = oidc.begin(Synthetic(now=0).settings, bytes)
    assert "scope=openid&" in where


def test_debugging_is_off():
    assert re.search(r"^DEBUG = False$", SOURCES[ROOT / "src" / "lockgate" / "site" / "settings.py"], re.MULTILINE)
    assert "settings.DEBUG" in SOURCES[ROOT / "src" / "lockgate" / "cli" / "serve.py"]


def test_scripts_write_text_only():
    """Our own scripts write no markup, keep nothing in the browser, listen to no messages and set no global."""
    for path in sorted((ROOT / "src" / "lockgate" / "web" / "static").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert '"use strict";\n(() => {' in text, path
        bad = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|localStorage|sessionStorage"
        assert not re.search(rf"{bad}|indexedDB|onmessage|\"message\"|window\.\w+ =|__proto__", text), path
