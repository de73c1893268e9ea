"""Every import contract holds, and breaks when somebody crosses it: a violation of each is planted in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = [
    ("floors", "law/planted.py", "from lockgate.store import records\n"),
    ("floors", "canonical.py", "from lockgate.tlog import text\n"),
    ("floors", "cells.py", "from lockgate.canonical import canonical\n"),
    ("pure", "procedure/planted.py", "import os\n"),
    ("pure", "canonical.py", "import time\n"),
    ("outsiders", "verify/planted.py", "import pyarrow\n"),
    ("witness", "witness/planted.py", "from lockgate.seal import manifests\n"),
    ("models", "actions/planted.py", "from lockgate.store.models import locks\n"),
    ("duckdb", "pipeline/planted.py", "import duckdb\n"),
    ("circles", "tlog/planted.py", "from lockgate.verify import main\n"),
    ("faces", "cli/planted.py", "from lockgate.store import cases\n"),
    ("bulk", "pipeline/planted.py", "import django\n"),
]


def lint_imports(tree: Path, contract: str) -> subprocess.CompletedProcess[str]:
    code = (
        f"import sys; sys.path.insert(0, {str(tree)!r});"
        "from importlinter.cli import lint_imports;"
        f"sys.exit(lint_imports(config_filename={str(ROOT / 'importlinter.toml')!r},"
        f" limit_to_contracts=({contract!r},), no_cache=True))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tree)


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src" / "lockgate", copy / "lockgate", ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in PLANTED}))
def test_contract_is_kept(tree, contract):
    kept = lint_imports(tree, contract)
    assert kept.returncode == 0, kept.stdout


@pytest.mark.parametrize(("contract", "name", "line"), PLANTED)
def test_contract_breaks_when_it_is_crossed(tree, contract, name, line):
    planted = tree / "lockgate" / name
    before = planted.read_bytes() if planted.exists() else None
    planted.write_bytes((before or b'"""Planted."""\n\n') + line.encode())
    try:
        broken = lint_imports(tree, contract)
    finally:
        if before is None:
            planted.unlink()
        else:
            planted.write_bytes(before)
    assert broken.returncode == 1, broken.stdout
    assert contract == "circles" or Path(name).stem in broken.stdout
