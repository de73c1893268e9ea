"""Sentences of the floors below, in the language of whoever reads the page.

Law, procedure and acts speak English and know no other language. Their sentences are listed in ``locale/sentences.txt``
(written by ``make docs`` from the code, with ``{1}``, ``{2}`` where a value stands) and are looked up in the same
catalogue as the pages' own. What is not in the catalogue is shown as it is, marked as English: a citation, the exact
words of an agreement, what a person wrote. An instant that stands as a value in a sentence is shown as pages write it.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.web.words import exact

EXACT = frozenset({LEGEND, UNIFORM_SENTENCE})
"""Words that no sentence says otherwise than they stand."""

LETTERS = 12
"""Letters of its own that a template with values has at least, to be taken for what somebody says."""

_PLACE = re.compile(r"\{[0-9]+\}")
_UTC, _LENGTH = "Z", len("2025-08-07T12:00:00Z")


def spoken(sentence: str) -> str:
    """The sentence in the language of the page; as it is where the catalogue does not have it."""
    return _found(sentence) or sentence


def marked(sentence: str) -> str:
    """The same for a template, with what is not in the page's language marked as English (WCAG 2.2, 3.1.2)."""
    if not sentence:
        return sentence
    if get_language() in {None, "en"}:
        return _found(sentence) or sentence if _UTC in sentence else sentence
    found = _found(sentence)
    return found if found is not None else format_html('<span lang="en">{}</span>', sentence)


def explained(words: str) -> str:
    """What exact words mean, for beside them: '' on an English page, and where the catalogue does not have it."""
    return "" if get_language() in {None, "en"} else _found(words) or ""


def _found(sentence: str) -> str | None:
    whole, with_values = _listed()
    if sentence in whole:
        return gettext(sentence)
    for template, parts in with_values:
        met = _values(sentence, parts)
        # A template of a few letters fits too much; it is taken where it holds another sentence of the list.
        if met is not None and (len(_own(template)) >= LETTERS or any(value in whole for value in met)):
            return _filled(gettext(template), tuple(_value(one, whole) for one in met))
    where, _, about_line = sentence.partition(": ")
    if where.rpartition(":")[2].isdecimal() and " " not in where:
        found = _found(about_line)
        return found if found is None else f"{where}: {found}"
    return None


def _value(of: str, whole: frozenset[str]) -> str:
    """A value of a sentence: an instant as pages write it, a word of the list or several of them; else as it is."""
    if _instant(of):
        return _instant(of)
    words = of.split(", ")
    if of in EXACT or not whole.issuperset(words):
        return gettext(of) if of in whole and of not in EXACT else of
    return ", ".join(gettext(one) for one in words)


def _instant(of: str) -> str:
    """An instant of UTC, as the floors below write one, as pages write it; '' where the value is none."""
    if len(of) != _LENGTH or not of.endswith(_UTC):
        return ""
    try:
        return exact(datetime.fromisoformat(of))
    except ValueError:
        return ""


def _filled(template: str, values: tuple[str, ...]) -> str:
    """The template with its values; a brace that a value brings is no place."""
    return _PLACE.sub(lambda place: values[int(place.group()[1:-1]) - 1], template)


def _values(sentence: str, parts: Sequence[str]) -> tuple[str, ...] | None:
    """What stands between the parts of a template, none of it empty; None where they do not stand so.

    Each part is sought once, from the left: what somebody wrote into a sentence cannot make this slow, as it could a
    regular expression.
    """
    first, *middle, last = parts
    if not sentence.startswith(first) or not sentence.endswith(last):
        return None
    values, at, end = [], len(first), len(sentence) - len(last)
    for part in middle:
        found = sentence.find(part, at + 1, end)
        if found < 0:
            return None
        values.append(sentence[at:found])
        at = found + len(part)
    return (*values, sentence[at:end]) if at < end else None


@lru_cache(maxsize=1)
def _listed() -> tuple[frozenset[str], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Sentences without values; and those with, each with its parts between them, the most particular first."""
    text = files("lockgate").joinpath("locale/sentences.txt").read_text(encoding="utf-8")
    lines = [line.replace("\\n", "\n") for line in text.splitlines()]
    with_values = sorted((line for line in lines if _PLACE.search(line)), key=_particular)
    return frozenset(lines) - frozenset(with_values), tuple((line, tuple(_PLACE.split(line))) for line in with_values)


def _particular(template: str) -> int:
    return -len(_own(template))


def _own(template: str) -> str:
    return _PLACE.sub("", template)
