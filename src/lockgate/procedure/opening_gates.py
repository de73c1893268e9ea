"""The gates of opening a gated package: the request itself, the order of steps, the key, the time, and once."""

from datetime import datetime, timedelta

from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.casefile import PackageFacts
from lockgate.procedure.questions import OpeningAsked, Question
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_gates import package_of

ANSWERED_AGAIN = timedelta(minutes=15)
"""How long the identical request gets the identical answer after the first one, if no receipt comes before."""

ANSWERS_MOST = 10
"""How many times it gets it again: a house value. A tool asks once more where the network broke, not for ever."""

_ENGAGED = usc26("6103(i)(2)(A)", "personally and directly engaged")
_SAFE = usc26("6103(p)(4)(C)")


def pickup_ends(handed_over_at: datetime, days: int) -> datetime:
    """The instant after which a gated package is opened by nobody."""
    return handed_over_at + timedelta(days=days)


def _package(q: Question) -> PackageFacts | None:
    """The gated package that is asked for."""
    package = package_of(q.facts, q.asked.package)
    return package if package is not None and package.gated else None


def asked_rightly(q: Question) -> Refusal | None:
    """The request names this package, is signed with the certificate it is bound to, and has a fresh nonce of ours."""
    asked = q.asked.opening
    if asked is None or _package(q) is None or not asked.same_package:
        return _refusal("R33.request", "The request is not one to open this package; make a new one.")
    if not asked.same_certificate:
        return _refusal(
            "R31.signature_certificate",
            "The package is bound to another signature certificate than the roster has now; ask for a re-issue.",
        )
    if asked.nonce_stands or _same_request(q, asked):
        return None
    return used_nonce()


def fetched_before(q: Question) -> Refusal | None:
    """What is opened was fetched from here before."""
    package = _package(q)
    if package is not None and package.fetches:
        return None
    return _refusal("office.not_fetched", "The package was not fetched yet; fetch it first.")


def kept(q: Question) -> Refusal | None:
    """The package's key was not erased."""
    package = _package(q)
    if package is not None and package.purged_at is None:
        return None
    return _refusal("office.purged", "The package's key was erased; nothing opens it any more. Ask for a re-issue.")


def in_time(q: Question) -> Refusal | None:
    """The pick-up deadline of the agreement has not passed."""
    package, days = _package(q), q.frame.agreement.pickup_days
    if package is not None and package.handed_over_at is not None:
        ends = pickup_ends(package.handed_over_at, days)
        if q.asked.at <= ends:
            return None
        return _refusal("office.pickup", f"The package could be opened until {ends:%Y-%m-%dT%H:%M:%SZ}, not later.")
    return _refusal("office.pickup", "The package was not handed over, so nothing can be picked up.")


def once(q: Question) -> Refusal | None:
    """One opening; its own request gets its answer, again some times in a quarter of an hour or until the receipt."""
    package, asked = _package(q), q.asked.opening
    if package is not None and asked is not None:
        if package.opened_at is None:
            return None
        again = package.answered_at is None or q.asked.at <= package.answered_at + ANSWERED_AGAIN
        if _same_request(q, asked) and again and package.acknowledged_at is None:
            return None if asked.again <= ANSWERS_MOST else _answered()
    return _refusal("office.opened", "The package was opened already; it is opened once. Ask for a re-issue.")


def _answered() -> Refusal:
    return _refusal(
        "office.answered",
        f"The same request was answered again {ANSWERS_MOST} times; it is answered no more. Ask for a re-issue.",
    )


def used_nonce() -> Refusal:
    """The nonce of a request is none that can be used now."""
    return _refusal("office.nonce", "The request's nonce is not the gateway's, was used, or is too old; ask anew.")


def _same_request(q: Question, asked: OpeningAsked) -> bool:
    package = _package(q)
    return package is not None and bool(package.request) and package.request == asked.request


def _refusal(code: str, sentence: str) -> Refusal:
    citation, hook = (_ENGAGED, Hook.RECIPIENT_LIMIT) if code.startswith("R3") else (_SAFE, Hook.SAFEGUARDS)
    return Refusal(code, sentence, citation, hook)
