"""What must hold of every address, and not only of the corpus."""

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.law.address import AddressCode, WrittenAddress, address_fact, place_of
from lockgate.law.address_codes import NOT_AN_ADDRESS
from lockgate.law.folding import fold
from lockgate.store.gazetteer import packaged_gazetteer

CORPUS = Path(__file__).parents[1] / "spec" / "address" / "corpus.csv"
ROWS = list(csv.DictReader(CORPUS.read_text(encoding="utf-8").splitlines()))
FIELDS = ("line1", "line2", "city", "state", "zip", "country")
PLACEHOLDERS = sorted(
    {
        row["line1"]
        for row in ROWS
        if row["codes"] == "placeholder"
        and not any(row[name] for name in FIELDS[1:])
        and "c/o" not in row["line1"]
        and not any(figure.isdigit() for figure in row["line1"])
    }
)
LOCALITIES = [
    ("Houston", "TX", "77002"),
    ("San Juan", "PR", "00926"),
    ("New York", "NY", "10001"),
    ("APO", "AE", "09114"),
]
WORDS = sorted({word for row in ROWS for name in ("line1", "line2") for word in row[name].split()})
HOMOGLYPHS = str.maketrans("AEOPCTNKaeopc", "АЕОРСТΝКаеорс")


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


dressed = st.sampled_from(
    [str, str.upper, str.lower, str.title, full_width, lambda t: t.translate(HOMOGLYPHS), "\u200b".join,
     lambda t: t.replace(" ", "  "), lambda t: t.replace(" ", "_"), lambda t: f"({t})", lambda t: f'"{t}"',
     lambda t: f"*** {t} ***", lambda t: f"{t}.", lambda t: f"-{t}-", lambda t: f"{t}!?", lambda t: f"[{t}]"]
)  # fmt: skip


@st.composite
def disguised(draw):
    """A placeholder dressed up to three times, in every layout that a form has, with a valid locality."""
    text = draw(st.sampled_from(PLACEHOLDERS))
    for dress in draw(st.lists(dressed, max_size=3)):
        text = dress(text)
    city, state, zip5 = draw(st.sampled_from(LOCALITIES))
    mark = draw(st.sampled_from([" ", ", ", " - ", "; ", "\n"]))
    number = draw(st.sampled_from(["", "123 ", "0 ", "77002 "]))
    return draw(
        st.sampled_from(
            [
                WrittenAddress(number + text, "", city, state, zip5),
                WrittenAddress("", text, city, state, zip5),
                WrittenAddress(text, text, city, state, zip5),
                WrittenAddress(f"{number}{text}{mark}{city}, {state} {zip5}"),
                WrittenAddress(f"{city}, {state} {zip5}{mark}{text}"),
                WrittenAddress(f"{text} {zip5}"),
                WrittenAddress(f"{zip5} {text}"),
                WrittenAddress(text, "", text, state, zip5),
                WrittenAddress(f"{text}{mark}123 Main St", "", city, state, zip5),
                WrittenAddress("123 Main St", "", text, state, zip5),
            ]
        )
    )


@settings(max_examples=1500)
@given(disguised())
def test_no_disguised_placeholder_is_deliverable(written):
    assert AddressCode.DELIVERABLE not in address_fact(written, packaged_gazetteer()).codes


words = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
anything = st.one_of(words, st.text(max_size=20))


@settings(max_examples=500)
@given(st.builds(WrittenAddress, anything, anything, anything, anything, anything, anything))
def test_every_address_gets_a_consistent_answer(written):
    tables = packaged_gazetteer()
    codes = address_fact(written, tables).codes
    assert codes
    assert AddressCode.DELIVERABLE not in codes or len(codes) == 1
    assert (place_of(written, tables) is None) == bool(codes & NOT_AN_ADDRESS)


@settings(max_examples=300)
@given(st.sampled_from(ROWS), st.sampled_from([str.lower, str.upper, full_width, lambda text: f"  {text} "]))
def test_case_width_and_blanks_around_change_nothing(row, dress):
    tables = packaged_gazetteer()
    plain = WrittenAddress(*(row[name] for name in FIELDS))
    other = WrittenAddress(*(dress(row[name]) for name in FIELDS))
    assert address_fact(other, tables) == address_fact(plain, tables)


@given(st.text())
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)
