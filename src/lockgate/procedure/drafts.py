"""A request while its agency still writes it: a draft, what may be done with it now, and by whom.

A draft is working paper of the agency's, kept by the office for it. It is no submission, no record and no part of the
log: nothing is decided on it. Two persons of the agency stand behind what is sent: whoever wrote in it does not
validate it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lockgate.law.citations import Citation, house
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, Role, Side
from lockgate.procedure.told import Told
from lockgate.procedure.versions import REPLACING, VersionKind

KEPT = timedelta(days=30)
"""How long a draft that nobody changes is kept; then it is erased."""

MOST_DRAFTS = 20
"""Drafts that one person may have begun at a time, those that were sent not counted."""

_TWO = Citation("NIST SP 800-53 AC-3(2)", "dual authorization")


class DraftStage(StrEnum):
    """How far a draft is. From ``offered`` on nothing of it changes unless it is taken back."""

    WRITING = "writing"
    OFFERED = "offered"
    VALIDATED = "validated"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Follows:
    """The request that a draft is a later version of: how, its case, its number, the sha256 of its submission.toml."""

    kind: str
    case: str
    number: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One request that is being written.

    Attributes:
        id: 32 hexadecimal digits.
        agency: whose; nobody else sees it.
        begun_by: the officer's id.
        version: raised by every change of what it says; a report is of one version.
        answers: what was filled in, by part and field.
        columns: of an uploaded file: term to header cell as confirmed; None while nobody confirmed them.
        file: how the uploaded file is called in the draft; '' for one record by form.
        hands: the keys (sha256) of everybody who wrote in it.
        declared: sha256 of the submission.toml that was offered; '' before.
        accepted: how many deficient records somebody said shall go along as they are.
        validated_by: the name of the second person; '' before.
        follows: the request that it is a later version of (R48); None where it is a first one.
    """

    id: str
    agency: str
    begun_by: str
    begun_at: datetime
    changed_at: datetime
    version: int = 1
    stage: DraftStage = DraftStage.WRITING
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, str] | None = None
    file: str = ""
    hands: tuple[str, ...] = ()
    declared: str = ""
    accepted: int = 0
    validated_by: str = ""
    follows: Follows | None = None

    def answer(self, part: str, name: str) -> str:
        """What was filled in there, or ''."""
        return self.answers.get(part, {}).get(name, "")

    @property
    def number(self) -> str:
        """The agency's own number, as far as it was given."""
        return self.answer("authority", "number")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the pre-flight of one version of a draft came to, in records."""

    version: int
    sufficient: int
    review: int
    returned: int
    about_submission: int

    @property
    def deficient(self) -> int:
        """Records that would be returned; all of them where the submission itself is deficient."""
        return self.sufficient + self.review + self.returned if self.about_submission else self.returned


def may_see(draft: Draft, by: Officer) -> bool:
    """Whether a person sees the draft: those of its agency, and nobody else."""
    return by.side is Side.AGENCY and by.agency == draft.agency


def may_begin(drafts: Iterable[Draft], by: Officer) -> Refusal | None:
    """Whether a person can begin another draft: each holds a file of up to a gigabyte, and is kept for thirty days.

    Args:
        drafts: those there are.
        by: who would begin one.
    """
    own = [one for one in drafts if one.begun_by == by.id and one.stage is not DraftStage.SENT]
    if len(own) < MOST_DRAFTS:
        return None
    return _refusal(
        "office.drafts",
        f"You have begun {MOST_DRAFTS} drafts that were not sent, as many as one person may; send or erase one.",
    )


def may_follow(told: Told, kind: VersionKind, back: int) -> Refusal | None:
    """Whether a request can be followed by a version of this kind, as far as its agency is told of it (R46).

    Args:
        told: how far the request is.
        kind: how the draft would follow it.
        back: how many of its records came back and were not sent again.
    """
    if told is Told.WITHDRAWN:
        return _refusal("R48.superseded", "It was withdrawn, or another version took its place; begin from that one.")
    if kind is VersionKind.RESUBMIT and not back:
        return _refusal("R48.not_returned", "Nothing of it came back that was not sent again already.")
    if kind in REPLACING and told is Told.ANSWERED:
        return _refusal(
            "R48.answered",
            "It was answered, so no version takes its place; ask again stating what changed and where it was learnt.",
        )
    return None


def may_write(draft: Draft) -> Refusal | None:
    """Whether it can be changed now."""
    if draft.stage is DraftStage.WRITING:
        return None
    return _refusal("office.draft_frozen", "It was offered for validation and is frozen; take it back to change it.")


def may_offer(draft: Draft, checked: Checked | None, accepted: int) -> Refusal | None:
    """Whether it can be offered for validation: checked as it is, and no deficient record goes along unnoticed.

    Args:
        draft: the draft.
        checked: the last pre-flight, if there was one.
        accepted: how many deficient records the person said shall go along as they are.
    """
    if draft.stage is not DraftStage.WRITING:
        return may_write(draft)
    if checked is None or checked.version != draft.version:
        return _refusal("office.draft_unchecked", "Check the answers as they are now; then it can be offered.")
    if checked.about_submission:
        return _refusal("office.draft_deficient", "The submission itself is deficient, so all of it would be returned.")
    if checked.deficient != accepted:
        return _refusal(
            "office.draft_deficient",
            f"{checked.deficient} records are deficient and would be returned; mend them, or say that they go along.",
        )
    if checked.sufficient + checked.review == 0:
        return _refusal(
            "office.draft_deficient", "Every record is deficient, so nothing of it would be examined further."
        )
    return None


def may_validate(draft: Draft, by: Officer) -> Refusal | None:
    """Whether this person can validate it: a second one, who wrote nothing in it."""
    if draft.stage is not DraftStage.OFFERED:
        return _refusal("office.draft_stage", "It is not offered for validation, or was validated already.")
    if by.id == draft.begun_by or not by.keys.isdisjoint(draft.hands):
        return Refusal(
            "office.two_persons",
            "You wrote in this request; another person of your agency validates it.",
            _TWO,
            Hook.HOUSE,
        )
    return None


def may_send(draft: Draft) -> Refusal | None:
    """Whether the requesting official's signature can be put under it now."""
    if draft.stage is DraftStage.VALIDATED:
        return None
    return _refusal("office.draft_stage", "A second person of the agency validates it first.")


def may_sign_here(draft: Draft, by: Officer) -> bool:
    """Whether this is the very official in whose name the draft asks."""
    return Role.REQUESTING in by.roles and by.name == draft.answer("certification", "requesting_person")


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, house("6103(i)(2)(B)"), Hook.HOUSE)
