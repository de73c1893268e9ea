"""`lockgate verify decisions FILE DIR`: did the officers the law asks for decide, each for themselves?

Checked against the log: the opening gives every entry of the case, and each one's details have the
root that the entry commits to. Checked on the decisions: every signature; that each is for this case
and this entry's act; and, for each proposal, that the analyst, at least two deciding officers and the
releaser are different persons with different keys, in that order, all naming the same proposal.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.tlog.openings import DetailLeaf, OpenedAct, Opening, SignedDecision, parse_opening, signed_decisions
from lockgate.tlog.seeding import OPENED, SEEDS, committed
from lockgate.tlog.signatures import public_key_der, verify_decision
from lockgate.verify.commands import Answer, Command, Value
from lockgate.verify.files import read_argument, shown
from lockgate.verify.log import add_policy, describe, read_policy
from lockgate.verify.logs import VerifiedLog, verify_log

LONGEST_DOCUMENT = 1 << 28
"""Bytes that an opening may have."""

PROPOSED = ("dispose", "substitute")
"""The acts by which the analyst puts a proposal to the deciding officers."""

VOTED = ("review",)
"""The act of a deciding officer."""

RELEASED = ("authorize", "seal", "handover", "reissue")
"""The acts of the releaser."""

STOPPED = ("stop",)
"""The act of an outside party that ends a proposal; it comes after the authorization, and nothing leaves after it."""

ROUNDS = ("round", "round_close")
"""The acts by which a round is put before a deciding officer and answered: the first commits to its seeds."""

DECIDING_OFFICERS = 2
"""How many must have voted before a release (dual authorization)."""


@dataclass(frozen=True)
class Signed:
    """A verified decision: at which entry, by whose key, saying what."""

    index: int
    key: bytes
    signed: SignedDecision

    @property
    def officer(self) -> str:
        """Who decided."""
        return self.signed.decision.officer


@dataclass(frozen=True)
class Proposal:
    """What became of one proposal: who proposed, who voted, who released; each officer once."""

    hash: str
    proposed: tuple[str, ...]
    voted: tuple[str, ...]
    released: tuple[str, ...]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the opened decisions of one case")
    parser.add_argument("directory", metavar="DIR", help="the log's directory")
    add_policy(parser)


def _run(args: Namespace) -> Answer:
    data = read_argument(args.file, LONGEST_DOCUMENT)
    log = verify_log(Path(args.directory), read_policy(args))
    try:
        opening = parse_opening(data)
        check_opening(opening, log)
        decisions = [signed for act in opening.acts for signed in _verified(act, opening, log)]
        check_seeds(opening, log)
    except ValueError as error:
        raise IntegrityError(f"the decisions: {error}") from error
    people = check_people(decisions)
    proposals = check_proposals(decisions)
    return _answer(log, opening, (people, proposals), args.now)


def check_opening(opening: Opening, log: VerifiedLog) -> None:
    """Nothing, if the opening gives every entry of its case, each with the details it commits to.

    Raises:
        IntegrityError: otherwise.
    """
    entered = {index for index, entry in enumerate(log.entries) if entry.case == opening.case}
    given = {act.index for act in opening.acts}
    if not entered or entered != given:
        raise IntegrityError(
            f"the log has {len(entered)} entries of this case and the opening {len(given)}, not the same ones"
        )
    for act in opening.acts:
        if act.detail != log.entries[act.index].detail:
            raise IntegrityError(f"entry {act.index}: the opened details are not those it commits to")


def _verified(act: OpenedAct, opening: Opening, log: VerifiedLog) -> list[Signed]:
    word = log.entries[act.index].act
    verified = []
    for signed in signed_decisions(act):
        decision = signed.decision
        if (decision.case, decision.act) != (opening.case, word):
            raise IntegrityError(f"entry {act.index}: the decision is on another case or act")
        if not verify_decision(signed.certificate, signed.signed, signed.signature):
            raise IntegrityError(f"entry {act.index}: the signature of {shown(decision.officer)} does not verify")
        verified.append(Signed(act.index, public_key_der(signed.certificate), signed))
    if word in (*PROPOSED, *VOTED, *RELEASED, *STOPPED) and not verified:
        raise IntegrityError(f"entry {act.index}: the {word} shows no officer's decision; it must be opened")
    return verified


def check_seeds(opening: Opening, log: VerifiedLog) -> None:
    """Nothing, if the seeds of every round that was closed are those committed to when it was put, before that.

    Whether one was missed is not told: what the officer answered stays closed.

    Raises:
        IntegrityError: a round shows no commitment, or opens other seeds than its officer's last one of that proposal.
    """
    committed_to: dict[tuple[str, str], set[str]] = {}
    for act in opening.acts:
        word = log.entries[act.index].act
        if word not in ROUNDS:
            continue
        name = SEEDS if word == ROUNDS[0] else OPENED
        values = [one.value for one in act.leaves if isinstance(one, DetailLeaf) and one.name == name]
        signed = [(one.decision.officer, one.decision.proposal) for one in signed_decisions(act)]
        if len(values) != 1 or len(signed) != 1:
            raise IntegrityError(f"entry {act.index}: the {word} does not show the seeds of one officer's round")
        whose = committed_to.setdefault(signed[0], set())
        if word == ROUNDS[0]:
            whose.add(values[0])
        elif committed(values[0]) not in whose:
            raise IntegrityError(f"entry {act.index}: the seeds opened are not those that were committed to before")
        else:
            whose.discard(committed(values[0]))


def check_people(decisions: Iterable[Signed]) -> dict[str, set[str]]:
    """The SHA-256 of each officer's certificates, by officer.

    Raises:
        IntegrityError: where two officers share a key, or one decision stands twice.
    """
    owner: dict[bytes, str] = {}
    seen: set[bytes] = set()
    people: dict[str, set[str]] = {}
    for one in decisions:
        if owner.setdefault(one.key, one.officer) != one.officer:
            raise IntegrityError(f"{shown(owner[one.key])} and {shown(one.officer)} sign with the same key")
        if one.signed.signed in seen:
            raise IntegrityError(f"entry {one.index}: the same decision stands twice")
        seen.add(one.signed.signed)
        people.setdefault(one.officer, set()).add(sha256(one.signed.certificate).hexdigest())
    return people


def check_proposals(decisions: Iterable[Signed]) -> tuple[Proposal, ...]:
    """What became of each proposal, in the order in which they first appear.

    Raises:
        IntegrityError: where a decision names no proposal, one person stands in two places, or a
            proposal was released without being proposed and voted on by two officers before, or after it
            was stopped.
    """
    by_hash: dict[str, list[Signed]] = {}
    for one in decisions:
        decision = one.signed.decision
        if decision.act not in (*PROPOSED, *VOTED, *RELEASED, *STOPPED):
            continue
        if not decision.proposal:
            raise IntegrityError(f"entry {one.index}: the {decision.act} names no proposal{_why(decision.act)}")
        by_hash.setdefault(decision.proposal, []).append(one)
    return tuple(_proposal(proposal, ones) for proposal, ones in by_hash.items())


def _why(act: str) -> str:
    """Why a decision that was rightly taken may name none.

    The first versions signed a substitute's proposal in the decision's content only. An opening keeps that closed, for
    it names officers and reasons; so what was voted on is tied to what was proposed by nothing that an outsider sees,
    and it is not guessed.
    """
    if act != "substitute":
        return ""
    return (
        ", as the first versions of lockgate signed it: it stands in what stays closed to outsiders,"
        " so who proposed what was voted on cannot be checked from the log alone;"
        " the custodian checks it with lockgate log fsck"
    )


def _proposal(proposal: str, ones: list[Signed]) -> Proposal:
    first = [_first_entries(ones, acts) for acts in (PROPOSED, VOTED, RELEASED, STOPPED)]
    proposed, voted, released, stopped = first
    if sum(map(len, first)) != len({officer for officers in first for officer in officers}):
        raise IntegrityError(f"proposal {proposal}: one person took two of its parts, which are for different persons")
    if voted and (not proposed or min(proposed.values()) > min(voted.values())):
        raise IntegrityError(f"proposal {proposal}: it was voted on without being proposed before")
    if released and (len(voted) < DECIDING_OFFICERS or sorted(voted.values())[1] > min(released.values())):
        raise IntegrityError(f"proposal {proposal}: it was released without two officers' votes before")
    last = max((one.index for one in ones if one.signed.decision.act in RELEASED), default=0)
    if stopped and last > min(stopped.values()):
        raise IntegrityError(f"proposal {proposal}: it was released after the outside party stopped it")
    return Proposal(proposal, tuple(proposed), tuple(voted), tuple(released))


def _first_entries(ones: list[Signed], acts: tuple[str, ...]) -> dict[str, int]:
    """The officers of these acts, each with the index of their first entry."""
    first: dict[str, int] = {}
    for one in ones:
        if one.signed.decision.act in acts:
            first.setdefault(one.officer, one.index)
    return first


def _answer(
    log: VerifiedLog, opening: Opening, found: tuple[dict[str, set[str]], tuple[Proposal, ...]], now: datetime
) -> Answer:
    people, proposals = found
    lines = [*describe(log, now), f"case     {opening.case}, {len(opening.acts)} entries"]
    for one in proposals:
        lines.append(f"proposal {one.hash}")
        lines += [
            f"         {part} {', '.join(shown(officer) for officer in officers) or 'nobody'}"
            for part, officers in (
                ("proposed by", one.proposed),
                ("voted by", one.voted),
                ("released by", one.released),
            )
        ]
    for officer, certificates in people.items():
        lines.append(f"key      {shown(officer)}: certificate SHA-256 {', '.join(sorted(certificates))}")
    lines.append("OK: every signature verifies; compare the certificates with the register of officers")
    data: dict[str, Value] = {
        "ok": True,
        "case": opening.case,
        "entries": len(opening.acts),
        "doubts": list(log.doubts(now)),
        "proposals": [
            {
                "hash": one.hash,
                "proposed": list(one.proposed),
                "voted": list(one.voted),
                "released": list(one.released),
            }
            for one in proposals
        ],
        "certificates": {officer: [*sorted(found)] for officer, found in people.items()},
    }
    return Answer(tuple(lines), data)


COMMAND = Command("decisions", "verify the officers' decisions in one case", _arguments, _run)
"""The command `decisions`."""
