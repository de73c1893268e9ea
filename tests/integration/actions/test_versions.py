"""Later versions of a request that was sent: what may follow what, and what each says (R48)."""

import pytest

from factories import Scene, done, record, signer, write_submission
from gateway_parts import use_form
from lockgate.actions import versions
from lockgate.actions import withdraw as withdraw_act
from lockgate.actions.fetch import fetch
from lockgate.actions.foresee import with_signature
from lockgate.actions.office import Result, Signer, Unsigned
from lockgate.actions.publish import publish
from lockgate.actions.reconcile import reconcile
from lockgate.actions.submit import draw, receive, submit
from lockgate.actions.withdraw import withdraw
from lockgate.actions.withdrawing import waiting
from lockgate.errors import UsageError
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store.cases import viewed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.holds import open_holds
from lockgate.store.models.acts import ActRow
from lockgate.store.statements import cases_with_statements, keep_statement
from lockgate.store.versions import ended, former_of, later_of
from lockgate.verify.logs import verify_log
from queue_parts import officer, uploaded
from versioning import SAID, hash_of, signed, version, withdrawal

MIXED = (record(1), record(2, address_line1="unknown"), record(3, reason="needed"), record(4))
SECOND = "ICE-2025-0002"


def received(scene: Scene, folder, name: str = "ada") -> Result:
    return submit(scene.office, folder, signer(name))


