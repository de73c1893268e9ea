"""A seed has the shape of a real item, lacks something that can be seen, and follows from the secret alone."""

from dataclasses import replace

import pytest

from lockgate.procedure.seeds import COLUMNS, ROUND, Defect, Item, Line, document, drawn, shown
from lockgate.tlog.seeding import SeedsDocument, parse_seeds

VALUES = {
    "matter_id": "M-{n:04}", "matter_kind": "investigation", "investigation_opened": "2025-06-01",
    "officers": "ida;jon", "given_name": "Ana", "family_name": "Ruiz{n}",
    "address_line1": "{n} Oak St", "city": "Houston", "state": "TX",
    "zip": "77002", "tax_periods": "2022;2023", "statute": "8 USC 1253(a)(1)(A)", "authority": "18 USC 3332(a)",
    "order_case_number": "A-{n:06}", "final_order_date": "2025-01-10",
    "reason": "To interview the witness in M-{n:04}.",
}  # fmt: skip


def item(number: int) -> Item:
    return Item(1, tuple(Line(name, (VALUES[name].format(n=number),)) for name in COLUMNS))


ITEMS = {number: item(number + 1) for number in range(200)}


def about(number: int = 1, begin: int = 0, of: int = 200, most: int = 5) -> SeedsDocument:
    secret = number.to_bytes(32, "big")
    return document(SeedsDocument(secret, "a" * 64, "ben", number, begin, begin, of, most, ()))


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


def test_seed_lacks_one_thing_names_nobody_real_and_is_otherwise_of_the_same_form():
    lacking = {
        Defect.STREET: "address_line1", Defect.PERIOD: "tax_periods", Defect.OFFICER: "officers",
        Defect.CRIME: "statute", Defect.PURPOSE: "reason",
    }  # fmt: skip
    real = set(ITEMS.values())
    met = set()
    for number in range(40):
        one = about(number)
        page = shown(one, ITEMS)
        assert [found in real for found in page].count(False) == len(one.seeds)
        for place, word in one.seeds:
            seed, defect = page[place - 1], Defect(word)
            met.add(defect)
            assert [line.column for line in seed.lines] == list(COLUMNS)
            changed = lacking[defect]
            for name in {"matter_id", "address_line1", "order_case_number"} - {changed}:
                (said,) = seed.says(name)
                assert [c.isdigit() for c in said if not c.isalpha()][-1:] == [
                    c.isdigit() for c in VALUES[name].format(n=7) if not c.isalpha()
                ][-1:]
            assert seed.says("family_name")[0] not in {VALUES["family_name"].format(n=n) for n in range(999)}
            assert seed.says("matter_id") not in {one.says("matter_id") for one in real}
            if defect is not Defect.PURPOSE:
                assert seed.says("matter_id")[0] in seed.says("reason")[0]
            if defect in {Defect.STREET, Defect.PERIOD, Defect.OFFICER}:
                assert seed.says(changed) == ("",)
            else:
                assert seed.says(changed) != (VALUES[changed],)
            for name in {"tax_periods", "officers", "statute", "city", "state", "zip"} - {changed}:
                assert seed.says(name) == (VALUES[name],)
    assert met == set(Defect)


def test_group_of_many_gives_a_seed_of_many():
    many = Item(128, tuple(replace(line, kinds=128) for line in item(7).lines))
    page = shown(about(3, of=1, most=1), {0: many})
    assert [one.records for one in page] == [128, 128]


def test_same_secret_gives_the_same_page_and_the_document_one_spelling():
    one = about(5)
    assert shown(one, ITEMS) == shown(about(5), ITEMS)
    assert parse_seeds(one.text) == one
    for wrong in (
        one.text + " ",
        one.text.replace('"of":200', '"of":"200"'),
        "{}",
        one.text.replace(one.secret.hex(), "ab"),
    ):
        with pytest.raises(ValueError, match=r"form|canonical|JSON"):
            parse_seeds(wrong)
