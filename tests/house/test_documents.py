"""Documents that are held against the code: cryptography, bounds, what SECURITY.md promises of components."""

import re
from pathlib import Path

from tools.bounds_page import bounds_page
from tools.crypto_page import USES, crypto_page, found, without_a_line

ROOT = Path(__file__).resolve().parents[2]


def written(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_use_of_cryptography_in_the_sources_has_its_line():
    assert without_a_line() == set()
    named = [name for use in USES for name in use.names]
    assert len(named) == len(set(named))
    assert set(named) == found().keys()
    assert written("docs/cryptography.md") == crypto_page()
    # Nothing that reads or makes something cryptographic comes by another way than an import statement.
    for path in (ROOT / "src" / "lockgate").rglob("*.py"):
        assert not re.search(r"__import__|import_module\([^)]*(crypto|hash|ssl)", path.read_text(encoding="utf-8")), (
            path
        )


def test_plan_for_new_algorithms_names_every_one_that_is_at_risk():
    plan = written("docs/cryptography.md").partition("## Quantum computers")[2]
    at_risk = {"Ed25519", "ECDSA", "ECDH", "RSA"}
    assert all(re.search(rf"\b{one}\b", plan) for one in at_risk)
    broken = {use.kind for use in USES if use.quantum.startswith("broken")}
    assert broken == {"Ed25519", "ECDSA and ECDH on P-256 and P-384", "RSA", "JOSE, OpenID Connect"}


def test_bounds_are_printed_as_the_code_has_them():
    assert written("docs/bounds.md") == bounds_page()
    for heading in (
        "Bounds",
        "Time-outs and repetitions",
        "Connections",
        "Secrets, and how long",
        "Logs",
        "What is kept",
    ):
        assert f"\n## {heading}" in written("docs/bounds.md"), heading


def test_days_and_risky_components_stand_in_security():
    text = written("SECURITY.md").partition("## Components")[2]
    days = [int(one) for one in re.findall(r"^\| (?:critical|high|medium|low)[^|]*\| (\d+) \|$", text, re.MULTILINE)]
    assert days == sorted(days)
    assert len(days) == 4
    pinned = set(re.findall(r"^([a-z0-9-]+)==", written("requirements/run.txt"), re.MULTILINE))
    risky = set(re.findall(r"`([a-z0-9-]+)`", text.partition("| component |")[2]))
    assert risky <= pinned | {"python-pkcs11", "psycopg"}
    assert {"cryptography", "asn1crypto", "python-calamine", "pyarrow", "weasyprint", "gunicorn"} <= risky
