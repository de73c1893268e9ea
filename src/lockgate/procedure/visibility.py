"""Who may be shown what, each with its provision and its fields (R51): the one table, printed into docs/law/acts.md.

``identified`` is return information too ((b)(2)), and so is every number that tells of it. What has no line is shown
to nobody, and a role without a line is shown counts and proofs only: what stands in the published log, how many
records an act was about, hashes. Every face asks ``shown``; an act that shows something asks it as a gate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lockgate.law.citations import Citation, usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, SubmissionFacts, VoteFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.reviews import VOTES_NEEDED, has_voted
from lockgate.procedure.roles import CUSTODIAN_ROLES, Officer, Role, Side


class Thing(StrEnum):
    """What there is to look at that is return information, tells of it, or is a request about somebody."""

    REQUEST = "a case: the request as it was made, and how far it is"
    JUDGED = "which record stands at which outcome, on which ground of the request's own words"
    CONTENTS = "what a record of the request says, with every finding on it"
    HOLDS = "what waits, on which ground"
    DISPOSITIONS = "dispositions, in numbers"
    CLASSES = "how many records met one taxpayer, weakly, none or several, in numbers"
    WEAK = "the evidence of a weak record (R24)"
    LOCATED = "all other located evidence: taxpayers, addresses, who was met"
    GROUND = "the ground of a uniform answer"
    FILE = "the custodian's file, in numbers"
    LOOK_BACK = "what the custodian's file shows of answers looked back at, in numbers"
    LOOK_BACK_ANSWER = "what it shows of one answer"
    DETERMINATIONS = "(i)(6) determinations"
    PACKAGE = "a released package"
    UNIFORM = "a uniform answer, opened"
    QUESTIONS = "whom earlier cases asked about, as keyed hashes"
    COPY = "whose copy of a package a file comes from"
    ACCOUNTING = "the accounting of disclosures, line by line"


class Field(StrEnum):
    """Fields, as the faces name them."""

    CASE = "case, number, stage, proposal, votes shown, what may be done"
    LOADS = "records naming each officer"
    TALLY = "records by ground of the request's own words"
    GROUNDS = "row, outcome, requirements not met or not checked"
    SAID = "every column of a row, each finding with its trace, what persons found"
    WAITING = "case, code, owner, days, records, reason"
    WORDS = "granted, denied, returned, held"
    RECIPIENTS = "recipients"
    ELEMENTS = "agreement by element"
    SIZES = "taxpayers, homes, keys, addresses_of_nobody"
    FOUND = "one, weak, none, several, disagrees"
    DETERMINATION = "taxpayer, determination, since, until, by"
    COPY = "package, recipient, case, number, handed over, by"
    ACCOUNTED = "one row: record, name, authority, agency, purpose, period, day, method, office, recipient"
    ANSWER = "record id, mailing address or the uniform sentence"


@dataclass(frozen=True, slots=True)
class Sight:
    """One line: what is shown, to which roles, which fields of it, and the provision that lets it be shown."""

    thing: Thing
    roles: frozenset[Role]
    fields: frozenset[Field]
    citation: Citation


_DUTY = usc26("6103(h)(1)", "official duties")
_ENGAGED = usc26("6103(i)(2)(A)", "personally and directly engaged")
_DRAFT_AND_VOTE = frozenset({Role.ANALYST, Role.DECIDING})
_FIND_AND_VOTE = frozenset({Role.ANALYST, Role.DECIDING, Role.COUNSEL})
_COMPARTMENT = frozenset({Role.COUNSEL, Role.DISCLOSURE_MANAGER})
_RECIPIENT = frozenset({Role.RECIPIENT})

SIGHTS = (
    Sight(
        Thing.REQUEST,
        frozenset({Role.INTAKE, Role.ANALYST, Role.DECIDING, Role.COUNSEL}),
        frozenset({Field.CASE, Field.LOADS, Field.TALLY}),
        _DUTY,
    ),
    # Whoever authorizes or releases must see that it is the case and the proposal they mean, and every gate of it.
    Sight(Thing.REQUEST, frozenset({Role.RELEASER, Role.DISCLOSURE_MANAGER}), frozenset({Field.CASE}), _DUTY),
    Sight(Thing.REQUEST, _RECIPIENT, frozenset({Field.CASE}), _ENGAGED),
    # Who asks on behalf of the agency is told how far the request is; what answers say is the named officers' alone.
    Sight(Thing.REQUEST, frozenset({Role.REQUESTING}), frozenset({Field.CASE}), usc26("6103(i)(2)(A)")),
    # Row numbers and codes; what a row says is shown by an act that enters.
    Sight(Thing.JUDGED, _FIND_AND_VOTE, frozenset({Field.GROUNDS}), _DUTY),
    Sight(Thing.CONTENTS, _FIND_AND_VOTE, frozenset({Field.SAID}), _DUTY),
    Sight(Thing.HOLDS, CUSTODIAN_ROLES - {Role.OVERSIGHT, Role.REVIEWER}, frozenset({Field.WAITING}), _DUTY),
    Sight(Thing.DISPOSITIONS, _DRAFT_AND_VOTE, frozenset({Field.WORDS, Field.RECIPIENTS}), _DUTY),
    Sight(Thing.CLASSES, _DRAFT_AND_VOTE, frozenset({Field.FOUND}), _DUTY),
    Sight(Thing.WEAK, _DRAFT_AND_VOTE, frozenset({Field.ELEMENTS}), _DUTY),
    Sight(Thing.FILE, frozenset({Role.DISCLOSURE_MANAGER}), frozenset({Field.SIZES}), _DUTY),
    Sight(Thing.LOOK_BACK, frozenset({Role.ANALYST}), frozenset({Field.FOUND}), _DUTY),
    Sight(Thing.DETERMINATIONS, _COMPARTMENT, frozenset({Field.DETERMINATION}), usc26("6103(i)(6)")),
    Sight(Thing.COPY, _COMPARTMENT | {Role.SAFEGUARDS}, frozenset({Field.COPY}), _DUTY),
    Sight(Thing.PACKAGE, _RECIPIENT, frozenset({Field.ANSWER}), _ENGAGED),
    Sight(
        Thing.ACCOUNTING,
        frozenset({Role.DISCLOSURE_MANAGER}),
        frozenset({Field.ACCOUNTED}),
        usc26("6103(p)(3)(A)"),
    ),
    Sight(Thing.UNIFORM, _RECIPIENT, frozenset({Field.ANSWER}), _ENGAGED),
)
"""Every line. A thing without one is shown to nobody."""

SHOWN_BY: Mapping[Act, Thing] = {
    Act.INSPECT: Thing.CONTENTS,
    Act.ROUND: Thing.CONTENTS,
    Act.LOOK: Thing.WEAK,
    Act.FETCH: Thing.PACKAGE,
    Act.OPENING: Thing.PACKAGE,
    Act.REGISTRY: Thing.FILE,
    Act.ACCOUNT: Thing.ACCOUNTING,
    Act.TRACE: Thing.COPY,
    Act.AUDIT_READ: Thing.LOOK_BACK,
}
"""Acts that show their officer something; every other act tells counts and proofs."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a thing an officer is shown, and the provisions that let it."""

    fields: frozenset[Field]
    citations: tuple[Citation, ...]


