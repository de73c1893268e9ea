"""A small office, walked to any stage through the real acts.

The cast: Ada prepares, Ben and Cyd decide, Dov releases, Mia and Leo keep the registers, Eve is nobody. The
agency's officers are Ida and Jon. Everything is synthetic; keys and random bytes come from a counter.
"""

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.actions.authorize import authorize
from lockgate.actions.confirm import confirm
from lockgate.actions.dispose import dispose
from lockgate.actions.find import Found, find
from lockgate.actions.found import Charter, found
from lockgate.actions.locate import locate
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.publish import publish
from lockgate.actions.register import load_register
from lockgate.actions.registry import ground_of, options_of
from lockgate.actions.release import release
from lockgate.actions.review import review
from lockgate.actions.submit import submit
from lockgate.pipeline.columns import TERMS
from lockgate.pipeline.custodian import CustodianFile, custodian_at, sources_of
from lockgate.pipeline.registry import Held, build
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.procedure.casefile import CaseFacts, Vote
from lockgate.procedure.fingerprints import fingerprints_of
from lockgate.seal.signatures import sign_detached
from lockgate.store.cases import viewed
from lockgate.store.home import Home
from lockgate.store.keyring import load_log_signer
from lockgate.store.keys import Random
from lockgate.store.keys_officers import OfficerKey, create_officer_key
from lockgate.store.models.acts import ActRow, ConfirmationRow
from lockgate.store.registers import FORMS, registers_of
from walking import Walking, kept
from witnesses_inside import Panel, panel

AGENCY = "U.S. Immigration and Customs Enforcement"
START = datetime(2025, 8, 7, 12, tzinfo=UTC)
ROLES = {
    "ada": "intake;analyst",
    "ann": "analyst",
    "ben": "deciding",
    "cyd": "deciding",
    "dov": "releaser",
    "mia": "disclosure_manager",
    "leo": "counsel",
    "sam": "safeguards",
}
AGENTS = ("ida", "jon")
ATTESTATION = (
    "The information will be used only by officers and employees of the requesting agency, solely for preparing"
    " judicial or administrative proceedings or for an investigation that may lead to such proceedings."
)
REASON = (
    "To serve a grand jury subpoena on the defendant in matter {matter} and to interview the witness {number} before"
    " charging the wilful failure to depart."
)


