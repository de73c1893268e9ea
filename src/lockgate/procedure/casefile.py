"""What a ruling knows of a case: frozen values that ``store.cases`` reads under the case's lock.

Nothing here is asked again of anybody: a ruling sees exactly these facts and the registers, so the same
question about the same facts has the same answer on a screen, in an act, and in a test.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from lockgate.procedure.acts import Act


class CaseStage(StrEnum):
    """How far a case is. ``reading``: the reading of the custodian's file is entered, its result is not.

    ``withdrawn``: its agency wants no answer to it any more, or to another version instead; nothing of it leaves.
    A look-back case is never at any other stage than ``look_back`` and, once its result is kept, ``looked_back``.
    """

    SUBMITTED = "submitted"
    EXAMINED = "examined"
    READING = "reading"
    LOCATED = "located"
    PROPOSED = "proposed"
    AUTHORIZED = "authorized"
    SEALED = "sealed"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    LOOK_BACK = "look_back"
    LOOKED_BACK = "looked_back"


class Vote(StrEnum):
    """A deciding officer's answer to one proposal."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class ActDone:
    """One act already in the log. ``key`` is the sha256 of the officer's public key: one person, one key."""

    act: Act
    officer: str
    key: str
    at: datetime
    proposal: str
    entry: str
    """The entry's leaf hash, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What the submission says of itself, and whom it names; none of them may act for the custodian."""

    number: str
    agency: str
    agreement: str
    dated: date
    provision: str
    requesting_official: str
    certifying_official: str
    officers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExaminationFacts:
    """The last examination and what came of it.

    Attributes:
        pack: hash of the agreement pack, 64 hexadecimal digits.
        law: hash of the law in force, 64 hexadecimal digits.
        sufficient: records whose every asked requirement is met; with review and returned, all records.
        standing: the version of the standing row it was made under.
        outcomes: RFC 6962 root over the outcomes in row order, 64 hexadecimal digits.
    """

    pack: str
    law: str
    sufficient: int
    review: int
    returned: int
    standing: int = 0
    outcomes: str = ""


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """The current proposal; ``body`` is its canonical bytes, ``hash`` their sha256 in hexadecimal."""

    hash: str
    body: bytes
    officer: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """One vote on the current proposal."""

    officer: str
    key: str
    vote: Vote
    at: datetime
    proposal: str


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One round of the current proposal's items that was put before a deciding officer.

    Attributes:
        number: from 1, for each officer and proposal.
        begin: how many items of the proposal came before this round's; ``end``: with this round's.
        shown: how many items it shows, seeds among them.
        last: no item of the proposal comes after it.
        seeds: the commitment to its seeds, 64 hexadecimal digits.
        at: when it was shown first.
        closed: every item of it was answered.
        missed: seeds that the officer affirmed; ``returned``: items of the proposal that the officer sent back.
    """

    officer: str
    number: int
    begin: int
    end: int
    shown: int
    last: bool
    seeds: str
    at: datetime
    closed: bool = False
    missed: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class AuthorizationFacts:
    """The authorization of the current proposal.

    Attributes:
        published: its entry is under a published checkpoint.
        stopped: why the outside party stopped it within its window; empty where it did not.
    """

    proposal: str
    officer: str
    key: str
    at: datetime
    entry: str
    published: bool
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class SubstitutionFacts:
    """A proposal for a substitute (R56), its votes, its authorization, and who it puts in whose place."""

    proposal: ProposalFacts
    votes: tuple[VoteFacts, ...]
    authorization: AuthorizationFacts | None
    officer: str
    instead: str


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """One sealed package. ``published``: the seal's entry is under a published checkpoint.

    Attributes:
        gated: a gateway keeps the key it opens with; else its recipient can open it alone.
        opened_at: when its opening was entered; ``request`` is the hash of the request that it answers.
        answered_at: when its key left for the first time.
        purged_at: when its key was erased.
        replaces: the package it was sealed anew for (R56), or empty.
    """

    id: str
    recipient: str
    certificate: str
    proposal: str
    sealed_entry: str
    published: bool
    handed_over_at: datetime | None
    fetches: int
    acknowledged_at: datetime | None
    recalled_at: datetime | None
    gated: bool = False
    opened_at: datetime | None = None
    request: str = ""
    answered_at: datetime | None = None
    purged_at: datetime | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything a ruling may ask about one case.

    Attributes:
        case: the case's id, 32 hexadecimal digits; never in the log.
        reference: the blinded reference that stands in entries, 64 hexadecimal digits.
        version: raised by every commit on the case.
        standing: the version of the standing row, raised by every register and order.
        acts: the acts of the custodian's officers on the case, oldest first. What recipients do alone (confirm,
            fetch, acknowledge) and what only shows an officer some records no ruling asks about, and those are many.
        votes: votes on the current proposal only; a new proposal has none.
        authorization: of the current proposal only.
        packages: all packages of the case, of whatever proposal; at a recipient's act, that recipient's.
        reading: the id of the act that entered the reading under way or done last; empty before.
        substitutions: proposals for substitutes since the current proposal, oldest first.
        whole: the current proposal, where ``proposal`` is one for a substitute (``under``).
        put: the hashes of all proposals of the case that ever were put to the deciding officers.
        decided: the officers who voted for the proposals of other cases, the case decided last first: those decided
            before the second vote on this proposal, as far back as a rotation of pairs can ask.
        rounds: of the current proposal, in the order they were first shown; only while votes on it are still asked.
        paused: ids and keys of officers who missed a seed, on whatever case, and were not restored.
    """

    case: str
    reference: str
    stage: CaseStage
    version: int
    standing: int
    opened_at: datetime
    submission: SubmissionFacts
    examination: ExaminationFacts | None
    acts: tuple[ActDone, ...]
    proposal: ProposalFacts | None
    votes: tuple[VoteFacts, ...]
    authorization: AuthorizationFacts | None
    packages: tuple[PackageFacts, ...]
    reading: str = ""
    substitutions: tuple[SubstitutionFacts, ...] = ()
    whole: ProposalFacts | None = None
    put: frozenset[str] = frozenset()
    decided: tuple[frozenset[str], ...] = ()
    rounds: tuple[RoundFacts, ...] = ()
    paused: frozenset[str] = frozenset()

    @property
    def released(self) -> ProposalFacts | None:
        """The proposal whose packages went out together, a substitute's or not being looked at."""
        return self.whole or self.proposal

    def under(self, proposal: str) -> "CaseFacts":
        """The case as an act about a substitute sees it: their proposal is the one to vote on, authorize and seal.

        Args:
            proposal: the hash of a proposal for a substitute; with any other one the case is as it is.
        """
        for one in self.substitutions:
            if one.proposal.hash == proposal and self.stage is not CaseStage.WITHDRAWN:
                return replace(
                    self,
                    stage=CaseStage.PROPOSED if one.authorization is None else self.stage,
                    proposal=one.proposal,
                    votes=one.votes,
                    authorization=one.authorization,
                    whole=self.released,
                )
        return self

    def substitution_of(self, officer: str) -> SubstitutionFacts | None:
        """The last proposal that puts this officer in somebody's place, or None."""
        return next((one for one in reversed(self.substitutions) if one.officer == officer), None)

    def doers(self, act: Act) -> frozenset[tuple[str, str]]:
        """Who has done ``act`` on this case: pairs of officer id and key."""
        return frozenset((done.officer, done.key) for done in self.acts if done.act is act)
