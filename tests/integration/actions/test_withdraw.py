"""A case ended by its agency: nothing that nobody read leaves any more, and what was read is said."""

from dataclasses import replace

import pytest
from django.db import IntegrityError as Refused
from django.db import connection, transaction

from factories import Scene, done, record, signer
from gateway_parts import desk, use_form
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.fetch import fetch
from lockgate.actions.handover import hand_over
from lockgate.actions.office import Result
from lockgate.actions.publish import publish
from lockgate.actions.purge import purge
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.actions.review import review
from lockgate.actions.seal import seal
from lockgate.actions.withdraw import withdraw
from lockgate.errors import IntegrityError, UsageError
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.custody import Custody, custody_of
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.told import Told, told_of
from lockgate.store import crashpoints
from lockgate.store.cases import opened
from lockgate.store.fsck import check_record_of_work
from lockgate.store.holds import open_holds
from lockgate.store.models.decisions import VoidRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import DisclosureRow, RecallRow
from lockgate.store.models.versions import WithdrawalRow
from lockgate.store.packages import handed_over_file, is_fetchable
from lockgate.store.reconciliation import remains
from lockgate.verify.logs import verify_log
from substituting import amendment, joined, substituted
from versioning import withdrawal


class Killed(BaseException):
    """The process ends here; nothing catches it."""


def ended(scene: Scene, name: str = "ada") -> Result:
    return withdraw(scene.office, scene.case, signer(name), withdrawal(scene, date=f"{scene.now[0]:%Y-%m-%d}"))


def checked(scene: Scene) -> None:
    check_record_of_work()
    publish(scene.office)
    verify_log(scene.office.home.log)


WAY = ("submitted", "confirmed", "relevant", "located", "proposed", "voted", "authorized")


@pytest.mark.parametrize("steps", [1, 4, 5, 6, 7])
def test_case_that_is_withdrawn_comes_to_nothing_from_wherever_it_is(scene, steps):
    for step in WAY[:steps]:
        getattr(scene, step)()
    before = scene.facts
    told = done(ended(scene)).told
    assert (told["recalled"], told["read"]) == (0, 0)
    assert (scene.facts.stage, told_of(scene.facts)) == (CaseStage.WITHDRAWN, Told.WITHDRAWN)
    assert (scene.facts.proposal, scene.facts.votes, scene.facts.authorization) == (None, (), None)
    assert VoidRow.objects.count() == (before.proposal is not None)
    assert open_holds(scene.case) == ()
    scene.pass_time(days=2)
    proposal = before.proposal.hash if before.proposal is not None else "0" * 64
    for attempt in (
        examine(scene.office, scene.case, signer("ada")),
        review(scene.office, scene.case, signer("ben"), proposal, (Vote.FOR, "")),
        authorize(scene.office, scene.case, signer("dov"), proposal),
        seal(scene.office, scene.case, signer("dov"), proposal),
        hand_over(scene.office, scene.case, signer("dov"), proposal),
        ended(scene),
    ):
        assert isinstance(attempt, Refusal)
        assert attempt.code == "office.stage"
    checked(scene)


def test_sealed_packages_are_recalled_in_the_same_commit_and_answer_nobody(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    publish(scene.office)
    entries = EntryRow.objects.count()
    assert done(ended(scene)).told["recalled"] == 2
    assert EntryRow.objects.count() == entries + 1
    assert {custody_of(one) for one in scene.facts.packages} == {Custody.RECALLED}
    assert RecallRow.objects.filter(act__act="withdraw").count() == 2
    checked(scene)
    # The people asked about were answered nowhere: a request anew is answered (R48 then asks a person).
    scene.submitted(number="ICE-2025-0002")
    assert DisclosureRow.objects.count() > 0
    with opened(scene.case) as file:
        assert file.answered_before(DisclosureRow.objects.values_list("taxpayer", flat=True)) == frozenset()


@pytest.mark.parametrize("form", ["direct", "gated"])
def test_what_was_handed_over_and_not_read_is_taken_back_and_what_was_read_is_said(scene, monkeypatch, tmp_path, form):
    use_form(monkeypatch, tmp_path, form)
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    mine, theirs = (next(p for p in scene.facts.packages if p.recipient == name) for name in ("ida", "jon"))
    if form == "gated":
        at = desk(scene)
        assert at.fetch().code == 0
        assert at.open().code == 0
        assert desk(scene, "jon").fetch().code == 0
    else:
        done(fetch(scene.office, mine.id, signer("ida"), tmp_path))
    told = done(ended(scene)).told
    assert (told["recalled"], told["read"]) == (1, 1)
    state = {one.recipient: custody_of(one) for one in scene.facts.packages}
    assert state["jon"] is Custody.RECALLED
    assert state["ida"] is not Custody.RECALLED
    assert not handed_over_file(scene.office.home, theirs.id).exists()
    if form == "gated":
        assert desk(scene, "jon").open().code != 0
        assert purge(scene.office) == 1
    else:
        assert fetch(scene.office, theirs.id, signer("jon"), tmp_path).code == "office.stage"
    # What stands can still be recalled, and nothing is owed or astray.
    done(recall(scene.office, mine.id, signer("mia"), "The agency asked."))
    reconcile(scene.office)
    assert (remains(scene.office.home).owed, remains(scene.office.home).astray) == ((), ())
    checked(scene)


def test_proposal_for_a_substitute_falls_with_the_case(scene, monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    joined(scene)
    proposal = substituted(scene, amendment(scene))
    done(ended(scene))
    scene.pass_time(hours=1)
    assert review(scene.office, scene.case, signer("ben"), proposal, (Vote.FOR, "")).code == "office.stage"
    assert authorize(scene.office, scene.case, signer("dov"), proposal).code == "office.stage"
    assert replace(scene.facts, stage=CaseStage.WITHDRAWN).under(proposal).stage is CaseStage.WITHDRAWN


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"by": "Kim"}, "R01.signature"),
        ({"by": "ada"}, "R01.signature"),
        ({"number": "ICE-2025-0002"}, "R48.statement"),
        ({"sha256": "0" * 64}, "R48.statement"),
        ({"agency": "Another Agency"}, "R48.statement"),
        ({"date": "2025-08-06"}, "R48.statement"),
        ({"date": "2025-08-08"}, "R48.statement"),
    ],
)
def test_nothing_but_the_agencys_own_statement_about_this_submission_ends_it(scene, changed, code):
    scene.submitted()
    refused = withdraw(scene.office, scene.case, signer("ada"), withdrawal(scene, **changed))
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert scene.facts.stage is CaseStage.EXAMINED


