"""The two steps of an act in the browser: what would be signed with every gate, then the same with the signature.

Officers sign with a WebAuthn credential of theirs: its assertion's challenge is the hash of the decision's bytes. In a
rehearsal the server signs for members of the cast who have none, with their synthetic key, and the page says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.credentials import held_by, signature_of
from lockgate.actions.events import tell_forged
from lockgate.actions.foresee import foreseen, gates_now, what_would_be_signed, with_signature
from lockgate.actions.office import Result, SentSignature, Signer
from lockgate.actions.own_events import SIGNATURE, note_refused
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.refusals import Refusal
from lockgate.tlog.signatures import Decision, parse_decision
from lockgate.web.rooms import Visit, now
from lockgate.web.words import ACTS

LONGEST_DECISION = 4096
"""Characters of a decision's bytes, at most."""

SENT = ("credential", "authenticator", "client", "signature")
"""Fields that the browser fills with an assertion, each base64url."""


@dataclass(frozen=True, slots=True)
class Signing:
    """One act that an officer is about to sign.

    Attributes:
        act: which.
        facts: the case it is on.
        effect: what it does, in one sentence.
        button: what the button says; it names the effect.
        again: the fields of the form that the act is made from, which the second step sends again.
        do: the act, given who signs.
        then: the page of what the act shows its officer, asked for once it is done; else they come back to the case.
        rule: the requirement a finding is on, which its gates ask about.
    """

    act: Act
    facts: CaseFacts
    effect: str
    button: str
    again: dict[str, str]
    do: Callable[[Signer], Result]
    then: Callable[[], HttpResponseBase] | None = None
    rule: str = ""


def shown_first(visit: Visit, signing: Signing, refusal: Refusal | None = None) -> HttpResponseBase:
    """The first step: every gate, the decision's own members, and the one button; or the ground against it.

    Args:
        visit: who asks.
        signing: the act.
        refusal: why the second step was refused, where it was.
    """
    # The act itself is asked, once: what it is made from can be a million records.
    found = foreseen(visit.signer, signing.do)
    gates = found.gates or gates_now(visit.office, signing.facts.case, visit.signer, signing.act, signing.rule)
    about = {
        "case": signing.facts,
        "name": ACTS[signing.act],
        "effect": signing.effect,
        "button": signing.button,
        "again": signing.again,
        "gates": () if isinstance(gates, Refusal) else gates,
        **asked_to_sign(visit, found.wanted, refusal),
    }
    return visit.page("signing.html", about, 409 if refusal is not None else 200)


def to_sign(visit: Visit, do: Callable[[Signer], object], refusal: Refusal | None = None) -> dict[str, object]:
    """What ``sign.html`` shows: the decision that an act would have this officer sign, or the ground against it.

    Args:
        visit: who asks.
        do: the act, given who signs.
        refusal: why the second step was refused, where it was.
    """
    return asked_to_sign(visit, what_would_be_signed(visit.signer, do), refusal)


def asked_to_sign(visit: Visit, wanted: bytes | Refusal, refusal: Refusal | None = None) -> dict[str, object]:
    """What ``sign.html`` shows of a decision's bytes that are known.

    Args:
        visit: who asks.
        wanted: the decision, or the ground against it.
        refusal: why the second step was refused, where it was; the office's own log is told of a forged signature.
    """
    if tell_forged(visit.by.id, refusal):
        note_refused(visit.by.id, SIGNATURE, visit.who.session.way, now())
    return {
        "refusal": refusal or (wanted if isinstance(wanted, Refusal) else None),
        "tried": refusal is not None,
        "decision": wanted.decode("utf-8") if isinstance(wanted, bytes) else "",
        "members": _members(parse_decision(wanted)) if isinstance(wanted, bytes) else (),
        "credentials": " ".join(one.id for one in held_by(visit.by, origin_of(visit.request))),
        "sent_fields": SENT,
        "by_cast": visit.played is not None,
    }


def origin_of(request: HttpRequest) -> str:
    """This address as a browser states it; an assertion holds only for the one that its credential names."""
    return f"{request.scheme}://{request.get_host()}"


def done_second(visit: Visit, signing: Signing) -> HttpResponseBase:
    """The second step: the act, whole, with a signature over the very bytes that were shown."""
    result = signing.do(signed_by(visit))
    if isinstance(result, Refusal):
        return shown_first(visit, signing, result)
    if signing.then is not None:
        return signing.then()
    return redirect(f"/cases/{signing.facts.case}?done={signing.act.value}")


def signed_by(visit: Visit) -> Signer:
    """The officer with the signature that the second step brought, over the very bytes that were shown.

    Whoever brought none comes as one who only asks; their act is refused at its signature.
    """
    sent = visit.request.POST.get("decision", "")
    if not 0 < len(sent) <= LONGEST_DECISION:
        raise Http404
    decision = sent.encode("utf-8")
    try:
        parse_decision(decision)
        signature = _signature(visit, decision)
        if isinstance(signature, Refusal):
            return Signer(visit.by.id, SentSignature(parse_decision(decision), b"", refused=signature))
        return with_signature(visit.by.id, decision, signature) if signature else visit.signer
    except ValueError as problem:
        raise Http404 from problem


def document_to_sign(visit: Visit, text: bytes) -> dict[str, object]:
    """What ``sign_document.html`` shows of a document that an official signs on behalf of their agency.

    Args:
        visit: the official.
        text: the very bytes that are signed.
    """
    return {
        "text": text.decode("utf-8"),
        "credentials": " ".join(one.id for one in held_by(visit.by, origin_of(visit.request))),
        "sent_fields": SENT,
        "by_cast": visit.played is not None,
    }


def document_signature(visit: Visit, text: bytes, by_cast: Callable[[Signer], bytes]) -> bytes | Refusal:
    """The browser's assertion over a document; in a rehearsal, for whom has no credential for this address, the cast's.

    Whether it is over the document, and by whom it must be, is asked where the document is sent.

    Args:
        visit: the official.
        text: the very bytes that are signed.
        by_cast: signs it with a key that a rehearsal holds.
    """
    if visit.request.POST.get("credential", ""):
        try:
            return signature_of(visit.by, visit.request.POST, text)
        except ValueError as problem:
            raise Http404 from problem
    if visit.played is None or held_by(visit.by, origin_of(visit.request)):
        raise Http404
    return by_cast(visit.played.signer(visit.by.id))


def _signature(visit: Visit, decision: bytes) -> bytes | Refusal:
    """The browser's assertion; in a rehearsal, for whom has no credential for this address, the cast's own."""
    if visit.request.POST.get("credential", ""):
        return signature_of(visit.by, visit.request.POST, decision)
    if visit.played is None or held_by(visit.by, origin_of(visit.request)):
        return b""
    return visit.played.signer(visit.by.id).key.sign(decision)


def _members(decision: Decision) -> tuple[tuple[str, str], ...]:
    return (
        (_("Act"), decision.act),
        (_("Officer"), decision.officer),
        (_("Case, as the log calls it"), decision.case or _("none")),
        (_("Proposal"), decision.proposal or _("none")),
        (_("Signed at"), decision.at),
        (_("Hash of what else is decided"), decision.content),
        (_("Used once"), decision.nonce),
    )
