"""What somebody with the database in hand could change: every kind of it is found by fsck."""

import shutil

import pytest
from django.db import connection, connections

from factories import done, order, record, register, signer
from factories import scene as make_scene
from gateway_parts import desk
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.reconcile import reconcile
from lockgate.actions.reissue import Again, reissue
from lockgate.errors import IntegrityError
from lockgate.procedure.refusals import Refusal
from lockgate.store.fsck import check_record_of_work
from lockgate.store.home import Home, attach
from machine_parts import machine, with_machines


@pytest.fixture(scope="module")
def walked(tmp_path_factory, sqlite_template, django_db_blocker):
    """A database after a whole release, its triggers gone as after an operator's DROP TRIGGER."""
    folder = tmp_path_factory.mktemp("walked")
    home = Home(folder / "office")
    for place in home.folders():
        place.mkdir(mode=0o700, parents=True)
    shutil.copyfile(sqlite_template, home.database)
    with django_db_blocker.unblock():
        attach(home)
        scene = make_scene(home, folder / "scene")
        persons = order(scope="persons", taxpayers="T003")
        with_machines(scene, machine("mill-1"))
        done(scene.load("orders", register("orders", persons)))
        scene.submitted([record(1), record(2), record(3)]).confirmed().relevant().located().proposed().voted()
        stopped_and_let_go_on(scene, persons)
        scene.authorized().released()
        ida, jon = desk(scene), desk(scene, "jon")
        assert (ida.fetch().code, ida.open().code, jon.fetch().code) == (0, 0, 0)
        ida.answers.unlink()
        (ida.folder / "out" / "opened.package").unlink()
        assert "opened already" in ida.open().sentence
        done(recall(scene.office, jon.package, signer("leo"), "Sent in error."))
        again = reissue(scene.office, scene.case, signer("dov"), Again("jon", "Recalled in error."))
        assert not isinstance(again, Refusal), again
        reconcile(scene.office)
        publish(scene.office)
        check_record_of_work()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections["default"].close()
    return home


def stopped_and_let_go_on(scene, persons):
    """A hold that a refused act left, and an act that ended it."""
    done(scene.load("orders", register("orders", persons, order(order="ORDER-2", forbids="authorize"))))
    done(examine(scene.office, scene.case, signer("ada")))
    assert isinstance(authorize(scene.office, scene.case, signer("dov"), scene.proposal), Refusal)
    assert isinstance(authorize(scene.office, scene.case, signer("sam"), scene.proposal), Refusal)
    done(scene.load("orders", register("orders", persons)))
    done(examine(scene.office, scene.case, signer("ada")))


@pytest.fixture
def tampered(walked, tmp_path, django_db_blocker):
    """Runs statements on a copy of that database."""
    home = Home(tmp_path / "office")
    home.root.mkdir()
    shutil.copyfile(walked.database, home.database)

    def change(*statements):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                cursor.execute(statement)
                assert cursor.rowcount > 0, statement

    with django_db_blocker.unblock():
        attach(home)
        yield change
        connections["default"].close()


