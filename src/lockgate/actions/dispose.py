"""Dispose: the analyst drafts a proposal from what was located and found; its hash is what is voted on.

Signed in two steps the draft is made twice, and must be the same to the byte. So the salts of its outcomes follow from
a seed that is drawn once; whoever signs elsewhere brings it back, sealed for this office alone, with their signature.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import shake_256
from itertools import count

import pyarrow as pa

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.changes import Change, changes
from lockgate.actions.dossier import Dossier, changed, keep_new, read_dossier
from lockgate.actions.drafting import Draft, draft
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.canonical import Canonical
from lockgate.errors import IntegrityError
from lockgate.pipeline.dispositions import WORDS_KIND, words_in, words_table
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.proposals import proposal_hash
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.store import evidence
from lockgate.store.keyring import load_evidence_key
from lockgate.store.sealing import open_chunks, seal_chunks

_SEED = 32
_LONGEST = 1000
_SEEDED = "draft"
_STANDS = timedelta(hours=1)


@dataclass(frozen=True)
class Drafted:
    """A draft that nothing was entered of: what it was made from, what it proposes, and how many words of it.

    Attributes:
        seed: what its salts follow from, sealed for this office and case; with it the same draft is made again.
        words: how many records would have which disposition.
    """

    dossier: Dossier
    draft: Draft
    seed: str
    words: Mapping[str, int]
    table: pa.Table

    @property
    def proposal(self) -> str:
        """The hash it would be voted on by."""
        return proposal_hash(self.draft.proposal)


def dispose(office: Office, case: str, signer: Signer) -> Result:
    """Draft the dispositions of a case and put them to the deciding officers.

    The draft is made outside the lock; if the case or a register changed meanwhile, nothing is proposed.
    """
    drafted = drafted_now(office, case, signer)
    return drafted if isinstance(drafted, Refusal) else propose(office, drafted, signer)


def drafted_now(office: Office, case: str, signer: Signer, seed: str = "") -> Drafted | Refusal:
    """Make the draft, or say why it could not be proposed whatever it came to; nothing is written but a refusal.

    Args:
        office: the office.
        case: the case's id.
        signer: the analyst.
        seed: of the draft that was shown, as ``Drafted`` gave it: the same is made again, with its date. A fresh one
            is drawn where it is empty.

    Raises:
        UsageError: there is no such case.
        IntegrityError: what is kept does not verify.
        ValueError: the seed is none that this office sealed for this case within the hour.
    """
    early = refused_at_once(office, case, signer, Act.DISPOSE)
    if early is not None:
        return early
    office.progress("make the draft")
    at = office.clock()
    drawn, dated = office.random(_SEED), f"{at:%Y-%m-%dT%H:%M:%SZ}"
    if seed:
        drawn, dated = _unsealed(office, case, seed, signer.received(at))
    dossier = read_dossier(office.home, case, at)
    made = draft(office, dossier, at, salts_from(drawn), dated)
    words = words_table(made.table)
    return Drafted(dossier, made, seed or _sealed(office, case, drawn, dated), words_in(words), words)


def propose(office: Office, drafted: Drafted, signer: Signer) -> Result:
    """Enter a draft and put it to the deciding officers, if the case and the registers are still as they were."""
    case, made = drafted.dossier.facts.case, drafted.draft
    office.progress("put it to the deciding officers")

    def do(attempt: Attempt) -> Result:
        if not drafted.dossier.still(attempt.facts, attempt.frame.agreement):
            return changed()
        _check_whole(made, attempt.facts)
        content: dict[str, Canonical] = {"proposal": made.proposal.decode("utf-8")}
        content |= {"words": evidence.rows_of([drafted.table]).root}
        particulars = Particulars(content, proposal=drafted.proposal)
        entered = attempt.enter(attempt.asked(Act.DISPOSE, particulars), particulars, made.records)
        if isinstance(entered, Refusal):
            return entered
        key = load_evidence_key(office.home)
        keep_new(attempt.file, evidence.put_sealed(office.home, key, case, "dispositions", made.table))
        keep_new(attempt.file, evidence.put_sealed(office.home, key, case, WORDS_KIND, drafted.table))
        attempt.file.propose(made.proposal)
        attempt.file.move(CaseStage.PROPOSED)
        told: dict[str, str | int] = {"proposal": drafted.proposal, "records": made.put_to_vote}
        return Done(Act.DISPOSE, case, entered.leaf, attempt.at, told)

    return on_case(office, case, signer, do)


def changed_by(office: Office, drafted: Drafted, by: Officer) -> Change | None:
    """What the draft changes against the last proposal of the case, in numbers.

    None where there is none, or the officer has no provision for it.
    """
    return changes(office, drafted.dossier, drafted.draft, by)


def salts_from(seed: bytes) -> Callable[[int], bytes]:
    """Bytes that look random to whoever does not have the seed (32 bytes): SHAKE-256 over it and a counter of calls."""
    calls = count()
    return lambda size: shake_256(seed + next(calls).to_bytes(8, "big")).digest(size)


def _sealed(office: Office, case: str, drawn: bytes, dated: str) -> str:
    key = load_evidence_key(office.home)
    return urlsafe_b64encode(b"".join(seal_chunks(key, case, _SEEDED, drawn + dated.encode("ascii")))).decode("ascii")


def _unsealed(office: Office, case: str, seed: str, at: datetime) -> tuple[bytes, str]:
    """The seed, and what the draft that was shown says of when it was made."""
    if len(seed) > _LONGEST:
        raise ValueError("this is no seed")
    try:
        opened = open_chunks(load_evidence_key(office.home), case, _SEEDED, urlsafe_b64decode(seed))
    except IntegrityError as problem:
        raise ValueError("this is no seed of this office and case") from problem
    drawn, dated = opened[:_SEED], opened[_SEED:].decode("ascii")
    if not timedelta(0) <= at - datetime.fromisoformat(dated) <= _STANDS:
        raise ValueError("the draft was shown too long ago; have it made anew")
    return drawn, dated


def _check_whole(drafted: Draft, facts: CaseFacts) -> None:
    """Refuse to close a submission with fewer outcomes than it has records, or more."""
    examined = facts.examination
    records = examined.sufficient + examined.review + examined.returned if examined else 0
    if drafted.records.size != records:
        raise IntegrityError(
            f"The draft has {drafted.records.size:,} outcomes and the submission {records:,} records; nothing is "
            "entered until every record has its outcome."
        )
