"""The gateway's signed answer to a request: what became of it, by which entry of the log, when.

A signed document (``lockgate.seal.documents``) called ``answer``, by the custodian's release key. The officer keeps
every answer beside the request: each side holds the other's word for each step.
"""

import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.errors import IntegrityError, UsageError
from lockgate.seal.certificates import PrivateKey
from lockgate.seal.documents import (
    HASH,
    OFFICER,
    SECOND,
    Form,
    document_verifies,
    read_signed,
    sign_document,
    signed_bytes,
)

FORMAT = "lockgate/answer/v1"

_WORD = re.compile(r"[a-z_]{1,40}")
_FORM = Form(
    "answer",
    FORMAT,
    {"act": _WORD, "package": HASH, "officer": OFFICER, "request": HASH, "entry": HASH, "at": SECOND},
    known_by="the custodian",
)


@dataclass(frozen=True)
class Answer:
    """What the gateway says; hashes are 64 lower-case hex digits.

    Attributes:
        act: the word of the entry: ``fetch``, ``opening``, ``acknowledge``.
        package: the package's hash.
        officer: who asked.
        request: sha256 of the request that was sent.
        entry: RFC 6962 leaf hash of the entry.
        at: when, by the gateway's clock, UTC, to the second.
    """

    act: str
    package: str
    officer: str
    request: str
    entry: str
    at: str


def sign_answer(answer: Answer, private_key: PrivateKey) -> bytes:
    """The signed answer as it is sent.

    Raises:
        UsageError: the release key is not on P-256 or P-384.
        ValueError: a value is not of the form its field asks for.
    """
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise UsageError("Answers are signed with an EC key on P-256 or P-384; give the office such a release key.")
    return signed_bytes(_FORM, vars(answer), sign_document(_FORM, vars(answer), private_key))


def read_answer(data: bytes, release_certificate_der: bytes) -> Answer:
    """The answer, once it is shown that the custodian signed exactly it.

    Raises:
        IntegrityError: it is not one canonical signed answer of this version, or not signed by that key.
    """
    values, signature = read_signed(_FORM, data)
    if not document_verifies(_FORM, values, signature, release_certificate_der):
        raise IntegrityError("The answer is not signed by the expected custodian; keep it, and tell the custodian.")
    return Answer(**values)
