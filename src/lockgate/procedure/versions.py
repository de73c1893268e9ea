"""Versions of a request that was sent: which kinds there are, and whether one may stand in for its former one (R48).

What was sent is never changed. A later version is a submission of its own that names the former one by its sha256 and
says, for every record of it, what changed and where it was learnt. Whether the same person was asked about before is
R48's own question, asked of every submission alike; nothing here answers it.
"""

from dataclasses import dataclass
from enum import StrEnum

from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal

WITHDRAW = "withdraw"
"""The kind of a withdrawal that no later version follows."""

_ONE_QUESTION = usc26("6103(i)(2)(B)(i) and (p)(1)", "the name and address")


class VersionKind(StrEnum):
    """What a later version does with the former one.

    ``amend`` takes its place; ``extend`` takes its place and asks for further periods or names further officers, and
    changes nothing else; ``resubmit`` sends again what came back, cured, and leaves the rest as it is.
    """

    AMEND = "amend"
    EXTEND = "extend"
    RESUBMIT = "resubmit"


REPLACING = frozenset({VersionKind.AMEND, VersionKind.EXTEND})
"""The kinds that take the former one's place: it is withdrawn before they are received."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed and where it was learnt, for these records by their ids; for all of them where none is named."""

    records: frozenset[str]
    changed: str
    learnt: str


@dataclass(frozen=True, slots=True)
class Former:
    """What a version says of the one before it: its number, and the sha256 of its submission.toml."""

    kind: VersionKind
    number: str
    sha256: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows of the former one.

    Attributes:
        agreement: the agreement it was made under.
        sha256: of its submission.toml.
        withdrawn_for: the sha256 of the statement that ended it; '' while it stands.
        returned: ids of its records that came back and were not sent again since.
    """

    agreement: str
    sha256: str
    withdrawn_for: str
    returned: frozenset[str]


@dataclass(frozen=True, slots=True)
class Later:
    """The version that arrived.

    Attributes:
        agreement: the agreement it is made under.
        sha256: of its submission.toml.
        former: what it says of the one before it.
        records: ids of its records.
        other_row: of one that extends, the first row, from 1, that differs in more than periods and officers; else 0.
    """

    agreement: str
    sha256: str
    former: Former
    records: frozenset[str]
    other_row: int = 0


def version_refusal(later: Later, known: Known | None) -> Refusal | None:
    """Why this version is not received, or None; whether the former one has ended is ``still_stands``'s to say."""
    former = later.former
    if known is None or (known.agreement, known.sha256) != (later.agreement, former.sha256):
        return _refusal(
            "R48.former",
            f"No submission {former.number} of this agency under this agreement has the sha256 that is named;"
            " name number and sha256 of the submission.toml that was received.",
        )
    if known.withdrawn_for and known.withdrawn_for != later.sha256:
        return _refusal(
            "R48.superseded",
            f"Submission {former.number} was withdrawn, or another version took its place; begin from the last one.",
        )
    return _not_as_its_kind(later, known) or _unstated(later)


def still_stands(later: Later, known: Known) -> Refusal | None:
    """Whether a version that takes the former one's place comes before that one has ended."""
    if later.former.kind not in REPLACING or known.withdrawn_for == later.sha256:
        return None
    return _refusal(
        "R48.former_stands",
        f"Submission {later.former.number} still stands; enter with lockgate withdraw that this version takes its"
        " place, then receive it.",
    )


def _unstated(later: Later) -> Refusal | None:
    """Every record stands under a statement of what changed and where it was learnt."""
    changes = later.former.changes
    if any(not one.records for one in changes):
        return None
    lacking = later.records - frozenset[str]().union(*(one.records for one in changes))
    if not lacking:
        return None
    return _refusal(
        "R48.unstated",
        f"For {len(lacking)} records it is not said what changed and where it was learnt, such as {min(lacking)[:60]};"
        " add them to one of the former.changes.",
    )


def _not_as_its_kind(later: Later, known: Known) -> Refusal | None:
    if later.former.kind is VersionKind.RESUBMIT:
        others = later.records - known.returned
        if others:
            return _refusal(
                "R48.not_returned",
                f"{len(others)} records did not come back from submission {later.former.number}, or were sent again"
                f" already, such as {min(others)[:60]}; resubmit only what came back.",
            )
    elif later.former.kind is VersionKind.EXTEND and later.other_row:
        return _refusal(
            "R48.not_extended",
            f"Row {later.other_row} differs from the former submission in more than further periods and officers;"
            " amend it instead.",
        )
    return None


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, _ONE_QUESTION, Hook.MANNER)
