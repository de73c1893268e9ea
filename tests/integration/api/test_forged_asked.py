"""Signed requests to the API, forged in one thing: each has the answer of an address that is not there."""

import json
from base64 import b64decode, b64encode
from datetime import timedelta

from django.test import Client

from api_parts import header
from factories import key, register, rostered
from lockgate.actions.gateway import OFFICE
from lockgate.seal.asked import HEADER, claimed_asked, sign_asked

ADDRESS = "/v1/submissions"


def document(signed: str) -> dict:
    return json.loads(b64decode(signed))


def spelled(changed: dict) -> str:
    return b64encode(json.dumps(changed, separators=(",", ":"), sort_keys=True).encode()).decode()


def with_member(signed: str, **members: str) -> str:
    found = document(signed)
    return spelled({**found, "asked": {**found["asked"], **members}})


def blanks(scene) -> str:
    return b64encode(json.dumps(document(header(scene, "ida", "GET", ADDRESS))).encode()).decode()


def later(scene, **span: float) -> str:
    scene.now[0] += timedelta(**span)
    signed = header(scene, "ida", "GET", ADDRESS)
    scene.now[0] -= timedelta(**span)
    return signed


def other_signature(scene, who: str) -> str:
    mine, theirs = header(scene, "ida", "GET", ADDRESS), header(scene, who, "GET", ADDRESS)
    return spelled({**document(mine), "signature": document(theirs)["signature"]})


def sealing_key(scene) -> str:
    asked = claimed_asked(header(scene, "ida", "GET", ADDRESS))
    return sign_asked(asked, key("ida", receives=True).signer.private_key)


FORGED = {
    "no header": lambda _: "",
    "no base64": lambda _: "%%%",
    "an empty object": lambda _: b64encode(b"{}").decode(),
    "no signature": lambda s: spelled({**document(header(s, "ida", "GET", ADDRESS)), "signature": ""}),
    "a signature of zeros": lambda s: spelled({**document(header(s, "ida", "GET", ADDRESS)), "signature": "00" * 64}),
    "another's key": lambda s: header(s, "ida", "GET", ADDRESS, signs="jon"),
    "a custodian's key": lambda s: header(s, "ida", "GET", ADDRESS, signs="ada"),
    "her key for packages": sealing_key,
    "another's signature": lambda s: other_signature(s, "jon"),
    "her own of another key": lambda s: other_signature(s, "ida"),
    "another officer": lambda s: with_member(header(s, "ida", "GET", ADDRESS), officer="jon"),
    "nobody": lambda s: header(s, "eve", "GET", ADDRESS),
    "nobody's name, her key": lambda s: header(s, "Ida", "GET", ADDRESS, signs="ida"),
    "another method": lambda s: header(s, "ida", "POST", ADDRESS),
    "another address": lambda s: header(s, "ida", "GET", f"{ADDRESS}?page=2"),
    "a longer address": lambda s: header(s, "ida", "GET", f"{ADDRESS}/"),
    "another body": lambda s: header(s, "ida", "GET", ADDRESS, b"x"),
    "of yesterday": lambda s: later(s, days=-1),
    "too old": lambda s: later(s, minutes=-16),
    "of tomorrow": lambda s: later(s, minutes=16),
    "another format": lambda s: with_member(header(s, "ida", "GET", ADDRESS), format="lockgate/asked/v2"),
    "an opening's format": lambda s: with_member(header(s, "ida", "GET", ADDRESS), format="lockgate/opening/v1"),
    "one member more": lambda s: with_member(header(s, "ida", "GET", ADDRESS), role="analyst"),
    "a number for a text": lambda s: with_member(header(s, "ida", "GET", ADDRESS), key=7),
    "spelled with blanks": blanks,
    "one byte more": lambda s: b64encode(b64decode(header(s, "ida", "GET", ADDRESS)) + b" ").decode(),
    "cut": lambda s: header(s, "ida", "GET", ADDRESS)[:-8],
    "very long": lambda s: header(s, "ida", "GET", ADDRESS) + "A" * (1 << 14),
    "not ASCII": lambda s: header(s, "ida", "GET", ADDRESS)[:-1] + "é",
    "two in one": lambda s: header(s, "ida", "GET", ADDRESS) + "," + header(s, "ida", "GET", ADDRESS),
}  # fmt: skip
"""Every way to be wrong in one thing."""


def asked(scene, signed: str):
    client = Client(**{OFFICE: scene.office, "HTTP_HOST": "localhost"})
    answer = client.get(ADDRESS, headers={HEADER: signed} if signed else {})
    return answer.status_code, answer["Content-Type"], answer.content


def test_forged_request_has_the_answer_of_nobody(scene):
    absent = (404, "application/problem+json", asked(scene, "")[2])
    assert asked(scene, header(scene, "ida", "GET", ADDRESS))[0] == 200
    for forgery, made in FORGED.items():
        assert asked(scene, made(scene)) == absent, forgery
    # The header is the one way; no other one, no cookie, no field of the address.
    signed = header(scene, "ida", "GET", ADDRESS)
    client = Client(**{OFFICE: scene.office, "HTTP_HOST": "localhost"})
    client.cookies[HEADER] = signed
    answer = client.get(f"{ADDRESS}?{HEADER}={signed[:100]}", headers={"Authorization": f"Bearer {signed}"})
    assert answer.status_code == 404


def test_request_counts_no_more_once_its_officer_left_the_roster(scene):
    signed = header(scene, "jon", "GET", ADDRESS)
    assert asked(scene, signed)[0] == 200
    scene.load("roster", register("roster", rostered("ida")))
    assert asked(scene, signed)[0] == 404
