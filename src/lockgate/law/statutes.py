"""Citations in a request: finding them in a text, and what they amount to (R11).

The register of federal nontax criminal statutes holds those whose own predicates are written in
``law/crimes``; a criminal statute that is not on it is held for counsel, never guessed.
"""

import re

from lockgate.law.facts import Cited, CitedFact, Written
from lockgate.law.folding import fold
from lockgate.law.readings import written

FAILURE_TO_DEPART = "8 USC 1253(a)(1)"
"""The bare citation the memorandum names; treated as act (A)."""

REGISTER: dict[str, str] = {
    FAILURE_TO_DEPART: "failure to depart (as the memorandum names it)",
    "8 USC 1253(a)(1)(A)": "wilful failure to depart within 90 days",
    "8 USC 1253(a)(1)(B)": "wilful failure to apply for travel documents",
    "8 USC 1253(a)(1)(C)": "action to prevent or hamper departure",
    "8 USC 1253(a)(1)(D)": "wilful failure to present oneself for removal",
    "8 USC 1325(a)": "improper entry",
    "8 USC 1325(a)(1)": "entry at an undesignated time or place",
    "8 USC 1325(a)(2)": "eluding examination or inspection",
    "8 USC 1325(a)(3)": "entry by false representation",
    "8 USC 1326(a)": "re-entry after removal",
    "8 USC 1326(a)(1)": "re-entry after removal",
    "8 USC 1326(a)(2)": "re-entry after removal",
    "8 USC 1326(b)": "re-entry after removal following conviction",
    "8 USC 1326(b)(1)": "re-entry after removal following conviction",
    "8 USC 1326(b)(2)": "re-entry after removal following conviction",
    "8 USC 1326(b)(3)": "re-entry after removal following conviction",
    "8 USC 1326(b)(4)": "re-entry after removal following conviction",
}
"""Canonical citation -> what it punishes."""

CLOCK = frozenset({FAILURE_TO_DEPART, "8 USC 1253(a)(1)(A)"})
"""The statutes with the 90-day clock; acts (B) to (D) have none (R15)."""

_CRIMINAL_IN_TITLE_8 = frozenset("1253 1306 1324 1324C 1325 1326 1327 1328".split())
_POWERS = frozenset({
    "14 USC 522", "18 USC 3052", "18 USC 3053", "18 USC 3061", "19 USC 1589A", "22 USC 2709", "28 USC 533",
    "28 USC 535", "28 USC 566",
})  # fmt: skip
"""Sections that give officers powers and punish nobody; as 8 USC 1357, they state an authority and name no crime."""
_INA_TO_USC = {
    "243": "1253",
    "266": "1306",
    "274": "1324",
    "275": "1325",
    "276": "1326",
    "277": "1327",
    "278": "1328",
}
_USC = re.compile(
    r"(?<![\w.])(?:TITLE )?(\d{1,2}) ?,? ?(?:U\.? ?S\.? ?C(?:ODE)?\.?A?\.?|UNITED STATES CODE),? ?"
    r"(?:§+|SECTIONS?|SECS?\.?|SS)? ?(\d{1,5}[A-Z]{0,2})((?: ?\([A-Z0-9]{1,4}\))*)",
    re.ASCII,
)
_INA = re.compile(r"\bINA ?(?:§+|SECTIONS?|SECS?\.?)? ?(\d{3})((?: ?\([A-Z0-9]{1,4}\))*)", re.ASCII)
_PART = re.compile(r"\(([A-Z0-9]{1,4})\)", re.ASCII)


def _canonical(title: str, section: str, tail: str) -> str:
    parts = _PART.findall(tail)
    # Subsections alternate (a)(1)(A): the first is a small letter, the third a capital one.
    cased = [part.lower() if depth == 0 else part for depth, part in enumerate(parts)]
    return f"{int(title)} USC {section.upper()}" + "".join(f"({part})" for part in cased)


def citations_in(text: str) -> tuple[str, ...]:
    """The federal citations in a text, in canonical form ``8 USC 1253(a)(1)(A)``, each once, in order."""
    folded = fold(text)
    found = [_canonical(*match.groups()) for match in _USC.finditer(folded)]
    for match in _INA.finditer(folded):
        section = _INA_TO_USC.get(match.group(1))
        # A section of the Act with no criminal counterpart is civil; 1101 stands for all of those.
        found.append(_canonical("8", section or "1101", match.group(2) if section else ""))
    return tuple(dict.fromkeys(found))


def _kind(citation: str) -> Cited:
    title, _, rest = citation.partition(" USC ")
    if citation in REGISTER:
        return Cited.REGISTERED
    if title == "26":
        return Cited.TAX
    section = rest.partition("(")[0]
    if f"{title} USC {section}" in _POWERS or (title == "8" and section not in _CRIMINAL_IN_TITLE_8):
        return Cited.CIVIL
    return Cited.UNREGISTERED


_ORDER = (Cited.TAX, Cited.REGISTERED, Cited.UNREGISTERED, Cited.CIVIL)
"""A tax statute anywhere decides; a civil citation beside a criminal one is no defect."""


def cited(text: str) -> CitedFact:
    """What a text cites."""
    match written(text):
        case Written.ABSENT:
            return CitedFact(Cited.BLANK)
        case Written.PLACEHOLDER:
            return CitedFact(Cited.PLACEHOLDER)
        case Written.GIVEN:
            found = citations_in(text)
    kinds = {_kind(citation) for citation in found}
    what = next((kind for kind in _ORDER if kind in kinds), Cited.NO_CITATION)
    return CitedFact(what, frozenset(c for c in found if c in REGISTER))
