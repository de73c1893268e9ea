"""Every import contract holds, and breaks when somebody crosses it: violations of each are planted in one copy."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "importlinter.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}

PLANTED = [
    ("floors", "law/planted_in_law.py", "from lockgate.store import records\n"),
    ("floors", "canonical.py", "from lockgate.tlog import text\n"),
    ("floors", "cells.py", "from lockgate.canonical import canonical\n"),
    ("pure", "procedure/planted_in_procedure.py", "import os\n"),
    ("pure", "canonical.py", "import time\n"),
    ("outsiders", "verify/planted_in_verify.py", "import pyarrow\n"),
    ("witness", "witness/planted_in_witness.py", "from lockgate.seal import manifests\n"),
    ("models", "actions/planted_in_actions.py", "from lockgate.store.models import locks\n"),
    ("duckdb", "pipeline/planted_in_pipeline.py", "import duckdb\n"),
    ("floors", "web/planted_in_web.py", "from lockgate.cli import tables\n"),
    ("faces", "cli/planted_in_cli.py", "from lockgate.store import cases\n"),
    ("faces", "web/planted_beside.py", "from lockgate.store import cases\n"),
    ("bulk", "pipeline/planted_in_bulk.py", "import django\n"),
]
"""The contract, the file that crosses it, and how."""
CIRCLE = ("tlog/planted_in_tlog.py", "from lockgate.verify import main\n")


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    code = (
        f"import sys; sys.path.insert(0, {str(tree)!r});"
        "from importlinter.cli import lint_imports;"
        f"sys.exit(lint_imports(config_filename={str(ROOT / 'importlinter.toml')!r}, no_cache=True))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tree)


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> dict[str, str]:
    """What is said of each contract, by its name, when all of them are crossed."""
    tree = tmp_path_factory.mktemp("crossed")
    shutil.copytree(ROOT / "src" / "lockgate", tree / "lockgate", ignore=shutil.ignore_patterns("__pycache__"))
    for name, line in [*(planted[1:] for planted in PLANTED), CIRCLE]:
        file = tree / "lockgate" / name
        before = file.read_text(encoding="utf-8") if file.exists() else '"""Planted."""\n\n'
        file.write_text(before + line, encoding="utf-8")
    done = lint_imports(tree)
    assert done.returncode == 1, done.stdout
    _, _, said = done.stdout.partition("Broken contracts")
    starts = sorted((said.find(f"\n{name}\n---"), name) for name in CONTRACTS.values())
    ends = [start for start, _ in starts[1:]] + [len(said)]
    return {name: said[start:end] for (start, name), end in zip(starts, ends, strict=True) if start >= 0}


def test_every_contract_is_kept(tmp_path):
    shutil.copytree(ROOT / "src" / "lockgate", tmp_path / "lockgate", ignore=shutil.ignore_patterns("__pycache__"))
    kept = lint_imports(tmp_path)
    assert kept.returncode == 0, kept.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in kept.stdout


def test_every_contract_is_crossed_somewhere():
    assert {contract for contract, _, _ in PLANTED} | {"circles"} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "name", "line"), PLANTED)
def test_contract_breaks_when_it_is_crossed(broken, contract, name, line):
    importer = "lockgate." + name.removesuffix(".py").replace("/", ".")
    imported = line.split()[1]
    assert f"{importer} -> {imported}" in " ".join(broken[CONTRACTS[contract]].split())


def test_a_circle_is_seen(broken):
    assert ".tlog -> .verify" in broken[CONTRACTS["circles"]]
