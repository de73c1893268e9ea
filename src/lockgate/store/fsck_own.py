"""Rows beside the acts' own: what the office entered by itself, what a submission brought, openings, receipts, holds.

As in ``fsck_rows``, each row is held to its entry or its act and each entry to its rows, in both directions.
"""

from collections.abc import Mapping

from django.db.models import Model

from lockgate.canonical import Parsed, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.seal.opening_request import claimed_opening, request_hash
from lockgate.seal.receipts import parse_signed_receipt, receipt_bytes
from lockgate.store.casefacts import parse_submission_body
from lockgate.store.fsck_loaded import check_loaded
from lockgate.store.fsck_rounds import check_rounds
from lockgate.store.models.acts import ActRow, EvidenceRow, SubmissionRow
from lockgate.store.models.gateway import GatewayKeyRow, GrantRow, OpeningRow, PurgeRow, RefusedOpeningRow
from lockgate.store.models.holds import HoldRow, LiftRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import ReceiptRow
from lockgate.store.policies import policy_at
from lockgate.store.refused import MOST_A_DAY, REFUSED, SAID, refused_of, refused_on
from lockgate.store.tables import tables
from lockgate.tlog.checkpoints import parse_checkpoint
from lockgate.tlog.entries import parse_salted_leaf
from lockgate.tlog.notes import split_note
from lockgate.tlog.proofs import parse_proof
from lockgate.tlog.requests import accept_entered


def check_own() -> int:
    """Check all of them; answers how many rows were compared.

    Raises:
        IntegrityError: naming the first that does not fit.
    """
    checks = (
        _check_submissions, _check_openings, _check_refused_openings, _check_purges, _check_receipts, _check_holds,
        _check_upgrades,
        check_loaded, check_rounds,
    )  # fmt: skip
    return sum(check() for check in checks)


def _content(act: ActRow) -> Mapping[str, Parsed]:
    found = parse_canonical(bytes(act.content))
    return found if isinstance(found, dict) else {}


def _said(row: EntryRow) -> Mapping[str, Parsed]:
    """What the one leaf of an entry of the office says."""
    match parse_canonical(bytes(row.leaves)):
        case [str(leaf)]:
            _, name, value = parse_salted_leaf(leaf.encode("utf-8"))
            found = parse_canonical(value.encode("utf-8"))
            return found if name == SAID and isinstance(found, dict) else {}
        case _:
            return {}


def _refuse(row: Model, why: str) -> None:
    raise IntegrityError(f"{row} {why}.")


def _check_submissions() -> int:
    """Every submission's own account is of its case; the files kept with it are those its act was decided on."""
    rows = list(SubmissionRow.objects.select_related("case", "act"))
    opened = ActRow.objects.filter(act__in=("submit", "audit")).values_list("id", flat=True)
    if sorted(row.act_id for row in rows) != sorted(opened):
        raise IntegrityError("The submissions there are, and those whose receipt was entered, are not the same.")
    for row in rows:
        said, case, content = parse_submission_body(bytes(row.body)), row.case, _content(row.act)
        if (said.number, said.agency, said.agreement) != (case.number, case.agency, case.agreement):
            _refuse(row, "says another number, agency or agreement than its case")
        files = content.get("files")
        kept = dict(EvidenceRow.objects.filter(act=row.act).values_list("kind", "sha256"))
        wrong = row.act.act == "submit" and (content.get("number") != said.number or files != kept)
        if wrong or row.act.case_id != row.case_id:
            _refuse(row, "is not what was received: other files, or another number")
    return len(rows)


def _check_openings() -> int:
    """Every opening is of the request its officer signed, every answer proved; a key is gone only by an erasure."""
    rows = OpeningRow.objects.select_related("act")
    for row in rows:
        asked = claimed_opening(str(_content(row.act).get("request")).encode("utf-8"))
        if row.request != request_hash(asked):
            _refuse(row, "is of another request than its officer signed")
    for grant in GrantRow.objects.select_related("opening__act__entry"):
        act = grant.opening.act
        note = parse_proof(bytes(grant.proof)).checkpoint
        size = parse_checkpoint(split_note(note)[0]).size
        entered = accept_entered(bytes(grant.proof), policy_at(size), "opening", bytes(act.content))
        if entered.leaf != act.entry.leaf or grant.at < act.entry.at:
            _refuse(grant, "was proved by another entry, or given before it")
    emptied = {row.package_id for row in GatewayKeyRow.objects.all() if not bytes(row.wrapped)}
    if emptied != set(PurgeRow.objects.values_list("package_id", flat=True)):
        raise IntegrityError("The keys that are gone, and those whose erasure was entered, are not the same.")
    return len(rows)


