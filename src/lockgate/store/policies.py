"""The log's policy as it stands in the log: in force for a size, entered last, and how many witnesses it asks for."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.db.models import F

from lockgate.canonical import parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.models.log import EntryRow
from lockgate.tlog.entries import parse_entry, parse_salted_leaf
from lockgate.tlog.policies import Policy, parse_policy
from lockgate.tlog.quorums import fewest
from lockgate.tlog.successions import parse_succession

POLICY_LEAF = "policy"
"""The name of the leaf that holds a policy's text, in an entry that puts it in force."""

SUCCESSION_LEAF = "succession"
"""The name of the leaf with the succession as the former key signed it, in an entry that changes the log's key."""

_ACTS = ("policy", "key")


def policy_at(size: int) -> Policy:
    """The policy in force for the log of this size: the last policy entry below it.

    Raises:
        IntegrityError: the log has no policy entry there, or it cannot be read.
    """
    return _last_policy(EntryRow.objects.filter(act__in=_ACTS, place__index__lt=size).order_by("-place__index"))


def newest_policy() -> Policy:
    """The policy that was entered last, whether its entry has its place already or not.

    Raises:
        IntegrityError: none was entered, or it cannot be read.
    """
    return _last_policy(EntryRow.objects.filter(act__in=_ACTS).order_by("-id"))


def _last_policy(rows: Iterable[EntryRow]) -> Policy:
    for row in rows:
        if _has_policy(row):
            return _policy_of(row)
    raise IntegrityError("The log has no policy; begin it with lockgate keys create.")


def _has_policy(row: EntryRow) -> bool:
    return row.act == "policy" or parse_entry(bytes(row.body)).policy is not None


def _policy_of(row: EntryRow) -> Policy:
    return _read_once(bytes(row.leaves), bytes(row.body))


@lru_cache(maxsize=4)
def _read_once(leaves: bytes, body: bytes) -> Policy:
    """The same bytes are the same policy, and every act asks for it."""
    policy = parse_policy(_leaf(leaves, POLICY_LEAF))
    if policy.hash != parse_entry(body).policy:
        raise IntegrityError("The log's policy entry does not hold the policy it commits to.")
    return policy


def successions(size: int) -> dict[int, bytes]:
    """The successions of the log's key that stand in the log of this size, by the index of their entry.

    Raises:
        IntegrityError: an entry that changes the log's key holds none.
    """
    rows = EntryRow.objects.filter(act="key", place__index__lt=size).order_by("place__index")
    found = rows.annotate(index=F("place__index"))
    return {row.index: _leaf(bytes(row.leaves), SUCCESSION_LEAF) for row in found if _has_policy(row)}


def check_successions() -> int:
    """Hold every change of the log's key to its succession, and every other change of the policy to the key; how many.

    Raises:
        IntegrityError: the log's key changed without a succession signed by the former one.
    """
    before, count = None, 0
    for row in EntryRow.objects.filter(act__in=_ACTS).order_by("id"):
        if not _has_policy(row):
            continue
        policy = _policy_of(row)
        if row.act == "key":
            _check_succession(row, before, policy)
            count += 1
        elif before is not None and [log.key for log in policy.logs] != [log.key for log in before.logs]:
            raise IntegrityError(f"Entry {row.pk} changes the log's key without a succession signed by the former key.")
        before = policy
    return count


def _check_succession(row: EntryRow, before: Policy | None, after: Policy) -> None:
    try:
        succession = parse_succession(_leaf(bytes(row.leaves), SUCCESSION_LEAF))
    except (ValueError, IntegrityError) as error:
        raise IntegrityError(
            f"Entry {row.pk} changes the log's key, and its succession does not hold: {error}."
        ) from error
    if (succession.before, succession.after) != (before, after):
        raise IntegrityError(f"Entry {row.pk} changes the log's key, and its succession is from or to another policy.")


def _leaf(leaves: bytes, wanted: str) -> bytes:
    for leaf in _texts(leaves):
        _, name, value = parse_salted_leaf(leaf.encode("utf-8"))
        if name == wanted:
            return value.encode("utf-8")
    raise IntegrityError(f"The log's policy entry does not hold the {wanted} it commits to.")


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