def test_statement_without_its_signature_or_with_a_changed_byte_ends_nothing(scene):
    scene.submitted()
    folder = withdrawal(scene)
    content = (folder / "withdrawal.toml").read_bytes()
    (folder / "withdrawal.toml").write_bytes(content.replace(b"closed", b"paused"))
    assert withdraw(scene.office, scene.case, signer("ada"), folder).code == "R01.signature"
    (folder / "withdrawal.toml").write_bytes(content)
    (folder / "withdrawal.toml.p7s").unlink()
    assert withdraw(scene.office, scene.case, signer("ada"), folder).code == "R01.signature"
    for odd in (b'surprise = "x"\n' + content, content.replace(b"reason", b"raison"), b"\xff"):
        (folder / "withdrawal.toml").write_bytes(odd)
        with pytest.raises(UsageError, match=r"withdrawal\.toml"):
            withdraw(scene.office, scene.case, signer("ada"), folder)
    (folder / "withdrawal.toml").unlink()
    with pytest.raises(UsageError):
        withdraw(scene.office, scene.case, signer("ada"), folder)
    assert scene.facts.stage is CaseStage.EXAMINED


def test_database_itself_lets_nothing_of_a_withdrawn_case_on(scene):
    """Whatever the code above it did: a package, a hand-over, a vote is refused by a gate of its own."""
    scene.submitted([record(1)]).confirmed().relevant().located().proposed().voted().authorized()
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    package = scene.facts.packages[0].id
    act = "(SELECT MAX(id) FROM store_actrow)"
    end = f"INSERT INTO store_withdrawalrow (kind, statement, act_id, case_id) VALUES ('withdraw', '{'0' * 64}', {act}, '{scene.case}')"  # noqa: E501, S608 - the tables' own words
    with pytest.raises(Refused, match="recalled"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(end)
    done(ended(scene))
    tries = (
        f"INSERT INTO store_handoverrow (package_id, act_id) VALUES ('{package}', {act})",  # noqa: S608
        f"INSERT INTO store_fetchrow (package_id, act_id, officer) VALUES ('{package}', {act}, 'ada')",  # noqa: S608
        f"INSERT INTO store_voterow (proposal_id, act_id, officer, vote, reason) SELECT id, {act}, 'ada', 'for', '' FROM store_proposalrow",  # noqa: E501, S608
        f"INSERT INTO store_authorizationrow (proposal_id, act_id) SELECT id, {act} FROM store_proposalrow",  # noqa: S608
        f"INSERT INTO store_proposalrow (case_id, act_id, number, hash, body) VALUES ('{scene.case}', {act}, 9, '{'1' * 64}', '')",  # noqa: E501, S608
        "DELETE FROM store_withdrawalrow",
    )
    for one in tries:
        with pytest.raises(Refused), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(one)


@pytest.mark.parametrize("point", ["file.before_rename", "act.before_commit", "act.after_commit"])
def test_withdrawal_that_is_killed_is_done_or_not_done(scene, monkeypatch, tmp_path, point):
    use_form(monkeypatch, tmp_path, "gated")
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()

    def hook(passed: str) -> None:
        if passed == point:
            raise Killed

    folder = withdrawal(scene, date=f"{scene.now[0]:%Y-%m-%d}")
    monkeypatch.setattr(crashpoints, "hook", hook)
    with pytest.raises(Killed):
        withdraw(scene.office, scene.case, signer("ada"), folder)
    monkeypatch.setattr(crashpoints, "hook", lambda _point: None)
    over = point == "act.after_commit"
    assert (scene.facts.stage is CaseStage.WITHDRAWN) == over
    assert sum(one.recalled_at is not None for one in scene.facts.packages) == 2 * over
    reconcile(scene.office)
    assert [is_fetchable(one.id) for one in scene.facts.packages] == [not over] * 2
    again = withdraw(scene.office, scene.case, signer("ada"), folder)
    assert (again.code == "office.stage") if over else done(again)
    checked(scene)


def test_fsck_finds_a_withdrawal_that_nobody_signed_for(scene):
    scene.submitted()
    done(ended(scene))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER store_withdrawalrow_update")
    WithdrawalRow.objects.update(kind="amend")
    with pytest.raises(IntegrityError, match="withdraw"):
        check_record_of_work()