def _check_refused_openings() -> int:
    rows = {row.entry_id: row for row in RefusedOpeningRow.objects.select_related("package", "entry")}
    entries = EntryRow.objects.filter(act="refuse_opening")
    for entry in entries:
        said, row = _said(entry), rows.get(entry.pk)
        told = (said.get("package"), said.get("officer"), said.get("said"), entry.case_id, entry.at)
        if row is None or told != (row.package_id, row.officer, row.code, row.package.case_id, row.at):
            _refuse(entry, "is of a refused opening that is not kept as it was entered")
    if len(rows) != len(entries):
        raise IntegrityError("There are refused openings that were not entered.")
    return len(rows)


def _check_purges() -> int:
    kept: dict[int, list[PurgeRow]] = {}
    for row in PurgeRow.objects.select_related("package").order_by("package_id"):
        kept.setdefault(row.entry_id, []).append(row)
    for entry in EntryRow.objects.filter(act="purge"):
        named, rows = _said(entry).get("packages"), kept.pop(entry.pk, [])
        names = sorted(str(one) for one in named) if isinstance(named, list) else []
        places = {(row.case_id, row.package.case_id, row.at) for row in rows}
        if names != [row.package_id for row in rows] or places != {(entry.case_id, entry.case_id, entry.at)}:
            _refuse(entry, "erased other keys than the rows beside it say")
    if kept:
        raise IntegrityError("There are erasures of keys that were not entered.")
    return PurgeRow.objects.count()


def _check_receipts() -> int:
    rows = ReceiptRow.objects.select_related("act")
    for row in rows:
        signed = parse_signed_receipt(str(_content(row.act).get("receipt")).encode("utf-8"))
        if (bytes(row.body), bytes(row.signature)) != (receipt_bytes(signed.receipt), signed.signature):
            _refuse(row, "is not the receipt that its officer signed")
    return len(rows)


def _check_holds() -> int:
    """Every hold is of an act on its case, or of a refusal that was entered; every end of one of an act on its case."""
    for entry in EntryRow.objects.filter(act=REFUSED):
        refused_of(entry)
    first = EntryRow.objects.filter(act=REFUSED).order_by("id").first()
    for row in HoldRow.objects.select_related("act__entry"):
        if row.act is not None:
            found = (row.act.case_id, row.act.officer, row.act.entry.at) == (row.case_id, row.officer, row.since)
        else:
            # Refusals were not entered from the beginning of every office.
            found = first is None or row.since < first.at or _was_refused(row)
        if not found:
            _refuse(row, "was raised by no act and no refusal of its officer")
    for lift in LiftRow.objects.select_related("hold", "act"):
        if lift.act.case_id != lift.hold.case_id or lift.act_id <= (lift.hold.act_id or 0):
            _refuse(lift, "is the end of a hold by an act on another case, or by one before it began")
    return HoldRow.objects.count()


def _check_upgrades() -> int:
    """Every step that an upgrade says it took is among those that the tables were made by."""
    made, entries = tables().made, EntryRow.objects.filter(act="upgrade")
    for entry in entries:
        steps = _said(entry).get("steps")
        if not isinstance(steps, list) or not steps or not set(map(str, steps)) <= set(made):
            _refuse(entry, "is of an upgrade that the tables know nothing of")
    return len(entries)


def _was_refused(row: HoldRow) -> bool:
    """Whether the refusal that left the hold was entered that day, or all of its officer's entries were used up."""
    mine = [(case, one) for case, one in refused_on(row.since) if one.officer == row.officer]
    return len(mine) >= MOST_A_DAY or (row.case_id, row.code) in {(case, one.code) for case, one in mine}
