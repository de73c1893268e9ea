"""Open: a gated package's key leaves, once, for one ephemeral key, after the opening is on record in public form.

Two questions under the lock, with the publication between them: the gates, and the opening is committed; its entry
published under its policy's quorum; the gates again, and only then is the key given. Killed or without a quorum
anywhere in between, nothing was given, and the same signed request goes on where it stopped.
"""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.actions.attempts import Attempt, Particulars, on_own, own_entry
from lockgate.actions.leaving import Prepared, leaving, prepare_fetch
from lockgate.actions.office import Done, Office, Result, SentSignature, Signer
from lockgate.actions.publish import publish
from lockgate.actions.signing import wrong_key
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.questions import OpeningAsked
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_gates import package_of
from lockgate.procedure.rulings import rule_on
from lockgate.seal.opening_grant import grant
from lockgate.seal.opening_request import OpeningRequest, claimed_opening, read_opening, request_hash
from lockgate.store import crashpoints
from lockgate.store.gateway import ANSWER_AGAIN, Kept, Opened, answers_again, kept_of, nonce_stands, opened_of
from lockgate.store.keyring import load_evidence_key, load_gateway_key
from lockgate.store.openings import entered_proof
from lockgate.store.packages import case_of, recipient_of
from lockgate.store.publication import is_published
from lockgate.store.refused import FURTHER, MOST_A_DAY, openings_refused_on
from lockgate.tlog.requests import SignedRequest

REFUSED = "refuse_opening"
"""The word of a refused opening, which the office enters by itself."""

_EPHEMERAL = ec.SECP256R1()


@dataclass(frozen=True, slots=True)
class Granted:
    """The key left: the opening's entry, and the grant that only the ephemeral key of the request opens."""

    case: str
    entry: str
    grant: bytes


@dataclass(frozen=True, slots=True)
class Waits:
    """The opening is entered, and its entry is not under a checkpoint that the policy's quorum cosigned yet."""

    entry: str


