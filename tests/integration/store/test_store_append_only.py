"""No table lets go of a row, on either engine, by whatever statement somebody finds."""

# ruff: noqa: S608 - the names in these statements come from the models

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from lockgate.store.models.acts import (
    ActRow,
    ConfirmationRow,
    EvidenceRow,
    ExaminationRow,
    PersonFindingRow,
    SubmissionRow,
)
from lockgate.store.models.authorities import AuthoritiesRow
from lockgate.store.models.decisions import AuthorizationRow, ProposalRow, SubstitutionRow, VoidRow, VoteRow
from lockgate.store.models.gateway import (
    GatewayKeyRow,
    GrantRow,
    OpeningRow,
    PurgeRow,
    RefusedOpeningRow,
    ReissueRow,
)
from lockgate.store.models.holds import HoldRow, LiftRow
from lockgate.store.models.loaded import LoadedRow
from lockgate.store.models.locks import CaseRow, StandingRow
from lockgate.store.models.log import CheckpointRow, CosignatureRow, EntryRow, IndexRow
from lockgate.store.models.marks import MarkRow
from lockgate.store.models.pending import PendingRow
from lockgate.store.models.queue import JobRow, SpentRow, TurnRow, UploadRow
from lockgate.store.models.registers import RegisterRow
from lockgate.store.models.releases import (
    DisclosureRow,
    FetchRow,
    HandoverRow,
    PackageRow,
    RecallRow,
    ReceiptRow,
)
from lockgate.store.models.rounds import RestoreRow, RoundCloseRow, RoundRow, SeedsRow
from lockgate.store.models.sessions import SessionRow
from lockgate.store.models.sign_counts import SignCountRow
from lockgate.store.models.signins import LastSignInRow, SignInRow
from lockgate.store.models.stops import StopRow
from lockgate.store.models.versions import VersionRow, WithdrawalRow
from lockgate.store.triggers import CHANGING, unique_sets

AT = datetime(2025, 8, 7, 12, tzinfo=UTC)
HASH, ID = "a" * 64, "b" * 32
CONSOLE = {SessionRow, SignCountRow, PendingRow, JobRow, UploadRow, SpentRow, TurnRow, SignInRow, LastSignInRow}
"""No part of the record of work: sessions and jobs end, what one person entered is confirmed or taken back."""
MODELS = [model for model in apps.get_app_config("store").get_models() if model not in CONSOLE]


