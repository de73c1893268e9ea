"""A synthetic provider of sign-ins on 127.0.0.1: its keys, its tokens, and tokens with one thing forged."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from lockgate.actions.oidc import Provider

SUBJECT, CLIENT, ORIGIN = "ben-at-the-agency", "lockgate", "http://127.0.0.1:1"
ACR = "http://idmanagement.gov/ns/assurance/aal/3"


@dataclass
class Synthetic:
    """The provider: what it publishes, and whom it says is there."""

    url: str = "http://127.0.0.1:9"
    now: float = 0
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "first"}))
    rsa: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "second"}))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: dict[str, object] = field(default_factory=dict)

    @property
    def settings(self) -> Provider:
        return Provider(
            self.url, CLIENT, f"{self.url}/authorize", f"{self.url}/token", f"{self.url}/keys", ORIGIN,
            algorithms=("ES256", "RS256"), acr=(ACR,), amr=("hwk",),
        )  # fmt: skip

    @property
    def published(self) -> bytes:
        keys = KeySet([self.key, self.rsa])
        return json.dumps(keys.as_dict(private=False)).encode()

    def claims(self, asked_with: str, /, **other: object) -> dict[str, object]:
        said = {
            "iss": self.url, "sub": SUBJECT, "aud": CLIENT, "exp": int(self.now) + 300, "iat": int(self.now),
            "nonce": asked_with, "auth_time": int(self.now), "acr": ACR, "amr": ["hwk", "pin"], **other,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value is not None}

    def token(self, asked_with: str, /, **other: object) -> str:
        return jwt.encode({"alg": "ES256", "kid": "first"}, self.claims(asked_with, **other), self.key)

    def code(self, where: str) -> str:
        """The address that somebody who signed in at the provider is sent back to."""
        query = dict(parse_qsl(urlsplit(where).query))
        self.asked["the code"] = query
        return f"/sign-in/back?code=the%20code&state={query['state']}"

    def given(self, form: dict[str, str]) -> dict[str, str]:
        query = self.asked.pop(form["code"])
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        assert (query["code_challenge"], query["code_challenge_method"]) == (challenge, "S256")
        assert (form["redirect_uri"], form["client_id"]) == (query["redirect_uri"], CLIENT)
        return {"id_token": self.token(query["nonce"], **self.changes), "token_type": "Bearer"}


@contextmanager
def provided(now: float) -> Iterator[Synthetic]:
    made = Synthetic(now=now)

    class Answering(BaseHTTPRequestHandler):
        def log_message(self, *_given: object) -> None:
            """Nothing."""

        def do_GET(self) -> None:
            self.told(made.published)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            try:
                self.told(json.dumps(made.given(form)).encode())
            except KeyError:
                self.send_error(400)

        def told(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
