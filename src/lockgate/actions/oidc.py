"""Sign in by OpenID Connect: the authorization code flow with PKCE, every claim checked.

What a provider says is who somebody is and nothing more: which officer that is say the delegations, what they may do
the registers, and what they decide they sign with their own key.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from urllib.parse import quote, urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.jwk import KeySet

from lockgate.procedure.subjects import Subject
from lockgate.store.keys import Random
from lockgate.store.post import Answer, Unanswered

ALGORITHMS = frozenset({"ES256", "ES384", "RS256", "PS256"})
"""Signatures of ID tokens that may be asked for; all by a key that only the provider has."""

LEEWAY_SECONDS = 60
"""How far the provider's clock and ours may lie apart."""

LONGEST_TOKEN = 16384
"""Characters of an ID token, at most."""

_BYTES = 32
_DONE = 200


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of sign-ins, as the office was told of it.

    Attributes:
        issuer: as its tokens state it.
        client: the id it knows this office by.
        authorization, token, keys: its endpoints.
        origin: this console's own address; the provider sends people back to ``/sign-in/back`` there.
        secret: shared with the provider; empty for a public client.
        algorithms: of ``ALGORITHMS``.
        acr: the authentication context classes that are enough; none where any is.
        amr: methods of which each must have been used.
    """

    issuer: str
    client: str
    authorization: str
    token: str
    keys: str
    origin: str
    secret: str = field(default="", repr=False)
    algorithms: tuple[str, ...] = ("ES256",)
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    @property
    def back(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.origin}/sign-in/back"


@dataclass(frozen=True, slots=True)
class Partly:
    """An account whose person showed too little: in a weaker class, or without a method that is asked for.

    It lets nobody in; its officer is told (``actions/own_events.py``).
    """

    account: Subject


@dataclass(frozen=True, slots=True)
class Begun:
    """What one browser keeps while its person is at the provider; none of it is of use to anybody else.

    Attributes:
        since: where the person is to show again who they are, when they were asked to; kept by the office alone.
    """

    state: str
    nonce: str
    verifier: str
    since: datetime | None = None


Send = Callable[[str, Mapping[str, str] | None, Mapping[str, str]], Answer | Unanswered]
"""Ask an address, with a form or without, and headers (``store.post.ask``)."""


def begin(provider: Provider, random: Random, *, again: bool = False) -> tuple[str, Begun]:
    """Where to send the browser, and what it keeps; again: the answer is to state when the person was last asked."""
    state, nonce, verifier = (random(_BYTES).hex() for _ in range(3))
    begun = Begun(state, nonce, verifier)
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": provider.back,
        "scope": "openid",
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": create_s256_code_challenge(begun.verifier),
        "code_challenge_method": "S256",
        "prompt": "login",
    }
    if again:
        asked["max_age"] = "0"
    if provider.acr:
        asked["acr_values"] = " ".join(provider.acr)
    return f"{provider.authorization}?{urlencode(asked)}", begun


def finish(
    provider: Provider, begun: Begun, came: Mapping[str, str], send: Send, now: datetime
) -> Subject | Partly | str:
    """Who came back from the provider, or why nobody did, as half a sentence for the office's own log.

    Args:
        provider: which provider.
        begun: what this browser kept.
        came: the query it came back with.
        send: asks the provider.
        now: the real time.
    """
    if not compare_digest(came.get("state", "").encode(), begun.state.encode()):
        return "the answer is not to this browser's question"
    if came.get("iss", provider.issuer) != provider.issuer or not came.get("code"):
        return "the provider gave no code"
    form = {
        "grant_type": "authorization_code",
        "code": came["code"],
        "redirect_uri": provider.back,
        "client_id": provider.client,
        "code_verifier": begun.verifier,
    }
    token, keys = send(provider.token, form, _authorization(provider)), send(provider.keys, None, {})
    if not isinstance(token, Answer) or not isinstance(keys, Answer) or {token.status, keys.status} != {_DONE}:
        return "the provider did not answer"
    try:
        said = json.loads(token.body)
        given = said.get("id_token") if isinstance(said, dict) else None
    except ValueError:
        given = None
    if not isinstance(given, str):
        return "the provider gave no ID token"
    return subject_in(provider, given, keys.body, begun, now)


def _authorization(provider: Provider) -> dict[str, str]:
    """HTTP Basic, each part in form encoding first (RFC 6749, section 2.3.1)."""
    if not provider.secret:
        return {}
    pair = f"{quote(provider.client, safe='')}:{quote(provider.secret, safe='')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def subject_in(provider: Provider, token: str, keys: bytes, begun: Begun, now: datetime) -> Subject | Partly | str:
    """The account that an ID token is about, or why it is none to rely on (OpenID Connect Core 1.0, section 3.1.3.7).

    Args:
        provider: which provider.
        token: the ID token.
        keys: the provider's keys of this moment, as it publishes them; so a key it gave up counts no more.
        begun: what this browser's question carried.
        now: the real time.
    """
    if len(token) > LONGEST_TOKEN:
        return "the ID token is too long"
    algorithms = [one for one in provider.algorithms if one in ALGORITHMS]
    try:
        decoded = jwt.decode(token, KeySet.import_key_set(json.loads(keys)), algorithms=algorithms)
        claims = CodeIDToken(decoded.claims, decoded.header, _options(provider), _asked(provider, begun.nonce))
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        _asked_anew(decoded.claims, begun.since, now)
        account = _account(provider, decoded.claims, now)
    except Exception as problem:  # noqa: BLE001 - both libraries raise kinds of their own; whatever it is, nobody is in
        return f"the ID token is refused ({type(problem).__name__})"
    return account if _strong(provider, decoded.claims) else Partly(account)


def _options(provider: Provider) -> dict[str, dict[str, object]]:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client},
        "nonce": {"essential": True},
    }


def _asked(provider: Provider, nonce: str) -> dict[str, str]:
    return {"nonce": nonce, "client_id": provider.client}


def _asked_anew(claims: Mapping[str, object], since: datetime | None, now: datetime) -> None:
    """Whether the person showed who they are after they were asked to, and not long before (Core 1.0, section 2)."""
    if since is None:
        return
    shown = claims.get("auth_time")
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        raise ValueError("it is not stated when the person was asked")  # noqa: TRY004 - a claim, not an argument
    if not since.timestamp() - LEEWAY_SECONDS <= shown <= now.timestamp() + LEEWAY_SECONDS:
        raise ValueError("the person was not asked again")


def _account(provider: Provider, claims: Mapping[str, object], now: datetime) -> Subject:
    """The account, after what the library leaves open: one audience, and a time of issue that is past."""
    audience, issued = claims["aud"], claims["iat"]
    if audience not in (provider.client, [provider.client]):
        raise ValueError("the token is for others too")
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        raise ValueError("the time of issue is no number")  # noqa: TRY004 - a claim, not an argument
    if issued > now.timestamp() + LEEWAY_SECONDS:
        raise ValueError("the token was issued in the future")
    subject = claims["sub"]
    if not isinstance(subject, str):
        raise ValueError("the subject is no text")  # noqa: TRY004 - a claim, not an argument
    return Subject(provider.issuer, subject)


def _strong(provider: Provider, claims: Mapping[str, object]) -> bool:
    """Whether the person showed who they are in the class and by the methods that the office asks for."""
    level, methods = claims.get("acr"), claims.get("amr", [])
    enough = not provider.acr or (isinstance(level, str) and level in provider.acr)
    return enough and isinstance(methods, list) and set(provider.amr) <= {str(one) for one in methods}
