"""``submission.toml``: parsed strictly, refused with file, line and cure; and the signature under it."""

import tomllib
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from lockgate.errors import UsageError
from lockgate.law.act_facts import Office, Signed
from lockgate.law.registers import Capacity, Officeholder, Term
from lockgate.pipeline.ingest import IntakePlan
from lockgate.pipeline.submissions import SIGNATURE, parse_submission, read_submission
from lockgate.pipeline.submissions_draft import Draft, draft_submission, look_at
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.rehearsal.keys import make_pair
from lockgate.seal.signatures import sign_detached
from lockgate.store.agreements import load_agreement

TEXT = """agreement = "irs-ice-2025"
agency = "The Agency"
number = "N-1"
date = 2025-08-07
provision = "26 USC 6103(i)(2)"
attestation = "Only for that case."
attested_on = 2025-08-06

[requesting_official]
person = "Jane Roe"
office = "Director"
capacity = "acting_head"
legal_basis = "5 USC 3345"

[certifying_official]
person = "Ben Poe"
office = "Chief"

[records]
file = "records.csv"
format = "csv"
sha256 = "%s"
count = 5
delimiter = ";"
encoding = "cp1252"

[formats]
date = "MM/DD/YYYY"
name = "family, given middle"
single_name = "XXX"

[columns]
record_id = "ID"
name = "NM"

[[officers]]
id = "O-1"
name = "Ada"
agency = "The Agency"
matters = ["M-1", "M-2"]

[[officers]]
id = "O-2"
name = "Cyd"
agency = "The Agency"
""" % ("ab" * 32)  # fmt: skip


def parsed(text=TEXT):
    return parse_submission(text.encode())


def test_everything_declared_is_kept():
    found = parsed()
    assert (found.agreement, found.agency, found.number, found.made) == (
        "irs-ice-2025",
        "The Agency",
        "N-1",
        date(2025, 8, 7),
    )
    assert (found.attestation, found.attested_on) == ("Only for that case.", date(2025, 8, 6))
    assert (found.requesting.person, found.requesting.capacity, found.requesting.legal_basis) == (
        "Jane Roe",
        "acting_head",
        "5 USC 3345",
    )
    assert (found.certifying.person, found.certifying.office) == ("Ben Poe", "Chief")
    assert (found.file, found.single_name) == ("records.csv", "XXX")
    assert found.plan == IntakePlan(
        format="csv",
        delimiter=";",
        encoding="cp1252",
        columns={"record_id": "ID", "name": "NM"},
        date="MM/DD/YYYY",
        name="family, given middle",
        sha256="ab" * 32,
        count=5,
    )
    assert [(officer.id, officer.matters) for officer in found.officers] == [("O-1", ("M-1", "M-2")), ("O-2", ())]
    assert found.officer_ids == {"O-1", "O-2"}
    assert found.sha256 == sha256(TEXT.encode()).hexdigest()


def test_what_the_law_asks_about_may_be_absent_so_that_the_law_can_say_so():
    text = TEXT.replace('attestation = "Only for that case."\nattested_on = 2025-08-06\n', "")
    text = text.replace('[certifying_official]\nperson = "Ben Poe"\noffice = "Chief"\n', "").split("[formats]")[0]
    found = parsed(text)
    assert (found.attestation, found.attested_on, found.certifying.person, found.officers) == ("", None, "", ())
    assert found.plan.columns is None


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('number = "N-1"', 'number = ""', 3, "number is empty; fill it in"),
        ('number = "N-1"', "number = 7", 3, "number cannot be read"),
        ('number = "N-1"\n', "", 1, "number is missing; add it"),
        ("date = 2025-08-07", 'date = "2025-08-07"', 4, "date cannot be read"),
        ("date = 2025-08-07", "date = 2025-08-07T10:00:00Z", 4, "date cannot be read"),
        ('provision = "26', 'provison = "x"\nprovision = "26', 5, "provison is no term of a submission"),
        ('person = "Jane Roe"', 'person = ""', 10, "requesting_official.person is empty"),
        ('legal_basis = "5', 'basis = "5', 13, "requesting_official.basis is no term"),
        ('file = "records.csv"', 'file = "../records.csv"', 20, "records.file cannot be read"),
        ('file = "records.csv"', 'file = ".."', 20, "records.file cannot be read"),
        ('format = "csv"', 'format = "xml"', 21, "'xml' is no format"),
        ("count = 5", "count = 0", 23, "records.count cannot be read"),
        ("count = 5", "count = 5.0", 23, "records.count cannot be read"),
        ('sha256 = "ab', 'sha256 = "AB', 22, "records.sha256 cannot be read"),
        ('date = "MM/DD/YYYY"', 'date = "YY"', 28, "is not a date format"),
        ('name = "family, given middle"', 'name = "first"', 29, "is not a form of a name"),
        ('name = "NM"', 'nom = "NM"', 34, "nom is no term of a record"),
        ('name = "NM"', 'name = "ID"', 33, "is mapped twice"),
        ('id = "O-2"', 'id = "O-1"', 36, "The officer O-1 is listed twice"),
        ('name = "Cyd"', "name = 7", 44, "officers.1.name cannot be read"),
        ('id = "O-2"\n', "", 42, "officers.1.id is missing"),
    ],
)  # fmt: skip
def test_a_declaration_is_refused_with_file_line_and_cure(old, new, line, says):
    assert old in TEXT
    with pytest.raises(UsageError) as caught:
        parsed(TEXT.replace(old, new))
    assert str(caught.value).startswith(f"submission.toml:{line}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"agreement = \n", "is not TOML: .*line 1"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"a = 1\na = 2\n", "is not TOML"),
        (b'number = "ICE\\u0000-1"', "NUL"),
        (b'number = "ICE\\U00000000-1"', "NUL"),
        (b"a = " + b"[" * 5000, "nobody declares"),
        (b"a = " + b"1" * 5000, "nobody declares"),
    ],
)
def test_bytes_that_are_no_declaration_are_refused(content, says):
    with pytest.raises(UsageError, match=says):
        parse_submission(content)


