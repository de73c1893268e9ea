"""Whoever does not affirm every record names those they do not; nothing of that proposal leaves."""

import pytest

from factories import ROLES as PEOPLE
from factories import delegation, done, record, register, signer
from guarding import use_guards
from lockgate.actions.authorize import authorize
from lockgate.actions.ballots import SendBack, sent_back_in
from lockgate.actions.dispose import dispose
from lockgate.actions.find import Found, find
from lockgate.actions.look import look
from lockgate.actions.review import review
from lockgate.cli import acts
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.casefile import Vote
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.decisions import VoteRow

RECORDS = [record(1), record(2), record(3), record(4, address_line1="Unknown")]
ROWS = SendBack(Scope(Reach.ROWS, rows=frozenset({2})), SendBackGround.RELEVANCE, "Row 2 names another step.")
ELSEWHERE = Scope(Reach.GROUP, matter="M-002", officer="jon")
GROUP = SendBack(Scope(Reach.GROUP, matter="M-003", officer="jon"), SendBackGround.ENGAGEMENT, "Jon supervises only.")


@pytest.fixture
def proposed(scene):
    scene.submitted(list(RECORDS)).confirmed().relevant().located().proposed().pass_time(hours=1)
    return scene


def vote(scene, who, *lines, choice=Vote.AGAINST, proposal=""):
    ballot = (choice, "")
    return review(scene.office, scene.case, signer(who), proposal or scene.proposal, ballot, sent_back=lines)


def seen(scene, who):
    return look(scene.office, scene.case, signer(who))


def test_lines_are_shown_to_both_once_both_have_voted_and_nothing_leaves(proposed):
    done(vote(proposed, "ben", ROWS, GROUP))
    assert [one.rows for one in seen(proposed, "ben").sent_back] == ["2", ""]
    assert seen(proposed, "cyd").sent_back == seen(proposed, "ada").sent_back == ()
    done(vote(proposed, "cyd", choice=Vote.FOR))
    lines = seen(proposed, "cyd").sent_back
    assert [(one.officer, one.rows, one.matter, one.engaged, one.ground) for one in lines] == [
        ("ben", "2", "", "", SendBackGround.RELEVANCE),
        ("ben", "", "M-003", "jon", SendBackGround.ENGAGEMENT),
    ]
    assert seen(proposed, "dov").sent_back == ()
    refused = authorize(proposed.office, proposed.case, signer("dov"), proposed.proposal)
    assert isinstance(refused, Refusal)
    assert refused.code == "office.against"
    assert VoteRow.objects.get(officer="ben").reason == "Row 2 names another step. / Jon supervises only."
    check_record_of_work()


def test_next_proposal_has_no_votes_and_says_what_became_of_the_lines(proposed):
    done(vote(proposed, "ben", ROWS, GROUP))
    former = proposed.proposal
    not_relevant = Found("R47.finding", met=False, reason="It is another step.", scope=ROWS.scope)
    done(find(proposed.office, proposed.case, signer("ada"), [not_relevant]))
    proposed.pass_time(minutes=1)
    done(dispose(proposed.office, proposed.case, signer("ada")))
    assert proposed.proposal != former
    assert proposed.facts.votes == ()
    assert [dict(one.now) for one in seen(proposed, "cyd").before] == [{"denied": 1}, {"granted": 1}]
    assert seen(proposed, "leo").before == ()
    proposed.voted().authorized()


@pytest.mark.parametrize(
    ("lines", "choice", "words"),
    [
        ((ROWS,), Vote.FOR, "votes against"),
        ((), Vote.AGAINST, "says why"),
        ((SendBack(Scope(Reach.ROWS, rows=frozenset({4})), SendBackGround.OTHER, "It."),), Vote.AGAINST, "Rows 4 are"),
        ((SendBack(GROUP.scope, GROUP.ground, " "),), Vote.AGAINST, "has a reason"),
        ((SendBack(Scope(Reach.ALL), GROUP.ground, "All."),), Vote.AGAINST, "vote against and say why"),
        ((SendBack(Scope(Reach.GROUP, matter="M-003"), GROUP.ground, "It."),), Vote.AGAINST, "name both"),
        ((SendBack(ELSEWHERE, GROUP.ground, "It."),), Vote.AGAINST, "No record"),
    ],
)  # fmt: skip
def test_line_that_covers_nothing_put_to_the_vote_is_no_vote(proposed, lines, choice, words):
    with pytest.raises(UsageError, match=words):
        vote(proposed, "ben", *lines, choice=choice)
    assert proposed.facts.votes == ()


def test_whoever_may_not_vote_learns_nothing_of_the_rows(proposed):
    refused = vote(proposed, "sam", SendBack(Scope(Reach.ROWS, rows=frozenset({4})), SendBackGround.OTHER, "It."))
    assert isinstance(refused, Refusal)
    assert refused.code == "R28.role"


def test_table_names_line_and_cure():
    table = "rows,matter,officer,ground,reason\n2;3,,,relevance,Another step.\n,M-003,jon,engagement,Supervises.\n"
    assert [one.scope.rows for one in sent_back_in(table.splitlines(keepends=True), "t", 9)] == [{2, 3}, set()]
    for wrong, words in (
        ("2,,,taste,No.", "ground is one of"),
        ("99,,,other,No.", "from 1 to 9"),
        ("2,,,other", "5 fields"),
    ):
        with pytest.raises(UsageError, match=rf"t:2: .*{words}"):
            sent_back_in(["rows,matter,officer,ground,reason\n", f"{wrong}\n"], "t", 9)


def test_sending_back_is_typed(proposed, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(acts, "open_office", lambda *_given: proposed.office)
    monkeypatch.setattr(acts, "open_signer", lambda *_given: signer("ben"))
    file = tmp_path / "back.csv"
    file.write_text("rows,matter,officer,ground,reason\n2,,,relevance,Another step.\n", encoding="utf-8")
    ballot = {"proposal": proposed.proposal, "send_back": file, "as_json": True}
    with pytest.raises(UsageError, match="votes against"):
        acts.review(proposed.case, vote=acts.Choice.FOR, **ballot)
    assert acts.review(proposed.case, vote=acts.Choice.AGAINST, **ballot) == 0
    assert acts.review(proposed.case) == 0
    assert "rows 2, relevance, by ben: Another step." in " ".join(capsys.readouterr().out.split())
    with pytest.raises(UsageError, match="cannot be read"):
        acts.review(proposed.case, vote=acts.Choice.AGAINST, send_back=tmp_path / "none.csv")


def test_same_two_do_not_decide_more_cases_in_a_row_than_the_pack_says(scene, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, "[review]\npair_cases_max = 1")
    eve = delegation("eve", "deciding")
    scene.load("delegations", register("delegations", *(delegation(n, r) for n, r in PEOPLE.items()), eve))
    for number in (1, 2):
        scene.submitted([record(number)], number=f"ICE-{number}").confirmed().relevant().located().proposed()
        if number == 1:
            scene.voted()
    scene.voted("ben")
    refused = vote(scene, "cyd", choice=Vote.FOR)
    assert isinstance(refused, Refusal)
    assert refused.code == "R47.rotation"
    scene.voted("eve").authorized()
    assert scene.facts.decided == ()
