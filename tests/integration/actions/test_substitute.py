"""One officer in another's place: named by the agency, confirmed, voted on, authorized, and never two who can open."""

import pytest
from django.db import IntegrityError as Refused
from django.db import connection

from factories import (
    GOOD_STANDING,
    ROLES,
    Scene,
    delegation,
    done,
    order,
    register,
    rostered,
    signer,
)
from gateway_parts import desk, released, use_form
from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.find import Found, find
from lockgate.actions.office import Result
from lockgate.actions.prove import prove_decisions
from lockgate.actions.publish import publish
from lockgate.actions.reconcile import reconcile
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.review import review
from lockgate.actions.substitute import substitute
from lockgate.errors import UsageError
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.refusals import Refusal
from lockgate.store.disclosed import disclosed_on, disclosures
from lockgate.store.fsck import check_record_of_work
from lockgate.store.holds import open_holds
from lockgate.store.models.decisions import ProposalRow
from lockgate.store.models.gateway import ReissueRow
from lockgate.store.models.log import EntryRow
from lockgate.verify.main import main as verify
from substituting import (
    MATTERS,
    amendment,
    authorized,
    joined,
    packages,
    recalled,
    released_without_ida,
    substituted,
    voted,
)


@pytest.fixture(autouse=True)
def _gated(monkeypatch, tmp_path):
    use_form(monkeypatch, tmp_path, "gated")


def issued(scene: Scene, officer: str = "kay") -> Result:
    return reissue(scene.office, scene.case, signer("dov"), Again(officer, "Put in ida's place."))


def opens(scene: Scene, name: str) -> bool:
    mine = desk(scene, name)
    return mine.fetch().code == 0 and mine.open().code == 0


def code(result: Result) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def test_substitute_opens_what_the_other_would_have_and_only_they(scene):
    proposal = authorized(scene)
    assert code(issued(scene)) == "office.package_stands"
    ida = desk(scene)
    assert ida.fetch().code == 0
    recalled(scene)
    done(issued(scene))
    (first,), (mine,) = packages(scene, "ida"), packages(scene, "kay")
    assert (mine.replaces, mine.proposal) == (first.id, proposal)
    assert ida.open().code == 1
    assert opens(scene, "kay")
    assert opens(scene, "jon")
    answers = (scene.folder / "desk-kay" / "out" / "answers.csv").read_text()
    assert [line.split(",")[0] for line in answers.splitlines()[1:] if line] == ["R001", "R002", "R003"]
    assert {recipient for _, recipient, _ in disclosed_on(scene.case)} == {"kay", "jon"}
    assert disclosures().taxpayers == 3
    assert scene.facts.stage is CaseStage.HANDED_OVER
    check_record_of_work()
    publish(scene.office)
    acts = list(EntryRow.objects.order_by("id").values_list("act", flat=True))
    assert acts.count("substitute") == acts.count("reissue") == 1
    opening = scene.folder / "decisions.json"
    opening.write_bytes(prove_decisions(scene.office, scene.case))
    assert verify(["decisions", str(opening), str(scene.office.home.log)]) == 0


def test_nobody_is_put_there_without_confirmation_votes_authorization_and_window(scene):
    proposal = substituted(joined(released(scene)))
    recalled(scene)
    assert code(issued(scene)) in {"office.votes", "office.stage"}
    assert code(authorize(scene.office, scene.case, signer("dov"), proposal)) == "office.votes"
    voted(scene, proposal)
    assert code(authorize(scene.office, scene.case, signer("dov"), proposal)) == "R53.confirmation"
    assert code(issued(scene)) in {"office.not_authorized", "office.stage"}
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), proposal))
    assert code(issued(scene)) == "R46.window"
    scene.pass_time(days=1)
    done(issued(scene))
    assert opens(scene, "kay")


NOT_IN_ORDER = (
    ({"number": "ICE-2025-0002"}, "R56.amendment"),
    ({"date": "2025-08-06"}, "R56.amendment"),
    ({"date": "2026-08-06"}, "R56.amendment"),
    ({"by": "Kim"}, "R56.signature"),
    ({"by": "eve"}, "R56.signature"),
    ({"instead": "eve"}, "R56.nobody_replaced"),
    ({"id": "jon"}, "R56.recipient"),
    ({"id": "ida", "instead": "jon"}, "R56.recipient"),
    ({"id": "ida"}, "R56.recipient"),
    ({"id": "lee"}, "R56.roster"),
    ({"id": "ada"}, "R56.roster"),
    ({"agency": "Another Agency"}, "R56.roster"),
)


