"""A seed has the shape of a real item, lacks something that can be seen, and follows from the secret alone."""

import pytest

from lockgate.procedure.seed_items import models_of, shown
from lockgate.procedure.seeds import COLUMNS, ROUND, SHOWN_VALUES, Defect, Item, Line, document, drawn
from lockgate.tlog.seeding import SeedsDocument, parse_seeds

VALUES = {
    "matter_id": "M-{n:04}", "matter_kind": "investigation", "investigation_opened": "2025-06-01",
    "officers": "ida;jon", "given_name": "Ana", "family_name": "Ruiz{n}",
    "address_line1": "{n} Oak St", "city": "Houston", "state": "TX",
    "zip": "77002", "tax_periods": "2022;2023", "statute": "8 USC 1253(a)(1)(A)", "authority": "18 USC 3332(a)",
    "order_case_number": "A-{n:06}", "final_order_date": "2025-01-10",
    "reason": "To interview the witness {n} in M-{n:04} about Ruiz{n}.",
}  # fmt: skip


def item(number: int) -> Item:
    return Item(1, tuple(Line(name, (VALUES[name].format(n=number),)) for name in COLUMNS))


ITEMS = {number: item(number + 1) for number in range(200)}


def about(number: int = 1, begin: int = 0, of: int = 200, most: int = 5) -> SeedsDocument:
    secret = number.to_bytes(32, "big")
    return document(SeedsDocument(secret, "a" * 64, "ben", number, begin, begin, of, most, ()))


def page_of(one: SeedsDocument, items=ITEMS) -> tuple[Item, ...]:
    matters = {matter for found in items.values() for matter in found.says("matter_id")}
    return shown(one, items, matters.__contains__)


@pytest.mark.parametrize(("of", "most"), [(1, 1), (3, 5), (47, 3), (200, 5)])
def test_every_item_is_put_once_among_one_to_so_many_seeds(of, most):
    begin, put, counts = 0, [], set()
    while begin < of:
        one = about(begin + 1, begin, of, most)
        places = drawn(one.secret, begin, of, most)
        put += sorted(place for place in places if isinstance(place, int))
        assert len(places) == one.shown <= ROUND
        assert all(isinstance(places[place - 1], Defect) for place, _ in one.seeds)
        assert 1 <= len(one.seeds) <= most
        counts.add(len(one.seeds))
        begin = one.end
    assert put == list(range(of))
    assert len(counts) > 1 or of < 200


def test_seeds_stand_anywhere_and_real_items_keep_no_order():
    places = {place for number in range(60) for place, _ in about(number, of=9, most=1).seeds}
    assert places == set(range(1, 11))
    orders = {tuple(p for p in drawn(about(n, of=4).secret, 0, 4, 1) if isinstance(p, int)) for n in range(60)}
    assert len(orders) > 10


LACKING = {
    Defect.STREET: "address_line1", Defect.PERIOD: "tax_periods", Defect.OFFICER: "officers",
    Defect.CRIME: "statute", Defect.PURPOSE: "reason",
}  # fmt: skip


def test_seed_lacks_one_thing_names_nobody_real_and_is_otherwise_of_the_same_form():
    real, matters, met = set(ITEMS.values()), {f"M-{n:04}" for n in range(1, 201)}, set()
    for number in range(40):
        one = about(number)
        page = page_of(one)
        assert [found in real for found in page].count(False) == len(one.seeds)
        for place, word in one.seeds:
            seed, defect = page[place - 1], Defect(word)
            met.add(defect)
            changed = LACKING[defect]
            assert [line.column for line in seed.lines] == list(COLUMNS)
            (matter,), (family,), (order,) = (seed.says(n) for n in ("matter_id", "family_name", "order_case_number"))
            assert (matter not in matters, matter[:3]) == (True, "M-0")
            assert order[:5] == "A-000"
            if defect is not Defect.PURPOSE:
                assert matter in seed.says("reason")[0]
                assert seed.says("reason")[0].endswith(f"about {family}.")
            if defect in {Defect.STREET, Defect.PERIOD, Defect.OFFICER}:
                assert seed.says(changed) == ("",)
            else:
                assert seed.says(changed) != (VALUES[changed],)
            for name in {"tax_periods", "officers", "statute", "city", "state", "zip"} - {changed}:
                assert seed.says(name) == (VALUES[name],)
    assert met == set(Defect)


def test_seed_has_no_words_of_an_item_that_stands_in_its_round():
    """Two items with the same reason would be the seed and what it was made from."""
    for number in range(20):
        one = about(number, begin=49 * (number % 4))
        assert not set(models_of(one)) & set(range(one.begin, one.end))
        page = page_of(one)
        witnesses = [said.split(" in ")[0] for found in page for said in found.says("reason")]
        criminal = [said for said in witnesses if said.startswith("To interview the witness")]
        seeds = [page[place - 1] for place, _ in one.seeds]
        own = {said.split(" in ")[0] for found in page if found not in seeds for said in found.says("reason")}
        assert not own & {said.split(" in ")[0] for seed in seeds for said in seed.says("reason")}
        assert len(criminal) >= len(page) - len(seeds)


def test_seed_of_many_records_shows_what_sorts_first_of_as_many_values_and_lacks_in_one_of_them():
    def many(number: int) -> Item:
        lines = (
            Line(name, tuple(f"{VALUES[name].format(n=number + n)}, {n}" for n in range(SHOWN_VALUES)), 128)
            if name not in {"matter_id", "officers"} else line
            for name, line in zip(COLUMNS, item(number).lines, strict=True)
        )  # fmt: skip
        return Item(128, tuple(lines))

    items = {number: many(number + 1) for number in range(200)}
    for number in range(30):
        one = about(number, most=1)
        page = page_of(one, items)
        ((place, word),) = one.seeds
        lines = {line.column: line for line in page[place - 1].lines}
        assert page[place - 1].records == 128
        assert max(lines["family_name"].values)[0] < "H", "the first four of about 128 names"
        if word != Defect.OFFICER:
            assert len(lines[LACKING[Defect(word)]].values) == SHOWN_VALUES
            assert lines[LACKING[Defect(word)]].kinds > SHOWN_VALUES


def test_case_of_one_item_has_a_seed_with_other_numbers_and_names():
    one = about(3, of=1, most=1)
    page = page_of(one, {0: item(7)})
    (place, _) = one.seeds[0]
    assert len(page) == 2
    assert page[place - 1].says("matter_id") != page[2 - place].says("matter_id")
    assert page[place - 1].says("order_case_number") != page[2 - place].says("order_case_number")


def test_same_secret_gives_the_same_page_and_the_document_one_spelling():
    one = about(5)
    assert page_of(one) == page_of(about(5))
    assert parse_seeds(one.text) == one
    for wrong in (
        one.text + " ",
        one.text.replace('"of":200', '"of":"200"'),
        "{}",
        one.text.replace(one.secret.hex(), "ab"),
    ):
        with pytest.raises(ValueError, match=r"form|canonical|JSON"):
            parse_seeds(wrong)
