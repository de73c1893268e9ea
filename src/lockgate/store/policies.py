"""The log's policy as it stands in the log: in force for a size, entered last, and how many witnesses it asks for."""

from collections.abc import Iterator
from functools import lru_cache

from lockgate.canonical import parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.models.log import EntryRow
from lockgate.tlog.entries import parse_entry, parse_salted_leaf
from lockgate.tlog.policies import Policy, parse_policy
from lockgate.tlog.quorums import fewest

POLICY_LEAF = "policy"
"""The name of the leaf that holds a policy's text, in an entry of the act policy."""


def policy_at(size: int) -> Policy:
    """The policy in force for the log of this size: the last policy entry below it.

    Raises:
        IntegrityError: the log has no policy entry there, or it cannot be read.
    """
    row = EntryRow.objects.filter(act="policy", place__index__lt=size).order_by("-place__index").first()
    return _policy_of(row)


def newest_policy() -> Policy:
    """The policy that was entered last, whether its entry has its place already or not.

    Raises:
        IntegrityError: none was entered, or it cannot be read.
    """
    return _policy_of(EntryRow.objects.filter(act="policy").order_by("-id").first())


def _policy_of(row: EntryRow | None) -> Policy:
    if row is None:
        raise IntegrityError("The log has no policy; begin it with lockgate keys create.")
    return _read_once(bytes(row.leaves), bytes(row.body))


@lru_cache(maxsize=4)
def _read_once(leaves: bytes, body: bytes) -> Policy:
    """The same bytes are the same policy, and every act asks for it."""
    for leaf in _texts(leaves):
        _, name, value = parse_salted_leaf(leaf.encode("utf-8"))
        if name == POLICY_LEAF:
            policy = parse_policy(value.encode("utf-8"))
            if policy.hash == parse_entry(body).policy:
                return policy
    raise IntegrityError("The log's policy entry does not hold the policy it commits to.")


def _texts(leaves: bytes) -> Iterator[str]:
    value = parse_canonical(leaves)
    if not isinstance(value, list):
        raise IntegrityError("The leaves of an entry are not kept as a list.")
    for item in value:
        yield str(item)


def witnesses_asked(published: int) -> int:
    """How many distinct witnesses must at least have cosigned what this office publishes.

    The smaller number of two policies: the one that the published log is under, and the one entered last.

    Args:
        published: how many entries stand under the published checkpoint; 0 before the first.
    """
    in_force = [policy_at(published)] if published else []
    return min(fewest(policy) for policy in (newest_policy(), *in_force))