def open_gated(office: Office, package: str, sent: SignedRequest) -> Granted | Waits | Refusal | None:
    """Open a gated package for its officer; None where there is no such package, in the gated form.

    Args:
        office: the office.
        package: the package's hash, 64 hexadecimal digits.
        sent: the officer's decision to open it, with the signed request to open (docs/formats/opening.md).

    Raises:
        IntegrityError: the request to open is not in its form, or something kept does not verify.
    """
    case, kept = case_of(package), kept_of(package)
    if case is None or kept is None:
        return None
    asking = _Asking(office, case, kept, sent, claimed_opening(sent.value("request").encode("utf-8")))
    # What was sealed of the package never changes, so it is read once for both questions; all else is asked anew.
    prepared = prepare_fetch(office, case, package, office.clock())
    entered = asking.enter(prepared)
    if isinstance(entered, Refusal):
        return entered
    crashpoints.reached("opening.entered")
    publish(office)
    if not is_published(office.home, entered.entry):
        return Waits(entered.entry)
    crashpoints.reached("opening.published")
    return asking.give(entered.entry, prepared)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One request to open one package."""

    office: Office
    case: str
    kept: Kept
    sent: SignedRequest
    request: OpeningRequest

    @property
    def signer(self) -> Signer:
        return Signer(self.sent.decision.officer, SentSignature(self.sent.decision, self.sent.signature))

    @property
    def _whose(self) -> str:
        """Whose the package is: another's request for it is refused as the package's own, and that is entered."""
        return recipient_of(self.kept.package)

    @property
    def hash(self) -> str:
        return request_hash(self.request)

    def enter(self, prepared: Prepared | None) -> Done | Refusal:
        """Ask the gates, and commit the opening; or the answer given again."""
        at = self.office.clock()

        def do(attempt: Attempt) -> Result:
            asked = self._asked(attempt, prepared, entering=True)
            if isinstance(asked, Refusal):
                return asked
            package = package_of(attempt.facts, self.kept.package)
            if package is None or package.opened_at is None:
                entered = attempt.enter(attempt.asked(Act.OPENING, asked), asked)
                if isinstance(entered, Refusal):
                    return self._refused(attempt, entered)
                attempt.file.open_once(self.kept.package, attempt.by.id, self.hash)
                return Done(Act.OPENING, self.case, entered.leaf, at)
            refusal = self._ruled(attempt, asked)
            if refusal is not None:
                return self._refused(attempt, refusal)
            opened = opened_of(self.kept.package)
            if opened.answered_at is not None:
                attempt.file.enter_own(own_entry(attempt, ANSWER_AGAIN, self._said(attempt, "answered again")))
            return Done(Act.OPENING, self.case, opened.entry, at)

        return on_own(self.office, self.case, self.signer, do, at, whose=self._whose)

    def give(self, entry: str, prepared: Prepared | None) -> Granted | Refusal:
        """Ask the gates again, and give the key, now that the opening is published."""
        at = self.office.clock()
        proof = entered_proof(self.office.home, entry)
        given: list[tuple[bytes, Opened]] = []

        def do(attempt: Attempt) -> Result:
            asked = self._asked(attempt, prepared)
            if isinstance(asked, Refusal):
                return asked
            refusal = self._ruled(attempt, asked)
            if refusal is not None:
                return self._refused(attempt, refusal)
            key = self._key()
            if opened_of(self.kept.package).answered_at is None:
                attempt.file.grant(self.kept.package, at, proof)
            given.append((key, opened_of(self.kept.package)))
            return Done(Act.OPENING, self.case, entry, at)

        result = on_own(self.office, self.case, self.signer, do, at, whose=self._whose)
        if isinstance(result, Refusal):
            return result
        crashpoints.reached("opening.granted")
        return Granted(self.case, entry, self._grant(*given[0]))

    def _asked(self, attempt: Attempt, prepared: Prepared | None, *, entering: bool = False) -> Particulars | Refusal:
        """What is asked of the gates; a refusal that is not entered where it is not this officer who asks."""
        if not self.sent.is_of(attempt.by.certificate):
            return wrong_key(attempt.by)
        content = {"package": self.kept.package, "request": self.sent.value("request")}
        particulars = Particulars(content, package=self.kept.package, opening=self._opening(attempt, entering=entering))
        if prepared is None:
            return particulars
        return particulars.with_leaving(leaving(self.office, attempt, prepared, attempt.by.id))

    def _opening(self, attempt: Attempt, *, entering: bool) -> OpeningAsked:
        """What the opening asks; an answer that is given again is entered first, and counted as given from then on."""
        request, kept = self.request, self.kept
        known = package_of(attempt.facts, kept.package)
        answered = known is not None and known.answered_at is not None
        given = answers_again(self.case, opened_of(kept.package)) if answered else 0
        nonce, key = self.sent.decision.nonce, load_evidence_key(self.office.home)
        named = (request.package, request.manifest, request.officer, request.nonce)
        return OpeningAsked(
            request=self.hash,
            same_package=named == (kept.number, kept.manifest, attempt.by.id, nonce) and self._signed(attempt),
            same_certificate=sha256(attempt.by.certificate).hexdigest() == kept.signature_certificate,
            nonce_stands=nonce_stands(key, nonce, (attempt.by.id, kept.package), attempt.at),
            again=given + 1 if answered and entering else given,
        )

    def _signed(self, attempt: Attempt) -> bool:
        try:
            read_opening(self.sent.value("request").encode("utf-8"), attempt.by.certificate)
        except IntegrityError:
            return False
        return True

    def _ruled(self, attempt: Attempt, asked: Particulars) -> Refusal | None:
        ruling = rule_on(attempt.facts, attempt.asked(Act.OPENING, asked), attempt.frame)
        return ruling if isinstance(ruling, Refusal) else None

    def _refused(self, attempt: Attempt, refusal: Refusal) -> Refusal:
        """The refusal, entered by the office: which officer, which package, which ground; nothing of a record.

        The same one once a day, and so many of an officer's: whoever sends a request again and again fills no log.
        """
        today = openings_refused_on(attempt.at, attempt.by.id)
        again = (self.kept.package, refusal.code) in today or len(today) >= MOST_A_DAY
        if package_of(attempt.facts, self.kept.package) is not None and not again:
            said = {**self._said(attempt, refusal.code), "further": FURTHER[len(today) + 1 == MOST_A_DAY]}
            attempt.file.enter_own(own_entry(attempt, REFUSED, said))
            attempt.file.refuse_opening(self.kept.package, attempt.by.id, refusal.code, attempt.at)
        return refusal

    def _said(self, attempt: Attempt, what: str) -> dict[str, str]:
        return {"package": self.kept.package, "officer": attempt.by.id, "request": self.hash, "said": what}

    def _key(self) -> bytes:
        """The package's key, read under the lock, so that no erasure comes between."""
        kept = kept_of(self.kept.package)
        if kept is None or not kept.wrapped:
            raise IntegrityError("The key of an opened package is gone, and no erasure was entered.")
        return load_gateway_key(self.office.home).unwrap(kept.wrapped)

    def _grant(self, key: bytes, opened: Opened) -> bytes:
        secret, of = load_evidence_key(self.office.home), bytes.fromhex(self.hash)
        # Derived, not kept: the same request has the same answer. 256 bits more than the curve's order needs, so that
        # the remainder is as good as uniform (FIPS 186-5 A.2.1).
        drawn = int.from_bytes(secret.derived("opening", of) + secret.derived("opening more", of), "big")
        own = ec.derive_private_key(drawn % (_EPHEMERAL.group_order - 1) + 1, _EPHEMERAL)
        return grant(key, self.hash, bytes.fromhex(self.request.ephemeral), own, opened.proof)
