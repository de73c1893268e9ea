"""What a submission brought is kept as it was when the act was decided on, or the act is not done."""

from hashlib import sha256

import pytest

from factories import record, signer, write_submission
from lockgate.actions import arrival
from lockgate.actions.submit import submit
from lockgate.errors import IntegrityError
from lockgate.store.cases import case_ids


def test_files_are_entered_under_the_hashes_of_their_bytes_and_kept_unaltered(scene, tmp_path):
    folder = write_submission(tmp_path / "request", [record(1), record(2)], "ICE-2025-0007")
    source = next(file for file in folder.iterdir() if file.suffix == ".csv")
    done = submit(scene.office, folder, signer("ada"))
    digest = sha256(source.read_bytes()).hexdigest()
    assert (scene.office.home.evidence / done.case / f"source-{digest}").read_bytes() == source.read_bytes()
    assert [file.name for file in (scene.office.home.evidence / done.case).glob("records-*")]


def test_a_file_changed_between_decision_and_keeping_opens_no_case(scene, tmp_path, monkeypatch):
    folder = write_submission(tmp_path / "request", [record(1)], "ICE-2025-0008")
    read = arrival.ingest

    def read_and_changed(source, plan, out):
        found = read(source, plan, out)
        source.write_bytes(source.read_bytes() + b"\n")
        return found

    monkeypatch.setattr(arrival, "ingest", read_and_changed)
    before = list(case_ids())
    with pytest.raises(IntegrityError, match="kept as source changed while it was received"):
        submit(scene.office, folder, signer("ada"))
    assert list(case_ids()) == before
