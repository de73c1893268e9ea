"""Filters that every template has: dates, numbers and hashes as people read them."""

from datetime import date, datetime

from django import template

from lockgate.web.agency_forms import RECORD_PARTS
from lockgate.web.sentences import explained as meaning_of
from lockgate.web.sentences import marked, spoken
from lockgate.web.words import day, instant

register = template.Library()


@register.filter
def as_day(of: date | datetime) -> str:
    """August 7, 2025."""
    return day(of)


@register.filter
def as_instant(of: datetime) -> str:
    """August 7, 2025, 12:00 UTC."""
    return instant(of)


@register.filter
def grouped(number: int) -> str:
    """1,280,000."""
    return f"{number:,}"


@register.filter
def short(of: str) -> str:
    """The first twelve digits of a hash, which tell two of them apart for a reader."""
    return of[:12]


@register.filter
def in_words(of: str) -> str:
    """A word of a closed list, without its underscores, in the language of the page."""
    return spoken(str(of).replace("_", " "))


@register.filter
def as_column(of: str) -> str:
    """A column of a record by the question that the agency's form asks for it, in the language of the page."""
    asked = (q for part in RECORD_PARTS for q in part.questions if q.name == of)
    return next((str(q.label) for q in asked), in_words(of))


@register.filter
def in_language(of: str) -> str:
    """A sentence of the floors below in the language of the page; what stays English is marked so."""
    return marked(str(of))


@register.filter
def explained(of: str) -> str:
    """What words that stay English mean; '' on an English page, and where nobody wrote it."""
    return meaning_of(str(of))


@register.filter
def visible(of: str) -> str:
    """What somebody else wrote, control characters made visible; it never turns the text around it."""
    return "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in of)


@register.filter
def clause_text(of: str) -> str:
    """A clause's text on one line, without its headings."""
    return " ".join(line.strip() for line in of.splitlines() if line.strip() and not line.startswith("#"))
