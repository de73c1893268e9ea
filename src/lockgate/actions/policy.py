"""The policy of the log: its lines about witnesses, as people write them, under the log's own line."""

from lockgate.errors import UsageError
from lockgate.store.post import check_url
from lockgate.tlog.notes import NoteKey, vkey
from lockgate.tlog.policies import Policy, parse_policy


def policy_over(log: NoteKey, lines: bytes) -> Policy:
    """The policy of a log from the lines about its witnesses.

    Args:
        log: the log's key.
        lines: ``witness``, ``group`` and ``quorum`` lines in their one spelling (docs/formats/policy.md).

    Raises:
        UsageError: the lines are no policy, name a log, or give a witness no address at which it can be asked.
    """
    try:
        policy = parse_policy(f"log {vkey(log.name, log.public_key_raw)}\n".encode() + lines)
    except ValueError as error:
        raise UsageError(f"The lines of the policy cannot be used: {error}.") from error
    if len(policy.logs) != 1:
        raise UsageError("The lines of the policy name a log; leave that line out, the office's own log is put there.")
    for witness in policy.witnesses:
        check_url(witness.url)
    return policy
