"""Formula-like cells stay text wherever the project writes them."""

import pytest

from lockgate.cells import escape_formula, table_text


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠a"]
)
def test_a_formula_gets_an_apostrophe(cell):
    assert escape_formula(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "1", "A-1", "ICE-0001", "a=b", "'=1", "é"])
def test_other_text_is_left_as_it_is(cell):
    assert escape_formula(cell) == cell


def test_every_text_of_a_table_is_escaped_and_numbers_are_left_as_they_are():
    text = table_text(("name", "count", "note"), [("=1", -2, None), ("a,b", 1.5, "-")])
    assert text == "name,count,note\n'=1,-2,\n\"a,b\",1.5,'-\n"
