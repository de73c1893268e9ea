"""The stand-alone verifier: every command in an interpreter that has `cryptography`, its one file, and no network."""

import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from test_verify_package import Shelf
from verify_logs import entries_of, good_case, outcome_file, outcome_log, write_log

from lockgate.tlog.openings import opening_bytes
from unit.seal.packages_seal import unpack

ROOT = Path(__file__).parents[3]
NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser")
"""`cryptography` and what it needs itself; nothing else of the virtual environment is shown to the interpreter."""

ALONE = """
import runpy
import sys

def refuse(event, arguments):
    if event.partition(".")[0] in {"socket", "subprocess", "ctypes"} or event in {"os.system", "os.exec", "os.fork"}:
        raise RuntimeError(event)

sys.addaudithook(refuse)
sys.path[:0] = [sys.argv[1]]
tool, sys.argv = sys.argv[2], sys.argv[2:]
runpy.run_path(tool, run_name="__main__")
"""


def build_verifier():
    spec = importlib.util.spec_from_file_location("build_verifier", ROOT / "tools/build_verifier.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Runs the verifier's one file: its exit code and its answer."""
    folder = tmp_path_factory.mktemp("alone")
    tool, library = folder / "lockgate-verify.pyz", folder / "library"
    tool.write_bytes(build_verifier())
    library.mkdir()
    for name in NEEDED:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            origin = Path(found.origin)
            target = origin.parent if origin.name == "__init__.py" else origin
            (library / target.name).symlink_to(target)

    def run(*words):
        command = [sys.executable, "-S", "-I", "-W", "error", "-c", ALONE, str(library), str(tool), *map(str, words)]
        done = subprocess.run([*command, "--json"], cwd=folder, capture_output=True, check=False, text=True, env={})
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)

    return run


def test_log_and_entry_are_verified_alone(alone, tmp_path):
    log = write_log(tmp_path / "log", entries_of(300))
    assert alone("log", log)[1]["size"] == 300
    assert alone("entry", log, 7)[1]["index"] == 7
    assert alone("log", tmp_path / "no")[0] == 2
    (log / "extra").write_bytes(b"")
    assert alone("log", log)[0] == 3


def test_outcome_and_decisions_are_verified_alone(alone, tmp_path):
    file, log = outcome_file(tmp_path / "outcome.json"), write_log(tmp_path / "log", outcome_log())
    code, data = alone("outcome", file, "--log", log)
    assert (code, data["row"]) == (0, 5)
    case = good_case()
    opening, cases = tmp_path / "decisions.json", write_log(tmp_path / "cases", case.entries)
    opening.write_bytes(opening_bytes(case.opening))
    assert alone("decisions", opening, cases)[1]["proposals"][0]["voted"] == ["ben", "cyd"]


def test_package_and_manifest_are_verified_alone(alone, tmp_path):
    shelf = Shelf(tmp_path)
    shared = ("--release-certificate", tmp_path / "release.pem", "--log", shelf.log)
    code, data = alone("package", tmp_path / "p.package", *shared)
    assert (code, data["entry"]) == (0, 2)
    for name, content in unpack((tmp_path / "p.package").read_bytes()):
        (tmp_path / name).write_bytes(content)
    assert alone("manifest", tmp_path / "manifest.note", *shared)[0] == 0
    (tmp_path / "manifest.note.p7s").write_bytes(b"\x30\x00")
    assert alone("manifest", tmp_path / "manifest.note", *shared)[0] == 3


@pytest.mark.parametrize("kind", ["p256", "p384", "rsa"])
def test_packages_of_version_1_are_verified_alone(alone, kind):
    kept = ROOT / "tests/vectors/seal/v1"
    code, data = alone("package", kept / f"{kind}.package", "--release-certificate", kept / "release.certificate.pem")
    assert (code, data["ok"], data["entry"]) == (0, True, None)


def test_one_file_holds_nothing_but_what_the_verifier_runs(tmp_path):
    tool = tmp_path / "tool.pyz"
    tool.write_bytes(build_verifier())
    assert build_verifier() == tool.read_bytes()
    with zipfile.ZipFile(tool) as archive:
        names = archive.namelist()
        sources = {name: archive.read(name).decode() for name in names}
    assert names == sorted(names)
    assert not [name for name, text in sources.items() if "asn1crypto" in text]
    assert {name.split("/")[1] for name in names if "/" in name} <= {
        "__init__.py", "canonical.py", "cells.py", "clock.py", "errors.py", "tlog", "seal", "verify",
    }  # fmt: skip
    assert {"lockgate/__init__.py", "lockgate/tlog/__init__.py", "lockgate/verify/main.py"} <= set(names)
