"""Every letter and notice as a tagged PDF (PDF/UA-1, ISO 14289-1). The library is imported only where one is made."""

import sys
from hashlib import sha256
from typing import Any

from weasyprint import HTML  # type: ignore[import-untyped]
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

_IDENTIFIER = 16


def pdf_of(html: str) -> bytes:
    """A page of ours as a tagged PDF (PDF/UA-1, ISO 14289-1), named by the hash of the page; nothing is fetched.

    The same page gives the same bytes on one machine with one set of fonts.

    Args:
        html: the whole page, which names its language and has a title.
    """
    name = sha256(html.encode("utf-8")).digest()[:_IDENTIFIER]
    made = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=name, finisher=_say_scopes
    )
    return bytes(made)


def _say_scopes(_document: object, pdf: Any) -> None:  # noqa: ANN401 - the library states no types
    """Say of each head of a table what it is the head of, its column or its row (ISO 14289-1, 7.5).

    The library names a cell's heads beside the cell; so a head above a column of heads would be nobody's.
    """
    elements = {one.reference: one for one in pdf.objects if hasattr(one, "keys") and "S" in one}
    for one in elements.values():
        if one["S"] == "/TH":
            group = elements[elements[one["P"]]["P"]]
            one["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def main() -> None:
    """The page on standard input, as a PDF on standard output: for a process of its own."""
    sys.stdout.buffer.write(pdf_of(sys.stdin.buffer.read().decode("utf-8")))
