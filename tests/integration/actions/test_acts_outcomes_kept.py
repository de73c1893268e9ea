"""What is kept of a submission's outcomes, against the entry that closes it; and the whole of it, for outsiders."""

import json

import pytest

from lockgate.actions import outcomes
from lockgate.actions.outcomes import check_outcomes
from lockgate.actions.prove import prove_submission
from lockgate.actions.publish import check, publish
from lockgate.errors import IntegrityError, UsageError
from lockgate.pipeline.dispositions import DISPOSITIONS
from lockgate.store.models.acts import EvidenceRow
from lockgate.verify.main import main as verify


def test_outcomes_kept_are_those_the_closing_entry_commits_to(scene):
    scene.submitted().confirmed().relevant().located()
    assert check_outcomes(scene.office) == 0
    scene.proposed()
    publish(scene.office)
    assert check_outcomes(scene.office) == 3
    assert check(scene.office)[0].rows > 0


def test_changed_or_missing_outcomes_are_found(scene, monkeypatch):
    scene.submitted().confirmed().relevant().located().proposed()
    kept = EvidenceRow.objects.get(kind="dispositions")
    file = scene.office.home.evidence / kept.path
    data = file.read_bytes()
    file.chmod(0o600)
    for other in (data[:-1], bytes([data[0] ^ 1]) + data[1:], b""):
        file.write_bytes(other)
        with pytest.raises(IntegrityError, match="other bytes"):
            check_outcomes(scene.office)
    file.unlink()
    with pytest.raises(IntegrityError, match="cannot be read"):
        check_outcomes(scene.office)
    file.write_bytes(data)
    assert check_outcomes(scene.office) == 3
    exchanged = DISPOSITIONS.get_field_index("answer_salt")

    def other_table(*given):
        table = real(*given)
        return table.set_column(exchanged, "answer_salt", table["ground_salt"])

    real = outcomes.get_sealed_table
    monkeypatch.setattr(outcomes, "get_sealed_table", other_table)
    with pytest.raises(IntegrityError, match="not those that its entry commits to"):
        check_outcomes(scene.office)


def test_whole_submission_is_verified_by_an_outsider(scene, tmp_path, capsys):
    scene.submitted()
    with pytest.raises(UsageError, match="no proposal"):
        prove_submission(scene.office, scene.case)
    scene.confirmed().relevant().located().proposed()
    publish(scene.office)
    document = tmp_path / "outcomes"
    document.write_bytes(b"".join(prove_submission(scene.office, scene.case)))
    assert verify(["submission", str(document), "--log", str(scene.office.home.log), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["answers"], told["act"]) == (3, {"closed": 3}, "dispose")
