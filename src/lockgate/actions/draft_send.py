"""Send a request: offered, validated by a second person, signed by the official who asks, received by the act submit.

What is sent is the folder the command line sends, byte for byte, and what receives it is the one act ``submit``. The
signature is checked against the officeholder register before the request leaves the agency's hands.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockgate.actions.draft import changed, own_draft, settle
from lockgate.actions.draft_check import SUBMISSION, declared_hash
from lockgate.actions.draft_report import report_of
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.submit import submit
from lockgate.errors import UsageError
from lockgate.law.act_facts import Office as Holding
from lockgate.law.act_facts import Signed
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.pipeline.submissions import FILE, SIGNATURE, Submission, parse_submission, read_submission
from lockgate.pipeline.submissions_signature import check_signature
from lockgate.procedure.acts import Act
from lockgate.procedure.drafts import Draft, DraftStage, may_offer, may_send
from lockgate.procedure.gates import role_of
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Officer
from lockgate.procedure.security_keys import signing_officials
from lockgate.seal.signatures import sign_detached
from lockgate.store.cases import case_id_of
from lockgate.store.drafts import all_drafts, erase_draft, folder_of, read_draft
from lockgate.store.files import PRIVATE
from lockgate.store.files import replace as replace_file
from lockgate.store.keys import FileSigner
from lockgate.store.registers import current_registers

_WRITTEN = usc26("6103(i)(2)(B)")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A signed request that waits to be received: what it declares, where it lies, when it was sent."""

    draft: Draft
    submission: Submission
    folder: Path


def offer(office: Office, draft: str, by: Officer, accepted: int = 0) -> Draft | Refusal:
    """Offer a checked draft for validation; from then on it is frozen.

    Args:
        office: the office.
        draft: its id.
        by: who offers it.
        accepted: how many deficient records go along as they are, as the person said.

    Raises:
        UsageError: there is no such draft for this person.
    """
    report = report_of(office, own_draft(office, draft, by))
    checked = report.checked if report is not None else None

    def asked(one: Draft) -> Refusal | None:
        return may_offer(one, checked, accepted) or _number_used(one)

    def do(one: Draft) -> Draft:
        return replace(one, stage=DraftStage.OFFERED, declared=declared_hash(office, one), accepted=accepted)

    return changed(office, draft, by, asked, do)


def declaration(office: Office, draft: Draft) -> bytes:
    """The very bytes that the requesting official signs: submission.toml, which names the records by their sha256.

    Raises:
        UsageError: it was not offered, or is not what was offered.
    """
    if not draft.declared or declared_hash(office, draft) != draft.declared:
        raise UsageError("The submission is not the one that was offered; take it back and check it again.")
    return (folder_of(office.home, draft.id) / SUBMISSION / FILE).read_bytes()


def send(office: Office, draft: str, by: Officer, signature: bytes) -> Draft | Refusal:
    """Put the requesting official's signature under a validated request, and send it.

    Args:
        office: the office.
        draft: its id.
        by: who sends it; the signature says who asks.
        signature: detached CMS (DER) over the bytes of submission.toml.

    Raises:
        UsageError: there is no such draft for this person.
    """
    found = own_draft(office, draft, by)
    refusal = may_send(found) or _number_used(found)
    if refusal is not None:
        return refusal
    content = declaration(office, found)
    holders = signing_officials(current_registers(office.clock()))
    checked = check_signature(content, signature, parse_submission(content), holders)
    if checked.signed is not Signed.VALID or checked.office is not Holding.IN_OFFICE:
        return Refusal("R01.signature", f"{checked.sentence} Nothing was sent.", _WRITTEN, Hook.ELEMENT)
    replace_file(signature, folder_of(office.home, draft) / SUBMISSION / SIGNATURE, office.home.scratch, PRIVATE)
    return changed(office, draft, by, may_send, lambda one: replace(one, stage=DraftStage.SENT))


def signed_in_rehearsal(office: Office, draft: Draft, signer: Signer, by: Officer) -> bytes:
    """The official's signature with a key that the server holds: in a rehearsal only, whose keys protect nothing.

    Raises:
        UsageError: the key is none, or not the one of their certificate.
    """
    if not isinstance(signer.key, FileSigner) or isinstance(signer.key.private_key, Ed25519PrivateKey):
        raise UsageError("Only a key that is held here, on P-256 or P-384, signs here.")
    return sign_detached(declaration(office, draft), by.certificate, signer.key.private_key)


def arrivals(office: Office, by: Officer) -> tuple[Arrival, ...] | Refusal:
    """The signed requests that wait to be received, the oldest first; for whoever may do the act submit."""
    refusal = role_of(Act.SUBMIT, by)
    if refusal is not None:
        return refusal
    settle(office)
    sent = sorted(
        (one for one in all_drafts(office.home) if one.stage is DraftStage.SENT), key=lambda one: one.changed_at
    )
    return tuple(_arrival(office, one) for one in sent)


def arrival(office: Office, draft: str) -> Arrival:
    """One signed request that waits.

    Raises:
        UsageError: there is none of that id.
    """
    found = read_draft(office.home, draft)
    if found.stage is not DraftStage.SENT:
        raise UsageError(f"There is no draft {draft[:40]} in this office.")
    return _arrival(office, found)


def receive(office: Office, draft: str, signer: Signer) -> Result:
    """The act submit on the folder as it was sent; the draft is erased, for the case keeps what arrived.

    Raises:
        UsageError: there is no such request, or it cannot be read.
    """
    done = submit(office, arrival(office, draft).folder, signer)
    if isinstance(done, Done):
        erase_draft(office.home, draft)
    return done


def _arrival(office: Office, draft: Draft) -> Arrival:
    folder = folder_of(office.home, draft.id) / SUBMISSION
    return Arrival(draft, read_submission(folder), folder)


def _number_used(draft: Draft) -> Refusal | None:
    if case_id_of(draft.agency, draft.number) is None:
        return None
    sentence = f"Submission {draft.number} was received before; give this one a number of its own."
    return Refusal("office.number", sentence, usc26("6103(p)(3)(A)"), Hook.HOUSE)