def fill() -> None:
    """One row in every table, the ones of a recalled package in the order the gates ask for."""
    case = CaseRow.objects.create(
        id=ID, number="1", agency="A", agreement="x", reference=HASH, salt=ID, stage="submitted",
        version=1, opened_at=AT,
    )  # fmt: skip
    entry = EntryRow.objects.create(body=b"e", leaf=HASH, act="submit", case=case, at=AT, leaves=b"[]")
    IndexRow.objects.create(index=0, entry=entry)
    checkpoint = CheckpointRow.objects.create(size=1, root=HASH, note=b"n", at=AT)
    CosignatureRow.objects.create(checkpoint=checkpoint, witness="w", line="l")
    act = ActRow.objects.create(
        case=case, act="submit", officer="o", at=AT, proposal="", nonce=ID, decision=b"d", content=b"c",
        signature=b"s", certificate=b"c", entry=entry,
    )  # fmt: skip
    one = {"case": case, "act": act}
    ben, cyd, dov = (
        ActRow.objects.create(
            case=case, act="review", officer=officer, at=AT, proposal="", nonce=nonce * 32, decision=b"d",
            content=b"c", signature=b"s", certificate=b"c", entry=entry,
        )
        for officer, nonce in (("ben", "1"), ("cyd", "2"), ("dov", "3"))
    )  # fmt: skip
    SubmissionRow.objects.create(**one, body=b"{}")
    ExaminationRow.objects.create(
        **one, pack=HASH, law=HASH, sufficient=1, review=0, returned=0, standing=1, outcomes=HASH
    )
    EvidenceRow.objects.create(**one, kind="records", sha256=HASH, size=1, path="p", rows=1, root=HASH)
    PersonFindingRow.objects.create(**one, rule="R13", state="met", reason="r", officer="o", scope=b"[]")
    ConfirmationRow.objects.create(**one, officer="o", matter="m")
    hold = HoldRow.objects.create(
        **one, officer="o", held="records", code="R13", hook="h", reason="r", owner="analyst", since=AT,
        due=date(2025, 9, 6), records=1,
    )  # fmt: skip
    LiftRow.objects.create(hold=hold, act=act)
    old = ProposalRow.objects.create(**one, number=1, hash="c" * 64, body=b"p")
    VoidRow.objects.create(proposal=old, act=act)
    proposal = ProposalRow.objects.create(**one, number=2, hash=HASH, body=b"p")
    VoteRow.objects.create(proposal=proposal, act=ben, officer="ben", vote="for")
    VoteRow.objects.create(proposal=proposal, act=cyd, officer="cyd", vote="for")
    AuthorizationRow.objects.create(proposal=proposal, act=act)
    pat = ActRow.objects.create(
        case=case, act="stop", officer="pat", at=AT, proposal="", nonce="4" * 32, decision=b"d", content=b"c",
        signature=b"s", certificate=b"c", entry=entry,
    )  # fmt: skip
    SubstitutionRow.objects.create(proposal=old, act=act, officer="s", instead="o", amendment=HASH)
    package = PackageRow.objects.create(
        id=HASH, case=case, act=dov, proposal=proposal, entry=entry, officer="o", certificate=HASH, manifest=HASH,
        accounting_root=HASH, records=1, size=1,
    )  # fmt: skip
    MarkRow.objects.create(package=package, act=dov, mark=HASH)
    HandoverRow.objects.create(package=package, act=dov)
    FetchRow.objects.create(package=package, act=act, officer="o")
    GatewayKeyRow.objects.create(package=package, number=ID, signature_certificate=HASH, wrapped=b"w")
    opening = OpeningRow.objects.create(package=package, act=act, officer="o", request=HASH)
    GrantRow.objects.create(opening=opening, at=AT, proof=b"p")
    RefusedOpeningRow.objects.create(package=package, entry=entry, officer="o", code="R23", at=AT)
    ReceiptRow.objects.create(package=package, act=act, officer="o", body=b"b", signature=b"s")
    RecallRow.objects.create(package=package, act=act, reason="r")
    PurgeRow.objects.create(package=package, case=case, entry=entry, at=AT)
    again = PackageRow.objects.create(
        id="d" * 64, case=case, act=dov, proposal=proposal, entry=entry, officer="o", certificate=HASH, manifest=HASH,
        accounting_root=HASH, records=1, size=1,
    )  # fmt: skip
    ReissueRow.objects.create(package=again, replaces=package, act=act, reason="r")
    DisclosureRow.objects.create(
        case=case, package=package, row=1, record_id="1", name="n", authority="a", agency="A", purpose="p",
        period="2022", disclosed_on=date(2025, 8, 7), method="m", office="o", recipient="r", taxpayer=HASH,
    )  # fmt: skip
    RegisterRow.objects.create(
        kind="orders", content=b"", sha256=HASH, loaded_at=AT, standing=2, first_officer="a",
        second_officer="b", entry=entry,
    )  # fmt: skip
    other = CaseRow.objects.create(
        id="e" * 32, number="2", agency="A", agreement="x", reference="e" * 64, salt=ID, stage="withdrawn",
        version=7, opened_at=AT,
    )  # fmt: skip
    VersionRow.objects.create(case=case, act=act, former=other, kind="amend", sha256=HASH)
    WithdrawalRow.objects.create(case=other, act=act, kind="amend", statement=HASH)
    StopRow.objects.create(proposal=proposal, act=pat, officer="pat", reason="r")
    seeds = SeedsRow.objects.create(commitment=HASH, sealed=b"s")
    RoundRow.objects.create(
        proposal=proposal, act=ben, officer="ben", number=1, begin=0, end=3, shown=5, last=True, seeds=seeds
    )
    closing = RoundCloseRow.objects.create(seeds=seeds, proposal=proposal, act=ben, officer="ben", missed=1, returned=0)
    RestoreRow.objects.create(closing=closing, act=dov, officer="dov", reason="r")
    AuthoritiesRow.objects.create(
        content=b"c", sha256=HASH, loaded_at=AT, first_officer="a", second_officer="b", entry=entry
    )
    LoadedRow.objects.create(
        kind="pack", name="n", content=b"c", sha256=HASH, since=AT, loaded_at=AT, standing=2, first_officer="a",
        second_officer="b", entry=entry,
    )  # fmt: skip


