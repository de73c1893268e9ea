"""No table is written but where formulas are escaped: the places are read from the code."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "lockgate"

ESCAPING = {"cells.py", "store/records.py"}
"""The two places that write a table: texts, and rows out of DuckDB."""
PLANTED = {"rehearsal/cast_acts.py", "rehearsal/practice.py", "rehearsal/registers.py"}
"""What others would send, written as they would write it."""
READ_BACK = {"store/register_text.py", "web/rounds.py"}
"""A register with a row more, which two officers sign; the answers of a round, as a form gave them. Only the office
reads them; no page gives the file."""

WRITERS = {"writer", "DictWriter", "write_csv", "to_csv"}
LIBRARIES = {"xlsxwriter", "openpyxl"}


def modules() -> dict[str, str]:
    return {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}


def names_of(tree: ast.Module) -> set[str]:
    """Every writer of tables that a module calls by its library's name, and every spreadsheet library it imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in WRITERS:
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and node.module in LIBRARIES | {"csv", "pyarrow.csv"}:
            found |= {name.name for name in node.names if node.module in LIBRARIES or name.name in WRITERS}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name in LIBRARIES}
    return found


def test_tables_are_written_in_the_escaping_places_only():
    found = {name for name, text in modules().items() if names_of(ast.parse(text))}
    assert found == {"cells.py", *PLANTED, *READ_BACK}


def test_duckdb_writes_csv_in_one_place_only():
    found = {name for name, text in modules().items() if "format csv" in text.lower()}
    assert found == {"store/records.py"}
    assert not [path for path in SOURCE.rglob("*.sql") if "format csv" in path.read_text(encoding="utf-8").lower()]


def test_what_begins_a_formula_is_said_once():
    found = {name for name, text in modules().items() if "＝＋－＠" in text}
    found |= {path.name for path in SOURCE.rglob("*.sql") if "＝" in path.read_text(encoding="utf-8")}
    assert found == {"cells.py"}
