"""The reason of a request: whether it is specific, what it serves, which periods it names (R13, R54, R10).

What stays human is not decided here: whether the reason is relevant to *that* matter is a person's finding
(R47). These functions only find the texts that cannot be specific, and the words a person should see.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

from lockgate.law.facts import Purpose, Reason, ReasonFact, Written
from lockgate.law.folding import fold
from lockgate.law.readings import written

FEWEST_WORDS = 6
"""R13: a text of at least six words that is not on the generic list."""

GENERIC = frozenset(
    fold(text)
    for text in (
        "for law enforcement purposes",
        "law enforcement purposes",
        "law enforcement use only",
        "for official law enforcement use only",
        "for use in an ongoing law enforcement investigation",
        "information is needed for law enforcement purposes",
        "official use only",
        "for official use only",
        "for official government use only",
        "official business",
        "immigration enforcement",
        "immigration enforcement purposes",
        "for immigration enforcement purposes",
        "for the enforcement of immigration laws",
        "for enforcement of the immigration laws of the united states",
        "criminal investigation",
        "ongoing criminal investigation",
        "for use in a criminal investigation",
        "for use in an ongoing criminal investigation",
        "needed for an ongoing criminal investigation",
        "needed for use in a criminal investigation",
        "subject is under criminal investigation",
        "the subject is under criminal investigation",
        "subject is under active criminal investigation",
        "the subject is under active criminal investigation",
        "the individual is under criminal investigation",
        "person is under active criminal investigation",
        "subject has a final order of removal",
        "the subject has a final order of removal",
        "the subject is subject to a final order of removal",
        "information is relevant to the investigation",
        "the information is relevant to the investigation",
        "the information is or may be relevant to the investigation",
        "disclosure is or may be relevant to the investigation",
        "disclosure is or may be relevant to such proceeding or investigation",
        "relevant to an investigation or proceeding",
        "address is needed for the investigation",
        "address needed for investigation",
        "national security",
        "public safety",
        "for national security and public safety",
        "as required by law",
        "pursuant to the memorandum of understanding",
        "pursuant to the memorandum of understanding between irs and ice",
        "see attached",
        "see attached file",
        "see attached request letter for details",
        "see cover letter",
    )
)
"""Texts that fit every request and so say nothing about this one; folded."""

_ENOUGH_WORDS = max(len(text.split()) for text in GENERIC) + 1
_CLAUSE_ENDS = re.compile("[:,;] (?=[A-Za-z])")
_NO_LETTERS = str.maketrans("", "", "0123456789 .,;:-_()/'\"#@")
OWN_VALUES = ("matter_id", "order_case_number", "given_name", "family_name", "city")
"""The row's own values that are masked in its reason, in this order; examine/masked.sql masks the same ones."""
SHORTEST_OWN = 4
"""A shorter value is no mask: it would stand inside other words."""

