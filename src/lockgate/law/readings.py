"""From one column value to one fact. Pure and total: every text gives a fact, none raises.

A missing optional column reads as not given, never as a favourable value.
"""

import re
from datetime import date, timedelta

from lockgate.law.facts import (
    Basis,
    CaseNumber,
    Day,
    Ground,
    Lapse,
    MatterKind,
    NamePart,
    Officers,
    Periods,
    PeriodsFact,
    Relief,
    Review,
    Written,
)
from lockgate.law.folding import fold

DAYS_TO_RIPEN = 91
"""8 U.S.C. 1253(a)(1)(A): 90 days must have run, so the first ripe day is the order's day + 91."""

_OLDEST = date(1913, 1, 1)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_YEAR = re.compile(r"(?:TY|CY|TAX YEAR|CALENDAR YEAR)? ?(\d{4})\Z", re.ASCII)
_NAME_UNKNOWN = frozenset(
    "FNU LNU NFN NLN NMN FN LN UNK UNKN UNKNOWN DESCONOCIDO DESCONOCIDA ANONYMOUS N/A N.A. NULL TBD".split()
) | {
    "NO NAME", "NONE", "NO NAME GIVEN", "NONE GIVEN", "NOT AVAILABLE",
    "NO INFORMATION", "UNKNOWN UNKNOWN", "NOT GIVEN", "NOT PROVIDED", "NOT KNOWN", "NAME UNKNOWN", "UNKNOWN NAME",
    "FIRST NAME UNKNOWN", "LAST NAME UNKNOWN", "FAILED TO PROVIDE", "REFUSED", "SIN NOMBRE", "NO PROPORCIONADO",
    "SE DESCONOCE", "SEE FILE",
}  # fmt: skip
_FILLERS = frozenset(
    "UNKNOWN UNK UNKN NONE NULL TBD TBA PENDING REFUSED DESCONOCIDO DESCONOCIDA NINGUNO NINGUNA VARIOUS".split()
) | {
    "N/A", "N A", "NA", "NA NA", "N/A N/A", "NOT PROVIDED", "NOT GIVEN", "NOT AVAILABLE", "NOT APPLICABLE",
    "FAILED TO PROVIDE", "SEE FILE", "SEE ABOVE", "SAME AS ABOVE", "SAME", "TO BE DETERMINED", "TO BE SUPPLIED",
    "NO INFORMATION", "SIN INFORMACION", "NO PROPORCIONADO", "SE DESCONOCE", "DON'T CARE", "DONT CARE",
    "DON'T KNOW", "DONT KNOW", "UNKNOWN UNKNOWN", "NONE GIVEN", "X", "TEST", "ASDF", "ANY", "ALL",
}  # fmt: skip
_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]*\Z")
_ONE_CHARACTER = re.compile(r"(.)\1*\Z")


_LONGEST_FILLER = 2 * max(len(filler) for filler in _FILLERS)


def written(text: str) -> Written:
    """Whether a free text is given, blank, or only fills the field."""
    if not text:
        return Written.ABSENT
    if len(text) > _LONGEST_FILLER:
        return Written.GIVEN if is_varied(text) else Written.PLACEHOLDER
    folded = fold(text).strip(" .-_*?/")
    bare = folded.replace(" ", "")
    if folded in _FILLERS or _NO_LETTER_OR_DIGIT.match(bare) or _ONE_CHARACTER.match(bare):
        return Written.PLACEHOLDER
    return Written.GIVEN


def is_varied(text: str) -> bool:
    """Whether a text begins with more than two different characters, so that no filler is drawn out to its length."""
    return len(set(text[:8])) > 2 or len(set(text[:_LONGEST_FILLER])) > 2


def given(text: str) -> Written:
    """Whether anything at all is written (a TIN is given whenever its column is not blank)."""
    return Written.GIVEN if text else Written.ABSENT


def name_part(text: str, single_name_marker: str) -> NamePart:
    """One part of a name; ``single_name_marker`` is the submission's declared marker ('' = none declared)."""
    if not text:
        return NamePart.ABSENT
    if single_name_marker and text == single_name_marker:
        return NamePart.SINGLE
    folded = fold(text)
    if folded.strip(" .*?-") in _NAME_UNKNOWN or folded in _NAME_UNKNOWN:
        return NamePart.UNKNOWN
    letters = [c for c in folded if c.isalpha()]
    if not letters or any(c.isdigit() for c in folded):
        return NamePart.NOT_A_NAME
    return NamePart.GIVEN if len(letters) < 3 or len(set(letters)) > 1 else NamePart.NOT_A_NAME


def iso_day(text: str) -> date | None:
    """The day written as ``YYYY-MM-DD``, or None."""
    if not _ISO_DAY.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day(text: str, asked_on: date) -> Day:
    """A day as stated, against the day of the request."""
    if not text:
        return Day.ABSENT
    stated = iso_day(text)
    if stated is None or stated < _OLDEST:
        return Day.UNREADABLE
    if stated > asked_on:
        return Day.FUTURE
    return Day.RIPE if asked_on - stated >= timedelta(days=DAYS_TO_RIPEN) else Day.RECENT


def lapse(days: int | None) -> Lapse:
    """The days from one stated day to another, as a class; None when one of the two is not stated."""
    if days is None:
        return Lapse.UNKNOWN
    if days < 0:
        return Lapse.BEFORE
    return Lapse.EARLY if days < DAYS_TO_RIPEN else Lapse.LATE


