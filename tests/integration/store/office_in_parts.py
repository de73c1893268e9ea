"""What store tests share: an office with keys and a begun log, and acts made by hand, below the rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from itertools import count

from lockgate.canonical import canonical
from lockgate.procedure.casefile import SubmissionFacts
from lockgate.store import ledger, packages, publication
from lockgate.store.files import Together
from lockgate.store.home import Home
from lockgate.store.keyring import OfficeKeys, create_office_keys
from lockgate.store.keys_officers import OfficerKey, create_officer_key
from lockgate.store.values import Enacted, NewCase, Signed
from lockgate.tlog.entries import Entry, detail_root, salted_leaf
from lockgate.tlog.notes import NoteKey
from lockgate.tlog.policies import Log, Policy
from lockgate.tlog.signatures import Decision, decision_bytes

ORIGIN = "log.example.gov/disclosures"
START = datetime(2025, 8, 7, 12, tzinfo=UTC)
CAST = ("ada", "ben", "cyd", "dov", "eve", "ICE-0001", "ICE-0007")
_numbers = count(1)


def drawn(size: int) -> bytes:
    """Bytes that are different each time and the same in no two tests' order."""
    return sha256(next(_numbers).to_bytes(8, "big")).digest()[:size].ljust(size, b"x")


@dataclass(frozen=True)
class Office:
    """An office of which only the store exists."""

    home: Home
    keys: OfficeKeys
    officers: dict[str, OfficerKey]

    def signed(self, act: str, officer: str, case: str, at: datetime, proposal: str = "") -> Signed:
        """An officer's decision, really signed."""
        content = canonical({"n": next(_numbers)})
        nonce = drawn(16).hex()
        decision = decision_bytes(
            Decision(
                case, act, officer, proposal, at.strftime("%Y-%m-%dT%H:%M:%SZ"), nonce, sha256(content).hexdigest()
            )
        )
        key = self.officers[officer]
        return Signed(act, officer, at, proposal, nonce, decision, content, key.signer.sign(decision), key.certificate)

    def enacted(self, act: str, *officers: str, case: str = "", proposal: str = "", at: datetime = START) -> Enacted:
        """An act of these officers, ready to be entered."""
        leaves = tuple(salted_leaf(drawn(16), "officer", officer) for officer in officers)
        entry = Entry(act, case, ledger.minute(at), "", "", detail_root(leaves))
        return Enacted(entry, leaves, tuple(self.signed(act, one, case, at, proposal) for one in officers), at)

    def publish(self, at: datetime = START) -> publication.Publication:
        """Integrate and publish."""
        ledger.integrate(self.home, self.keys.log, at)
        return publication.publish(self.home)


def submission(number: str = "ICE-2025-0001") -> SubmissionFacts:
    """What a submission says of itself."""
    return SubmissionFacts(
        number=number,
        agency="Agency",
        agreement="irs-ice-2025",
        dated=date(2025, 8, 7),
        provision="26 USC 6103(i)(2)",
        requesting_official="H. Head",
        certifying_official="C. Certifier",
        officers=frozenset({"ICE-0007", "ICE-0008"}),
    )


def new_case(number: str = "ICE-2025-0001") -> NewCase:
    """A case to be opened."""
    return NewCase(drawn(16).hex(), drawn(16).hex(), START, submission(number))


def unwitnessed(log: NoteKey) -> Policy:
    """A policy that asks for no witness."""
    return Policy((Log(log),), (), (), "none")


def office_with_log(home: Home, policy_of: Callable[[NoteKey], Policy] = unwitnessed) -> Office:
    """An office with keys, whose log has begun under the policy for its key."""
    keys = create_office_keys(home, ORIGIN, START, drawn)
    officers = {name: create_officer_key(name, START, drawn) for name in CAST}
    ledger.begin(home, keys.log, policy_of(keys.log.key), drawn(16), START)
    return Office(home, keys, officers)


def sealed_alone(home: Home) -> str:
    """One package of seven bytes, sealed; its hash."""
    with Together() as together:
        return packages.seal_file(home, BytesIO(b"package"), together)[0]
