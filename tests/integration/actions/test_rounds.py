"""Every item is put before a deciding officer among seeds; whoever affirms a seed votes on nothing until restored."""

import json

import pytest
from django.db import IntegrityError, transaction

from factories import done, record, signer
from guarding import use_guards
from lockgate.actions.assign import assign
from lockgate.actions.authorize import authorize
from lockgate.actions.ballots import SendBack
from lockgate.actions.office import Signer, Unsigned
from lockgate.actions.prove import prove_decisions
from lockgate.actions.restore import paused, restore
from lockgate.actions.review import review
from lockgate.actions.rounds import Mark, RoundSeen, close_round, put_round
from lockgate.cli import rounds as cli
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.seeds import COLUMNS
from lockgate.store import cases
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keyring import load_evidence_key
from lockgate.store.models.acts import ActRow
from lockgate.store.models.decisions import AuthorizationRow, ProposalRow, VoteRow
from lockgate.store.models.rounds import RoundCloseRow, RoundRow
from lockgate.store.rounds import kept_seeds

OTHER = SendBackGround.OTHER


@pytest.fixture
def proposed(scene, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, "[review]\nseeds = 3")
    scene.submitted([record(1), record(2), record(3)]).confirmed().relevant().located().proposed()
    for name in ("ben", "cyd"):
        done(assign(scene.office, scene.case, signer(name)))
    return scene


def put(scene, who="ben"):
    return put_round(scene.office, scene.case, signer(who), scene.proposal)