def test_a_submission_is_read_by_its_folder_or_its_file(tmp_path):
    (tmp_path / "submission.toml").write_text(TEXT)
    assert read_submission(tmp_path) == read_submission(tmp_path / "submission.toml") == parsed()


def test_a_submission_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_submission(tmp_path)


# The draft


def test_a_draft_can_be_signed_once_its_gaps_are_filled(tmp_path):
    records = tmp_path / "re'cö\"rds.csv"
    records.write_text('ID;First Name;"odd; ""x"""\nA-1;Ana;1\nA-2;Ben;2\n')
    draft = Draft(
        records.name,
        look_at(records),
        load_agreement("irs-ice-2025", date(2025, 8, 7)),
        'A "B" \\',
        "N-2",
        date(2025, 8, 7),
    )
    text = draft_submission(draft)
    with pytest.raises(UsageError, match=r"requesting_official\.person is empty"):
        parsed(text)
    filled = text.replace('person = ""', 'person = "Jane"').replace('office = ""', 'office = "Head"')
    found = parsed(filled)
    assert found.plan.columns == {"record_id": "ID", "given_name": "First Name"}
    assert (found.plan.count, found.plan.delimiter, found.plan.encoding) == (2, ";", "utf-8")
    assert (found.agency, found.file) == ('A "B" \\', records.name)
    assert found.attestation == ""
    assert tomllib.loads(filled)["records"]["sha256"] == sha256(records.read_bytes()).hexdigest()


def test_a_draft_maps_nothing_when_the_headers_are_the_terms(tmp_path):
    records = tmp_path / "records.csv"
    records.write_text("record_id,city\nA-1,x\n")
    draft = Draft(
        "records.csv", look_at(records), load_agreement("irs-ice-2025", date(2025, 8, 7)), "A", "N", date(2025, 8, 7)
    )
    assert "[columns]" not in draft_submission(draft)


# The signature


JANE = make_pair(1, "Jane Roe")
OTHER = make_pair(1, "Somebody Else")
HOLDER = Officeholder(
    "Jane Roe", "Director", "The Agency", Capacity.ACTING_HEAD, "5 USC 3345", Term(date(2025, 1, 1)), JANE.certificate
)


def signed_by(pair, text=TEXT):
    return sign_detached(text.encode(), pair.certificate, pair.key)


@pytest.mark.parametrize(
    ("signer", "holders", "expected"),
    [
        (JANE, None, (Signed.VALID, None)),
        (None, None, (Signed.ABSENT, None)),
        (None, (HOLDER,), (Signed.ABSENT, Office.IN_OFFICE)),
        (JANE, (HOLDER,), (Signed.VALID, Office.IN_OFFICE)),
        (OTHER, (HOLDER,), (Signed.VALID, Office.SIGNED_BY_ANOTHER)),
        (JANE, (), (Signed.VALID, Office.NOT_LISTED)),
        (JANE, (replace(HOLDER, person="Jane Doe"),), (Signed.VALID, Office.NOT_LISTED)),
        (JANE, (replace(HOLDER, agency="Another"),), (Signed.VALID, Office.NOT_LISTED)),
        (JANE, (replace(HOLDER, capacity=Capacity.CERTIFYING),), (Signed.VALID, Office.NOT_LISTED)),
        (JANE, (replace(HOLDER, term=Term(date(2025, 8, 8))),), (Signed.VALID, Office.NOT_IN_OFFICE)),
        (JANE, (replace(HOLDER, term=Term(date(2025, 1, 1), date(2025, 8, 6))),), (Signed.VALID, Office.NOT_IN_OFFICE)),
        (JANE, (replace(HOLDER, legal_basis=" "),), (Signed.VALID, Office.NO_LEGAL_BASIS)),
        (JANE, (replace(HOLDER, capacity=Capacity.HEAD, legal_basis=""),), (Signed.VALID, Office.IN_OFFICE)),
        (
            JANE,
            (replace(HOLDER, certificate=OTHER.certificate), HOLDER),
            (Signed.VALID, Office.IN_OFFICE),
        ),
    ],
)  # fmt: skip
def test_the_signature_and_the_register_are_told_apart(signer, holders, expected):
    signature = None if signer is None else signed_by(signer)
    found = check_signature(TEXT.encode(), signature, parsed(), holders)
    assert (found.signed, found.office) == expected
    assert found.sentence.endswith(".")


@pytest.mark.parametrize("signature", [b"", b"junk", signed_by(JANE, "other bytes"), signed_by(JANE)[:-1]])
@pytest.mark.parametrize("holders", [None, (HOLDER,)])
def test_a_signature_over_other_bytes_is_invalid(signature, holders):
    assert check_signature(TEXT.encode(), signature, parsed(), holders).signed is Signed.INVALID


def test_the_signature_lies_beside_the_declaration():
    assert SIGNATURE == "submission.toml.p7s"
