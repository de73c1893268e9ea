"""Assemble the dispositions: what was located, what persons found, what registers say -> an answer a record.

Every sufficient record gets one disposition: *granted* with its recipients, or *denied* with its internal
ground, which is never opened to the requester (R46). The law judges (``law.examination``); this file brings it
the facts of each record, asks it once per distinct combination, and keeps the records' order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from lockgate.law.act_facts import AnswerFacts, Identified, OfficerFacts
from lockgate.law.examination import judge_answer, judge_recipient
from lockgate.law.findings import Finding, Weight, combined
from lockgate.law.registers import (
    EVERY_OTHER_TAXPAYER,
    Determination,
    OrderScope,
    Registers,
    RosterEntry,
)
from lockgate.law.rules import Context
from lockgate.law.terms import State
from lockgate.seal.answers import Answer, Word

TRAINING_DAYS = 365
"""A training certificate is under one year old (Publication 1075, 2.C.3)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One sufficient record, as far as its disposition needs it."""

    row: int
    record_id: str
    matter: str
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """What location kept of one sufficient record; sealed evidence."""

    row: int
    identified: Identified
    taxpayer: str
    deliverable: bool | None
    from_periods: bool | None
    address: tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class PersonsSay:
    """What persons found after the request was sufficient.

    Attributes:
        weak: row -> a finding on R24, met or not met.
        relevant_rows: rows with a finding that the reason is relevant and the officers engaged (R47).
        relevant_groups: pairs of matter and officer with such a finding.
        confirmed: pairs of officer and matter that the officer confirmed (R53).
    """

    weak: Mapping[int, bool] = field(default_factory=dict)
    relevant_rows: frozenset[int] = frozenset()
    relevant_groups: frozenset[tuple[str, str]] = frozenset()
    confirmed: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """What governs the drafting: agreement, the instant, the agency, registers, persons' findings.

    ``answered``: custodian's ids of taxpayers whom an earlier case has answered about (R48).
    """

    context: Context
    at: datetime
    agency: str
    registers: Registers
    persons: PersonsSay
    answered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Disposition:
    """One record's disposition: the answer, its internal ground (empty when granted), who receives it."""

    row: int
    record_id: str
    ground: str
    recipients: tuple[str, ...]
    taxpayer: str
    address: tuple[str, str, str, str, str, str]

    @property
    def granted(self) -> bool:
        """Whether the address is released; otherwise the answer is the uniform sentence."""
        return not self.ground

    @property
    def answer(self) -> Answer:
        """The answer as it stands in a package."""
        if self.granted:
            return Answer(self.record_id, Word.IDENTIFIED, *self.address)
        return Answer(self.record_id, Word.NONE)


NOBODY = ("", "", "", "", "", "")
"""The address of an answer that releases none."""


def assemble(asked: Iterable[Asked], located: Mapping[int, Located], frame: Frame) -> Iterator[Disposition]:
    """One disposition for every sufficient record, in the order given.

    A record that was not located at all is denied like one for whom nobody was found.
    """
    judge = Judge(frame)
    answered = set(frame.answered)
    for record in asked:
        found = located.get(record.row, _nobody(record.row))
        ground = judge.ground(found, answered=found.taxpayer in answered)
        recipients = judge.recipients(record)
        relevant = tuple(one for one in recipients if judge.relevant(record, one))
        ground = ground or _held(recipients, relevant)
        # Who is answered must not hang on the answer: whoever would not get the address gets no uniform answer (R46).
        told = relevant or recipients
        if ground:
            yield Disposition(record.row, record.record_id, ground, told, "", NOBODY)
            continue
        answered.add(found.taxpayer)
        yield Disposition(record.row, record.record_id, "", told, found.taxpayer, found.address)


class Judge:
    """Asks the law, once per distinct combination of facts, and remembers the findings."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._day = frame.at.date()
        self._roster = _in_force(frame.registers.roster, self._day)
        self._protected = _protected(frame)
        self._informant = _determinations(frame)
        self._answer = cache(self._ask_answer)
        self._recipient = cache(self._ask_recipient)

    def answer(self, found: Located, *, answered: bool) -> tuple[Finding, ...]:
        """The findings about one record's answer."""
        return self._answer(self._facts(found, answered=answered))[0]

    def ground(self, found: Located, *, answered: bool) -> str:
        """The internal ground of one record's answer: the codes of everything not met, or empty when all is met."""
        return self._answer(self._facts(found, answered=answered))[1]

    def _facts(self, found: Located, *, answered: bool) -> AnswerFacts:
        informant, protected, before = self.about(found.taxpayer, answered=answered)
        return AnswerFacts(
            identified=found.identified,
            weak_finding=self.frame.persons.weak.get(found.row),
            from_periods=found.from_periods,
            deliverable=found.deliverable,
            informant=informant,
            protected=protected,
            answered_before=before,
        )

    def about(self, taxpayer: str, *, answered: bool) -> tuple[Determination | None, bool, bool]:
        """What the law is told of a taxpayer: the (i)(6) determination, whether protected, whether answered before."""
        informant = self._informant(taxpayer) if taxpayer else None
        return informant, taxpayer in self._protected, bool(taxpayer) and answered

    def recipients(self, record: Asked) -> tuple[str, ...]:
        """The named officers who may receive this record's answer, each once; the others are stripped."""
        confirmed = self.frame.persons.confirmed
        named = dict.fromkeys(record.officers)
        return tuple(one for one in named if self._recipient(one, (one, record.matter) in confirmed)[1])

    def recipient(self, officer: str, matter: str) -> tuple[Finding, ...]:
        """The findings about one officer as recipient in one matter (R21, R53, R55)."""
        return self._recipient(officer, (officer, matter) in self.frame.persons.confirmed)[0]

    def relevant(self, record: Asked, officer: str) -> bool:
        """Whether a person found the reason relevant and this officer engaged, for row or group (R47)."""
        persons = self.frame.persons
        return record.row in persons.relevant_rows or (record.matter, officer) in persons.relevant_groups

    def _ask_answer(self, facts: AnswerFacts) -> tuple[tuple[Finding, ...], str]:
        """The findings, and the ground that follows from them."""
        findings = judge_answer(facts, self.frame.context, self._day)
        return findings, _ground(findings)

    def _ask_recipient(self, officer: str, confirmed: bool) -> tuple[tuple[Finding, ...], bool]:
        """The findings, and whether this officer may receive an answer."""
        facts = officer_facts(self._roster.get(officer), self.frame, confirmed=confirmed)
        findings = judge_recipient(facts, self.frame.context, self._day)
        return findings, combined(findings) is Weight.RELEASE


