import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from lockgate.errors import IntegrityError
from lockgate.recipient.keys import load_certificate_file, load_key
from lockgate.seal.answers import Answer, Word, parse_answers
from lockgate.seal.packages import claimed_manifest, open_package, verify_package
from lockgate.seal.receipts import parse_signed_receipt, verify_receipt
from lockgate.seal.signatures import SignerInfo, signer_certificate, verify_detached
from lockgate.seal.tracing import trace
from vectors.seal.opening_vectors import GATED_KEY, V2, spoiled, used

HERE = Path(__file__).parent
V1 = HERE / "v1"
GOOD = ("rsa.package", "p256.package", "p384.package", "several.package", "p384.gated")
BAD = json.loads((V2 / "bad.json").read_bytes())
KINDS = ("rsa", "p256", "p384")
RELEASE = "release.certificate.pem"


@pytest.mark.parametrize("folder", [V1, V2], ids=["v1", "v2"])
def test_no_byte_of_a_vector_has_changed_when_summed(folder):
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    del found["SHA256SUMS"]
    assert found == sums


@pytest.mark.parametrize("name", GOOD)
def test_package_of_version_2_opens_when_it_is_years_old(name):
    assert used(name, (V2 / name).read_bytes()) == (V2 / "answers.csv").read_bytes()


def test_request_and_grant_of_version_1_are_read_when_they_are_years_old():
    assert used("opening.json", (V2 / "opening.json").read_bytes()).officer == "officer-17"
    assert used("grant.json", (V2 / "grant.json").read_bytes()).hex() == (V2 / GATED_KEY).read_text().strip()


@pytest.mark.parametrize("name", list(BAD))
def test_bad_vector_is_refused_with_its_sentence_when_used(name):
    with pytest.raises(IntegrityError) as refused:
        used(BAD[name]["of"], spoiled(BAD[name]))
    assert str(refused.value) == BAD[name]["refused"]


def test_copy_of_version_2_is_traced_when_a_line_of_it_leaks():
    line = (V2 / "answers.csv").read_bytes().splitlines()[1]
    manifest, _ = claimed_manifest((V2 / "p384.package").read_bytes())
    found = trace(BytesIO(line))
    assert found is not None
    assert found.marks == (manifest.mark,)


@pytest.mark.parametrize("kind", KINDS)
def test_package_of_version_1_opens_when_it_is_years_old(kind):
    opened = open_package(
        (V1 / f"{kind}.package").read_bytes(),
        load_certificate_file(V1 / RELEASE),
        load_key(V1 / f"{kind}.key.pem", None),
        load_certificate_file(V1 / f"{kind}.certificate.pem"),
    )
    assert opened.answers == (V1 / "answers.csv").read_bytes()
    assert parse_answers(opened.answers) == (
        Answer("r-1", Word.IDENTIFIED, "12 Oak St", "Apt 4", "Houston", "TX", "77002", "US"),
        Answer("r-2", Word.NONE),
        Answer("=r-3", Word.NONE),
    )
    assert opened.manifest.terms.made_at == "2025-08-07T12:00Z"


def test_receipt_of_version_1_verifies_when_it_is_years_old():
    signed = parse_signed_receipt((V1 / "p384.receipt.json").read_bytes())
    package = verify_package((V1 / "p384.package").read_bytes(), load_certificate_file(V1 / RELEASE))
    assert signed.receipt.manifest == package.manifest_hash
    assert verify_receipt(signed, load_certificate_file(V1 / "p384.certificate.pem"))


@pytest.mark.parametrize("kind", KINDS)
def test_signature_made_by_openssl_verifies_when_it_is_years_old(kind):
    data = (V1 / "submission.toml").read_bytes()
    signature = (V1 / f"submission.toml.{kind}.p7s").read_bytes()
    certificate = load_certificate_file(V1 / f"{kind}.certificate.pem")
    assert signer_certificate(signature) == certificate
    assert isinstance(verify_detached(data, signature, certificate), SignerInfo)
