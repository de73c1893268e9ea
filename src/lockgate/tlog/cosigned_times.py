"""When witnesses say they saw a tree, held to what else is dated: the entries of the tree, other trees, the time now.

A cosignature's time is what one clock said. What contradicts the entries themselves counts for nothing, as at the
custodian's own (docs/formats/policy.md); what may as well be a wrong clock is a doubt, and said.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from lockgate.errors import IntegrityError
from lockgate.tlog.checkpoints import Checkpoint
from lockgate.tlog.entries import Entry, parse_entry
from lockgate.tlog.policies import Accepted, Cosigned, Policy, satisfied
from lockgate.tlog.proofs import LogProof, verify_proof

SKEW = timedelta(hours=1)
"""How far two clocks may differ before it is said.

A custodian takes no cosignature further than 10 minutes from its own clock, and lets that clock go back by 15 minutes;
so a cosignature made as it should be is at most 25 minutes before an entry of its tree, and 35 before one of its own.
"""


def check_times(policy: Policy, accepted: Accepted, newest: str) -> None:
    """Nothing, where the quorum is reached by cosignatures that can be of a tree with this entry.

    Args:
        policy: the one under which the checkpoint was accepted.
        accepted: the checkpoint.
        newest: the time of an entry in its tree, the newest that is known.

    Raises:
        IntegrityError: it is reached only with cosignatures dated before the entry, by more than SKEW.
    """
    early = _early(accepted, newest)
    counted = [one.witness for one in accepted.cosigned if one not in early]
    if not satisfied(policy, counted):
        raise IntegrityError(
            f"the quorum {policy.quorum} is not reached by cosignatures of this tree: "
            + "; ".join(_before(one, newest) for one in early)
        )


def verify_entry(proof: LogProof, body: bytes, policy: Policy) -> tuple[Entry, Accepted]:
    """The entry of a proof and its accepted checkpoint, once it stands under it and the times allow it.

    Raises:
        ValueError: where the entry or the checkpoint is malformed.
        IntegrityError: where the policy does not hold or the entry is not included.
    """
    accepted, entry = verify_proof(proof, body, policy), parse_entry(body)
    check_times(policy, accepted, entry.time)
    return entry, accepted


def doubts(accepted: Accepted, newest: str, now: datetime) -> tuple[str, ...]:
    """A sentence for each witness whose time cannot be right, where the quorum does not hang on it.

    Args:
        accepted: the checkpoint, its quorum held to the newest entry by ``check_times``.
        newest: the time of an entry in its tree, the newest that is known; empty where none is.
        now: what the clock of whoever verifies says, aware.
    """
    known = _early(accepted, newest) if newest else []
    early = [f"{_before(one, newest)}; it counts for nothing" for one in known]
    late = [
        f"the witness {one.witness} states {_shown(one.at)}, and here it is {_shown(now)}: one of the clocks is wrong"
        for one in accepted.cosigned
        if one.at - now > SKEW
    ]
    return (*early, *late)


def gone_back(earlier: tuple[Checkpoint, Iterable[Cosigned]], accepted: Accepted) -> tuple[str, ...]:
    """A sentence for each witness that dates a larger tree before a smaller one, by more than SKEW.

    Args:
        earlier: a checkpoint of the same log, and who cosigned it under the same policy.
        accepted: the later checkpoint.
    """
    tree, cosigned = earlier
    before = {one.witness: one.at for one in cosigned} if tree.size < accepted.checkpoint.size else {}
    return tuple(
        f"the witness {one.witness} states {_shown(one.at)}, and {_shown(before[one.witness])} for the smaller tree of "
        f"{tree.size:,} entries: its clock was wrong once"
        for one in accepted.cosigned
        if one.witness in before and before[one.witness] - one.at > SKEW
    )


def _early(accepted: Accepted, newest: str) -> list[Cosigned]:
    entered = datetime.fromisoformat(newest)
    return [one for one in accepted.cosigned if entered - one.at > SKEW]


def _before(one: Cosigned, newest: str) -> str:
    return f"the witness {one.witness} states {_shown(one.at)}, before the entry of {newest} that it cosigned"


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