def test_amendment_that_is_not_in_order_puts_nobody_anywhere(scene):
    joined(released(scene))
    scene.pass_time(days=1)
    for changed, refused in NOT_IN_ORDER:
        found = substitute(scene.office, scene.case, signer("ada"), amendment(scene, **changed))
        assert code(found) == refused, changed
    assert ProposalRow.objects.count() == 1


def test_unsigned_or_altered_amendment_puts_nobody_anywhere(scene):
    joined(released(scene))
    folder = amendment(scene)
    (folder / "amendment.toml").write_bytes((folder / "amendment.toml").read_bytes().replace(b"another", b"some"))
    assert code(substitute(scene.office, scene.case, signer("ada"), folder)) == "R56.signature"
    (folder / "amendment.toml.p7s").unlink()
    assert code(substitute(scene.office, scene.case, signer("ada"), folder)) == "R56.signature"
    (folder / "amendment.toml").write_text("agency = 1\n")
    with pytest.raises(UsageError, match=r"amendment\.toml:1: agreement is missing; add it"):
        substitute(scene.office, scene.case, signer("ada"), folder)


def test_only_an_analyst_drafts_it_and_who_drafted_neither_votes_nor_releases(scene):
    joined(released(scene))
    for who in ("ben", "dov", "mia", "ida"):
        assert code(substitute(scene.office, scene.case, signer(who), amendment(scene))).startswith("R28.")
    proposal = substituted(scene)
    scene.pass_time(hours=1)
    assert code(review(scene.office, scene.case, signer("ada"), proposal, (Vote.FOR, ""))).startswith("R28.")


def test_same_amendment_twice_in_a_second_is_one_proposal(scene):
    proposal = substituted(joined(released(scene)))
    again = substitute(scene.office, scene.case, signer("ada"), amendment(scene))
    assert code(again) == "office.proposed"
    assert [one.proposal.hash for one in scene.facts.substitutions] == [proposal]
    check_record_of_work()


def test_vote_against_ends_it_and_a_corrected_amendment_begins_anew(scene):
    proposal = substituted(joined(released(scene)))
    scene.pass_time(hours=1)
    done(review(scene.office, scene.case, signer("ben"), proposal, (Vote.AGAINST, "Not engaged.")))
    assert code(authorize(scene.office, scene.case, signer("dov"), proposal)) == "office.against"
    again = substituted(scene)
    assert again != proposal
    assert code(review(scene.office, scene.case, signer("cyd"), "0" * 64, (Vote.FOR, ""))) == "office.stage"
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), voted(scene, again)))


STOPS = {
    "a stay": ("orders", register("orders", order()), "R23.stay"),
    "a protected person": ("orders", register("orders", order(scope="persons", taxpayers="T002")), "R46.withheld"),
}


@pytest.mark.parametrize("stop", STOPS)
def test_nothing_is_sealed_for_a_substitute_under(scene, stop):
    kind, content, refused = STOPS[stop]
    authorized(scene)
    recalled(scene)
    done(scene.load(kind, content))
    assert code(issued(scene)) == refused
    assert packages(scene, "kay") == []


@pytest.mark.parametrize(
    ("kay", "refused"),
    [({"employment": "contractor"}, "R55.contractor"), ({"trained_on": "2024-01-01"}, "R21.training")],
)
def test_substitute_meets_what_a_recipient_must(scene, kay, refused):
    proposal = substituted(joined(released(scene), **kay))
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    voted(scene, proposal)
    assert code(authorize(scene.office, scene.case, signer("dov"), proposal)) == refused


def test_relevance_found_by_officer_is_found_anew_for_the_substitute(scene):
    scene.submitted().confirmed()
    groups = [Scope(Reach.GROUP, matter=matter, officer=officer) for matter in MATTERS for officer in ("ida", "jon")]
    one = [Found("R47.finding", met=True, reason="Looked at.", scope=scope) for scope in groups]
    done(find(scene.office, scene.case, signer("ada"), one))
    joined(scene.located().proposed().voted().authorized().released())
    proposal = substituted(scene)
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    voted(scene, proposal)
    assert code(authorize(scene.office, scene.case, signer("dov"), proposal)).startswith("R47")
    mine = [
        Found("R47.finding", met=True, reason="Engaged.", scope=Scope(Reach.GROUP, matter=matter, officer="kay"))
        for matter in MATTERS
    ]
    assert code(find(scene.office, scene.case, signer("ada"), one)) == "office.stage"
    done(find(scene.office, scene.case, signer("ada"), mine))
    done(authorize(scene.office, scene.case, signer("dov"), proposal))
    scene.pass_time(days=1)
    recalled(scene)
    done(issued(scene))
    assert opens(scene, "kay")