def period_end(text: str) -> date | None:
    """The last day of one stated period: ``2022`` is the calendar year, ``2022-06-30`` a year ending then."""
    stated = iso_day(text)
    if stated is not None:
        return stated if stated >= _OLDEST else None
    year = _YEAR.match(text.upper())
    if year is None or not _OLDEST.year <= int(year.group(1)) <= 9999:
        return None
    return date(int(year.group(1)), 12, 31)


_EVERY_PERIOD = frozenset({"ALL", "ANY", "ALL YEARS", "ANY YEAR", "ALL PERIODS", "EVERY", "TODOS", "TODAS", "*"})


def periods(text: str, asked_on: date) -> PeriodsFact:
    """The taxable periods asked for, by kind and end date (6103(i)(2)(B)(ii), R10)."""
    parts = [part.strip() for part in re.split(r"[;,|]", text) if part.strip()]
    if not parts:
        return PeriodsFact(Periods.ABSENT)
    if any(fold(part) in _EVERY_PERIOD for part in parts):
        return PeriodsFact(Periods.ALL)
    ends = [period_end(part) for part in parts]
    stated = tuple(sorted({end for end in ends if end is not None}))
    if len(stated) == 0 or None in ends:
        return PeriodsFact(Periods.UNREADABLE)
    if stated[-1] >= asked_on:
        return PeriodsFact(Periods.NOT_ENDED, stated)
    return PeriodsFact(Periods.STATED, stated)


_FOUR_DIGITS = re.compile(r"(?:[0-9][^0-9]*){4}")
_NOT_ZERO = re.compile(r"[1-9]")


def case_number(text: str) -> CaseNumber:
    """The order's case number: an A-number or docket with at least four digits, not all of them zero (R14)."""
    if not text:
        return CaseNumber.ABSENT
    plain = text if text.isascii() else fold(text)
    enough = _FOUR_DIGITS.search(plain) is not None and _NOT_ZERO.search(plain) is not None
    return CaseNumber.GIVEN if enough else CaseNumber.TOO_FEW_DIGITS


_CLASS_1227A = re.compile(r"(?:8 ?U\.? ?S\.? ?C\.? ?(?:§|SEC\.?|SECTION)? ?|INA ?§? ?)?(1227|237) ?\(A\)", re.ASCII)
_OTHER_GROUND = re.compile(r"\b(1182|212|1225|1231|1228)\b", re.ASCII)


def ground(text: str) -> Ground:
    """The ground of removal: a class of 8 U.S.C. 1227(a) (INA 237(a)), another one, or unclear (R16)."""
    if not text:
        return Ground.ABSENT
    folded = fold(text)
    deportable, other = _CLASS_1227A.search(folded), _OTHER_GROUND.search(folded)
    if deportable and other:
        return Ground.UNCLEAR
    if deportable:
        return Ground.DEPORTABLE
    return Ground.OTHER if other else Ground.UNCLEAR


_REVIEW = {"": Review.ABSENT, "NONE": Review.NONE, "PENDING": Review.PENDING, "DECIDED": Review.DECIDED}
_RELIEF = {
    "": Relief.ABSENT, "NONE": Relief.NONE, "MOTION": Relief.DECLARED, "STAY": Relief.DECLARED,
    "DEFERRED_ACTION": Relief.DECLARED, "DEFERRED ACTION": Relief.DECLARED, "OTHER": Relief.DECLARED,
}  # fmt: skip
_KIND = {
    "": MatterKind.ABSENT, "PREPARATION": MatterKind.PREPARATION, "INVESTIGATION": MatterKind.INVESTIGATION,
    "GRAND_JURY": MatterKind.GRAND_JURY, "GRAND JURY": MatterKind.GRAND_JURY,
}  # fmt: skip
_BASIS_FACILITY = frozenset(
    "FACILITY DETENTION JAIL PRISON SHELTER COURT OFFICE INSTITUTION CUSTODY INCARCERATED HOSPITAL".split()
)


def review(text: str) -> Review:
    """Judicial review as declared: none, pending, decided; any other word is unclear (R15)."""
    return _REVIEW.get(fold(text), Review.UNCLEAR)


def relief(text: str) -> Relief:
    """Relief as declared; any word beyond the known ones is unclear (R17)."""
    return _RELIEF.get(fold(text), Relief.UNCLEAR)


def matter_kind(text: str) -> MatterKind:
    """The kind of matter: preparation, investigation or grand jury (R12)."""
    return _KIND.get(fold(text), MatterKind.UNCLEAR)


def basis(text: str) -> Basis:
    """Why the taxpayer is said to reside at the address; a word of custody or office is a facility (R08)."""
    if not text:
        return Basis.ABSENT
    words = set(re.split(r"[^A-Z]+", fold(text)))
    return Basis.FACILITY if words & _BASIS_FACILITY else Basis.RESIDENCE


def officer_ids(text: str) -> tuple[str, ...]:
    """The officers' ids in a row, each once, in order."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def officers(text: str, in_submission: frozenset[str] | None, over_load: frozenset[str]) -> Officers:
    """The officers named by a row (R20).

    Args:
        text: the column value, ids separated by ``;``.
        in_submission: the ids the submission lists, or None when no submission is given.
        over_load: the ids named by more records than the agreement's ceiling.
    """
    named = [name for name in officer_ids(text) if written(name) is Written.GIVEN]
    if not named:
        return Officers.ABSENT
    if in_submission is not None and not in_submission.issuperset(named):
        return Officers.NOT_IN_SUBMISSION
    return Officers.OVER_LOAD if over_load.intersection(named) else Officers.NAMED
