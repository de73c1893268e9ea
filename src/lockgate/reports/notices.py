"""The deficiency notice of a submission: what is returned, why, and how to cure it, in the requester's own words.

R45: the notice is built from the request and the law alone. ``render_notice`` receives a ``NoticeData`` and
nothing else, and no field of it can hold anything the custodian's file says: it is made before anything is
looked up. The same data give the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import TextWrapper

from lockgate.reports.pages import page

LISTED = 50
"""Rows shown for one rule; the others are counted, and stand in findings.csv."""

SHOWN = 160
"""Characters shown of one value."""

WIDTH = 78
"""Columns of the text form."""

_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One row of the request that does not meet a requirement.

    Attributes:
        row: its number, the first after the header being 1.
        record_id: as written; may be empty.
        written: what the request says there, as written; '' when nothing.
        cure: the law's sentence for the cure, with ``{value}`` where what was written belongs.
    """

    row: int
    record_id: str
    written: str
    cure: str


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One requirement, and the rows that do not meet it (or that a person has to look at).

    Attributes:
        rule: its id, such as ``R05``.
        requirement: one sentence: what must be true.
        citation: where it is written.
        rows: how many rows; 0 when the finding is about the submission as a whole.
        cures: the cure sentences that occur, each with the number of rows; ``{value}`` as in ``NoticeRow``.
        listed: the first rows, ascending; more than ``LISTED`` are not shown.
    """

    rule: str
    requirement: str
    citation: str
    rows: int
    cures: tuple[tuple[str, int], ...]
    listed: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class NoticeData:
    """All that a notice says; each text is the requester's, the agreement's or the law's.

    Attributes:
        custodian: who gives the notice.
        agency: the requesting agency.
        official: the requesting official and their office, as the submission names them.
        number: the agency's own number for the submission; '' for a pre-flight of records alone.
        agreement: title of the agreement.
        provision: the paragraph the request is made under.
        as_of: the day whose law and agreement were asked.
        file: name of the records file.
        records: how many records it holds.
        sufficient: how many meet every requirement asked of a request.
        returned: how many are returned for cure.
        review: how many wait for a person's finding.
        about_submission: requirements the submission as a whole does not meet.
        deficient: requirements that make records returned, in the order of their ids.
        held: requirements on which a person has to find, in the order of their ids.
    """

    custodian: str
    agency: str
    official: str
    number: str
    agreement: str
    provision: str
    as_of: date
    file: str
    records: int
    sufficient: int
    returned: int
    review: int
    about_submission: tuple[NoticeItem, ...]
    deficient: tuple[NoticeItem, ...]
    held: tuple[NoticeItem, ...]


def render_notice(data: NoticeData) -> tuple[str, str]:
    """The notice as an HTML page and as plain text of at most 78 columns."""
    return page("notice", _view(data)), "\n".join(_text(data)) + "\n"


def cure_of(sentence: str, written: str) -> str:
    """The cure with the row's own value in its place, quoted."""
    return sentence.replace("{value}", f"“{_shown(written)}”")


