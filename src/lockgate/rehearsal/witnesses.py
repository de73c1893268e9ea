"""The two outside parties that witness a rehearsal's log.

Their keys come from the seed, like everybody's here: they protect nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.clock import Clock
from lockgate.store.post import Answer
from lockgate.tlog.cosignatures import cosign
from lockgate.tlog.notes import WITNESS_KEY, NoteKey, vkey
from lockgate.tlog.witnessing import SIZE_TYPE, Declined, View, decide, parse_request, size_bytes

NAMES = ("inspector", "court")
"""Who they stand for: the inspector general's office, and a court's clerk."""


@dataclass(frozen=True, slots=True)
class RehearsedWitness:
    """One witness and what it has seen."""

    name: str
    secret: Ed25519PrivateKey
    clock: Clock
    logs: list[NoteKey] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)

    @property
    def key(self) -> NoteKey:
        """Its public key."""
        return NoteKey(f"{self.name}.example/witness", self.secret.public_key().public_bytes_raw(), WITNESS_KEY)

    @property
    def url(self) -> str:
        """Where it would be served."""
        return f"https://{self.name}.example"

    def answer(self, body: bytes) -> Answer:
        """Answer as a witness does."""
        decided = decide(parse_request(body), self.logs, self.views)
        if isinstance(decided, Declined):
            if decided.size is None:
                return Answer(decided.status, "text/plain", decided.sentence.encode())
            return Answer(decided.status, SIZE_TYPE, size_bytes(decided.size))
        self.views[decided.checkpoint.origin] = decided.view
        return Answer(200, "text/plain", cosign(decided.text, self.key, self.secret.sign, self.clock()).encode())


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All of them; the policy asks for each."""

    each: Sequence[RehearsedWitness]

    @property
    def lines(self) -> bytes:
        """The lines of the policy about them."""
        keys = [(one.name, vkey(one.key.name, one.key.public_key_raw, WITNESS_KEY), one.url) for one in self.each]
        lines = [f"witness {name} {key} {url}\n" for name, key, url in keys]
        names = " ".join(one.name for one in self.each)
        return "".join([*lines, f"group both all {names}\n", "quorum both\n"]).encode()

    def post(self, url: str, body: bytes) -> Answer:
        """Send a body to the witness at an address."""
        return next(one for one in self.each if url.startswith(one.url)).answer(body)


def rehearsed_witnesses(seed: int, clock: Clock) -> Witnesses:
    """The witnesses of a rehearsal of this seed, by this clock."""
    secrets = [sha256(f"lockgate rehearsal key {seed} witnesses {name}".encode()).digest() for name in NAMES]
    keys = [Ed25519PrivateKey.from_private_bytes(secret) for secret in secrets]
    return Witnesses([RehearsedWitness(name, key, clock) for name, key in zip(NAMES, keys, strict=True)])
