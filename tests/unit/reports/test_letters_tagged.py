"""What can be asked of a letter's tags without a validator of PDF/UA-1: everything said is tagged, named, in order.

Asked: identifier, title, language, tab order, that no text stands outside a tag or an artifact, that every piece of
tagged content has its place in the tree, one heading of the first level, each cell of a table with its heads and each
head with its scope, fonts inside with their characters. Not asked: the other machine-checkable rules of ISO 14289-1,
and what only people judge.
"""

import re
import zlib

import pytest

from lockgate.reports.letters import Letter, Table, render_letter
from lockgate.reports.letters_pdf import pdf_of

LETTER = Letter(
    "Custodian", "A letter", (("To", "A"),), "First.", ("Text.", "More."),
    (Table("Counts", ("Outcome", "Records"), (("returned", "2"), ("sufficient", "1"))),), ("R45",),
)  # fmt: skip
_TOKENS = re.compile(rb"/(\w+)\s*(?:<<\s*/MCID (\d+)\s*>>\s*)?(?:BDC|BMC)|\b(EMC|BT)\b")


def unpacked(pdf: bytes) -> list[bytes]:
    found = [pdf]
    for data in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(data.strip(b"\r\n")))
        except zlib.error:
            continue
    return found


def opened(pdf: bytes) -> bytes:
    return b"\n".join(unpacked(pdf))


@pytest.fixture(scope="module")
def streams() -> list[bytes]:
    return unpacked(pdf_of(render_letter(LETTER)))


@pytest.fixture(scope="module")
def objects(streams) -> bytes:
    return b"\n".join(one for one in streams if b"/StructTreeRoot" in one)


def test_letter_names_standard_title_and_language(streams, objects):
    whole = b"\n".join(streams)
    assert b'pdfuaid:part="1"' in whole
    assert b"A letter</rdf:li>" in whole
    for sign in (b"/Lang (en", b"/DisplayDocTitle true", b"/Marked true", b"/Tabs /S"):
        assert sign in objects, sign


def test_everything_said_is_tagged_once_and_has_its_place_in_the_tree(streams, objects):
    pages = [one for one in streams if re.search(rb"\bBT\b", one) and b"EMC" in one]
    assert pages
    placed = {int(one) for part in re.findall(rb"/K \[?([0-9 ]+)\]?", objects) for one in part.split()}
    for page in pages:
        depth, marked = 0, []
        for tag, number, operator in _TOKENS.findall(page):
            depth += 1 if tag else -1 if operator == b"EMC" else 0
            assert operator != b"BT" or depth
            marked += [int(number)] if number else []
        assert marked == list(range(len(marked)))
        assert set(marked) <= placed


def test_headings_tables_and_fonts_are_whole(objects):
    roles = re.findall(rb"/S /(\w+)", objects)
    assert roles.count(b"H1") == 1
    assert not {b"H3", b"H4"} & set(roles) or b"H2" in roles
    assert {b"Table", b"TR", b"TH", b"TD"} <= set(roles)
    heads = re.findall(rb"/S /TH.*?/ID (\([0-9-]+\))", objects)
    cells = [one.split(b") ") for one in re.findall(rb"/S /TD.*?/Headers \[([^\]]*)\]", objects)]
    assert len(set(heads)) == roles.count(b"TH")
    assert len(cells) == roles.count(b"TD")
    assert {one.strip(b"()") for cell in cells for one in cell} <= {one.strip(b"()") for one in heads}
    assert all(len(cell) == 2 for cell in cells)
    assert objects.count(b"/FontFile") == objects.count(b"/Type /FontDescriptor")
    assert objects.count(b"/ToUnicode") == objects.count(b"/Type0")


def test_each_head_says_whether_it_is_of_a_column_or_a_row(objects):
    """The head above the column of heads is named by no cell: its scope alone says what it heads."""
    heads = re.findall(rb"/S /TH/.*?/Scope /(Column|Row)>>/ID \(([0-9]+)-([0-9]+)-([0-9]+)\)", objects)
    assert len(heads) == objects.count(b"/S /TH/")
    assert {(scope, row == b"0") for scope, _table, row, _column in heads} == {(b"Column", True), (b"Row", False)}
    assert [scope for scope, _table, row, column in heads if (row, column) == (b"0", b"0")] == [b"Column"]


def test_heads_of_a_table_over_several_pages_say_it_too():
    rows = tuple((f"row {number}", "1") for number in range(150))
    long = Letter(LETTER.custodian, "A long letter", (), "", (), (Table("Counts", ("Outcome", "Records"), rows),), ())
    found = opened(pdf_of(render_letter(long)))
    scopes = re.findall(rb"/S /TH/.*?/Scope /(Column|Row)>>", found)
    assert found.count(b"/Type /Page/") > 1
    assert len(scopes) == found.count(b"/S /TH/")
    assert (scopes.count(b"Row"), scopes.count(b"Column") % 2) == (150, 0)
