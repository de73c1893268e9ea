"""Open the leaves of a case's entries, as far as outsiders may see them."""

from dataclasses import replace

from lockgate.canonical import parse_canonical
from lockgate.errors import IntegrityError
from lockgate.store.home import Home
from lockgate.store.models.log import EntryRow, IndexRow
from lockgate.store.publication import prove, published_size
from lockgate.store.refused import REFUSED
from lockgate.tlog.accounting import ACCOUNTING, SEED
from lockgate.tlog.entries import parse_salted_leaf
from lockgate.tlog.merkle import leaf_hash
from lockgate.tlog.openings import CONTENT, DetailLeaf, OpenedAct, Opening
from lockgate.tlog.proofs import parse_proof, proof_bytes
from lockgate.tlog.requests import evidence_of

_CLOSED = frozenset({CONTENT, ACCOUNTING, SEED})
"""Details that stay closed to outsiders: what else was decided, and what the accounting hangs on."""


def entry_body(leaf: str) -> bytes:
    """The bytes of the entry of this leaf hash (hexadecimal).

    Raises:
        IntegrityError: there is none.
    """
    row = EntryRow.objects.filter(leaf=leaf).first()
    if row is None:
        raise IntegrityError(f"There is no entry {leaf[:12]}.")
    return bytes(row.body)


def entered_proof(home: Home, leaf: str) -> bytes:
    """The proof that an entry stands under the published checkpoint, for the officer whose request it enters.

    Raises:
        IntegrityError: there is no such entry, or it is not published yet.
    """
    row = EntryRow.objects.filter(leaf=leaf).first()
    if row is None:
        raise IntegrityError(f"There is no entry {leaf[:12]}.")
    kept = parse_canonical(bytes(row.leaves))
    leaves = tuple(one.encode("utf-8") for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()
    proof = parse_proof(prove(home, leaf))
    return proof_bytes(replace(proof, extra=evidence_of(bytes(row.body), leaves)))


def case_opening(home: Home, case: str) -> Opening:
    """Every entry of a case with its officers' decisions opened, and all else as hashes.

    Raises:
        IntegrityError: the case has no entries, or one of them is not published yet.
    """
    size = published_size(home)
    rows = list(EntryRow.objects.filter(case_id=case).order_by("id").select_related("case"))
    places = dict(IndexRow.objects.filter(entry__case_id=case, index__lt=size).values_list("entry_id", "index"))
    if not rows or len(places) != len(rows):
        raise IntegrityError(f"{len(rows) - len(places)} entries of the case are not published; publish the log first.")
    case_row = rows[0].case
    reference = case_row.reference if case_row is not None else ""
    acts = sorted((OpenedAct(places[row.pk], _leaves(row)) for row in rows), key=lambda act: act.index)
    return Opening(reference, tuple(acts))


def _leaves(row: EntryRow) -> tuple[DetailLeaf | bytes, ...]:
    kept = parse_canonical(bytes(row.leaves))
    texts = [leaf.encode("utf-8") for leaf in kept if isinstance(leaf, str)] if isinstance(kept, list) else []
    # On which ground an act was refused can tell of an order or a person; that it was refused is public anyway.
    return tuple(leaf_hash(text) if row.act == REFUSED else _opened(text) for text in texts)


def _opened(text: bytes) -> DetailLeaf | bytes:
    salt, name, value = parse_salted_leaf(text)
    return leaf_hash(text) if name in _CLOSED else DetailLeaf(salt, name, value)