def _shown(text: str) -> str:
    """A value on one line, cut where it is long, control characters made visible."""
    plain = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def _day(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _count(rows: int) -> str:
    return f"{rows:,} record" if rows == 1 else f"{rows:,} records"


def _facts(data: NoticeData) -> list[tuple[str, str]]:
    """Who, what and when, as label and value."""
    facts = [
        ("To", f"{data.official}, {data.agency}" if data.official else data.agency),
        ("Submission", data.number or "none: examined before submitting"),
        ("Records", f"{data.file}, {_count(data.records)}"),
        ("Agreement", data.agreement),
        ("Provision", data.provision),
        ("As of", _day(data.as_of)),
    ]
    return [(label, _shown(value)) for label, value in facts]


def _outcomes(data: NoticeData) -> list[tuple[str, str, str]]:
    return [
        ("Returned for cure", f"{data.returned:,}", "At least one requirement is not met."),
        ("Held for a person", f"{data.review:,}", "A person makes a finding before anything is looked up."),
        ("Sufficient", f"{data.sufficient:,}", "Every requirement asked of a request is met."),
    ]


_NOTHING_LOOKED_UP = (
    "This notice was made before anything was looked up. It is drawn from the request itself and from the law; "
    "nothing in it comes from the custodian’s records, and it says nothing about any person."
)
_HOW_TO_ANSWER = (
    "Correct the records named below and send them again in a new submission. Records that are sufficient "
    "need not be sent again. Row 1 is the first record after the header."
)
_SECTIONS = (
    ("about_submission", "The submission as a whole", "These requirements concern every record of the submission."),
    ("deficient", "Records returned for cure", "A record is returned when it does not meet one of these requirements."),
    (
        "held",
        "Records held for a person’s finding",
        "These records are not refused. A person looks at the question named; a clearer statement may help.",
    ),
)


def _view(data: NoticeData) -> dict[str, object]:
    """What the page's template is given: ready texts, to be escaped there."""
    items: dict[str, tuple[NoticeItem, ...]] = {
        "about_submission": data.about_submission,
        "deficient": data.deficient,
        "held": data.held,
    }
    return {
        "custodian": data.custodian,
        "facts": _facts(data),
        "outcomes": _outcomes(data),
        "nothing_looked_up": _NOTHING_LOOKED_UP,
        "how_to_answer": _HOW_TO_ANSWER,
        "sections": [
            {"id": key, "title": title, "lead": lead, "items": [_item_view(key, item) for item in items[key]]}
            for key, title, lead in _SECTIONS
            if items[key]
        ],
    }


def _item_view(section: str, item: NoticeItem) -> dict[str, object]:
    listed = item.listed[:LISTED]
    return {
        "id": f"{section}-{item.rule}",
        "rule": item.rule,
        "requirement": item.requirement,
        "citation": item.citation,
        "count": _count(item.rows) if item.rows else "",
        "cures": [(_general(sentence), _count(rows) if rows else "") for sentence, rows in item.cures],
        "listed": [(r.row, _shown(r.record_id), _shown(r.written), cure_of(r.cure, r.written)) for r in listed],
        "more": _more(item),
    }


def _general(sentence: str) -> str:
    """A cure that speaks of no row in particular."""
    return sentence.replace("{value}", "“…”")


def _more(item: NoticeItem) -> str:
    shown = len(item.listed[:LISTED])
    if item.rows <= shown:
        return ""
    return f"The first {shown} of {item.rows:,} rows are shown; all rows are in findings.csv."


def _text(data: NoticeData) -> Iterator[str]:
    yield data.custodian
    yield ""
    yield "NOTICE OF DEFICIENCIES IN A REQUEST"
    yield ""
    for label, value in _facts(data):
        yield from _wrapped(value, f"{label + ':':<12} ", " " * 13)
    yield ""
    for label, count, meaning in _outcomes(data):
        yield from _wrapped(meaning, f"{label:<18} {count:>11}   ", " " * 33)
    yield ""
    yield from _wrapped(_NOTHING_LOOKED_UP)
    yield ""
    yield from _wrapped(_HOW_TO_ANSWER)
    items = (data.about_submission, data.deficient, data.held)
    for (_, title, lead), found in zip(_SECTIONS, items, strict=True):
        if found:
            yield from ("", "", title.upper(), "")
            yield from _wrapped(lead)
            for item in found:
                yield from _text_item(item)


def _text_item(item: NoticeItem) -> Iterator[str]:
    yield ""
    yield from _wrapped(item.requirement, f"{item.rule}  ", "     ")
    yield from _wrapped(f"{item.citation}. {_count(item.rows) if item.rows else ''}".rstrip(), "     ", "     ")
    for sentence, rows in item.cures:
        yield from _wrapped(f"{_general(sentence)}{f' ({_count(rows)})' if rows else ''}", "     - ", "       ")
    for row in item.listed[:LISTED]:
        yield from _wrapped(f"row {row.row}, record {_shown(row.record_id) or '(no id)'}", "       ", "         ")
        yield from _wrapped(cure_of(row.cure, row.written), "         ", "         ")
    if _more(item):
        yield from _wrapped(_more(item), "     ", "     ")


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most ``WIDTH`` columns; a word that is too long is broken."""
    wrapper = TextWrapper(WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return wrapper.wrap(text) or [first.rstrip()]
