"""The look-back report's page: what a reader needs to read a table, and no column that says nothing."""

from lockgate.reports.look_back import LookBackData, RuleLine, render_look_back

NAMED = RuleLine("R05", "The address is set forth.", "26 U.S.C. 6103(i)(2)(B)(i)", 27, (("R05.no_number", 18),))
BARE = RuleLine("R16", "The order rests on a class.", "8 U.S.C. 1253(a)(1)", 11)


def page(*, failed=(), unchecked=()):
    data = LookBackData(
        facts=(), answers=30, unsupported=27, figures=(), failed=failed, unchecked=unchecked, asked=("R05",),
        not_asked=(), ways=(),
    )  # fmt: skip
    return render_look_back(data)[0]


def test_reasons_have_a_column_where_there_are_any():
    html = page(failed=(NAMED, BARE))
    assert html.count(">Why</th>") == 1
    assert "no number 18" in html


def test_no_column_of_reasons_stands_empty():
    html = page(unchecked=(BARE,))
    assert ">Why</th>" not in html
    assert "R16" in html


def test_an_id_of_a_rule_is_never_broken():
    html = page(failed=(NAMED,))
    assert '<th scope="row" class="rule">R05</th>' in html
    assert ".rule { width: 3rem; white-space: nowrap; }" in html
