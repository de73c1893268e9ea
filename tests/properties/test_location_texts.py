"""Columns say what the law says of each row: names by their parts, lines by their figures, keys by their texts."""

from hashlib import sha256

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.law.address import WrittenAddress
from lockgate.law.minimum import without_third_parties
from lockgate.law.names import WrittenName, name_key
from lockgate.pipeline.encoding import SEPARATOR
from lockgate.pipeline.location_texts import bare_lines, names_of
from lockgate.store.registry_keys import block_keys

WORDS = st.sampled_from(
    ["", "Ana", "ANA", "Ana María", "O'Neil", "de la Cruz", "Jr", "III", "Ruiz Jr.", "FNU", "V", "Senior", "Li", "-",
     "ONE",
     "Jr Jr", "Mc Donald", "J."]
)  # fmt: skip
NAMES = st.tuples(WORDS, WORDS, WORDS, st.sampled_from(["", "Jr", "Sr.", "3rd", "MD", "II", "junior"]))
LINES = st.sampled_from(
    ["", "12 Oak St", "C/O EVA STONE 12 OAK ST", "% BOB 7 ELM AVE", "JOHN SMITH 45 RIVER RD",
     "ATTN: 5TH FLOOR", "APT 4",
     "UNIT B", "KIM JONG UN", "PO BOX 12", "EVA STONE", "UPSTAIRS",
     "12-34 ELM", "1 MAIN ST C/O X", "\uff11\uff12 Oak St",
     "STATE ROUTE 9", "A KM 4", "#7", "HC 2 BOX 19", "CARE OF 12 OAK ST"]
)  # fmt: skip
ADDRESSES = st.tuples(
    LINES, LINES, st.sampled_from(["Houston", "HOBOKEN", ""]), st.just("TX"), st.just("77002"), st.just("")
)


def columns(rows, count):
    return [pa.array([row[place] for row in rows], pa.string()) for place in range(count)]


@settings(max_examples=80)
@given(st.lists(NAMES, min_size=1, max_size=12), st.sampled_from(["", "ONE"]))
def test_names_by_their_parts_are_the_names(rows, marker):
    found = names_of(columns(rows, 4), marker)
    keys = [name_key(WrittenName(*row), marker) for row in rows]
    assert found.keys == keys
    assert found.texts.to_pylist() == [key.text for key in keys]


@settings(max_examples=150)
@given(st.lists(ADDRESSES, min_size=1, max_size=12), st.permutations("0123456789"))
def test_lines_do_not_hang_on_which_figures_stand_in_them(rows, figures):
    table = str.maketrans("0123456789", "".join(figures))
    rows = [*rows, *(tuple(text.translate(table) for text in row) for row in rows)]
    bare = [without_third_parties(WrittenAddress(*row)) for row in rows]
    texts = [SEPARATOR.join((one.line1, one.line2, one.city, one.state, one.zip, one.country)) for one in bare]
    assert bare_lines(columns(rows, 6)) == texts


@given(st.lists(st.text(max_size=20), max_size=5), st.binary(min_size=32, max_size=32))
def test_block_keys_are_as_written_down(texts, hashing):
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    expected = [int.from_bytes(sha256(hashing + text.encode()).digest()[:8], "big") for text in texts]
    assert block_keys(hashing, texts).tolist() == expected
