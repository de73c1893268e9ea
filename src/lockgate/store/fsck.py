"""Check the record of work against itself, trusting no stored hash: bodies, leaves, decisions, indexes, heads."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from lockgate.errors import IntegrityError
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import CheckpointRow, EntryRow, IndexRow
from lockgate.tlog.canonical import parse_canonical
from lockgate.tlog.entries import detail_root, parse_entry
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.signatures import parse_decision, verify_decision


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was checked."""

    entries: int
    integrated: int
    decisions: int
    heads: int


def check_record_of_work() -> Checked:
    """Check every entry, decision, index and signed head of the database.

    Raises:
        IntegrityError: naming the first that is not as it was written.
    """
    entries = sum(1 for row in EntryRow.objects.order_by("id").iterator() if _entry_holds(row))
    acts = ActRow.objects.select_related("entry").order_by("id").iterator()
    decisions = sum(1 for row in acts if _decision_holds(row))
    leaves = list(_leaves())
    heads = [row for row in CheckpointRow.objects.order_by("size") if _head_holds(row, leaves)]
    return Checked(entries, len(leaves), decisions, len(heads))


def _entry_holds(row: EntryRow) -> bool:
    body = bytes(row.body)
    try:
        entry = parse_entry(body)
        leaves = parse_canonical(bytes(row.leaves))
    except ValueError as error:
        raise IntegrityError(f"Entry {row.pk} cannot be read: {error}.") from error
    texts = [leaf.encode("utf-8") for leaf in leaves if isinstance(leaf, str)] if isinstance(leaves, list) else []
    if leaf_hash(body).hex() != row.leaf or detail_root(texts) != entry.detail or entry.act != row.act:
        raise IntegrityError(f"Entry {row.pk} is not the one that was written.")
    return True


def _decision_holds(row: ActRow) -> bool:
    signed = bytes(row.decision)
    try:
        decision, entry = parse_decision(signed), parse_entry(bytes(row.entry.body))
    except ValueError as error:
        raise IntegrityError(f"The decision of act {row.pk} cannot be read: {error}.") from error
    same = (decision.act, decision.officer, decision.nonce, decision.case) == (
        row.act, row.officer, row.nonce, entry.case,
    )  # fmt: skip
    content = sha256(bytes(row.content)).hexdigest() == decision.content
    if not (same and content and verify_decision(bytes(row.certificate), signed, bytes(row.signature))):
        raise IntegrityError(f"The decision of act {row.pk} is not the one its officer signed.")
    return True


def _leaves() -> Iterator[bytes]:
    rows = IndexRow.objects.order_by("index").values_list("index", "entry__leaf")
    for expected, (index, leaf) in enumerate(rows):
        if index != expected:
            raise IntegrityError(f"The log has no entry at {expected}.")
        yield bytes.fromhex(leaf)


def _head_holds(row: CheckpointRow, leaves: list[bytes]) -> bool:
    if row.size > len(leaves) or root_of(leaves[: row.size]).hex() != row.root:
        raise IntegrityError(f"The head of size {row.size} is not over the entries there are.")
    return True