def officer_facts(entry: RosterEntry | None, frame: Frame, *, confirmed: bool) -> OfficerFacts:
    """What the roster says of an officer on the day; None of an officer who does not stand on it."""
    day = frame.at.date()
    if entry is None:
        return OfficerFacts(on_roster=False, same_agency=None, employment=None, trained=None, cleared=None,
                            confirmed=confirmed, certificate_current=None)  # fmt: skip
    trained, cleared = entry.trained_on, entry.cleared_until
    return OfficerFacts(
        on_roster=True,
        same_agency=entry.agency == frame.agency and entry.employer in {"", frame.agency},
        employment=entry.employment,
        trained=None if trained is None else 0 <= (day - trained).days < TRAINING_DAYS,
        cleared=None if cleared is None else day <= cleared,
        confirmed=confirmed,
        certificate_current=bool(entry.certificate),
    )


def _nobody(row: int) -> Located:
    return Located(row, Identified.NONE, "", None, None, NOBODY)


def nobody_newly_shielded(then: Frame, now: Frame) -> bool:
    """Whether everybody about whom an answer might leave then is somebody about whom one may leave now.

    Asked of the registers alone, about everybody named in them and everybody else: it does not hang on whom a
    package is about, so what follows from it tells nobody what is in one (R23, R25, R46).
    """
    named = {row.taxpayer for frame in (then, now) for row in frame.registers.determinations}
    named |= _protected(then) | _protected(now) | {EVERY_OTHER_TAXPAYER}
    might, may = _unshielded(then), _unshielded(now)
    return all(may(one) for one in named if might(one))


def _unshielded(frame: Frame) -> Callable[[str], bool]:
    protected, informant = _protected(frame), _determinations(frame)

    def of(taxpayer: str) -> bool:
        return taxpayer not in protected and informant(taxpayer) is Determination.CLEAR

    return of


def _ground(findings: tuple[Finding, ...]) -> str:
    """The internal ground: the codes of everything not met, or empty when all is met."""
    if combined(findings) is Weight.RELEASE:
        return ""
    unmet = [finding.code or finding.rule for finding in findings if finding.state is not State.MET]
    return ";".join(dict.fromkeys(unmet)) or "R50.not_asked"


def _held(recipients: tuple[str, ...], relevant: tuple[str, ...]) -> str:
    """Why an answer that the law would let leave stays held: nobody to have it, or nobody found it relevant."""
    if not recipients:
        return "R53.nobody_left"
    return "" if relevant else "R47.finding"


def _in_force(roster: Iterable[RosterEntry], day: date) -> dict[str, RosterEntry]:
    """The roster by officer; an officer who stands on it twice on one day stands on it not at all."""
    found: dict[str, RosterEntry] = {}
    twice: set[str] = set()
    for entry in roster:
        if entry.term.covers(day):
            twice |= {entry.officer} & found.keys()
            found[entry.officer] = entry
    return {officer: entry for officer, entry in found.items() if officer not in twice}


def _protected(frame: Frame) -> frozenset[str]:
    """Taxpayers whom an order in force protects, whatever act it names: the strictest governs (R23)."""
    return frozenset(
        taxpayer
        for order in frame.registers.orders
        if order.scope is OrderScope.PERSONS and order.stands(frame.at)
        for taxpayer in order.taxpayers
    )


def _determinations(frame: Frame) -> Callable[[str], Determination | None]:
    """The (i)(6) determination in force: a taxpayer's own, or the one about everyone not named (R25).

    One bar among several is a bar. One older than the agreement's days is no current determination.
    """
    oldest = frame.context.agreement.limits.determination_days
    day = frame.at.date()
    own: dict[str, Determination] = {}
    for row in frame.registers.determinations:
        if row.term.covers(day) and (day - row.term.since).days <= oldest:
            bar = Determination.BAR in {row.determination, own.get(row.taxpayer)}
            own[row.taxpayer] = Determination.BAR if bar else Determination.CLEAR
    rest = own.get(EVERY_OTHER_TAXPAYER)

    def of(taxpayer: str) -> Determination | None:
        return own.get(taxpayer, rest)

    return of