CHANGES = {
    "an entry's bytes": "UPDATE store_entryrow SET body = CAST(replace(body, 'locate', 'recall') AS BLOB) "
    "WHERE act = 'locate'",
    "an entry's word": "UPDATE store_entryrow SET act = 'seal' WHERE act = 'locate'",
    "an entry's case": "UPDATE store_entryrow SET case_id = NULL WHERE act = 'locate'",
    "an entry's time": "UPDATE store_entryrow SET at = datetime(at, '-1 hour') WHERE act = 'locate'",
    "an entry's leaf hash": "UPDATE store_entryrow SET leaf = substr(leaf || leaf, 2, 64) WHERE act = 'locate'",
    "an entry's details": "UPDATE store_entryrow SET leaves = CAST(replace(leaves, 'ada', 'eve') AS BLOB) "
    "WHERE act = 'locate'",
    "an entry taken out": "DELETE FROM store_entryrow WHERE act = 'locate'",
    "an entry's place": 'DELETE FROM store_indexrow WHERE "index" = (SELECT max("index") FROM store_indexrow)',
    "a gap in the places": 'DELETE FROM store_indexrow WHERE "index" = 3',
    "an act's decision": "UPDATE store_actrow SET decision = CAST(replace(decision, 'ada', 'eve') AS BLOB) "
    "WHERE act = 'locate'",
    "an act's content": "UPDATE store_actrow SET content = CAST('{}' AS BLOB) WHERE act = 'locate'",
    "an act's officer": "UPDATE store_actrow SET officer = 'eve' WHERE act = 'review'",
    "an act's proposal": "UPDATE store_actrow SET proposal = '' WHERE act = 'review'",
    "an act's time": "UPDATE store_actrow SET at = datetime(at, '-1 day') WHERE act = 'review'",
    "an act's signature": "UPDATE store_actrow SET signature = (SELECT signature FROM store_actrow WHERE id = 1) "
    "WHERE act = 'review'",
    "an act's certificate": "UPDATE store_actrow SET certificate = (SELECT certificate FROM store_actrow WHERE id = 1) "
    "WHERE act = 'review'",
    "an act's case": "UPDATE store_actrow SET case_id = NULL WHERE act = 'review'",
    "an act taken out": "DELETE FROM store_actrow WHERE act = 'locate'",
    "an act moved": "UPDATE store_actrow SET entry_id = (SELECT min(entry_id) FROM store_actrow WHERE act = 'review') "
    "WHERE act = 'review'",
    "a case's reference": "UPDATE store_caserow SET reference = substr(reference || reference, 2, 64)",
    "a case's salt": "UPDATE store_caserow SET salt = '00000000000000000000000000000000'",
    "an examination's counts": "UPDATE store_examinationrow SET sufficient = sufficient + 1, returned = returned + 1",
    "an examination taken out": "DELETE FROM store_examinationrow",
    "a finding turned": "UPDATE store_personfindingrow SET state = 'not_met'",
    "a finding's reason": "UPDATE store_personfindingrow SET reason = 'other words'",
    "a finding's scope": "UPDATE store_personfindingrow SET scope = CAST(replace(scope, '1', '2') AS BLOB)",
    "a finding taken out": "DELETE FROM store_personfindingrow",
    "a confirmation taken out": "DELETE FROM store_confirmationrow WHERE id = 1",
    "a confirmation of another": "UPDATE store_confirmationrow SET officer = 'eve' WHERE id = 1",
    "a proposal's body": "UPDATE store_proposalrow SET body = CAST(replace(body, 'ida', 'ivy') AS BLOB)",
    "a proposal's name": "UPDATE store_proposalrow SET hash = substr(hash || hash, 2, 64)",
    "a vote turned": "UPDATE store_voterow SET vote = 'against' WHERE id = 1",
    "a vote of another": "UPDATE store_voterow SET officer = 'eve' WHERE id = 1",
    "a vote taken out": "DELETE FROM store_voterow WHERE id = 1",
    "a vote added": "INSERT INTO store_voterow (proposal_id, act_id, officer, vote, reason) "
    "SELECT proposal_id, act_id, 'eve', vote, reason FROM store_voterow WHERE id = 1",
    "an authorization taken out": "DELETE FROM store_authorizationrow",
    "a package's recipient": "UPDATE store_packagerow SET officer = 'jon' WHERE officer = 'ida'",
    "a package's certificate": "UPDATE store_packagerow SET certificate = substr(certificate || certificate, 2, 64)",
    "a package taken out": "DELETE FROM store_packagerow WHERE officer = 'ida'",
    "a copy's mark": "UPDATE store_markrow SET mark = substr(mark || mark, 2, 64) WHERE id = 1",
    "a copy's mark taken out": "DELETE FROM store_markrow WHERE id = 1",
    "a hand-over taken out": "DELETE FROM store_handoverrow WHERE id = 1",
    "a fetching taken out": "DELETE FROM store_fetchrow",
    "a fetching by another": "UPDATE store_fetchrow SET officer = 'jon'",
    "a recall taken out": "DELETE FROM store_recallrow",
    "a recall's reason": "UPDATE store_recallrow SET reason = 'another'",
    "an accounting row taken out": "DELETE FROM store_disclosurerow WHERE id = 1",
    "an accounting row's name": "UPDATE store_disclosurerow SET name = 'SOMEBODY ELSE' WHERE id = 1",
    "an accounting row's purpose": "UPDATE store_disclosurerow SET purpose = 'other' WHERE id = 1",
    "an accounting row's day": "UPDATE store_disclosurerow SET disclosed_on = '2025-01-01' WHERE id = 1",
    "an accounting row's case": "UPDATE store_disclosurerow SET case_id = 'another' WHERE id = 1",
    "an accounting row's taxpayer": "UPDATE store_disclosurerow SET taxpayer = substr(taxpayer || taxpayer, 2, 64)",
    "a register's content": "UPDATE store_registerrow SET content = CAST(content || x'0a' AS BLOB) "
    "WHERE kind = 'orders'",
    "a register and its hash": "UPDATE store_registerrow SET kind = 'standing' WHERE kind = 'orders'",
    "a register's officers": "UPDATE store_registerrow SET first_officer = 'eve' WHERE kind = 'orders'",
    "a register taken out": "DELETE FROM store_registerrow WHERE kind = 'orders'",
    "a machine of another person": "UPDATE store_loadedrow SET content = "
    "CAST(replace(content, 'Hal Head', 'Eve') AS BLOB)",
    "machines from another instant": "UPDATE store_loadedrow SET loaded_at = datetime(loaded_at, '-1 day')",
    "machines taken out": "DELETE FROM store_loadedrow",
    "a head's root": "UPDATE store_checkpointrow SET root = substr(root || root, 2, 64)",
    "a head's size": "UPDATE store_checkpointrow SET size = size + 1000 WHERE size = "
    "(SELECT max(size) FROM store_checkpointrow)",
    "a head's note": "UPDATE store_checkpointrow SET note = (SELECT note FROM store_checkpointrow ORDER BY size) "
    "WHERE size = (SELECT max(size) FROM store_checkpointrow)",
    "a head's signature": "UPDATE store_checkpointrow SET note = CAST(substr(CAST(note AS TEXT), 1, "
    "length(CAST(note AS TEXT)) - 9) || 'AAAA' || substr(CAST(note AS TEXT), -5) AS BLOB)",
    "a cosignature's line": "UPDATE store_cosignaturerow SET line = replace(line, ' ', '  ')",
    "a cosignature of another": "UPDATE store_cosignaturerow SET witness = 'nobody' WHERE id = 1",
    "a cosignature of another tree": "UPDATE store_cosignaturerow SET line = "
    "(SELECT line FROM store_cosignaturerow ORDER BY id DESC) WHERE id = 1",
    "a submission's account": "UPDATE store_submissionrow SET body = "
    "CAST(replace(body, 'ICE-2025-0001', 'ICE-2025-0002') AS BLOB)",
    "a submission's account taken out": "DELETE FROM store_submissionrow",
    "a file of a submission exchanged": "UPDATE store_evidencerow SET sha256 = substr(sha256 || sha256, 2, 64) "
    "WHERE kind = 'source'",
    "a file of a submission taken out": "DELETE FROM store_evidencerow WHERE kind = 'signature'",
    "an opening's request": "UPDATE store_openingrow SET request = substr(request || request, 2, 64)",
    "an opening by another": "UPDATE store_openingrow SET officer = 'jon'",
    "an opening taken out": "DELETE FROM store_openingrow",
    "an answer's proof": "UPDATE store_grantrow SET proof = CAST(replace(proof, 'index ', 'index 1') AS BLOB)",
    "an answer before its opening": "UPDATE store_grantrow SET at = datetime(at, '-1 day')",
    "a key gone without an erasure": "UPDATE store_gatewaykeyrow SET wrapped = x'' WHERE length(wrapped) > 0",
    "an erased key put back": "UPDATE store_gatewaykeyrow SET wrapped = x'00' WHERE length(wrapped) = 0",
    "an erasure taken out": "DELETE FROM store_purgerow",
    "an erasure's time": "UPDATE store_purgerow SET at = datetime(at, '-1 day')",
    "a refused opening's ground": "UPDATE store_refusedopeningrow SET code = 'R23.order'",
    "a refused opening of another": "UPDATE store_refusedopeningrow SET officer = 'jon'",
    "a refused opening taken out": "DELETE FROM store_refusedopeningrow",
    "a receipt's words": "UPDATE store_receiptrow SET body = CAST(replace(body, '2025', '2026') AS BLOB)",
    "a receipt's signature": "UPDATE store_receiptrow SET signature = x'00'",
    "a receipt taken out": "DELETE FROM store_receiptrow",
    "a refusal's entry": "UPDATE store_entryrow SET leaves = CAST(replace(leaves, 'R28', 'R29') AS BLOB) "
    "WHERE act = 'refuse'",
    "a hold's officer": "UPDATE store_holdrow SET officer = 'eve'",
    "a hold's beginning": "UPDATE store_holdrow SET since = datetime(since, '+2 days')",
    "a hold's ground": "UPDATE store_holdrow SET code = 'R31.other' WHERE act_id IS NULL",
    "what the accounting hangs on": "UPDATE store_entryrow SET leaves = CAST(replace(leaves, 'accounting_seed', "
    "'accounting_soil') AS BLOB) WHERE act = 'seal'",
    "an end of a hold by an earlier act": "UPDATE store_liftrow SET act_id = 1",
    "a re-issue's reason": "UPDATE store_reissuerow SET reason = 'another'",
    "a re-issue taken out": "DELETE FROM store_reissuerow",
    "a value of another kind": "UPDATE store_entryrow SET body = 'text' WHERE act = 'locate'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_in_the_database_is_found(tampered, change):
    tampered(change)
    with pytest.raises(IntegrityError):
        check_record_of_work()


def test_database_as_it_was_holds(tampered):
    tampered("UPDATE store_caserow SET version = version")
    assert check_record_of_work().rows > 20
