"""Rounds in a rehearsal: a version of the agreement that asks for them, and the cast's way through them.

The cast is told which items are seeds by nobody. It reads each item and sends back what lacks something that the
custodian's deciding officer can see: a street, periods, an officer, a crime, or a step of a criminal matter.
"""

from datetime import timedelta

from lockgate.actions.assign import assign
from lockgate.actions.look import look
from lockgate.actions.office import Signer
from lockgate.actions.pack import brought_pack, put_in_force
from lockgate.actions.rounds import Mark, RoundSeen, close_round, put_round
from lockgate.errors import IntegrityError
from lockgate.law.facts import Cited
from lockgate.law.statutes import cited
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.round_gates import all_put
from lockgate.procedure.seeds import Item
from lockgate.rehearsal.cast import AGREEMENT
from lockgate.rehearsal.cast_acts import COUNSEL, MANAGER, Cast
from lockgate.rehearsal.reasons import STEPS
from lockgate.store.agreements import files_of
from lockgate.store.pack_files import TERMS

SEEDS = 2
"""Seeds that a round may hold in a rehearsal that is played on."""

_ASKED = f"\n[review]\nseeds = {SEEDS}\n".encode()
_WRITTEN = ("address_line1", "tax_periods", "officers")
_BACK = "It cannot be affirmed as it stands: a street, periods, an officer, a crime or a criminal step is wanting."


def ask_for_rounds(cast: Cast) -> None:
    """The disclosure manager and counsel put another version of the agreement in force, which asks for rounds.

    Raises:
        IntegrityError: the act was refused.
    """
    files = dict(files_of(AGREEMENT))
    files[TERMS] += _ASKED
    content = brought_pack(cast.office, files, None)
    cast.act(put_in_force(cast.office, content, (cast.signer(MANAGER), cast.signer(COUNSEL))))


def look_at_all(cast: Cast, case: str, officer: str, pace_seconds: int) -> int:
    """An officer takes a case and answers every round of its proposal; how many rounds.

    Args:
        cast: the rehearsal's people.
        case: the case's id; it has a proposal, and the pack asks for rounds.
        officer: who decides.
        pace_seconds: how long an item is looked at, at least.

    Raises:
        IntegrityError: an act was refused, or a seed was missed.
    """
    signer, rounds = cast.signer(officer), 0
    cast.act(assign(cast.office, case, signer))
    while not all_put(facts := _facts(cast, case, signer), officer):
        proposal = facts.proposal.hash if facts.proposal is not None else ""
        _look(cast, case, signer, (proposal, pace_seconds))
        rounds += 1
    return rounds


def _facts(cast: Cast, case: str, signer: Signer) -> CaseFacts:
    seen = look(cast.office, case, signer)
    if isinstance(seen, Refusal):
        raise IntegrityError(f"The script was refused: {seen.code}: {seen.sentence}")
    return seen.facts


def _look(cast: Cast, case: str, signer: Signer, at: tuple[str, int]) -> None:
    proposal, pace_seconds = at
    seen = put_round(cast.office, case, signer, proposal)
    if isinstance(seen, Refusal):
        raise IntegrityError(f"The script was refused: {seen.code}: {seen.sentence}")
    cast.clock.forward(timedelta(seconds=pace_seconds * len(seen.items)))
    told = cast.act(close_round(cast.office, case, signer, seen.seeds, answers(seen))).told
    if told["missed"] or told["sent_back"]:
        raise IntegrityError(f"{signer.officer} read round {seen.number} wrong: {told}.")


def answers(seen: RoundSeen) -> list[Mark]:
    """The answers of somebody who reads every item of a round."""
    return [
        Mark(place, SendBackGround.OTHER, _BACK) if lacks(one) else Mark(place)
        for place, one in enumerate(seen.items, start=1)
    ]


def lacks(item: Item) -> bool:
    """Whether an item lacks something that can be seen in it."""
    if any("" in item.says(column) for column in _WRITTEN):
        return True
    crimes = all(cited(text).what is Cited.REGISTERED for text in item.says("statute"))
    return not crimes or not all(any(step in reason for step in STEPS) for reason in item.says("reason"))