_STEP_STEMS = (
    "SUBPOENA", "INDICT", "PROSECUT", "ARRAIGN", "COMPLAINT", "SUMMONS", "WARRANT", "AFFIDAVIT", "TRIAL", "INTERVIEW",
    "WITNESS", "TESTI", "EVIDENCE", "PROVE", "PROVING", "ELEMENT", "WILFUL", "WILLFUL", "VENUE", "SENTENC",
    "MAGISTRATE", "ATTORNEY", "STATEMENT", "ALIBI", "ESTABLISH", "CORROBORAT", "REBUT", "CHARGE", "CHARGING",
    "INVESTIGAT", "PLEA", "JURY", "PROCEEDING", "REFERRAL", "SERVE", "SERVING",
)  # fmt: skip
"""Stems of words that name a step of a criminal matter."""
_REMOVAL_STEMS = (
    "REMOV", "DEPORT", "EXPULSION", "REPATRIAT", "LOCAT", "WHEREABOUTS", "APPREHEN", "DETAIN", "DETENTION", "FIND",
    "CUSTODY", "PRESENCE", "PRESENT", "RESID", "TRACK", "FUGITIVE",
)  # fmt: skip
"""Stems of words of removal, location or presence."""
_BOILERPLATE = re.compile(r"\bUNDER (?:AN? )?(?:ACTIVE |ONGOING |PENDING )*(?:CRIMINAL )?INVESTIGATION\b", re.ASCII)
_PERIOD_WORDS = r"(?:TAX(?:ABLE)? |CALENDAR |FISCAL )?(?:YEARS?|PERIODS?|RETURNS?)"
_YEARS = r"(?:19|20)\d\d(?:\s*(?:,|;|AND|&|TO|THROUGH|Y|A|-)+\s*(?:19|20)\d\d)*"
_NAMES_PERIODS = re.compile(
    rf"\b{_PERIOD_WORDS}\b(?: (?:ENDED|ENDING|FOR|OF|IN|DECEMBER 31,?))*[ :]*({_YEARS})\b"
    rf"|\b({_YEARS}) {_PERIOD_WORDS}\b",
    re.ASCII,
)
_ONE_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_RANGE = re.compile(r"((?:19|20)\d\d)\s*(?:TO|THROUGH|-|A)\s*((?:19|20)\d\d)", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ASCII_WORD = re.compile(r"[A-Z]{2,}", re.ASCII)
_TOKEN = re.compile(r"[A-Z0-9]+", re.ASCII)


def years_named(folded: str) -> frozenset[int]:
    """The years a folded reason names as taxable periods; dates of events are not periods."""
    years: set[int] = set()
    if "YEAR" not in folded and "PERIOD" not in folded and "RETURN" not in folded:
        return frozenset()
    for match in _NAMES_PERIODS.finditer(folded):
        text = match.group(1) or match.group(2)
        years.update(int(year) for year in _ONE_YEAR.findall(text))
        for first, last in _RANGE.findall(text):
            years.update(range(int(first), int(last) + 1))
    return frozenset(years)


def masked(text: str, own: Sequence[str]) -> str:
    """The reason with the row's own values (:data:`OWN_VALUES`) taken out, each replaced by ``@``."""
    for value in own:
        if len(value) >= SHORTEST_OWN:
            text = text.replace(value, "@")
    return text


@lru_cache(maxsize=65_536)
def _purpose_of_word(word: str) -> Purpose:
    if word.startswith(_STEP_STEMS):
        return Purpose.CRIMINAL
    return Purpose.REMOVAL_ONLY if word.startswith(_REMOVAL_STEMS) else Purpose.NOT_SAID


def purpose(words: Iterable[str]) -> Purpose:
    """What the purpose words of a reason are of; removal only when every one of them is (R54)."""
    kinds = {_purpose_of_word(word) for word in words}
    return next((kind for kind in _WEIGHT if kind in kinds), Purpose.NOT_SAID)


_WEIGHT = (Purpose.CRIMINAL, Purpose.REMOVAL_ONLY, Purpose.NOT_SAID)
"""Which purpose a text has of those its words have: the first of these."""


def _words(folded: str) -> list[str]:
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


SENTENCE_END = ". "
"""No word, period or phrase that is looked for reaches over it; nor over the end of a clause."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says, or several together.

    Attributes:
        words: how many, up to one more than a generic text has.
        wording: the words in it: '' for different ones, the word where there is but one, None for none.
        purpose: what the purpose words are of.
        years: the years named as taxable periods.
    """

    words: int
    wording: str | None
    purpose: Purpose
    years: frozenset[int]


@lru_cache(maxsize=16_384)
def _clause(text: str) -> Said:
    folded = fold(text)
    words = _words(folded)
    telling = _words(_BOILERPLATE.sub(" ", folded)) if "UNDER " in folded else words
    wording = "" if len(set(words)) > 1 else words[0] if words else None
    return Said(min(len(words), _ENOUGH_WORDS), wording, purpose(telling), years_named(folded))


def said_in(sentence: str) -> Said:
    """What one sentence says, read clause by clause."""
    return reduce(together, map(_clause, _CLAUSE_ENDS.split(sentence)))


def together(one: Said, other: Said) -> Said:
    """What two texts, one after the other, say together."""
    same = one.wording == other.wording or other.wording is None
    return Said(
        min(one.words + other.words, _ENOUGH_WORDS),
        one.wording if same else other.wording if one.wording is None else "",
        next(kind for kind in _WEIGHT if kind in {one.purpose, other.purpose}),
        one.years | other.years,
    )


def fact_of(said: Said) -> ReasonFact | None:
    """The fact of a text that says this, whatever its words are; None where it hangs on the very words."""
    if said.words < _ENOUGH_WORDS or said.wording != "":
        return None
    return ReasonFact(Reason.STATED, said.purpose, said.years)


def letters_of(text: str) -> str:
    """The letters of a masked text, without figures, blanks and marks: equal in reasons of one cluster (R13, R54)."""
    return text.upper().translate(_NO_LETTERS)


def reason(text: str) -> ReasonFact:
    """The reason as a fact, read sentence by sentence; its own values are masked before (:func:`masked`)."""
    if written(text) is not Written.GIVEN:
        return ReasonFact(Reason.ABSENT)
    said = reduce(together, map(said_in, text.split(SENTENCE_END)))
    generic = said.words < _ENOUGH_WORDS and " ".join(_TOKEN.findall(fold(text))) in GENERIC
    if generic or said.wording != "":
        return ReasonFact(Reason.GENERIC)
    return ReasonFact(Reason.STATED if said.words >= FEWEST_WORDS else Reason.SHORT, said.purpose, said.years)
