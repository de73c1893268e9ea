"""The one shape of an act on a case: lock, ask, sign, enter, write, commit.

``on_case`` opens the case under its lock, finds the officer in the registers as they stand under that lock, and
hands an ``Attempt`` to the act. The act asks for the ruling, and only a ruling can be entered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from lockgate.actions.office import Office, Result, Signer, Unsigned
from lockgate.actions.refusing import Tried, answered, refused
from lockgate.actions.signing import enacted, governing_of, sign, with_more
from lockgate.canonical import Canonical, canonical
from lockgate.law.citations import Citation
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.gate_words import every_gate
from lockgate.procedure.gates import role_of, stage_of
from lockgate.procedure.judged import judgement
from lockgate.procedure.opening_gates import used_nonce
from lockgate.procedure.questions import Amended, Asked, Frame, Leaving, OpeningAsked, Question, Withdrawn
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.rulings import rule_on
from lockgate.store.cases import CaseFile, opened, viewed
from lockgate.store.gateway import DRAWN, make_nonce, nonce_stands, what_about
from lockgate.store.instants import not_before
from lockgate.store.judged import last_entered
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packs import governing
from lockgate.store.policies import witnesses_asked
from lockgate.store.publication import published_size
from lockgate.store.registers import current_registers
from lockgate.store.values import Enacted, EntryRef
from lockgate.tlog.entries import SALT_SIZE, Entry, Subtree, detail_root, salted_leaf
from lockgate.tlog.signatures import NONCE_SIZE

_DELEGATION = Citation("Delegation Order 11-2")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What else an act is about; each part is empty where the act has none."""

    content: Mapping[str, Canonical]
    proposal: str = ""
    package: str = ""
    rule: str = ""
    records: int | None = None
    leaving: Leaving | None = None
    opening: OpeningAsked | None = None
    recipient: str = ""
    more: tuple[tuple[str, str], ...] = ()
    """Further details the entry commits to, each by name and value."""
    amended: Amended | None = None
    withdrawn: Withdrawn | None = None
    affirms: bool = False
    round: str = ""

    def with_leaving(self, leaving: Leaving) -> "Particulars":
        """The same, with what the law says of everything that would leave."""
        return replace(self, leaving=leaving)


NOTHING_MORE = Particulars({})
"""An act about nothing else."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One officer at one act on one open case, before the ruling."""

    office: Office
    file: CaseFile
    signer: Signer
    by: Officer
    at: datetime
    frame: Frame
    entered: int = 0
    """The number of the log's last entry before, where somebody only asks what they would sign."""
    tried: list[Tried] = field(default_factory=list)
    """What was asked of the rules, the last of all at the end; a refusal is entered with it."""

    @property
    def facts(self) -> CaseFacts:
        """The case under its lock."""
        return self.file.facts

    def tries(self, act: Act, particulars: Particulars = NOTHING_MORE) -> None:
        """Say what is tried, before it can be refused."""
        pack = self.frame.agreement.pack_hash
        self.tried.append(Tried(act, self.at, self.facts.case, pack, particulars.proposal, particulars.package))

    def asked(self, act: Act, particulars: Particulars) -> Asked:
        """The question to the rules; nonce and instant of signing are those that were sent, else fresh."""
        self.tries(act, particulars)
        sent = self.signer.sent
        return Asked(
            act,
            self.by,
            self.at,
            nonce=sent.nonce if sent is not None else self._nonce(act, particulars.package),
            content=sha256(canonical(particulars.content)).hexdigest(),
            proposal=particulars.proposal,
            package=particulars.package,
            rule=particulars.rule,
            records=particulars.records,
            leaving=particulars.leaving,
            signed_at=datetime.fromisoformat(sent.at) if sent is not None else None,
            opening=particulars.opening,
            recipient=particulars.recipient,
            amended=particulars.amended,
            withdrawn=particulars.withdrawn,
            affirms=particulars.affirms,
            round=particulars.round,
        )

    def _nonce(self, act: Act, package: str) -> str:
        """A fresh nonce; the gateway's own where the signature is to come back from elsewhere."""
        if not isinstance(self.signer.key, Unsigned):
            return self.office.random(NONCE_SIZE).hex()
        about = what_about(act.value, self.facts.case, package)
        drawn = self.office.random(DRAWN)
        return make_nonce(load_evidence_key(self.office.home), (self.by.id, about), self.at, drawn)

    def nonce_stands(self, asked: Asked) -> bool:
        """Whether the nonce of a decision signed elsewhere is the gateway's own for this officer and package or act."""
        key = load_evidence_key(self.office.home)
        about = what_about(asked.act.value, self.facts.case, asked.package)
        return nonce_stands(key, asked.nonce, (self.by.id, about), self.signer.received(self.at))

    def shows(self, asked: Asked) -> None:
        """Keep, for whoever only asks what they would sign, every gate and what would leave as it was judged."""
        key = self.signer.key
        if isinstance(key, Unsigned):
            question = Question(self.facts, asked, self.frame)
            key.asked.append(every_gate(question))
            judged = judgement(question, self.entered)
            key.judged.extend([judged] if judged is not None else [])

    def enter(self, asked: Asked, particulars: Particulars, records: Subtree | None = None) -> EntryRef | Refusal:
        """Ask for the ruling, sign it and enter it; nothing is written on a refusal.

        Args:
            asked: made by ``asked`` from the same particulars.
            particulars: what else is decided.
            records: the subtree of record leaves, where the act decides on records.
        """
        self.shows(asked)
        ruling = rule_on(self.facts, asked, self.frame)
        if isinstance(ruling, Refusal):
            return ruling
        if asked.signed_at is not None and not self.nonce_stands(asked):
            return used_nonce()
        signed = sign(ruling, particulars.content, asked, self.signer)
        if isinstance(signed, Refusal):
            return signed
        entry = enacted(self.office, ruling.case, (signed,), governing_of(self.frame), records)
        return self.file.enter(with_more(self.office, entry, particulars.more))


