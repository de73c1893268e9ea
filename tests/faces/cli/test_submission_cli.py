"""``lockgate submission new|sign|check`` as people and scripts meet it."""

import base64
import hashlib
import json

import pytest
from typer.testing import CliRunner

from lockgate.cli.submission import app
from lockgate.errors import UsageError
from lockgate.law.act_facts import Signed
from lockgate.pipeline.submissions import read_submission
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.pipeline.withdrawals import parse_withdrawal
from lockgate.rehearsal.keys import make_pair

RECORDS = "record_id,city\nA-1,Houston\nA-2,Waco\n"
JANE = make_pair(1, "Jane Roe")


@pytest.fixture
def desk(tmp_path):
    """The agency's desk: records, a key, and a register that knows Jane."""
    (tmp_path / "records.csv").write_text(RECORDS)
    JANE.save(tmp_path, "jane")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def refused(match, *arguments):
    found = run(*arguments)
    assert isinstance(found.exception, UsageError)
    assert match in str(found.exception)
    assert found.stdout == ""


def drafted(desk):
    found = run("new", desk / "records.csv", "--out", desk / "out", "--number", "N-1", "--date", "2025-08-07", "--json")
    assert found.exit_code == 0
    path = desk / "out" / "submission.toml"
    text = path.read_text().replace('person = ""', 'person = "Jane Roe"').replace('office = ""', 'office = "Director"')
    path.write_text(text)
    return desk / "out", json.loads(found.stdout)


def signed(desk, *more):
    folder, _ = drafted(desk)
    return folder, run("sign", folder, "--key", desk / "jane.pem", "--certificate", desk / "jane.crt", *more)


def register(desk, certificate):
    folder = desk / "registers"
    folder.mkdir(exist_ok=True)
    agency = "U.S. Immigration and Customs Enforcement"
    line = f'Jane Roe,Director,"{agency}",head,,2025-01-01,,{base64.b64encode(certificate).decode()}'
    header = "person,office,agency,capacity,legal_basis,since,until,certificate"
    (folder / "officeholders.csv").write_text(f"{header}\n{line}\n")
    return folder


def test_new_sign_check_go_together(desk):
    folder, found = drafted(desk)
    assert (found["count"], found["format"]) == (2, "csv")
    assert (folder / "records.csv").read_text() == RECORDS
    made = run("sign", folder, "--key", desk / "jane.pem", "--certificate", desk / "jane.crt", "--json")
    assert made.exit_code == 0
    checked = run("check", folder, "--registers", register(desk, JANE.certificate), "--json")
    assert checked.exit_code == 0
    assert json.loads(checked.stdout) == {
        "number": "N-1",
        "records": 2,
        "sha256": found["sha256"],
        "ignored": [],
        "signature": "valid",
        "office": "in_office",
        "in_order": True,
    }


def test_with_json_the_table_goes_to_standard_error(desk):
    folder, _ = signed(desk)
    found = run("check", folder, "--json")
    assert len(found.stdout.splitlines()) == 1
    assert "signature" in found.stderr
    assert run("check", folder).stderr == ""


def test_check_is_1_when_it_is_not_signed(desk):
    folder, _ = drafted(desk)
    found = run("check", folder)
    assert found.exit_code == 1
    assert "not signed" in " ".join(found.stdout.split())


def test_check_is_1_when_the_signer_is_another(desk):
    folder, _ = signed(desk)
    found = run("check", folder, "--registers", register(desk, make_pair(1, "Another").certificate), "--json")
    assert (found.exit_code, json.loads(found.stdout)["office"]) == (1, "signed_by_another")


def test_check_is_1_when_the_declaration_was_changed_after_signing(desk):
    folder, _ = signed(desk)
    path = folder / "submission.toml"
    path.write_text(path.read_text().replace("N-1", "N-2"))
    found = run("check", folder, "--json")
    assert (found.exit_code, json.loads(found.stdout)["signature"]) == (1, "invalid")


def test_check_refuses_records_that_are_not_the_ones_declared(desk):
    folder, _ = signed(desk)
    (folder / "records.csv").write_text(RECORDS + "A-3,x\n")
    refused("not the file the submission declares", "check", folder)


def test_check_refuses_a_count_that_is_not_the_one_declared(desk):
    folder, _ = drafted(desk)
    path = folder / "submission.toml"
    path.write_text(path.read_text().replace("count = 2", "count = 3"))
    refused("holds 2 records and the submission declares 3", "check", folder)


def test_sign_refuses_records_that_are_not_the_ones_declared(desk):
    folder, _ = drafted(desk)
    (folder / "records.csv").write_text(RECORDS + "A-3,x\n")
    refused("not the file", "sign", folder, "--key", desk / "jane.pem", "--certificate", desk / "jane.crt")
    assert not (folder / "submission.toml.p7s").exists()