def shown(thing: Thing, by: Officer, of: SubmissionFacts | None = None) -> Shown | Refusal:
    """What of a thing this officer may be shown, or that their roles have no provision for it.

    Args:
        thing: what there is to look at.
        by: who would look.
        of: the submission it is about. The agency's officers are shown nothing but of one that names them, its
            requesting officials nothing but of one of their own agency.
    """
    lines = [line for line in SIGHTS if line.thing is thing and line.roles & by.roles]
    if not lines or (by.side is Side.AGENCY and not _concerns(of, by)):
        return Refusal(
            "R51.provision",
            f"No provision lets this officer see {thing.value}; counts and proofs only.",
            usc26("6103(b)(8)"),
            Hook.CONFIDENTIALITY,
        )
    return Shown(
        frozenset(field for line in lines for field in line.fields),
        tuple(dict.fromkeys(line.citation for line in lines)),
    )


def fields_shown(thing: Thing, by: Officer, of: SubmissionFacts | None = None) -> frozenset[Field]:
    """The fields of it this officer may be shown; none where they have no provision."""
    answer = shown(thing, by, of)
    return frozenset() if isinstance(answer, Refusal) else answer.fields


def refused_sight(thing: Thing, by: Officer, of: SubmissionFacts | None = None) -> Refusal | None:
    """Why this officer may not be shown it, or None."""
    answer = shown(thing, by, of)
    return answer if isinstance(answer, Refusal) else None


def _concerns(of: SubmissionFacts | None, by: Officer) -> bool:
    return of is not None and by.agency == of.agency and (Role.REQUESTING in by.roles or by.id in of.officers)


def votes_shown(facts: CaseFacts, by: Officer) -> tuple[VoteFacts, ...]:
    """The votes this officer may see: the first vote is blind until the second is cast.

    A deciding officer who has yet to vote sees none, so that the second opinion is an opinion.
    """
    if len(facts.votes) >= VOTES_NEEDED:
        return facts.votes
    return tuple(vote for vote in facts.votes if has_voted((vote,), by))