def code(result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def seeds_of(scene, seen: RoundSeen) -> set[int]:
    return {place for place, _ in kept_seeds(load_evidence_key(scene.office.home), scene.case, seen.seeds).seeds}


def answers(seen: RoundSeen, sent_back) -> list[Mark]:
    return [
        Mark(one, OTHER, "It lacks something.") if one in sent_back else Mark(one)
        for one in range(1, len(seen.items) + 1)
    ]


def closed(scene, seen, sent_back, who="ben"):
    return close_round(scene.office, scene.case, signer(who), seen.seeds, answers(seen, sent_back))


def vote(scene, who="ben", choice=Vote.FOR, reason=""):
    return review(scene.office, scene.case, signer(who), scene.proposal, (choice, reason))


def looked(scene, who):
    seen = put(scene, who)
    scene.pass_time(hours=1)
    return done(closed(scene, seen, seeds_of(scene, seen), who))


def test_address_in_one_field_and_columns_that_are_not_there_are_shown_as_what_they_are(scene, tmp_path, monkeypatch):
    """Else a record whose address the law has read would look like a seed without one."""
    use_guards(monkeypatch, tmp_path, "[review]\nseeds = 1")
    whole = {"address_line1": "", "city": "", "state": "", "zip": "", "address": "101 Oak St, Houston, TX 77002"}
    one = {name: value for name, value in record(1, **whole).items() if name not in {"city", "state", "zip"}}
    scene.submitted([one]).confirmed().relevant().located().proposed()
    done(assign(scene.office, scene.case, signer("ben")))
    seen = put(scene)
    (real,) = (item for place, item in enumerate(seen.items, 1) if place not in seeds_of(scene, seen))
    assert real.says("address_line1") == (whole["address"],)
    assert tuple(line.column for line in real.lines) == COLUMNS


def test_vote_does_not_tell_a_seed_from_an_item_while_the_round_is_open(proposed):
    seen = put(proposed)
    proposed.pass_time(hours=1)
    for item in seen.items:
        ((matter,), (officers,)) = (item.says(one) or ("",) for one in ("matter_id", "officers"))
        scope = Scope(Reach.GROUP, matter=matter, officer=officers.partition(";")[0] or "ida")
        tried = review(
            proposed.office, proposed.case, signer("ben"), proposed.proposal, (Vote.AGAINST, ""),
            sent_back=[SendBack(scope, OTHER, "It lacks something.")],
        )  # fmt: skip
        assert code(tried) == "office.round_open"
    assert str(kept_seeds(load_evidence_key(proposed.office.home), proposed.case, seen.seeds)).find("secret") < 0
    assert not VoteRow.objects.exists()


def test_all_is_put_before_both_among_seeds_and_no_seed_is_counted(proposed):
    assert code(vote(proposed)) == "R47.pace"
    proposed.pass_time(hours=1)
    assert code(vote(proposed)) == "office.not_put"
    seen = put(proposed)
    assert put(proposed).items == seen.items
    assert len(seen.items) == 3 + len(seeds_of(proposed, seen))
    assert {tuple(line.column for line in item.lines) for item in seen.items} == {COLUMNS}
    assert code(closed(proposed, seen, seeds_of(proposed, seen))) == "R47.pace"
    proposed.pass_time(hours=1)
    told = done(closed(proposed, seen, seeds_of(proposed, seen))).told
    assert (told["missed"], told["sent_back"]) == (0, 0)
    assert code(closed(proposed, seen, set())) == "office.round_over"
    assert code(put(proposed)) == "office.all_put"
    looked(proposed, "cyd")
    proposed.voted().authorized().released()
    assert proposed.facts.examination.sufficient == 3
    check_record_of_work()


def test_whoever_affirms_a_seed_votes_on_nothing_until_restored_and_is_put_everything_anew(proposed):
    seen = put(proposed)
    proposed.pass_time(hours=1)
    assert done(closed(proposed, seen, set())).told["missed"] == len(seeds_of(proposed, seen))
    for refused in (vote(proposed), vote(proposed, choice=Vote.AGAINST, reason="No."), put(proposed)):
        assert code(refused) == "office.paused"
    assert [one.officer for one in paused(proposed.office, signer("leo"))] == ["ben"]
    assert code(paused(proposed.office, signer("ben"))) == "R28.role"
    assert code(restore(proposed.office, signer("ben"), "ben", "I looked again.")) == "R28.role"
    with pytest.raises(UsageError, match="is not paused"):
        restore(proposed.office, signer("leo"), "cyd", "They look well.")
    done(restore(proposed.office, signer("leo"), "ben", "Spoken with; the page was read on a small screen."))
    assert code(vote(proposed)) == "office.not_put"
    again = put(proposed)
    assert (again.number, again.seeds == seen.seeds) == (2, False)
    looked(proposed, "ben")
    looked(proposed, "cyd")
    proposed.voted().authorized()
    check_record_of_work()
    assert prove_decisions(proposed.office, proposed.case)


def test_what_is_sent_back_in_a_round_stands_in_the_vote_and_nothing_of_that_proposal_leaves(proposed):
    seen = put(proposed)
    proposed.pass_time(hours=1)
    seeds = seeds_of(proposed, seen)
    real = next(place for place in range(1, len(seen.items) + 1) if place not in seeds)
    row = int(seen.items[real - 1].says("matter_id")[0][-1])
    assert done(closed(proposed, seen, {real, *seeds})).told["sent_back"] == 1
    assert code(vote(proposed)) == "office.sent_back"
    done(vote(proposed, choice=Vote.AGAINST))
    assert f'"scope":{{"rows":[{row}]}}' in bytes(ActRow.objects.get(act="review").content).decode()
    assert VoteRow.objects.get().reason == "It lacks something."
    check_record_of_work()


def test_another_proposal_ends_an_open_round(proposed):
    seen = put(proposed)
    proposed.pass_time(hours=1)
    proposed.proposed()
    assert code(closed(proposed, seen, seeds_of(proposed, seen))) == "office.round_over"
    assert put(proposed).number == 1
    check_record_of_work()


def test_vote_of_an_officer_paused_since_waits_and_a_third_one_takes_its_place(proposed):
    for name in ("ben", "cyd"):
        looked(proposed, name)
    proposed.voted()
    first = proposed.case
    proposed.submitted([record(4)], number="ICE-2").confirmed().relevant(1).located().proposed()
    done(assign(proposed.office, proposed.case, signer("ben")))
    seen = put(proposed)
    proposed.pass_time(hours=1)
    done(closed(proposed, seen, set()))
    proposed.case = first
    assert code(authorize(proposed.office, first, signer("dov"), proposed.proposal)) == "office.paused"
    row, act = ProposalRow.objects.get(hash=proposed.proposal), ActRow.objects.filter(act="review").first()
    with pytest.raises(IntegrityError, match="not paused"), transaction.atomic():
        AuthorizationRow.objects.create(proposal=row, act=act)
    with pytest.raises(IntegrityError, match="paused"), transaction.atomic():
        VoteRow.objects.create(proposal=row, act=act, officer="ben", vote="for")
    done(restore(proposed.office, signer("mia"), "ben", "Spoken with."))
    proposed.authorized()


def test_answers_that_are_not_whole_are_no_answers(proposed):
    assert code(put(proposed, "ada")) == "R28.role"
    seen = put(proposed)
    proposed.pass_time(hours=1)
    whole = answers(seen, {1})
    for wrong, words in (
        (whole[1:], "each of the"),
        ([*whole, Mark(1)], "each of the"),
        ([Mark(1, OTHER, " "), *whole[1:]], "say why"),
    ):
        with pytest.raises(UsageError, match=words):
            close_round(proposed.office, proposed.case, signer("ben"), seen.seeds, wrong)
    assert not RoundCloseRow.objects.exists()
    assert RoundRow.objects.count() == 1


def test_no_round_is_asked_where_the_pack_says_nothing(scene):
    scene.submitted([record(1)]).confirmed().relevant(1).located().proposed()
    done(assign(scene.office, scene.case, signer("ben")))
    assert code(put(scene)) == "office.no_rounds"
    scene.voted().authorized()


def test_round_answers_and_restoration_are_typed(proposed, tmp_path, monkeypatch, capsys):
    who = ["ben"]
    monkeypatch.setattr(cli, "open_office", lambda *_given: proposed.office)
    monkeypatch.setattr(cli, "open_signer", lambda *_given: signer(who[0]))
    assert cli.worklist(proposed.case, proposal=proposed.proposal, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["item"] for one in told["items"]] == list(range(1, len(told["items"]) + 1))
    proposed.pass_time(hours=1)
    file = tmp_path / "answers.csv"
    lines = [f"{one['item']},affirm,,\n" for one in told["items"]]
    for wrong, words in (
        ("x,affirm,,\n", "its number"),
        ("1,yes,,\n", "answer is one"),
        ("1,send_back,taste,No\n", "ground is"),
    ):
        file.write_text(f"item,answer,ground,reason\n{wrong}", encoding="utf-8")
        with pytest.raises(UsageError, match=words):
            cli.worklist(proposed.case, round_named=told["named"], answers=file)
    with pytest.raises(UsageError, match="go together"):
        cli.worklist(proposed.case, answers=file)
    file.write_text("".join(["item,answer,ground,reason\n", *lines]), encoding="utf-8")
    assert cli.worklist(proposed.case, round_named=told["named"], answers=file, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["missed"] > 0
    assert cli.worklist(proposed.case, proposal=proposed.proposal) == 1
    who[0] = "leo"
    capsys.readouterr()
    assert cli.restore(as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["paused"][0]["officer"] == "ben"
    assert cli.restore(of="ben", reason="Spoken with.") == 0
    assert cli.restore() == 0
    who[0] = "sam"
    assert cli.restore() == 1


def test_lock_that_is_taken_tells_nothing_of_a_seed(proposed, monkeypatch):
    """How long somebody waits must not hang on their answers: not when they are shown what they sign, nor after."""
    seen, taken = put(proposed), []
    take = cases.take_standing
    monkeypatch.setattr(cases, "take_standing", lambda: taken.append("alone") or take())
    right, wrong = answers(seen, seeds_of(proposed, seen)), answers(seen, ())
    for key in (Unsigned(signer("ben").key.public_key_der), signer("cyd").key):
        waited = []
        for marks in (right, wrong):
            taken.clear()
            assert isinstance(
                close_round(proposed.office, proposed.case, Signer("ben", key), seen.seeds, marks), Refusal
            )
            waited.append([*taken])
        assert waited[0] == waited[1]
