"""The page on rehearsals says what the catalogue says."""

from pathlib import Path

from lockgate.rehearsal.catalogue import KINDS, fewest_records
from lockgate.rehearsal.registers import KEY_FILES
from lockgate.rehearsal.truth import CEILING, HEADER

PAGE = (Path(__file__).parents[3] / "docs" / "formats" / "rehearsal.md").read_text("utf-8")


def test_the_table_of_kinds_is_the_catalogue():
    table = PAGE[PAGE.index("| kind | share |") :].splitlines()[2:]
    assert table == [f"| {k.name} | {k.share} | {k.examine} | {' '.join(k.rules)} | {k.final} |" for k in KINDS]


def test_the_numbers_on_the_page_are_those_of_the_code():
    assert f"From {fewest_records()} on every kind" in PAGE
    assert f"at most {CEILING} records each" in PAGE
    assert f"first {KEY_FILES} have key files" in PAGE
    assert all(f"| {column} |" in PAGE for column in HEADER)
