"""Look: what an officer may see of a case and its proposal, by the provision of their role (R51). Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.dossier import read_dossier
from lockgate.actions.leaving import prepare
from lockgate.actions.office import Office, Signer
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import officer_loads
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, VoteFacts
from lockgate.procedure.questions import Frame
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.rulings import options
from lockgate.procedure.visibility import Field, Thing, fields_shown, refused_sight, shown, votes_shown
from lockgate.store.agreements import read_agreement
from lockgate.store.cases import case_ids, opened, viewed
from lockgate.store.policies import witnesses_asked
from lockgate.store.publication import published_size


@dataclass(frozen=True, slots=True)
class Seen:
    """What one officer sees of a case.

    Attributes:
        words: how many records have which disposition; empty for a role that may not see dispositions.
        votes: blind until both are cast.
        loads: how many records of the submission name each officer, the most first (R20); for the custodian's officers.
        options: for each act of the officer's roles, None or why it may not be done now.
    """

    facts: CaseFacts
    words: dict[str, int]
    recipients: tuple[str, ...]
    votes: tuple[VoteFacts, ...]
    options: dict[Act, Refusal | None]
    loads: dict[str, int]


def look(office: Office, case: str, signer: Signer) -> Seen | Refusal:
    """What this officer may see of a case now.

    Raises:
        UsageError: there is no such case.
    """
    at = office.clock()
    published = published_size(office.home)
    with opened(case, published) as file:
        facts, registers = file.facts, file.registers(at)
    by = officer_of(registers, signer.officer, at)
    if by is None or not signer.holds(by.key):
        return unknown_officer(signer)
    request = shown(Thing.REQUEST, by, facts.submission)
    if isinstance(request, Refusal):
        return request
    disposed = fields_shown(Thing.DISPOSITIONS, by, facts.submission)
    words: dict[str, int] = {}
    recipients: tuple[str, ...] = ()
    prepared = prepare(office, case, at) if disposed else None
    if prepared is not None and Field.WORDS in disposed:
        words = dict(prepared.words)
    if prepared is not None and Field.RECIPIENTS in disposed:
        recipients = tuple(one.officer for one in prepared.proposal.recipients)
    agreement = read_agreement(facts.submission.agreement)
    frame = Frame(agreement, office.law, registers, witnesses_asked(published))
    loads = _loads(office, case, at) if Field.LOADS in request.fields else {}
    return Seen(facts, words, recipients, votes_shown(facts, by), options(facts, by, at, frame), loads)


def _loads(office: Office, case: str, at: datetime) -> dict[str, int]:
    dossier = read_dossier(office.home, case, at, ("records",))
    # A look-back case keeps no records: it names a file by its hash.
    return dict(officer_loads(dossier.path("records")).most_common()) if dossier.evidence else {}


def facts_shown(case: str, by: Officer) -> CaseFacts | Refusal:
    """The facts of a case, for pages that ask the table themselves what else of it is shown; nothing is locked.

    Raises:
        UsageError: there is no such case.
    """
    facts = viewed(case)
    return refused_sight(Thing.REQUEST, by, facts.submission) or facts


def case_named(text: str) -> str:
    """The id of the case that is meant: its id, or the number of its submission where only one has it.

    Raises:
        UsageError: there is none, or more than one.
    """
    known = case_ids()
    if text in known:
        return text
    named = [case for case in known if viewed(case).submission.number == text]
    if len(named) != 1:
        raise UsageError(f"{len(named)} cases are called {text}; give the case's id, 32 digits.")
    return named[0]
