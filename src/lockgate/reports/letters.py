"""Letters of the custodian's to the requesting agency.

A letter is rendered from a ``Letter`` and nothing else, so it can say nothing that its maker was not given. The same
letter gives the same bytes.
"""

from dataclasses import dataclass

from lockgate.reports.pages import page


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a letter: its caption, the heads of its columns, its rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a letter says.

    Attributes:
        custodian: who writes.
        title: what it is.
        facts: to whom, about what, as label and value.
        lead: what it says first, set apart.
        paragraphs: the text.
        tables: what is listed; may be none.
        sources: where it is written, each a citation.
    """

    custodian: str
    title: str
    facts: tuple[tuple[str, str], ...]
    lead: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    sources: tuple[str, ...]


def render_letter(letter: Letter) -> str:
    """The letter as an HTML page; every value is escaped."""
    return page("letter", {"letter": letter})
