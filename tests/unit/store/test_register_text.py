"""Registers as text: a row added, a cell changed, two versions compared; the text stays one that can be read."""

from factories import CLEAR, GOOD_STANDING, order, register
from lockgate.store.register_text import cells_of, compared, with_cells, with_row

ONE = register("orders", order())


def test_row_is_added_at_the_end_whatever_the_order_of_the_columns():
    head, row = ONE.decode().splitlines()
    turned = "\n".join(",".join(line.split(",")[::-1]) for line in (head, row)) + "\n"
    added = with_row("orders", turned.encode(), order(order="ORDER-2"))
    assert [one["order"] for one in cells_of("orders", added)] == ["ORDER-1", "ORDER-2"]
    assert with_row("orders", b"", order()) == ONE


def test_cells_are_changed_in_the_rows_that_are_meant_and_in_no_other():
    both = with_row("orders", ONE, order(order="ORDER-2"))
    lifted = with_cells("orders", both, lambda row: row["order"] == "ORDER-2", {"lifted": "2026-01-01T00:00:00Z"})
    found = compared("orders", both, lifted)
    assert [(one.row["order"], one.before) for one in found.changed] == [("ORDER-2", {"lifted": ""})]
    assert (found.added, found.removed, found.same) == ((), (), False)


def test_rows_that_come_and_go_are_told_apart_from_those_that_stay():
    before = register("standing", GOOD_STANDING, {**GOOD_STANDING, "agency": "B"})
    after = register("standing", {**GOOD_STANDING, "agency": "B"}, {**GOOD_STANDING, "agency": "C"})
    found = compared("standing", before, after)
    assert [[row["agency"] for row in rows] for rows in (found.added, found.removed)] == [
        ["C"],
        [GOOD_STANDING["agency"]],
    ]
    assert not found.changed
    assert compared("standing", before, before).same


def test_key_of_several_rows_is_no_key():
    before = register("determinations", CLEAR, {**CLEAR, "since": "2025-01-01"})
    after = register("determinations", {**CLEAR, "by": "leo"}, {**CLEAR, "since": "2025-01-01", "by": "leo"})
    found = compared("determinations", before, after)
    assert (len(found.added), len(found.removed), found.changed) == (2, 2, ())