def drawn(seed: str):
    """A source of bytes that look random and are the same in every run."""
    numbers = count(1)

    def random(size: int) -> bytes:
        start = f"{seed}:{next(numbers)}:".encode()
        blocks = -(-size // 32)
        return b"".join(sha256(start + str(block).encode()).digest() for block in range(blocks))[:size]

    return random


@cache
def key(name: str, *, receives: bool = False) -> OfficerKey:
    return create_officer_key(name, START - timedelta(days=400), drawn(f"{name}{receives}"), receives=receives)


def signer(name: str) -> Signer:
    return Signer(name, key(name).signer)


def csv_bytes(header: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    names = list(header)
    target = io.StringIO()
    writer = csv.DictWriter(target, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def register(kind: str, *rows: Mapping[str, str]) -> bytes:
    return csv_bytes(FORMS[kind].columns, rows)


def text(certificate: bytes) -> str:
    return b64encode(certificate).decode()


def delegation(name: str, roles: str, **other: str) -> dict[str, str]:
    since = {"officer": name, "name": name.title(), "roles": roles, "grade": "GS-13", "since": "2025-01-01"}
    return {**since, "certificate": text(key(name).certificate), **other}


def rostered(name: str, **other: str) -> dict[str, str]:
    return {
        "officer": name, "name": name.title(), "agency": AGENCY, "unit": "Investigations", "function": "Special Agent",
        "employment": "employee", "employer": AGENCY, "since": "2024-10-01", "trained_on": "2025-02-15",
        "cleared_until": "2028-06-30", "certificate": text(key(name, receives=True).certificate),
        "signature_certificate": text(key(name).certificate), **other,
    }  # fmt: skip


def fingerprint_list(content: bytes) -> bytes:
    """What an officer who called every colleague on a roster would have written down."""
    return "".join(
        f"{who} {found}\n" for who, found in sorted(fingerprints_of(registers_of({"roster": content}).roster))
    ).encode()


def order(**other: str) -> dict[str, str]:
    return {
        "order": "ORDER-1", "court": "D. Example", "docket": "25-cv-1", "scope": "agreement",
        "agreement": "irs-ice-2025", "forbids": "all", "effective": "2025-08-01T00:00:00Z", "citation": "synthetic",
        **other,
    }  # fmt: skip


def officeholder(name: str, office: str, capacity: str) -> dict[str, str]:
    row = {"person": name, "office": office, "agency": AGENCY, "capacity": capacity, "since": "2025-01-01"}
    return {**row, "certificate": text(key(name).certificate)}


DIRECTOR = "Director of U.S. Immigration and Customs Enforcement"
GOOD_STANDING = {"agency": AGENCY, "state": "good", "since": "2025-01-01", "recorded_by": "sam"}
CLEAR = {"taxpayer": "*", "determination": "clear", "since": "2025-08-01", "by": "mia"}


def registers() -> dict[str, bytes]:
    """Registers under which everything may be done, delegations first."""
    return {
        "delegations": register("delegations", *(delegation(name, roles) for name, roles in ROLES.items())),
        "officeholders": register(
            "officeholders", officeholder("Hal Head", DIRECTOR, "head"), officeholder("Kim", "Privacy", "certifying")
        ),
        "roster": register("roster", *(rostered(name) for name in AGENTS)),
        "standing": register("standing", GOOD_STANDING),
        "determinations": register("determinations", CLEAR),
        "orders": register("orders"),
    }


def record(number: int, **other: str) -> dict[str, str]:
    """A sufficient record about taxpayer ``number``, whom the custodian's file has."""
    matter = f"M-{number:03}"
    return {
        "record_id": f"R{number:03}", "given_name": "Ana", "family_name": f"Ruiz{chr(64 + number)}a",
        "date_of_birth": f"1980-01-{number:02}", "tin": f"9007000{number:02}",
        "address_line1": f"{100 + number} Oak St", "city": "Houston", "state": "TX", "zip": "77002",
        "tax_periods": "2022;2023", "statute": "8 USC 1253(a)(1)(A)", "authority": "18 USC 3332(a)",
        "final_order_date": "2025-01-10", "order_case_number": f"A-2001{number:02}", "removal_ground": "1227(a)(1)(B)",
        "judicial_review": "none", "relief_declared": "none", "matter_kind": "investigation", "matter_id": matter,
        "investigation_opened": "2025-06-01", "reason": REASON.format(matter=matter, number=number),
        "officers": "ida;jon" if number % 2 else "ida", **other,
    }  # fmt: skip


def taxpayer(number: int) -> dict[str, object]:
    return {
        "taxpayer_id": f"T{number:03}", "tin": f"9007000{number:02}", "tin_type": "ITIN", "given_name": "ANA",
        "middle_name": "", "family_name": f"RUIZ{chr(64 + number)}A", "suffix": "",
        "date_of_birth": date(1980, 1, number),
    }  # fmt: skip


def held_address(number: int) -> dict[str, object]:
    return {
        "taxpayer_id": f"T{number:03}", "tax_period": "2022", "line1": f"{100 + number} OAK ST", "line2": "",
        "city": "HOUSTON", "state": "TX", "zip": "77002", "country": "", "source": "return",
        "effective_date": date(2022, 4, 1),
    }  # fmt: skip


def custodian_file(folder: Path, numbers: Iterable[int]) -> CustodianFile:
    folder.mkdir(exist_ok=True)
    known = list(numbers)
    pq.write_table(pa.Table.from_pylist([taxpayer(n) for n in known]), folder / "taxpayers.parquet")
    pq.write_table(pa.Table.from_pylist([held_address(n) for n in known]), folder / "addresses.parquet")
    return custodian_at(folder)


def write_submission(folder: Path, records: list[dict[str, str]], number: str = "ICE-2025-0001") -> Path:
    """A signed submission of these records."""
    folder.mkdir(parents=True)
    source = csv_bytes(TERMS, records)
    (folder / "records.csv").write_bytes(source)
    officers = "".join(f'\n[[officers]]\nid = "{n}"\nname = "{n.title()}"\nagency = "{AGENCY}"\n' for n in AGENTS)
    declared = f"""agreement = "irs-ice-2025"
agency = "{AGENCY}"
number = "{number}"
date = 2025-08-07
provision = "26 USC 6103(i)(2)"
attestation = "{ATTESTATION}"
attested_on = 2025-08-07

[requesting_official]
person = "Hal Head"
office = "{DIRECTOR}"
capacity = "head"

[certifying_official]
person = "Kim"
office = "Privacy"

[records]
file = "records.csv"
format = "csv"
sha256 = "{sha256(source).hexdigest()}"
count = {len(records)}
{officers}"""
    content = declared.encode()
    (folder / "submission.toml").write_bytes(content)
    head = key("Hal Head")
    signed = sign_detached(content, head.certificate, head.signer.private_key)
    (folder / "submission.toml.p7s").write_bytes(signed)
    return folder


@dataclass
class Scene:
    """One office with its clock and the witnesses of its log, walked on by the cast."""

    office: Office
    folder: Path
    now: list[datetime]
    witnesses: Panel
    case: str = ""
    refused: list[str] = field(default_factory=list)
    walking: Walking | None = None
    """What was walked before in this run, where a test may be given a copy of it."""

    @property
    def facts(self) -> CaseFacts:
        return viewed(self.case)

    @property
    def acts(self) -> list[tuple[str, str]]:
        """Every act on the case with its officer, oldest first, recipients' own among them."""
        return list(ActRow.objects.filter(case_id=self.case).order_by("id").values_list("act", "officer"))

    @property
    def confirmations(self) -> set[tuple[str, str]]:
        """Pairs of officer and matter confirmed on the case."""
        return set(ConfirmationRow.objects.filter(case_id=self.case).values_list("officer", "matter"))

    @property
    def proposal(self) -> str:
        facts = self.facts
        return facts.proposal.hash if facts.proposal else ""

    def pass_time(self, **span: float) -> None:
        self.now[0] += timedelta(**span)

    def load(self, kind: str, content: bytes, first: str = "mia", second: str = "leo") -> Result:
        listed = fingerprint_list(content) if kind == "roster" else b""
        return load_register(self.office, kind, content, (signer(first), signer(second)), (listed, listed))

    @kept
    def submitted(self, records: list[dict[str, str]] | None = None, number: str = "ICE-2025-0001") -> "Scene":
        rows = records if records is not None else [record(n) for n in (1, 2, 3)]
        self.case = done(submit(self.office, write_submission(self.folder / number, rows, number), signer("ada"))).case
        return self

    @kept
    def confirmed(self, *matters: str) -> "Scene":
        for agent in AGENTS:
            done(confirm(self.office, self.case, signer(agent), matters or [f"M-{n:03}" for n in range(1, 20)]))
        return self

    @kept
    def relevant(self, *rows: int) -> "Scene":
        scope = Scope(Reach.ROWS, rows=frozenset(rows or range(1, 20)))
        found_one = Found("R47.finding", met=True, reason="Each matter's file shows the step it serves.", scope=scope)
        done(find(self.office, self.case, signer("ada"), [found_one]))
        return self

    @kept
    def located(self) -> "Scene":
        done(locate(self.office, self.case, signer("ada")))
        return self

    @kept
    def proposed(self) -> "Scene":
        done(dispose(self.office, self.case, signer("ada")))
        return self

    @kept
    def voted(self, *names: str) -> "Scene":
        self.pass_time(hours=1)
        for name in names or ("ben", "cyd"):
            done(review(self.office, self.case, signer(name), self.proposal, (Vote.FOR, "")))
        return self

    @kept
    def authorized(self) -> "Scene":
        done(authorize(self.office, self.case, signer("dov"), self.proposal))
        self.pass_time(days=1)
        return self

    @kept
    def released(self) -> "Scene":
        done(release(self.office, self.case, signer("dov"), self.proposal))
        return self


def done(result: Result) -> Done:
    """The act was done; else the test fails with the refusal."""
    assert isinstance(result, Done), f"refused: {result}"
    return result


def scene(home: Home, folder: Path, address: str = "") -> Scene:
    """A founded office with all registers loaded, a custodian's file, and nothing submitted yet."""
    now = [START]
    random = drawn(str(folder))
    witnesses = panel(lambda: now[0])
    found(home, address, Charter("log.example.gov/disclosures", witnesses.lines), START, random)
    witnesses.trust(load_log_signer(home).key)
    folder.mkdir(parents=True, exist_ok=True)
    custodian = custodian_file(folder / "registry", range(1, 10))
    office = Office(home, lambda: now[0], random, custodian, witnesses=witnesses.ask)
    made = Scene(office, folder, now, witnesses)
    publish(made.office)
    for kind, content in registers().items():
        done(made.load(kind, content))
    prepare_index(made.office)
    return made


def prepare_index(office: Office) -> None:
    """Build the index of the office's custodian's file as the act does, but for its entry."""
    assert office.custodian is not None
    sources = sources_of(office.custodian, None)
    build(Held(office.custodian, None, sources), ground_of(office), options_of(office))


def opened_scene(home: Home, folder: Path, at: datetime, random: Random) -> Scene:
    """The scene of an office that is founded already, as a new process sees it."""
    now = [at]
    custodian = custodian_at(folder / "registry")
    witnesses = panel(lambda: now[0]).trust(load_log_signer(home).key)
    office = Office(home, lambda: now[0], random, custodian, witnesses=witnesses.ask)
    return Scene(office, folder, now, witnesses)


def with_office(made: Scene, **changes: object) -> Scene:
    """The same scene with an office of other particulars."""
    return replace(made, office=replace(made.office, **changes))
