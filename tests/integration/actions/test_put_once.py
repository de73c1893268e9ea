"""One proposal is put to the deciding officers once, whoever sends it a second time, and whatever became of it."""

from factories import Scene, done, signer
from lockgate.actions.dispose import drafted_now, propose
from lockgate.actions.office import Result
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.log import EntryRow


def put(scene: Scene, seed: str) -> Result:
    drafted = drafted_now(scene.office, scene.case, signer("ada"), seed)
    assert not isinstance(drafted, Refusal), drafted
    return propose(scene.office, drafted, signer("ada"))


def located(scene: Scene) -> str:
    """The seed of a draft of the case."""
    scene.submitted().confirmed().relevant().located()
    return drafted_now(scene.office, scene.case, signer("ada")).seed


def test_same_draft_a_second_time_is_refused_and_the_refusal_entered_once(scene):
    seed = located(scene)
    first = done(put(scene, seed))
    for _ in range(2):
        again = put(scene, seed)
        assert isinstance(again, Refusal)
        assert again.code == "office.proposed"
    assert [row.hash for row in ProposalRow.objects.all()] == [first.told["proposal"]]
    assert EntryRow.objects.filter(act="refuse").count() == 1
    check_record_of_work()


def test_same_draft_is_refused_after_another_took_its_place(scene):
    seed = located(scene)
    done(put(scene, seed))
    scene.pass_time(minutes=1)
    another = done(put(scene, "")).told["proposal"]
    again = put(scene, seed)
    assert isinstance(again, Refusal)
    assert (again.code, scene.proposal) == ("office.proposed", another)
    check_record_of_work()
