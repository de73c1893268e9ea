"""The reason of a request: whether it is specific, what it serves, which periods it names (R13, R54, R10).

What stays human is not decided here: whether the reason is relevant to *that* matter is a person's finding
(R47). These functions only find the texts that cannot be specific, and the words a person should see.
"""

import re

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

_STEPS = re.compile(
    r"\b(?:GRAND JURY|SUBPOENA\w*|INDICT\w*|PROSECUT\w*|ARRAIGN\w*|CRIMINAL (?:COMPLAINT|INFORMATION|CHARGE)S?|"
    r"CHARG(?:E|ES|ED|ING)\b(?! OF)|COMPLAINT|SUMMONS|(?:ARREST|SEARCH) WARRANT\w*|WARRANT\w*|AFFIDAVIT\w*|TRIAL|"
    r"INTERVIEW\w*|WITNESS\w*|TESTI\w*|EVIDENCE|PROV(?:E|ES|ING)\b|ELEMENTS?|WILFUL\w*|WILLFUL\w*|VENUE|PLEA\b|"
    r"SENTENC\w*|MAGISTRATE|U\.?S\.? ATTORNEY\w*|STATEMENT|ALIBI|SERV(?:E|ING) (?:THE |A )?(?:TARGET|SUBJECT)|"
    r"ESTABLISH\w*|CORROBORAT\w*|REBUT\w*|TARGET LETTER|INVESTIGAT(?:E|ING)|INVESTIGATION (?:OF|INTO|UNDER)|"
    r"INVESTIGATION|CRIMINAL (?:CASE|MATTER|PROCEEDINGS?|REFERRAL))\b",
    re.ASCII,
)
_BOILERPLATE = re.compile(r"\bUNDER (?:AN? )?(?:ACTIVE |ONGOING )*(?:CRIMINAL )?INVESTIGATION\b", re.ASCII)
_REMOVAL = re.compile(
    r"\b(?:REMOV(?:E|ED|AL|ING)|DEPORT\w*|EXPULSION|REPATRIAT\w*|LOCAT(?:E|ED|ION|ING)|WHEREABOUTS|APPREHEN\w*|"
    r"DETAIN\w*|DETENTION|FIND(?:ING)? (?:THE |HIM|HER|THEM|SUBJECT|ALIEN|PERSON)\w*|CUSTODY|PRESEN(?:CE|T) IN|"
    r"STILL (?:IN|RESID\w+)|RESID(?:E|ES|ENCE|ING)|TRACK\w*|FUGITIVE OPERATIONS|FIELD TEAM\w*|ENFORCEMENT AND REMOVAL|"
    r"CURRENT ADDRESS|LAST KNOWN ADDRESS)\b",
    re.ASCII,
)
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


def years_named(folded: str) -> frozenset[int]:
    """The years a folded reason names as taxable periods; dates of events are not periods."""
    years: set[int] = set()
    for match in _NAMES_PERIODS.finditer(folded):
        text = match.group(1) or match.group(2)
        years.update(int(year) for year in _ONE_YEAR.findall(text))
        for first, last in _RANGE.findall(text):
            years.update(range(int(first), int(last) + 1))
    return frozenset(years)


def purpose(folded: str) -> Purpose:
    """What the purpose phrases of a folded reason are of; removal only when every one of them is (R54)."""
    if _STEPS.search(_BOILERPLATE.sub(" ", folded)):
        return Purpose.CRIMINAL
    return Purpose.REMOVAL_ONLY if _REMOVAL.search(folded) else Purpose.NOT_SAID


def reason(text: str) -> ReasonFact:
    """The reason as a fact."""
    if written(text) is not Written.GIVEN:
        return ReasonFact(Reason.ABSENT)
    folded = fold(text)
    words = _WORD.findall(folded)
    bare = re.sub(r"[^A-Z0-9]+", " ", folded).strip()
    if bare in GENERIC or not words or len(set(words)) == 1:
        return ReasonFact(Reason.GENERIC)
    how = Reason.STATED if len(words) >= FEWEST_WORDS else Reason.SHORT
    return ReasonFact(how, purpose(folded), years_named(folded))
