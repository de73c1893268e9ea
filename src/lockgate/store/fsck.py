"""Check the record of work against itself, trusting no stored hash, from the entries' bytes upwards.

Entries and their details; every decision in an entry's details and every act beside it; what each act left, from
what was signed (`fsck_rows`); indexes without a gap; every signed head and every cosignature. What lies in files,
the outcomes and the published log, `lockgate.actions.check` holds to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from lockgate.canonical import parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.fsck_own import check_own
from lockgate.store.fsck_rows import check_rows
from lockgate.store.models.acts import ActRow, EvidenceRow
from lockgate.store.models.log import CheckpointRow, EntryRow, IndexRow
from lockgate.store.policies import check_successions, policy_at
from lockgate.store.values import Stored
from lockgate.tlog.cosignatures import verify_cosignature
from lockgate.tlog.entries import Subtree, detail_root, parse_entry, parse_salted_leaf
from lockgate.tlog.merkle import leaf_hash, root_of
from lockgate.tlog.notes import split_note
from lockgate.tlog.openings import DECISION
from lockgate.tlog.policies import open_signed
from lockgate.tlog.signatures import parse_decision, verify_decision


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was checked."""

    entries: int
    integrated: int
    decisions: int
    heads: int
    rows: int


def check_record_of_work() -> Checked:
    """Check every entry, decision, index and signed head of the database.

    Raises:
        IntegrityError: naming the first that is not as it was written.
    """
    try:
        return _checked()
    except (TypeError, ValueError) as error:
        raise IntegrityError(f"A row of the database holds what no act writes there: {error}.") from error


def _checked() -> Checked:
    entries = sum(1 for row in EntryRow.objects.order_by("id") if _entry_holds(row))
    acts = ActRow.objects.select_related("entry").order_by("id")
    decisions = sum(1 for row in acts if _decision_holds(row))
    _check_signed()
    check_successions()
    leaves = list(_leaves())
    heads = [row for row in CheckpointRow.objects.order_by("size") if _head_holds(row, leaves)]
    return Checked(entries, len(leaves), decisions, len(heads), check_rows() + check_own())


def _check_signed() -> None:
    """Every entry's details hold exactly the decisions of the acts beside it.

    Raises:
        IntegrityError: an act was taken from its entry, added to one, or moved to another.
    """
    beside: dict[int, list[bytes]] = {}
    for act in ActRow.objects.order_by("id"):
        beside.setdefault(act.entry_id, []).append(bytes(act.decision))
    for row in EntryRow.objects.order_by("id"):
        details = (parse_salted_leaf(leaf) for leaf in _texts(row))
        decided = [value.encode("utf-8") for _, name, value in details if name == DECISION]
        if decided != beside.get(row.pk, []):
            raise IntegrityError(f"Entry {row.pk} commits to other decisions than the acts that stand beside it.")


def _texts(row: EntryRow) -> list[bytes]:
    leaves = parse_canonical(bytes(row.leaves))
    return [leaf.encode("utf-8") for leaf in leaves if isinstance(leaf, str)] if isinstance(leaves, list) else []


def _entry_holds(row: EntryRow) -> bool:
    body = bytes(row.body)
    try:
        entry = parse_entry(body)
        texts = _texts(row)
    except ValueError as error:
        raise IntegrityError(f"Entry {row.pk} cannot be read: {error}.") from error
    if leaf_hash(body).hex() != row.leaf or detail_root(texts) != entry.detail or entry.act != row.act:
        raise IntegrityError(f"Entry {row.pk} is not the one that was written.")
    return True


def _decision_holds(row: ActRow) -> bool:
    signed = bytes(row.decision)
    try:
        decision, entry = parse_decision(signed), parse_entry(bytes(row.entry.body))
    except ValueError as error:
        raise IntegrityError(f"The decision of act {row.pk} cannot be read: {error}.") from error
    same = (decision.act, decision.officer, decision.nonce, decision.proposal, decision.at, decision.case) == (
        row.act, row.officer, row.nonce, row.proposal, f"{row.at:%Y-%m-%dT%H:%M:%SZ}", entry.case,
    )  # fmt: skip
    same = same and decision.act == entry.act and row.case_id == row.entry.case_id
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
    policy = policy_at(row.size)
    try:
        checkpoint, _, unknown = open_signed(policy, bytes(row.note))
        text, _ = split_note(bytes(row.note))
        lines = {one.witness: one.line for one in row.cosignatures.all()}
        for name, line in lines.items():
            verify_cosignature(text, line, next(one.key for one in policy.witnesses if one.name == name))
    except (ValueError, StopIteration, IntegrityError) as error:
        raise IntegrityError(f"The head of size {row.size} is not signed as it says: {error}.") from error
    if (checkpoint.size, checkpoint.root.hex(), unknown) != (row.size, row.root, 0):
        raise IntegrityError(f"The signed head of size {row.size} states another tree.")
    return True


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing entry: its case, the dispositions that were kept with it, the subtree that it states."""

    case: str
    stored: Stored
    records: Subtree


def closings() -> Iterator[Closing]:
    """Every entry that commits to a submission's outcomes, with what was kept.

    Raises:
        IntegrityError: nothing was kept with one of them, or more than once.
    """
    for act in ActRow.objects.filter(act="dispose").select_related("entry").order_by("id"):
        records = parse_entry(bytes(act.entry.body)).records
        kept = list(
            EvidenceRow.objects.filter(case_id=act.case_id, kind="dispositions", act_id__lte=act.pk).order_by("id")
        )
        if records is None or not kept or act.case_id is None:
            raise IntegrityError(f"The dispositions of act {act.pk} are not kept, or its entry commits to none.")
        last = kept[-1]
        yield Closing(act.case_id, Stored(last.kind, last.sha256, last.size, last.path, last.rows, last.root), records)
