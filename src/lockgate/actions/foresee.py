"""Before an officer signs: every gate as it stands now, and the very bytes they would sign. Writes nothing.

An act in the browser has two steps and no second path: it is run with a key that signs nothing, which shows what is
to be signed; and it is run again, whole, with the signature over those bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from lockgate.actions.attempts import Attempt, Particulars, on_case
from lockgate.actions.leaving import leaving, prepare
from lockgate.actions.office import Done, Office, Result, SentSignature, Signer, Unsigned
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.gate_words import Gates, every_gate
from lockgate.procedure.judged import stands
from lockgate.procedure.questions import Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_gates import law_met
from lockgate.procedure.roles import RELEASE
from lockgate.store.judged import judged_of, unchanged_since
from lockgate.tlog.signatures import parse_decision

DRAFTING = frozenset({Act.DISPOSE, Act.SUBSTITUTE})
"""The acts that put a proposal to the deciding officers."""


def gates_now(office: Office, case: str, signer: Signer, act: Act, rule: str = "") -> Gates | Refusal:
    """Every gate of an act on the current proposal of a case, as it stands now.

    For acts that let answers leave, everything that would leave is asked about anew, as the act itself does.

    Args:
        office: the office.
        case: the case's id.
        signer: who would do it.
        act: which.
        rule: the requirement a finding is on; empty for other acts.

    Raises:
        UsageError: there is no such case.
        IntegrityError: what is kept does not verify.
    """
    at = office.clock()
    prepared = prepare(office, case, at) if act in RELEASE else None
    found: list[Gates] = []

    def ask(attempt: Attempt) -> Result:
        facts = attempt.facts
        asked = leaving(office, attempt, prepared) if prepared is not None else None
        # Who drafts puts a new proposal, which has no hash yet.
        current = facts.proposal.hash if facts.proposal is not None and act not in DRAFTING else ""
        particulars = Particulars({}, proposal=current, rule=rule, leaving=asked)
        found.append(every_gate(Question(facts, attempt.asked(act, particulars), attempt.frame)))
        return Done(act, case, "", at)

    result = on_case(office, case, signer, ask, at)
    return result if isinstance(result, Refusal) else found[0]


@dataclass(frozen=True, slots=True)
class AsJudged:
    """Every gate as it stands, what would leave being as it was judged last.

    Attributes:
        judged_at: when that was; None where nobody judged it under what holds now. Then that gate is not among them.
    """

    gates: Gates
    judged_at: datetime | None


def gates_as_judged(office: Office, case: str, signer: Signer, act: Act) -> AsJudged | Refusal:
    """Every gate of an act that lets answers leave, without judging what would leave anew: for a page of a large case.

    The act itself takes nothing of this.

    Raises:
        UsageError: there is no such case.
        IntegrityError: what is kept does not verify.
    """
    at, kept = office.clock(), judged_of(office.home, case)
    found: list[AsJudged] = []

    def ask(attempt: Attempt) -> Result:
        proposal = attempt.facts.proposal.hash if attempt.facts.proposal is not None else ""
        particulars = Particulars({}, proposal=proposal)
        question = Question(attempt.facts, attempt.asked(act, particulars), attempt.frame)
        if kept is not None and stands(kept, question) and unchanged_since(kept.entered):
            asked = replace(question.asked, leaving=kept.leaving)
            found.append(AsJudged(every_gate(replace(question, asked=asked)), kept.at))
        else:
            found.append(AsJudged(every_gate(question, frozenset({law_met})), None))
        return Done(act, case, "", at)

    result = on_case(office, case, signer, ask, at)
    return result if isinstance(result, Refusal) else found[0]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an act would have its officer sign, or why it may not be done; and its gates as the act itself asked them.

    Attributes:
        gates: none, where it was refused before it came to them.
    """

    wanted: bytes | Refusal
    gates: Gates


def foreseen(signer: Signer, do: Callable[[Signer], object]) -> Foreseen:
    """Do an act as far as its signature, once.

    Args:
        signer: who is signed in; their key is an ``Unsigned``.
        do: the act, given a signer.

    Raises:
        IntegrityError: the act was done without a signature.
    """
    wanted = what_would_be_signed(signer, do)
    asked = signer.key.asked if isinstance(signer.key, Unsigned) else []
    return Foreseen(wanted, asked[-1] if asked else ())


def what_would_be_signed(signer: Signer, do: Callable[[Signer], object]) -> bytes | Refusal:
    """The bytes of the decision that an act would have this officer sign, or why it may not be done.

    Args:
        signer: who is signed in; their key is an ``Unsigned``.
        do: the act, given a signer.

    Raises:
        IntegrityError: the act was done without a signature.
    """
    key = signer.key
    result = do(signer)
    if isinstance(key, Unsigned) and key.would_sign:
        return key.would_sign[-1]
    if isinstance(result, Refusal):
        return result
    raise IntegrityError("An act came to its end without its officer's signature.")


def with_signature(officer: str, decision: bytes, signature: bytes, received: datetime | None = None) -> Signer:
    """The officer with the signature they sent over these bytes.

    Args:
        officer: their id in the registers.
        decision: what was signed.
        signature: theirs over it.
        received: when the office took it in, where the act is done later.

    Raises:
        ValueError: the bytes are no decision.
    """
    return Signer(officer, SentSignature(parse_decision(decision), signature, received))
