"""Rounds on two connections at once, on PostgreSQL: whichever commits first binds the other, and no vote counts."""

from functools import partial

import pytest

from factories import done, order, record, register, scene, signer
from guarding import use_guards
from lockgate.actions.assign import assign
from lockgate.actions.authorize import authorize
from lockgate.actions.dispose import dispose
from lockgate.actions.office import Done
from lockgate.actions.restore import restore
from lockgate.actions.review import review
from lockgate.actions.rounds import Mark, RoundSeen, close_round, put_round
from lockgate.procedure.ballots import SendBackGround
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.refusals import Refusal
from lockgate.store.cases import viewed
from lockgate.store.fsck import check_record_of_work
from lockgate.store.keyring import load_evidence_key
from lockgate.store.models.decisions import AuthorizationRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.rounds import RoundCloseRow, RoundRow
from lockgate.store.rounds import kept_seeds
from pausing import A_MOMENT, PATIENCE, Paused, pausing


@pytest.fixture
def proposed(postgres_home, postgres_address, tmp_path, monkeypatch):
    use_guards(monkeypatch, tmp_path, "[review]\nseeds = 2")
    made = scene(postgres_home, tmp_path / "scene", postgres_address)
    made.submitted([record(1), record(2)]).confirmed().relevant().located().proposed().pass_time(hours=1)
    for name in ("ben", "cyd"):
        done(assign(made.office, made.case, signer(name)))
    return made


def shown(made, who="ben") -> RoundSeen:
    seen = put_round(made.office, made.case, signer(who), made.proposal)
    assert isinstance(seen, RoundSeen), seen
    made.pass_time(hours=1)
    return seen


def answering(made, seen: RoundSeen, who="ben", *, reading=True):
    """Answers of somebody who reads every item, or none."""
    found = kept_seeds(load_evidence_key(made.office.home), made.case, seen.seeds)
    back = {place for place, _ in found.seeds} if reading else set()
    marks = [
        Mark(one, SendBackGround.OTHER, "It lacks something.") if one in back else Mark(one)
        for one in range(1, len(seen.items) + 1)
    ]
    case = made.case
    return lambda: close_round(made.office, case, signer(who), seen.seeds, marks)


def voting(made, who="ben", choice=Vote.FOR):
    return lambda: review(
        made.office, made.case, signer(who), made.proposal, (choice, "" if choice is Vote.FOR else "N")
    )


def one_after_the_other(monkeypatch, first, second):
    """The second act begins while the first one stands before its commit; what both came to."""
    one = Paused(first, EntryRow.objects.count())
    with pausing(monkeypatch, one):
        one.start()
        assert one.at_commit.wait(PATIENCE)
        other = Paused(second, 10**9)
        other.start()
        other.join(A_MOMENT)
        assert other.is_alive()
        return one.finished(), other.finished()


def codes(*results) -> list[str]:
    return [one.code if isinstance(one, Refusal) else "done" for one in results]


@pytest.mark.parametrize("first_reads", [True, False])
def test_of_two_tabs_that_answer_one_round_the_first_one_counts(proposed, monkeypatch, first_reads):
    seen = shown(proposed)
    first, second = (answering(proposed, seen, reading=reads) for reads in (first_reads, not first_reads))
    assert codes(*one_after_the_other(monkeypatch, first, second))[0] == "done"
    row = RoundCloseRow.objects.get()
    assert (row.missed == 0) is first_reads
    assert codes(voting(proposed)()) == ["done" if first_reads else "office.paused"]
    check_record_of_work()


def test_two_tabs_that_ask_for_a_round_at_once_are_shown_the_same(proposed):
    asking = partial(put_round, proposed.office, proposed.case, signer("ben"), proposed.proposal)
    tabs = [Paused(asking, 10**9) for _ in range(2)]
    for tab in tabs:
        tab.start()
    told = [tab.finished() for tab in tabs]
    # The later one may find the case changed, and asks again.
    pages = [one if isinstance(one, RoundSeen) else asking() for one in told]
    assert set(codes(*told)) <= {"done", "office.changed"}
    assert pages[0].items == pages[1].items
    assert len(set(RoundRow.objects.values_list("seeds", flat=True))) == 1
    check_record_of_work()


def test_answer_to_a_round_whose_proposal_is_replaced_or_stopped_meanwhile_counts_for_nothing(proposed, monkeypatch):
    answer = answering(proposed, shown(proposed))
    former = proposed.proposal
    drafting = lambda: dispose(proposed.office, proposed.case, signer("ada"))  # noqa: E731 - begun in a thread
    assert codes(*one_after_the_other(monkeypatch, drafting, answer)) == ["done", "office.round_over"]
    assert not RoundCloseRow.objects.exists()
    assert codes(review(proposed.office, proposed.case, signer("ben"), former, (Vote.FOR, ""))) != ["done"]
    proposed.pass_time(hours=1)
    answer = answering(proposed, shown(proposed))
    ordering = lambda: proposed.load("orders", register("orders", order()))  # noqa: E731 - begun in a thread
    ordered, answered = one_after_the_other(monkeypatch, ordering, answer)
    assert isinstance(ordered, Done)
    assert codes(answered, voting(proposed)())[1] != "done"
    assert viewed(proposed.case).stage is CaseStage.PROPOSED
    check_record_of_work()


def test_vote_while_its_officer_is_restored_waits_and_is_none_before_all_is_put_anew(proposed, monkeypatch):
    done(answering(proposed, shown(proposed), reading=False)())
    restoring = lambda: restore(proposed.office, signer("leo"), "ben", "Spoken with.")  # noqa: E731
    assert codes(*one_after_the_other(monkeypatch, restoring, voting(proposed))) == ["done", "office.not_put"]
    assert not proposed.facts.votes
    check_record_of_work()


def test_authorization_on_one_case_and_a_missed_seed_on_another_come_one_after_the_other(proposed, monkeypatch):
    """Cases have locks of their own: whoever affirms a seed is paused on all of them in the same instant."""
    for name in ("ben", "cyd"):
        done(answering(proposed, shown(proposed, name), name)())
    proposed.voted()
    first, proposal = proposed.case, proposed.proposal
    proposed.submitted([record(4)], number="ICE-2").confirmed().relevant(1).located().proposed().pass_time(hours=1)
    done(assign(proposed.office, proposed.case, signer("ben")))
    missing = answering(proposed, shown(proposed), reading=False)
    authorizing = lambda: authorize(proposed.office, first, signer("dov"), proposal)  # noqa: E731
    missed, authorized = one_after_the_other(monkeypatch, missing, authorizing)
    assert isinstance(missed, Done)
    assert codes(authorized) == ["office.paused"]
    assert not AuthorizationRow.objects.exists()
    check_record_of_work()
