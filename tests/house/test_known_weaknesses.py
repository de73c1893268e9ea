"""What compares the pinned components with lists: a stored list, and stand-ins for pip-audit and npm."""

import json
import re

import pytest
from tools import known_weaknesses
from tools.known_weaknesses import SETS, main

FOLDER = known_weaknesses.ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==([^ ;]+)", re.MULTILINE)
PINNED = {name: PIN.findall((FOLDER / f"{name}.txt").read_text(encoding="utf-8")) for name in SETS}
WEAK = {"django": [{"id": "PYSEC-0000-1", "fix_versions": ["99.1"], "aliases": [], "description": ""}]}
NOTHING = {"auditReportVersion": 2, "vulnerabilities": {}}
HTMX = {
    "vulnerabilities": {"htmx.org": {"range": "<99", "via": [{"source": 7, "url": "GHSA-0000"}], "fixAvailable": True}}
}


@pytest.fixture
def compared(tmp_path, capsys):
    """Compare with what two stand-ins say: how it ended, and what was printed."""

    def run(python, npm):
        programs = {"pip-audit": python, "npm": npm}
        for name, said in programs.items():
            program = tmp_path / name
            told = {one: json.dumps(said(one)) if callable(said) else said for one in SETS}
            cases = "".join(f"*/requirements/{one}.txt*) cat <<'X'\n{text}\nX\n;;\n" for one, text in told.items())
            program.write_text(
                f"#!/bin/sh\ncase \"$*\" in\n{cases}install*) ;;\n*) cat <<'X'\n{told['run']}\nX\n;;\nesac\n"
            )
            program.chmod(0o700)
        ended = main([str(tmp_path / "pip-audit"), "pypi", str(tmp_path / "npm")])
        return ended, capsys.readouterr().out

    return run


def answered(weak=(), leave_out=(), skip=()):
    """What pip-audit says of a set of requirements."""

    def said(name):
        listed = [
            {"name": one, "skip_reason": "not found"}
            if one in skip
            else {"name": one, "version": version, "vulns": dict(weak).get(one, [])}
            for one, version in PINNED[name]
            if one not in leave_out
        ]
        return {"dependencies": listed, "fixes": []}

    return said


def test_nothing_known_is_told_once_all_of_it_was_compared(compared):
    assert compared(answered(), lambda _: NOTHING) == (
        0,
        "Everything that is pinned was compared, and no weakness of it is known.\n",
    )


def test_what_is_known_is_told(compared):
    ended, told = compared(answered(WEAK), lambda _: HTMX)
    version = dict(PINNED["run"])["django"]
    assert ended == 1
    assert f"django {version} has PYSEC-0000-1; mended in 99.1." in told
    assert "htmx.org 2.0.11 has GHSA-0000" in told
    assert told.count("PYSEC") == 1


@pytest.mark.parametrize(
    ("python", "npm", "said"),
    [
        (answered(skip=["django"]), lambda _: NOTHING, "has nothing of 1 of"),
        (answered(leave_out=["django"]), lambda _: NOTHING, "was asked of"),
        ("no document", lambda _: NOTHING, "The list of pypi could not be asked"),
        (answered(), lambda _: {"message": "405 - POST https://list.example/x", "error": {}}, "405 - POST its address"),
    ],
    ids=["skipped", "fewer", "unreached", "npm"],
)
def test_what_was_not_compared_is_never_called_free(python, npm, said, compared):
    ended, told = compared(python, npm)
    assert ended == 2
    assert said in told
    assert "no weakness of it is known" not in told
    assert "://" not in told


def test_programs_that_are_not_there_are_said_to_be_missing(tmp_path, capsys):
    assert main([str(tmp_path / "none"), "osv", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().out.count("is not there") == 2