def test_who_was_replaced_gets_no_package_any_more_and_a_third_may_follow(scene):
    authorized(scene)
    recalled(scene)
    done(issued(scene))
    assert code(issued(scene, "ida")) == "office.substituted"
    assert code(issued(scene, "kay")) == "office.package_stands"
    joined(scene, "kay", "lee")
    proposal = substituted(scene, amendment(scene, instead="kay", id="lee"))
    done(confirm(scene.office, scene.case, signer("lee"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), voted(scene, proposal)))
    scene.pass_time(days=1)
    assert code(issued(scene, "lee")) == "office.package_stands"
    recalled(scene, "kay")
    done(issued(scene, "lee"))
    assert opens(scene, "lee")
    assert code(issued(scene, "kay")) == "office.substituted"
    assert ReissueRow.objects.count() == 2
    assert disclosures().taxpayers == 3
    check_record_of_work()


def test_officer_who_never_had_a_package_is_replaced_too(scene):
    released_without_ida(scene)
    assert packages(scene, "ida") == []
    assert [hold.code for _, hold in open_holds(scene.case)] == ["R21.training"]
    done(scene.load("roster", register("roster", rostered("jon"), rostered("kay"))))
    proposal = substituted(scene)
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), voted(scene, proposal)))
    scene.pass_time(days=1)
    done(issued(scene))
    (mine,) = packages(scene, "kay")
    assert (mine.replaces, mine.proposal, ReissueRow.objects.count()) == ("", proposal, 0)
    assert not open_holds(scene.case)
    assert code(issued(scene, "ida")) == "office.substituted"
    kay = desk(scene, "kay")
    assert kay.fetch().code == 0
    done(scene.load("orders", register("orders", order(scope="persons", taxpayers="T002"))))
    assert kay.open().code == 1
    done(scene.load("orders", register("orders")))
    assert kay.open().code == 0
    assert opens(scene, "jon")
    assert {recipient for _, recipient, _ in disclosed_on(scene.case)} == {"kay", "jon"}
    assert disclosures().taxpayers == 3
    check_record_of_work()


def test_hold_of_who_never_had_a_package_goes_on_while_another_is_replaced(scene):
    joined(released_without_ida(scene))
    proposal = substituted(scene, amendment(scene, instead="jon"))
    done(confirm(scene.office, scene.case, signer("kay"), MATTERS))
    done(authorize(scene.office, scene.case, signer("dov"), voted(scene, proposal)))
    scene.pass_time(days=1)
    recalled(scene, "jon")
    done(issued(scene))
    assert [hold.code for _, hold in open_holds(scene.case)] == ["R21.training"]
    done(issued(scene, "ida"))
    assert not open_holds(scene.case)


def test_package_of_a_substitute_is_sealed_anew_for_them(scene):
    authorized(scene)
    recalled(scene)
    done(issued(scene))
    recalled(scene, "kay")
    done(issued(scene))
    one, two = packages(scene, "kay")
    assert two.replaces == one.id
    assert opens(scene, "kay")
    check_record_of_work()


def test_erased_key_makes_room_as_a_recall_does_and_the_others_go_on(scene):
    authorized(scene)
    scene.pass_time(days=29)
    reconcile(scene.office)
    assert packages(scene, "ida")[0].purged_at is not None
    fresh = {"since": f"{scene.now[0]:%Y-%m-%d}"}
    done(scene.load("standing", register("standing", {**GOOD_STANDING, **fresh})))
    clear = {"taxpayer": "*", "determination": "clear", "by": "mia", **fresh}
    done(scene.load("determinations", register("determinations", clear)))
    done(issued(scene))
    assert opens(scene, "kay")
    recalled(scene, "jon")
    done(issued(scene, "jon"))
    assert opens(scene, "jon")


def test_database_itself_refuses_two_in_one_place(scene):
    authorized(scene)
    proposal = ProposalRow.objects.get(number=2)
    act = scene.facts.packages[0]
    assert act.recipient in {"ida", "jon"}
    rest = "certificate, manifest, accounting_root, records, size"
    for officer in ("kay", "jon"):
        with pytest.raises(Refused, match="of two officers in one place"), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO store_packagerow (id, case_id, proposal_id, act_id, entry_id, officer, {rest})"  # noqa: S608 - constants
                f" SELECT %s, case_id, %s, act_id, entry_id, %s, {rest} FROM store_packagerow LIMIT 1",
                ["e" * 64, proposal.pk, officer],
            )


def test_officer_of_the_custodian_is_never_put_there(scene):
    released(scene)
    roles = {**ROLES, "kay": "analyst"}
    done(scene.load("delegations", register("delegations", *(delegation(name, role) for name, role in roles.items()))))
    assert code(substitute(scene.office, scene.case, signer("ada"), amendment(scene))) == "R56.roster"
