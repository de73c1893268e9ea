"""Formula-like cells stay text wherever the project writes them."""

import pytest

from lockgate.reports.escape import escape_formula


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠a"]
)
def test_a_formula_gets_an_apostrophe(cell):
    assert escape_formula(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "1", "A-1", "ICE-0001", "a=b", "'=1", "é"])
def test_other_text_is_left_as_it_is(cell):
    assert escape_formula(cell) == cell