def on_case(  # noqa: PLR0913 - the last two are for one act each
    office: Office,
    case: str,
    signer: Signer,
    do: Callable[[Attempt], Result],
    at: datetime | None = None,
    *,
    proposal: str = "",
    alone: bool = False,
) -> Result:
    """Open the case for one act and do it; one transaction, one commit, and none on a refusal.

    Args:
        office: the office.
        case: the case's id.
        signer: who acts.
        do: the act; whatever it answers as a refusal, it answers before it writes.
        at: the instant of the act where it has read the clock already; else the clock is read here.
        proposal: the hash of a substitute's proposal the act is about (R56); any other one changes nothing.
        alone: no act on any other case commits meanwhile.

    Raises:
        UsageError: there is no such case, or its agreement cannot be read.
        IntegrityError: what is stored does not verify.
    """
    begun = _Begun(at or office.clock(), published_size(office.home))
    with opened(case, begun.published, proposal=proposal, alone=alone) as file:
        result, tried = _attempted(office, file, signer, do, begun)
    return answered(office, (signer,), tried, result) if tried is not None else result


def on_own(  # noqa: PLR0913 - the last one is for the act whose refusals are entered whoever asks
    office: Office,
    case: str,
    signer: Signer,
    do: Callable[[Attempt], Result],
    at: datetime | None = None,
    *,
    whose: str = "",
) -> Result:
    """The same for an act a recipient does alone: of the case's packages, only theirs are read, or those of ``whose``.

    However many recipients a case has, each one's act costs the same.
    """
    begun = _Begun(at or office.clock(), published_size(office.home))
    with opened(case, begun.published, whose or signer.officer) as file:
        result, tried = _attempted(office, file, signer, do, begun)
    return answered(office, (signer,), tried, result) if tried is not None else result


@dataclass(frozen=True, slots=True)
class _Begun:
    """When an act was begun, and how many entries stood under the published checkpoint then."""

    at: datetime
    published: int


def _attempted(
    office: Office, file: CaseFile, signer: Signer, do: Callable[[Attempt], Result], begun: _Begun
) -> tuple[Result, Tried | None]:
    """What came of the act, and what it tried last, if its refusal is to be entered."""
    # Read anew under the lock: an order that was entered while this act made ready or waited is in force for it.
    at = not_before(max(begun.at, office.clock()))
    registers = file.registers(at)
    by = officer_of(registers, signer.officer, at)
    if by is None:
        return unknown_officer(signer), None
    agreement = governing(file.facts.submission.agreement, at)
    # A policy that was entered meanwhile is asked for too, whichever of the two wants fewer.
    frame = Frame(agreement, office.law, registers, witnesses_asked(begun.published))
    last = last_entered() if isinstance(signer.key, Unsigned) else 0
    attempt = Attempt(office, file, signer, by, at, frame, last)
    result = do(attempt)
    # An opening that is refused is entered by the act itself, under the same lock.
    entered = [one for one in attempt.tried if one.act is not Act.OPENING]
    return result, entered[-1] if entered else None


def refused_at_once(office: Office, case: str, signer: Signer, act: Act) -> Refusal | None:
    """Why the act could not be done whatever slow work came to: who asks, their role, the case's stage.

    Asked before anything is read for the act, which asks all of its gates again under the lock. A refusal is entered.

    Raises:
        UsageError: there is no such case.
    """
    at = office.clock()
    by = officer_of(current_registers(at), signer.officer, at)
    if by is None:
        return unknown_officer(signer)
    facts = viewed(case)
    refusal = role_of(act, by) or stage_of(act, facts.stage)
    if refusal is None:
        return None
    pack = governing(facts.submission.agreement, at).pack_hash
    return refused(office, (signer,), Tried(act, at, case, pack), refusal)


def unknown_officer(signer: Signer) -> Refusal:
    """The registers do not have this officer now."""
    return Refusal(
        "R28.unknown",
        f"{signer.officer} stands in neither the delegations nor the roster today, or stands in both.",
        _DELEGATION,
        Hook.CONFIDENTIALITY,
    )


def own_entry(attempt: Attempt, word: str, said: Mapping[str, Canonical]) -> Enacted:
    """What the office enters by itself on an open case, in answer to an officer's request.

    Args:
        attempt: the request, under the case's lock.
        word: of ``store.transactions.OFFICE_ENTRIES``.
        said: what it is about, as the entry's one private leaf.
    """
    governing = governing_of(attempt.frame)
    leaves = (salted_leaf(attempt.office.random(SALT_SIZE), "said", canonical(said).decode("utf-8")),)
    time = f"{attempt.at:%Y-%m-%dT%H:%MZ}"
    entry = Entry(word, attempt.facts.reference, time, governing.law, governing.pack, detail_root(leaves))
    return Enacted(entry, leaves, (), attempt.at)
