"""ID tokens: one way to be right, and every forgery of it refused (OpenID Connect Core 1.0, section 3.1.3.7)."""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from lockgate.actions.oidc import Begun, Partly, begin, finish, subject_in
from lockgate.procedure.subjects import Subject
from lockgate.store.post import Answer, Unanswered
from provider import ACR, CLIENT, SUBJECT, Synthetic

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NONCE = "00" * 32
OF = Synthetic(now=NOW.timestamp())
STRANGER = ECKey.generate_key("P-256", {"kid": "first"})
UNKNOWN = ECKey.generate_key("P-256", {"kid": "unknown"})


def spelled(members: object) -> str:
    return urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


def unsigned(alg: str = "none") -> str:
    return f"{spelled({'alg': alg, 'kid': 'first'})}.{spelled(OF.claims(NONCE))}."


def by_public_key(key: ECKey | RSAKey) -> str:
    """Signed with the public key as if it were a secret that is shared."""
    signed = f"{spelled({'alg': 'HS256', 'kid': key.kid})}.{spelled(OF.claims(NONCE))}"
    made = hmac.digest(key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{urlsafe_b64encode(made).rstrip(b'=').decode()}"


def cut(part: int) -> str:
    parts = OF.token(NONCE).split(".")
    parts[part] = parts[part][:-4]
    return ".".join(parts)


def other_claims() -> str:
    head, _, signature = OF.token(NONCE).split(".")
    return f"{head}.{spelled(OF.claims(NONCE, sub='somebody-else'))}.{signature}"


FORGED = {
    "alg none": unsigned,
    "alg None": lambda: unsigned("None"),
    "alg empty": lambda: unsigned(""),
    "HS256 with the public key": lambda: by_public_key(OF.key),
    "HS256 with the public RSA key": lambda: by_public_key(OF.rsa),
    "alg not on the list": lambda: jwt.encode(
        {"alg": "RS512", "kid": "second"}, OF.claims(NONCE), OF.rsa, algorithms=["RS512"]
    ),
    "another key under a known kid": lambda: jwt.encode({"alg": "ES256", "kid": "first"}, OF.claims(NONCE), STRANGER),
    "unknown kid": lambda: jwt.encode({"alg": "ES256", "kid": "unknown"}, OF.claims(NONCE), UNKNOWN),
    "key in its own header": lambda: jwt.encode(
        {"alg": "ES256", "jwk": STRANGER.as_dict(private=False)}, OF.claims(NONCE), STRANGER
    ),
    "wrong issuer": lambda: OF.token(NONCE, iss="https://evil.example"),
    "issuer with a slash": lambda: OF.token(NONCE, iss=f"{OF.url}/"),
    "wrong audience": lambda: OF.token(NONCE, aud="another"),
    "others' audience too": lambda: OF.token(NONCE, aud=[CLIENT, "another"], azp=CLIENT),
    "empty audience": lambda: OF.token(NONCE, aud=[]),
    "another's party": lambda: OF.token(NONCE, azp="another"),
    "wrong nonce": lambda: OF.token("11" * 32),
    "expired": lambda: OF.token(NONCE, exp=int(NOW.timestamp()) - 61),
    "from the future": lambda: OF.token(NONCE, iat=int(NOW.timestamp()) + 61),
    "not before later": lambda: OF.token(NONCE, nbf=int(NOW.timestamp()) + 61),
    "too weak": lambda: OF.token(NONCE, acr="http://idmanagement.gov/ns/assurance/aal/1"),
    "without the method": lambda: OF.token(NONCE, amr=["pwd"]),
    "methods are a text": lambda: OF.token(NONCE, amr="hwk"),
    "expiry is a text": lambda: OF.token(NONCE, exp="tomorrow"),
    "subject is a number": lambda: OF.token(NONCE, sub=7),
    "subject is empty": lambda: OF.token(NONCE, sub=""),
    **{
        f"no {name}": lambda name=name: OF.token(NONCE, **{name: None})
        for name in ("iss", "sub", "aud", "exp", "iat", "nonce", "acr", "amr")
    },
    "claims changed": other_claims,
    "head cut": lambda: cut(0),
    "claims cut": lambda: cut(1),
    "signature cut": lambda: cut(2),
    "no token": lambda: "",
    "two parts": lambda: OF.token(NONCE).rpartition(".")[0],
    "too long": lambda: OF.token(NONCE, more="x" * 20000),
}
"""Every way to be wrong in one thing."""

PARTLY = {"too weak", "without the method", "no acr", "no amr"}
"""Those in which the provider vouches for somebody who showed too little."""


def held(token: str, since: datetime | None = None) -> Subject | Partly | str:
    return subject_in(OF.settings, token, OF.published, Begun("", NONCE, "", since), NOW)


def test_token_that_is_right_in_everything_names_the_account():
    assert held(OF.token(NONCE)) == Subject(OF.url, SUBJECT)
    assert held(OF.token(NONCE, aud=[CLIENT])) == Subject(OF.url, SUBJECT)
    by_rsa = jwt.encode({"alg": "RS256", "kid": "second"}, OF.claims(NONCE), OF.rsa)
    assert held(by_rsa) == Subject(OF.url, SUBJECT)


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_token_names_nobody(forgery):
    answer = held(FORGED[forgery]())
    if forgery in PARTLY:
        assert answer == Partly(Subject(OF.url, SUBJECT))
    else:
        assert isinstance(answer, str), answer
        assert SUBJECT not in answer


@pytest.mark.parametrize("when", [None, True, NOW.timestamp() - 121, NOW.timestamp() + 61])
def test_whoever_was_not_asked_again_is_nobody_where_they_should_have_been(when):
    """The provider let somebody in by what it remembered of them, or does not say whether it did."""
    asked = NOW - timedelta(seconds=60)
    token = OF.token(NONCE, auth_time=when)
    assert held(token) == Subject(OF.url, SUBJECT)
    assert isinstance(held(token, asked), str)
    assert held(OF.token(NONCE, auth_time=NOW.timestamp() - 60), asked) == Subject(OF.url, SUBJECT)


def test_key_that_the_provider_gave_up_counts_no_more():
    token = OF.token(NONCE)
    later = replace(OF, key=ECKey.generate_key("P-256", {"kid": "third"}))
    assert isinstance(subject_in(OF.settings, token, later.published, Begun("", NONCE, ""), NOW), str)
    new = jwt.encode({"alg": "ES256", "kid": "third"}, later.claims(NONCE), later.key)
    assert subject_in(OF.settings, new, later.published, Begun("", NONCE, ""), NOW) == Subject(OF.url, SUBJECT)


@pytest.mark.parametrize("keys", [b"", b"{}", b"[]", b"no json", json.dumps({"keys": []}).encode()])
def test_keys_that_cannot_be_read_let_nobody_in(keys):
    assert isinstance(subject_in(OF.settings, OF.token(NONCE), keys, Begun("", NONCE, ""), NOW), str)


def test_question_carries_state_nonce_and_challenge_each_of_its_own():
    drawn = iter([b"a" * 32, b"b" * 32, b"c" * 32])
    where, begun = begin(OF.settings, lambda _size: next(drawn))
    assert len({begun.state, begun.nonce, begun.verifier}) == 3
    assert begun.verifier not in where
    assert ("prompt=login" in where, "max_age" in where) == (True, False)
    assert "max_age=0" in begin(OF.settings, lambda _size: b"", again=True)[0]
    assert all(part in where for part in ("code_challenge_method=S256", begun.state, begun.nonce, "acr_values="))


def came(**other: str) -> dict[str, str]:
    said = {"state": "s", "code": "c", **other}
    return {name: value for name, value in said.items() if value}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (came(state="t"), "not to this browser's question"),
        (came(state=""), "not to this browser's question"),
        (came(code=""), "gave no code"),
        (came(code="", error="access_denied"), "gave no code"),
        (came(iss="https://evil.example"), "gave no code"),
    ],
)
def test_answer_to_another_question_asks_the_provider_nothing(query, why):
    def send(*_given: object) -> Answer:
        raise AssertionError("asked")

    assert why in finish(OF.settings, Begun("s", NONCE, "v"), query, send, NOW)


@pytest.mark.parametrize(
    "answer",
    [
        Unanswered("did not answer"), Answer(400, "application/json", b"{}"), Answer(200, "text/html", b"<html>"),
        Answer(200, "application/json", b"[]"), Answer(200, "application/json", b'{"id_token": 7}'),
    ],
)  # fmt: skip
def test_provider_that_does_not_answer_lets_nobody_in(answer):
    assert isinstance(finish(OF.settings, Begun("s", NONCE, "v"), came(), lambda *_given: answer, NOW), str)


def test_more_keys_than_one_are_told_apart_by_their_names():
    assert len(KeySet.import_key_set(json.loads(OF.published)).keys) == 2
    assert ACR in OF.settings.acr