def refused(result: Result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def test_only_what_came_back_is_sent_again_and_stands_beside_the_former_case(scene):
    scene.submitted([dict(one) for one in MIXED])
    first, back = scene.case, [record(2), record(3)]
    later = done(received(scene, version(scene, "resubmit", back, SECOND))).case
    assert viewed(first).stage is CaseStage.EXAMINED
    facts = viewed(later)
    # Nothing was looked up for what came back, so it is no second question (R48).
    assert (facts.examination.sufficient, facts.examination.returned) == (2, 0)
    (link,) = later_of(first)
    assert (link.case, link.number, link.kind) == (later, SECOND, "resubmit")
    assert (former_of(later).case, former_of(first)) == (first, None)
    # What was sent again once is not sent again from the same case.
    assert refused(received(scene, version(scene, "resubmit", back[:1], "ICE-2025-0003"))) == "R48.not_returned"
    check_record_of_work()
    publish(scene.office)
    verify_log(scene.office.home.log)


def test_version_that_comes_while_another_is_read_is_seen(scene, monkeypatch):
    """What came back is sent again once, however the two meet."""
    scene.submitted([dict(one) for one in MIXED])
    first, other = (version(scene, "resubmit", [record(2)], number) for number in (SECOND, "ICE-2025-0003"))
    waiting, refused_by = [other], versions.Prior.refused

    def meanwhile(prior, submission, ids, records):
        if waiting:
            done(received(scene, waiting.pop()))
        return refused_by(prior, submission, ids, records)

    monkeypatch.setattr(versions.Prior, "refused", meanwhile)
    with pytest.raises(UsageError, match="arrived meanwhile"):
        received(scene, first)
    assert [one.number for one in later_of(scene.case)] == ["ICE-2025-0003"]


def test_nothing_is_fished_for_by_a_version(scene):
    """Other records, other statements, other submissions than the ones that are there."""
    scene.submitted([dict(one) for one in MIXED])
    back = record(2)
    stated = f'changed = "{SAID[0]}"\nlearnt = "{SAID[1]}"\n'
    cases = [
        ([record(1)], {}, "R48.not_returned"),
        ([back, record(9)], {}, "R48.not_returned"),
        ([back], {"sha256": "0" * 64}, "R48.former"),
        ([back], {"number": "ICE-2025-0404"}, "R48.former"),
        ([back, record(3)], {"changes": f'[[former.changes]]\nrecords = ["R002"]\n{stated}'}, "R48.unstated"),
    ]
    for number, (records, changed, code) in enumerate(cases):
        folder = version(scene, "resubmit", records, f"TRY-{number}", **changed)
        assert refused(received(scene, folder)) == code
    odd = ['changed = ""\nlearnt = "x"\n', 'changed = "x"\n', f'{stated}more = "x"\n']
    for number, changes in enumerate(odd):
        folder = version(scene, "resubmit", [back], f"ODD-{number}", changes=f"[[former.changes]]\n{changes}")
        with pytest.raises(UsageError, match=r"submission.toml:\d+"):
            received(scene, folder)
    with pytest.raises(UsageError, match=r"former\.kind"):
        received(scene, version(scene, "replace", [back], "ODD-9"))
    assert later_of(scene.case) == ()


def test_record_without_an_id_of_its_own_is_sent_again_by_its_row(scene):
    scene.submitted([record(1), record(2, record_id=""), record(3, record_id="R001")])
    again = [record(1, record_id="row-1"), record(2, record_id="row-2"), record(3, record_id="row-3")]
    done(received(scene, version(scene, "resubmit", again, SECOND)))


def test_amended_request_takes_the_place_of_the_former_which_is_ended_first(scene):
    scene.submitted().confirmed().relevant()
    first = scene.case
    folder = version(scene, "amend", [record(1, address_line1="7 Elm St"), record(2)], SECOND)
    later = done(received(scene, folder)).case
    assert (viewed(first).stage, viewed(later).stage) == (CaseStage.WITHDRAWN, CaseStage.EXAMINED)
    over = ended(first)
    assert (over.kind, over.statement) == ("amend", hash_of(folder))
    assert (former_of(later).case, former_of(later).kind) == (first, "amend")
    words = list(ActRow.objects.order_by("id").values_list("act", flat=True))[-3:]
    assert words == ["withdraw", "submit", "examine"]
    # Confirmations were of the former one; each officer confirms anew.
    assert scene.confirmations
    scene.case = later
    assert scene.confirmations == set()
    check_record_of_work()
    publish(scene.office)
    verify_log(scene.office.home.log)


def test_amending_after_the_file_was_read_is_a_second_question_for_a_person(scene):
    scene.submitted().confirmed().relevant().located().proposed()
    folder = version(scene, "amend", [record(n, address_line1=f"{n} Elm St") for n in (1, 2, 3)], SECOND)
    scene.case = done(received(scene, folder)).case
    assert (scene.facts.examination.sufficient, scene.facts.examination.review) == (0, 3)
    assert {hold.code for _, hold in open_holds(scene.case)} == {"R48.group"}


def test_no_version_takes_the_place_of_an_answer_somebody_has_read(scene, monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "direct")
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized().released()
    mine = next(one for one in scene.facts.packages if one.recipient == "ida")
    done(fetch(scene.office, mine.id, signer("ida"), tmp_path))
    folder = version(scene, "amend", [record(1)], SECOND)
    assert refused(received(scene, folder)) == "R48.answered"
    assert scene.facts.stage is CaseStage.HANDED_OVER
    done(withdraw(scene.office, scene.case, signer("ada"), withdrawal(scene)))
    assert refused(received(scene, folder)) == "R48.superseded"


def test_extension_asks_for_more_periods_and_officers_and_changes_nothing_else(scene):
    scene.submitted([record(1), record(2, officers="ida")])
    rows = {
        "other address": [record(1), record(2, officers="ida", zip="77003")],
        "fewer periods": [record(1, tax_periods="2022"), record(2, officers="ida")],
        "an officer less": [record(1, officers="jon"), record(2, officers="ida")],
        "one record less": [record(1)],
        "one record more": [record(1), record(2, officers="ida"), record(3)],
    }
    for number, records in enumerate(rows.values()):
        folder = version(scene, "extend", records, f"TRY-{number}")
        assert refused(received(scene, folder)) == "R48.not_extended"
    assert scene.facts.stage is CaseStage.EXAMINED
    first = scene.case
    more = [record(1, tax_periods="2021;2022;2023"), record(2, officers="ida;jon")]
    later = done(received(scene, version(scene, "extend", more, SECOND))).case
    assert viewed(first).stage is CaseStage.WITHDRAWN
    assert viewed(later).examination.sufficient + viewed(later).examination.review == 2


def test_whoever_signs_elsewhere_ends_the_former_case_by_its_own_act_first(scene):
    """With a key that signs nothing, nothing ends; with lockgate withdraw before it, the version is received."""
    scene.submitted()
    folder = version(scene, "amend", [record(1)], SECOND)
    key, drawn = Unsigned(signer("ada").key.public_key_der), draw(scene.office)
    assert refused(receive(scene.office, folder, Signer("ada", key), drawn)) == "R48.former_stands"
    assert key.would_sign == []
    assert scene.facts.stage is CaseStage.EXAMINED
    done(withdraw(scene.office, scene.case, signer("ada"), folder))
    assert scene.facts.stage is CaseStage.WITHDRAWN
    assert refused(receive(scene.office, folder, Signer("ada", key), drawn)) == "office.unsigned"
    (decision,) = key.would_sign
    shown = with_signature("ada", decision, signer("ada").key.sign(decision), scene.now[0])
    assert done(receive(scene.office, folder, shown, drawn)).case == drawn.case


def test_what_was_withdrawn_or_replaced_is_followed_by_nothing_else(scene):
    scene.submitted([dict(one) for one in MIXED])
    first = version(scene, "amend", [record(1)], SECOND)
    done(withdraw(scene.office, scene.case, signer("ada"), first))
    assert refused(received(scene, version(scene, "amend", [record(1)], "ICE-2025-0003"))) == "R48.superseded"
    assert refused(received(scene, version(scene, "resubmit", [record(2)], "ICE-2025-0004"))) == "R48.superseded"
    done(received(scene, first))
    with pytest.raises(UsageError, match="already case"):
        received(scene, first)


def test_version_that_would_not_be_received_ends_no_former_case_by_itself_either(scene):
    """The statement is signed and about this very submission; what was found is what receiving it would find."""
    scene.submitted([record(1), record(2, officers="ida")])
    done(received(scene, write_submission(scene.folder / "other", [record(2)], "O-1")))
    tries = {
        "R48.not_extended": version(scene, "extend", [record(1, zip="77003"), record(2, officers="ida")], "TRY-1"),
        "R48.unstated": version(
            scene, "amend", [record(1), record(2)], "TRY-2",
            changes=f'[[former.changes]]\nrecords = ["R001"]\nchanged = "{SAID[0]}"\nlearnt = "{SAID[1]}"\n',
        ),
    }  # fmt: skip
    named = version(scene, "amend", [record(1, zip="77003")], "TRY-3")
    content = (named / "submission.toml").read_bytes().replace(b'id = "jon"', b'id = "ada"')
    tries["office.asks_and_answers"] = signed(named, "submission.toml", content)
    used = version(scene, "amend", [record(1, zip="77003")], "N-1")
    content = (used / "submission.toml").read_bytes().replace(b'"N-1"', b'"O-1"')
    tries["office.number"] = signed(used, "submission.toml", content)
    for code, folder in tries.items():
        assert refused(withdraw(scene.office, scene.case, signer("ada"), folder)) == code
    broken = version(scene, "amend", [record(1)], "TRY-4")
    (broken / "records.csv").write_text("nothing\n")
    with pytest.raises(UsageError):
        withdraw(scene.office, scene.case, signer("ada"), broken)
    assert scene.facts.stage is CaseStage.EXAMINED
    assert ended(scene.case) is None


def test_statement_that_waited_is_gone_once_the_case_ended_by_another_one(scene, monkeypatch):
    """It holds an official's name and their reason; killed before it was erased, reconcile erases it."""
    scene.submitted()
    home, said = scene.office.home, withdrawal(scene)
    files = {name: (said / name).read_bytes() for name in ("withdrawal.toml.p7s", "withdrawal.toml")}
    keep_statement(home, scene.case, files)
    reconcile(scene.office)
    assert cases_with_statements(home) == (scene.case,)
    with monkeypatch.context() as killed:
        killed.setattr(withdraw_act, "erase_statement", lambda *_: None)
        done(withdraw(scene.office, scene.case, signer("ada"), version(scene, "amend", [record(1)], SECOND)))
    assert reconcile(scene.office, look_only=True).spent == cases_with_statements(home) == (scene.case,)
    reconcile(scene.office)
    assert cases_with_statements(home) == ()
    again = Scene(scene.office, scene.folder, scene.now, scene.witnesses)
    again.submitted(number="ICE-2025-0009")
    keep_statement(home, again.case, files)
    done(withdraw(again.office, again.case, signer("ada"), withdrawal(again, number="ICE-2025-0009")))
    assert cases_with_statements(home) == ()


def test_what_somebody_signed_who_may_ask_stands_before_what_nobody_did(scene):
    """Sent first, unsigned, by anybody of the agency: the signed statement is not kept from being entered."""
    scene.submitted()
    home, ada = scene.office.home, officer(scene, "ada")
    first, second = (version(scene, "amend", [record(1)], number) for number in (SECOND, "ICE-2025-0003"))
    (first / "submission.toml.p7s").unlink()
    ids = []
    for folder in (first, second):
        ids.append(uploaded(scene, folder, folder.name).id)
        scene.pass_time(minutes=1)
    assert (waiting(scene.office, scene.case, ada).id, waiting(scene.office, scene.case, ada).signed) == (ids[1], True)
    named = waiting(scene.office, scene.case, ada, ids[0])
    assert (named.id, named.signed) == (ids[0], False)
    assert refused(withdraw(scene.office, scene.case, signer("ada"), named.folder)) == "R01.signature"
    assert waiting(scene.office, scene.case, ada, "0" * 32) is None
    files = {name: (withdrawal(scene) / name).read_bytes() for name in ("withdrawal.toml",)}
    keep_statement(home, scene.case, files)
    assert waiting(scene.office, scene.case, ada).id == ids[1]
    done(withdraw(scene.office, scene.case, signer("ada"), waiting(scene.office, scene.case, ada).folder))


def test_number_that_is_used_ends_no_former_case(scene):
    scene.submitted([record(1)])
    done(received(scene, write_submission(scene.folder / "other", [record(2)], "O-1")))
    folder = version(scene, "amend", [record(1, zip="77003")], "N-1")
    content = (folder / "submission.toml").read_bytes().replace(b'"N-1"', b'"O-1"')
    with pytest.raises(UsageError, match="already case"):
        received(scene, signed(folder, "submission.toml", content))
    assert scene.facts.stage is CaseStage.EXAMINED
