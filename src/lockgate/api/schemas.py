"""What the API answers and takes, as types: the OpenAPI document is made from them."""

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, JsonValue

from lockgate.actions.uploads import LARGEST

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]

_ID, _HASH = "0f" * 16, "5b" * 32


def _shown(**example: JsonValue) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [example]}, extra="forbid")


class Problem(Schema):
    """A refusal as RFC 9457 has it: the ground's code, and one sentence."""

    model_config = _shown(status=404, title="not_found", detail="There is no such address here.")
    status: int
    title: str
    detail: str


class SubmissionOut(Schema):
    """A submission, as far as its agency is told: received, in_hand, answered, returned, withdrawn."""

    model_config = _shown(case=_ID, number="ICE-2025-0001", dated="2025-08-07", opened="2025-08-07", told="in_hand")
    case: str
    number: str
    dated: str
    opened: str
    told: str


class SubmissionsOut(Schema):
    """One page of submissions, the newest first."""

    model_config = _shown(submissions=[], total=0, pages=1)
    submissions: list[SubmissionOut]
    total: int
    pages: int


class FindingOut(Schema):
    """One finding on one record, from the request alone."""

    model_config = _shown(
        row="7", record_id="R007", rule="R05", state="not_met", code="R05.missing", subject="record", citation="26 USC"
    )
    row: str
    record_id: str
    rule: str
    state: str
    code: str
    subject: str
    citation: str


class FindingsOut(Schema):
    """One page of findings; ``more`` is 1 where another follows."""

    model_config = _shown(findings=[], more=0)
    findings: list[FindingOut]
    more: int


class PackageOut(Schema):
    """A package of the officer's own; it is fetched and opened with their own signed acts (docs/formats/gateway.md)."""

    model_config = _shown(
        package=_HASH, case=_ID, custody="handed_over", gated=1, handed_over="", until="", recalled=""
    )
    package: str
    case: str
    custody: str
    gated: int
    handed_over: str
    until: str
    recalled: str


class PackagesOut(Schema):
    """The officer's packages that were handed over."""

    model_config = _shown(packages=[])
    packages: list[PackageOut]


class UploadIn(Schema):
    """What an upload begins with: ``submission.toml`` as text, its signature in base64, the records' size in bytes."""

    model_config = _shown(submission='agreement = "irs-ice-2025"\n', signature="", size=1024)
    submission: Annotated[str, Field(max_length=1 << 20)]
    signature: Annotated[str, Field(max_length=1 << 21)] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)]


class UploadOut(Schema):
    """A submission on its way in: how many bytes of its records are here, and the case once one is opened."""

    model_config = _shown(upload=_ID, number="ICE-2025-0001", received=1024, size=1024, whole=1, case="")
    upload: str
    number: str
    received: int
    size: int
    whole: int
    case: str


class UploadsOut(Schema):
    """Uploads: the sender's own, or those that wait for whoever may receive them."""

    model_config = _shown(uploads=[])
    uploads: list[UploadOut]


class JobIn(Schema):
    """A long act: ``submit`` about an upload, ``examine`` and ``locate`` about a case."""

    model_config = _shown(act="locate", about=_ID)
    act: Annotated[str, Field(pattern="^(submit|examine|locate)$")]
    about: Id


class SignatureIn(Schema):
    """The officer's signature over the bytes of ``decision``: ECDSA in DER, hexadecimal."""

    model_config = _shown(signature="3045")
    signature: Annotated[str, Field(pattern="^([0-9a-f]{2}){8,2000}$")]


class JobOut(Schema):
    """A long act that was asked for: asked, to_sign, signed, done, refused, failed; what its worker does now.

    ``entered`` is 1 once its act is in the record of work: of a reading that failed, 1 says that it was begun.
    """

    model_config = _shown(
        job=_ID, act="locate", case=_ID, state="to_sign", decision="{}", stage="", step=0, rows=0, told={}, entered=0,
        code="", sentence="",
    )  # fmt: skip
    job: str
    act: str
    case: str
    state: str
    decision: str
    stage: str
    step: int
    rows: int
    told: dict[str, str | int]
    entered: int
    code: str
    sentence: str


class JobsOut(Schema):
    """The officer's own jobs, the newest first."""

    model_config = _shown(jobs=[])
    jobs: list[JobOut]
