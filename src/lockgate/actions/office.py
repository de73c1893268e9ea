"""What every act is given: the office with its clock, randomness and files, and the officer with a key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lockgate.clock import Clock
from lockgate.pipeline.custodian import CustodianFile
from lockgate.procedure.acts import Act
from lockgate.procedure.gate_words import Gates
from lockgate.procedure.judged import Judged
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import key_hash
from lockgate.store.cosigning import Ask, ask_nobody
from lockgate.store.home import Home
from lockgate.store.keys import FileSigner, Random
from lockgate.store.lawbook import law_hash
from lockgate.tlog.signatures import Decision


@dataclass(frozen=True, slots=True)
class Office:
    """One custodian's office.

    Attributes:
        home: where it keeps its state.
        clock: read once by each act.
        random: for ids, salts, nonces and content keys.
        custodian: where the custodian's file lies; only the act locate reads it (R49).
        law: hash of the law in force, 64 hexadecimal digits.
        threads: cores that bulk work may use.
        memory: what counting may use, such as ``1GB``.
        witnesses: asks the witnesses of the log's policy; nobody, unless somebody says whom.
        master: the Spark that does the work of locate (docs/spark.md); '' for processes of this machine.
        progress: told each step of long work, in words; never a value.
    """

    home: Home
    clock: Clock
    random: Random
    custodian: CustodianFile | None = None
    law: str = field(default_factory=law_hash)
    threads: int = 2
    memory: str = "1GB"
    witnesses: Ask = ask_nobody
    master: str = ""
    progress: Callable[[str], None] = lambda _step: None


@dataclass(frozen=True, slots=True)
class SentSignature:
    """Stands where an officer's key would, when they signed elsewhere.

    It gives the signature they sent, whatever is to be signed, so that only the decision they signed verifies.
    """

    decision: Decision
    signature: bytes
    received: datetime | None = None
    """When the office took it in, where the act is done later than that (``lockgate work``)."""
    refused: Refusal | None = None
    """Why the office did not take it in, where it did not; there is no signature then."""

    @property
    def public_key_der(self) -> bytes:
        """None: only the registers say whose signature it is."""
        return b""

    def sign(self, _data: bytes) -> bytes:
        """The signature that was sent."""
        return self.signature


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Stands where an officer's key would, for somebody who is signed in and only asks: it signs nothing.

    An act done with it comes as far as its signature and is refused there, so nothing is written; what would have
    been signed is kept here.

    Attributes:
        public_key_der: of the officer who is signed in, or their certificate.
        would_sign: the bytes of the decisions that were to be signed.
        asked: every gate that the act was asked, as it stood.
        judged: what would leave, as it was judged for that.
    """

    public_key_der: bytes
    would_sign: list[bytes] = field(default_factory=list)
    asked: list[Gates] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def sign(self, data: bytes) -> bytes:
        """No signature; the bytes are kept."""
        self.would_sign.append(data)
        return b""


@dataclass(frozen=True, slots=True)
class Signer:
    """An officer's id as they give it, and the key they sign with; the registers say whether it is theirs."""

    officer: str
    key: FileSigner | SentSignature | Unsigned

    @property
    def sent(self) -> Decision | None:
        """The decision they signed elsewhere, if they did."""
        return self.key.decision if isinstance(self.key, SentSignature) else None

    def received(self, at: datetime) -> datetime:
        """When the office took their signature in: at the instant of the act, unless it waited in the queue."""
        kept = self.key.received if isinstance(self.key, SentSignature) else None
        return kept or at

    def holds(self, key: str) -> bool:
        """Whether this is the private key of the public key with that hash (``procedure.roles.key_hash``)."""
        try:
            return key_hash(self.key.public_key_der) == key
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was committed.

    Attributes:
        case: the case's id; empty where the act concerns none.
        entry: the leaf hash of its entry, 64 hexadecimal digits.
        told: what its officer is told; never a record's value.
    """

    act: Act
    case: str
    entry: str
    at: datetime
    told: Mapping[str, str | int] = field(default_factory=dict)


Result = Done | Refusal
"""What an act answers: it was done, or why not. Nothing was written when it was not."""
