"""The API of a small office as tests ask it: the cast of the factories, each with a signature key, no socket."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from django.http import HttpResponse
from django.test import Client

from factories import Scene, key
from lockgate.actions.gateway import OFFICE
from lockgate.seal.asked import HEADER, Asked, sign_asked

_KEYS = count(1)


@dataclass
class Told:
    """What came back."""

    status: int
    data: dict
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def header(scene: Scene, who: str, method: str, address: str, body: bytes = b"", **other: str) -> str:
    at = f"{scene.office.clock():%Y-%m-%dT%H:%M:%SZ}"
    named = other.get("idempotent") or f"{next(_KEYS):032x}"
    asked = Asked(method, address, sha256(body).hexdigest(), named, who, at)
    return sign_asked(asked, key(other.get("signs", who)).signer.private_key)


def api(scene: Scene, who: str, method: str, address: str, body: object = None, **other: str) -> Told:
    """One signed request."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    signed = other.pop("header", "") or header(scene, who, method, address, data, **other)
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    client = Client(**{OFFICE: scene.office, "HTTP_HOST": "localhost"})
    return told(client.generic(method, address, data, kind, headers={HEADER: signed}))


def told(answer: HttpResponse) -> Told:
    body = b"".join(answer) if answer.streaming else answer.content
    parsed = json.loads(body) if "json" in answer["Content-Type"] else {}
    return Told(answer.status_code, parsed, body, dict(answer.items()))
