"""Every test that the table of faults names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (ROOT / "docs" / "faults.md").read_text(encoding="utf-8"))


def test_every_line_of_the_table_names_a_test():
    rows = [line for line in (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines() if "| `" in line]
    assert len(rows) == len(NAMED) >= 15


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_fault_is_tested_where_the_table_says(file, name):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