def test_sign_refuses_a_key_that_is_not_the_certificates(desk):
    folder, _ = drafted(desk)
    make_pair(2, "Eve").save(desk, "eve")
    refused("does not belong", "sign", folder, "--key", desk / "eve.pem", "--certificate", desk / "jane.crt")


def test_sign_refuses_a_draft_that_is_not_filled_in(desk):
    run("new", desk / "records.csv", "--out", desk / "out", "--date", "2025-08-07")
    refused("number is empty", "sign", desk / "out", "--key", desk / "jane.pem", "--certificate", desk / "jane.crt")


def test_nothing_is_written_over_without_replace(desk):
    folder, _ = signed(desk)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    refused("exists; give another --out", "new", desk / "records.csv", "--out", folder, "--date", "2025-08-07")
    refused("give --replace", "sign", folder, "--key", desk / "jane.pem", "--certificate", desk / "jane.crt")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert run("new", desk / "records.csv", "--out", folder, "--date", "2025-08-07", "--replace").exit_code == 0


def test_other_records_of_the_same_name_are_not_written_over(desk):
    (desk / "out").mkdir()
    (desk / "out" / "records.csv").write_text("another")
    refused("records.csv exists", "new", desk / "records.csv", "--out", desk / "out", "--date", "2025-08-07")
    assert sorted(path.name for path in (desk / "out").iterdir()) == ["records.csv"]


def test_new_proposes_columns_for_foreign_headers(desk):
    (desk / "own.csv").write_text("ZZ,FIRST_NM\nA-1,x\n")
    assert run("new", desk / "own.csv", "--out", desk / "own", "--date", "2025-08-07").exit_code == 0
    text = (desk / "own" / "submission.toml").read_text()
    assert 'given_name = "FIRST_NM"' in text
    assert "# not used: ZZ" in text


def test_new_writes_beside_records_that_lie_in_the_folder(desk):
    assert run("new", desk / "records.csv", "--out", desk, "--date", "2025-08-07").exit_code == 0
    assert (desk / "records.csv").read_text() == RECORDS


@pytest.mark.parametrize(
    ("match", "arguments"),
    [
        ("not a file", ("new", "none.csv", "--out", "out")),
        ("cannot be a folder", ("new", "records.csv", "--out", "records.csv/below", "--date", "2025-08-07")),
        ("does not govern", ("new", "records.csv", "--out", "out", "--date", "2020-01-01")),
        ("no agreement pack", ("new", "records.csv", "--out", "out", "--agreement", "none")),
        ("cannot be read", ("check", "nowhere")),
    ],
)
def test_bad_usage_is_one_clear_sentence(desk, monkeypatch, match, arguments):
    monkeypatch.chdir(desk)
    refused(match, *arguments)


def test_later_version_names_the_former_one_and_is_refused_until_it_says_what_changed(desk):
    folder, _ = signed(desk)
    digest = hashlib.sha256((folder / "submission.toml").read_bytes()).hexdigest()
    again = ["new", desk / "records.csv", "--number", "N-2", "--date", "2025-08-08", "--former", folder]
    assert run(*again, "--kind", "resubmit", "--out", desk / "later").exit_code == 0
    path = desk / "later" / "submission.toml"
    text = path.read_text().replace('person = ""', 'person = "Jane Roe"').replace('office = ""', 'office = "Director"')
    assert f'kind = "resubmit"\nnumber = "N-1"\nsha256 = "{digest}"' in text
    path.write_text(text)
    refused("former.changes", "check", desk / "later")
    path.write_text(
        text.replace('changed = ""', 'changed = "The house number."').replace('learnt = ""', 'learnt = "A lease."')
    )
    former = read_submission(path).former
    assert (former.number, former.sha256, former.changes[0].learnt) == ("N-1", digest, "A lease.")


def test_withdrawal_is_written_from_what_was_sent_and_signed(desk):
    folder, _ = signed(desk)
    out = desk / "withdrawal"
    more = ["--reason", "The case was closed.", "--date", "2025-08-09"]
    assert run("withdraw", folder, "--out", out, *more).exit_code == 0
    refused("exists", "withdraw", folder, "--out", out, *more)
    refused("says why", "withdraw", folder, "--out", desk / "other", "--reason", " ")
    found = run("sign", out, "--key", desk / "jane.pem", "--certificate", desk / "jane.crt")
    assert found.exit_code == 0, found.output
    content = (out / "withdrawal.toml").read_bytes()
    said = parse_withdrawal(content)
    assert (said.number, said.requesting.person, said.reason) == ("N-1", "Jane Roe", "The case was closed.")
    assert said.submission == hashlib.sha256((folder / "submission.toml").read_bytes()).hexdigest()
    assert check_signature(content, (out / "withdrawal.toml.p7s").read_bytes(), said, None).signed is Signed.VALID
