"""Look: what an officer may see of a case and its proposal, by the provision of their role (R51). Writes nothing."""

from dataclasses import dataclass

from lockgate.actions.attempts import unknown_officer
from lockgate.actions.ballots import SentBack
from lockgate.actions.office import Office, Signer
from lockgate.actions.sent_back import SentBackBefore, sent_back_before, sent_back_shown
from lockgate.errors import UsageError
from lockgate.pipeline.dispositions import WORDS_KIND, words_in
from lockgate.pipeline.judged import LOADS_KIND, read_loads
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, VoteFacts
from lockgate.procedure.proposals import parse_proposal
from lockgate.procedure.questions import Frame
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer, officer_of
from lockgate.procedure.rulings import options
from lockgate.procedure.visibility import Field, Thing, fields_shown, refused_sight, shown, votes_shown
from lockgate.store import evidence
from lockgate.store.cases import case_ids, newest_evidence, viewed
from lockgate.store.keyring import load_evidence_key
from lockgate.store.packs import governing
from lockgate.store.policies import witnesses_asked
from lockgate.store.publication import published_size
from lockgate.store.registers import current_registers


@dataclass(frozen=True, slots=True)
class Seen:
    """What one officer sees of a case.

    Attributes:
        words: how many records have which disposition; empty for a role that may not see dispositions.
        votes: blind until both are cast.
        loads: how many records of the submission name each officer, the most first (R20); for the custodian's officers.
        options: for each act of the officer's roles, None or why it may not be done now.
        sent_back: what those votes sent back; ``before``, what those on the former proposal did, and what it is now.
    """

    facts: CaseFacts
    words: dict[str, int]
    recipients: tuple[str, ...]
    votes: tuple[VoteFacts, ...]
    options: dict[Act, Refusal | None]
    loads: dict[str, int]
    sent_back: tuple[SentBack, ...] = ()
    before: tuple[SentBackBefore, ...] = ()


def look(office: Office, case: str, signer: Signer) -> Seen | Refusal:
    """What this officer may see of a case now.

    Raises:
        UsageError: there is no such case.
    """
    at = office.clock()
    published = published_size(office.home)
    # A page holds nothing: fifty people look at one case at once, and an act waits for none of them.
    facts, registers = viewed(case, published), current_registers(at)
    by = officer_of(registers, signer.officer, at)
    if by is None or not signer.holds(by.key):
        return unknown_officer(signer)
    request = shown(Thing.REQUEST, by, facts.submission)
    if isinstance(request, Refusal):
        return request
    disposed = fields_shown(Thing.DISPOSITIONS, by, facts.submission)
    words: dict[str, int] = {}
    recipients: tuple[str, ...] = ()
    if facts.proposal is not None and Field.WORDS in disposed:
        words = _words(office, case)
    if facts.proposal is not None and Field.RECIPIENTS in disposed:
        recipients = tuple(one.officer for one in parse_proposal(facts.proposal.body).recipients)
    agreement = governing(facts.submission.agreement, at)
    frame = Frame(agreement, office.law, registers, witnesses_asked(published))
    loads = _loads(office, case) if Field.LOADS in request.fields else {}
    votes, may = votes_shown(facts, by), options(facts, by, at, frame)
    before = sent_back_before(office, facts, by)
    return Seen(facts, words, recipients, votes, may, loads, sent_back_shown(facts, by), before)


def _loads(office: Office, case: str) -> dict[str, int]:
    """As the last examination counted them; a look-back case, which names a file by its hash, has none."""
    stored = newest_evidence(case, LOADS_KIND)
    return read_loads(evidence.get(office.home, stored)) if stored is not None else {}


def _words(office: Office, case: str) -> dict[str, int]:
    """As the last proposal counted them; the dispositions themselves are not read for a screen."""
    stored = newest_evidence(case, WORDS_KIND)
    if stored is None:
        return {}
    return words_in(evidence.get_sealed_table(office.home, load_evidence_key(office.home), case, stored))


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