def _refused(statement: str, values: tuple = ()) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def _contents(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


@pytest.mark.usefixtures("any_home")
def test_rows_stay_as_they_are_whatever_statement_is_tried():
    fill()
    for model in MODELS:
        table, key = model._meta.db_table, model._meta.pk.column
        before = _contents(table)
        assert before, f"the test fills {table}"
        _refused(f'DELETE FROM "{table}"')
        _refused(f'DELETE FROM "{table}" WHERE "{key}" = "{key}"')
        for field in model._meta.local_concrete_fields:
            if field.column not in CHANGING.get(model._meta.model_name, ()):
                _refused(f'UPDATE "{table}" SET "{field.column}" = "{field.column}"')
        if connection.vendor == "postgresql":
            _refused(f'TRUNCATE "{table}" CASCADE')
        assert _contents(table) == before


@pytest.mark.usefixtures("home")
def test_rows_stay_when_others_replace_them_on_any_unique_set():
    """REPLACE INTO deletes without asking the triggers for deletions; PostgreSQL has no such statement."""
    fill()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")  # as any other program would open the file
    for model in MODELS:
        before = _contents(model._meta.db_table)
        for unique in unique_sets(model):
            _refuse_replacements(model, unique)
        assert _contents(model._meta.db_table) == before


def _refuse_replacements(model: type[models.Model], unique: tuple[str, ...]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        columns, row = [column[0] for column in cursor.description], cursor.fetchone()
    changed = [
        value if column in unique else _other(model, column, value) for column, value in zip(columns, row, strict=True)
    ]
    marks = ", ".join(["%s"] * len(columns))
    for words in ("REPLACE INTO", "INSERT OR REPLACE INTO"):
        with pytest.raises(IntegrityError), connection.cursor() as cursor:
            cursor.execute(f'{words} "{table}" VALUES ({marks})', changed)


def _other(model: type[models.Model], column: str, value: object) -> object:
    """Another value where the column is unique by itself, so that only the set under test collides."""
    single = {unique[0] for unique in unique_sets(model) if len(unique) == 1}
    if column not in single:
        return value
    return value + 1000 if isinstance(value, int) else "f" * len(str(value))


@pytest.mark.usefixtures("any_home")
def test_stage_and_version_are_all_that_changes_when_a_lock_row_is_updated():
    fill()
    assert StandingRow.objects.filter(version=1).update(version=2) == 1
    assert CaseRow.objects.filter(version=1).update(version=2, stage="examined") == 1
    for refused in ({"version": 2}, {"version": 1}, {"version": 4}, {"stage": "located"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseRow.objects.update(**refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseRow.objects.update(version=3, number="2")


@pytest.mark.usefixtures("any_home")
def test_every_table_and_unique_set_has_its_trigger_when_migrated():
    names = {model._meta.db_table: model for model in MODELS}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid")
        found = set(cursor.fetchall())
    for table, model in names.items():
        wanted = {"delete", "update"}
        if connection.vendor == "sqlite":
            wanted |= {f"guard_{number}" for number in range(len(unique_sets(model)))}
        else:
            wanted.add("truncate")
        assert {(table, f"{table}_{word}") for word in wanted} <= found


@pytest.mark.usefixtures("any_home")
def test_standing_stays_one_row_when_a_second_is_written():
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingRow.objects.create(id=2, version=1)
