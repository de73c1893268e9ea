"""A letter in Spanish: the translation of an English one, for who reads it. The English letter alone is of record.

It is made from the letter's own page, text by text, so that it can say nothing the letter does not. What the catalogue
does not have, a name, a citation or what was written, stays as it is.
"""

import re
from datetime import UTC, datetime
from html import escape, unescape

from django.utils.translation import gettext, override

from lockgate.web.sentences import spoken
from lockgate.web.words import day

_TEXT = re.compile(r">([^<>]*[A-Za-z][^<>]*)<")
_DAY = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_COUNTED = re.compile(r"(.+) \(([0-9,]+ records?)\)", re.DOTALL)
_SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")


def in_spanish(letter: str) -> str:
    """The page of a letter in Spanish, which says at its head that it is a translation."""
    style, head, body = letter.partition("</head>")
    with override("es"):
        title = re.sub(r"<title>[^<]*</title>", lambda met: _TEXT.sub(_said, met.group()), style)
        note = gettext("This is a translation. The letter of record is the English one; its words alone count.")
        text = _TEXT.sub(_said, body).replace("<main>", f'<main>\n<p class="plain">{escape(note)}</p>', 1)
    return title.replace('<html lang="en">', '<html lang="es">', 1) + head + text


def _said(met: re.Match[str]) -> str:
    text = unescape(met.group(1))
    words = text.strip()
    before, _, after = text.partition(words)
    found = _spanish(words)
    kept = f'<span lang="en">{escape(found)}</span>' if found == words and _SENTENCE.search(words) else escape(found)
    return f">{before}{kept}{after}<"


def _spanish(words: str) -> str:
    """A text of a letter: a day, a sentence with a number behind it, words in a row, or one sentence."""
    if _DAY.fullmatch(words):
        return day(datetime.strptime(words, "%B %d, %Y").replace(tzinfo=UTC))
    counted = _COUNTED.fullmatch(words)
    if counted is not None:
        return f"{spoken(counted[1])} ({spoken(counted[2])})"
    return "; ".join(spoken(one) for one in words.split("; ")) if spoken(words) == words else spoken(words)
