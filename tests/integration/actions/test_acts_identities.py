"""What examine read of the records: its hash is entered, locate reads it alone, and never one made by other tables."""

from hashlib import sha256

import pyarrow.parquet as pq

from factories import done, signer
from lockgate.actions.dossier import examined, read_dossier, sufficient_rows
from lockgate.actions.examine import examine
from lockgate.actions.locate import locate
from lockgate.pipeline import identities, identities_read
from lockgate.pipeline.identities import IDENTITIES
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store.models.log import EntryRow


def kept(scene):
    return read_dossier(scene.office.home, scene.case, scene.office.clock())


def test_its_hash_is_in_the_entry_and_every_row_that_may_be_sought_is_in_it(scene):
    scene.submitted()
    dossier = kept(scene)
    file = dossier.path("identities")
    table = pq.read_table(file)
    assert table.schema.equals(IDENTITIES)
    assert set(sufficient_rows(dossier, examined(dossier))) <= set(table["row"].to_pylist())
    entered = [bytes(row.leaves).decode() for row in EntryRow.objects.all()]
    digest = sha256(file.read_bytes()).hexdigest()
    assert sum(digest in leaves for leaves in entered) == 1


def test_locate_reads_no_record_when_the_table_is_kept(scene, monkeypatch):
    scene.submitted().confirmed().relevant()
    monkeypatch.setattr(identities_read, "_put", None)
    done(locate(scene.office, scene.case, signer("ada")))
    assert kept(scene).sealed("located").num_rows > 0


def test_locate_asks_for_an_examination_when_the_table_was_read_by_other_tables(scene, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(identities, "gazetteer_id", lambda _gazetteer: "")
        scene.submitted().confirmed().relevant()
    before = kept(scene).facts
    refused = locate(scene.office, scene.case, signer("ada"))
    assert isinstance(refused, Refusal)
    assert refused.code == "office.examine_again"
    assert kept(scene).facts == before
    done(examine(scene.office, scene.case, signer("ada")))
    done(locate(scene.office, scene.case, signer("ada")))
    assert kept(scene).facts.stage is CaseStage.LOCATED
