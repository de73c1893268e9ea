"""The API: each address parses, calls one action, and answers; it has no rule and no query of its own."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Path, Query

from lockgate.actions.agency import Request, own_request, requests_of
from lockgate.actions.arrivals import Arrival, arrival, arrivals
from lockgate.actions.door import UPLOAD, Asker
from lockgate.actions.events import tell_forged
from lockgate.actions.prove import prove_entry, prove_opened
from lockgate.actions.queue import ask, is_entered, own_job, own_jobs, sign_job
from lockgate.actions.returned import findings_told
from lockgate.actions.uploads import Declared, Wrong, begin_upload, own_upload, own_uploads, take_part
from lockgate.api.door import MACHINES, NOT_THERE, Door, RefusedError, check_budget, refusals, who, who_or_what
from lockgate.api.schemas import (
    FindingOut,
    FindingsOut,
    JobIn,
    JobOut,
    JobsOut,
    PackageOut,
    PackagesOut,
    Problem,
    SignatureIn,
    SubmissionOut,
    SubmissionsOut,
    UploadIn,
    UploadOut,
    UploadsOut,
)
from lockgate.api.views import asked_of
from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.gates import role_of
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import Role, Side
from lockgate.store.queue import Job
from lockgate.store.uploads import Upload

PAGE = 25
"""Lines of a list."""

_CONFLICT = frozenset({"upload.whole", "upload.offset", "upload.key"})
_REFUSED = dict.fromkeys((400, 404, 409, 413, 422, 429, 503), Problem)

Page = Annotated[int, Query(ge=1, le=100_000)]
CaseId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
EntryHash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]

api = NinjaAPI(
    title="lockgate",
    version="1",
    description="Every request carries Lockgate-Request, a document signed by who asks: docs/api.md.",
    docs_url=None,
    openapi_url=None,
    auth=Door(),
)
refusals(api)


@require_safe
def document(_request: HttpRequest) -> HttpResponse:
    """The document of the API, for anybody."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/v1/"))


def _submission(one: Request) -> SubmissionOut:
    facts = one.facts
    return SubmissionOut(
        case=facts.case,
        number=facts.submission.number,
        dated=facts.submission.dated.isoformat(),
        opened=facts.opened_at.date().isoformat(),
        told=one.told.value,
    )


@api.get(
    "/submissions",
    response={200: SubmissionsOut, **_REFUSED},
    summary="The submissions the asker may see",
    openapi_extra=MACHINES,
)
def submissions(request: HttpRequest, page: Page = 1) -> SubmissionsOut:
    """A page of them."""
    found = requests_of(who_or_what(request).by, page)
    return SubmissionsOut(submissions=[_submission(one) for one in found.shown], total=found.total, pages=found.pages)


@api.get(
    "/submissions/{case}",
    response={200: SubmissionOut, **_REFUSED},
    summary="How far one is",
    openapi_extra=MACHINES,
)
def submission(request: HttpRequest, case: CaseId) -> SubmissionOut:
    """One of them."""
    return _submission(own_request(case, who_or_what(request).by))


@api.get(
    "/submissions/{case}/findings",
    response={200: FindingsOut, **_REFUSED},
    summary="What the records lack",
    openapi_extra=MACHINES,
)
def findings(request: HttpRequest, case: CaseId, page: Page = 1) -> FindingsOut:
    """A page of the findings of the examination, before anything was looked up."""
    found = findings_told(asked_of(request), case, who_or_what(request).by, page)
    return FindingsOut(findings=[FindingOut(**one) for one in found.findings], more=int(found.more))


@api.get("/packages", response={200: PackagesOut, **_REFUSED}, summary="The officer's own packages")
def packages(request: HttpRequest, page: Page = 1) -> PackagesOut:
    """Those of one page of submissions."""
    found = requests_of(who(request).by, page)
    return PackagesOut(
        packages=[
            PackageOut(
                package=own.id,
                case=one.facts.case,
                custody=own.custody.value,
                gated=int(own.gated),
                handed_over=own.handed_over_at.date().isoformat() if own.handed_over_at else "",
                until=own.until.isoformat() if own.until else "",
                recalled=own.recalled_at.date().isoformat() if own.recalled_at else "",
            )
            for one in found.shown
            for own in one.packages
        ]
    )


@api.get(
    "/proofs/entries/{entry}",
    response=_REFUSED,
    summary="The proof that an entry is published (C2SP tlog-proof)",
    openapi_extra=MACHINES,
)
def entry_proof(request: HttpRequest, entry: EntryHash) -> HttpResponse:
    """The proof, as text."""
    try:
        proof = prove_entry(asked_of(request), entry)
    except IntegrityError as error:
        raise RefusedError(*NOT_THERE) from error
    return HttpResponse(proof, content_type="text/plain; charset=utf-8")


@api.get("/proofs/outcomes/{case}/{row}", response=_REFUSED, summary="One uniform answer, once its package was opened")
def outcome_proof(request: HttpRequest, case: CaseId, row: Annotated[int, Path(ge=1, le=1 << 40)]) -> HttpResponse:
    """The opened answer, for ``lockgate verify outcome``."""
    found = prove_opened(asked_of(request), case, row, who(request).by)
    if isinstance(found, Refusal):
        raise RefusedError(*NOT_THERE)
    return HttpResponse(found, content_type="application/json")


def _arrived(one: Arrival) -> UploadOut:
    """What waits to be received, whichever way it came."""
    return UploadOut(upload=one.id, number=one.submission.number, received=one.size, size=one.size, whole=1, case="")


def _upload(one: Upload) -> UploadOut:
    whole = int(one.whole_at is not None)
    return UploadOut(upload=one.id, number=one.number, received=one.received, size=one.size, whole=whole, case=one.case)


@api.get(
    "/uploads",
    response={200: UploadsOut, **_REFUSED},
    summary="Uploads: the sender's, or those that wait",
    openapi_extra=MACHINES,
)
def uploads(request: HttpRequest, page: Page = 1) -> UploadsOut:
    """A page of them."""
    found, first = who_or_what(request), (page - 1) * PAGE
    if found.by.side is Side.AGENCY:
        return UploadsOut(uploads=[_upload(one) for one in own_uploads(found.asked.officer, found.by, first, PAGE)])
    waiting = arrivals(asked_of(request), found.by)
    listed = () if isinstance(waiting, Refusal) else waiting[first : first + PAGE]
    return UploadsOut(uploads=[_arrived(one) for one in listed])


@api.post(
    "/uploads",
    response={200: UploadOut, **_REFUSED},
    summary="Begin to send a submission",
    openapi_extra=MACHINES,
)
def upload_begun(request: HttpRequest, given: UploadIn) -> UploadOut:
    """Begun, or begun before with the same key."""
    found, office = who_or_what(request), asked_of(request)
    if not found.by.agency:
        raise RefusedError(*NOT_THERE)
    check_budget(office, found, UPLOAD)
    declared = Declared(given.submission, given.signature, given.size)
    return _upload(_taken(begin_upload(office, found.asked.officer, found.by, found.asked.key, declared)))


@api.get(
    "/uploads/{upload}",
    response={200: UploadOut, **_REFUSED},
    summary="How much of one is here",
    openapi_extra=MACHINES,
)
def upload(request: HttpRequest, upload: CaseId) -> UploadOut:
    """One of them."""
    found, office = who_or_what(request), asked_of(request)
    if found.by.side is Side.AGENCY:
        return _upload(_seen(found, upload))
    if role_of(Act.SUBMIT, found.by) is not None:
        raise RefusedError(*NOT_THERE)
    return _arrived(arrival(office, upload))


@api.put(
    "/uploads/{upload}/records",
    response={200: UploadOut, **_REFUSED},
    summary="Send the part of the records that begins at a byte, at most 32 MiB",
    openapi_extra={
        **MACHINES,
        "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}},
    },
)
def records(request: HttpRequest, upload: CaseId, begin: Annotated[int, Query(ge=0, le=1 << 40)] = 0) -> UploadOut:
    """Taken straight to disk; what is here already is said where the part does not fit."""
    found = who_or_what(request)
    own = _seen(found, upload)
    return _upload(_taken(take_part(asked_of(request), own, begin, request.read, found.asked.body)))


def _seen(found: Asker, upload: str) -> Upload:
    seen = own_upload(upload, found.asked.officer, found.by)
    if seen is None:
        raise RefusedError(*NOT_THERE)
    return seen


def _taken(result: Upload | Wrong) -> Upload:
    if isinstance(result, Wrong):
        raise RefusedError(409 if result.code in _CONFLICT else 422, result.code, result.sentence)
    return result


def _job(one: Job) -> JobOut:
    return JobOut(
        job=one.id,
        act=one.act,
        case=one.case,
        state=one.state.value,
        decision=one.decision.decode("utf-8"),
        stage=one.stage,
        step=one.step,
        rows=one.rows,
        told=dict(one.told),
        entered=int(is_entered(one)),
        code=one.code,
        sentence=one.sentence,
    )


@api.get("/jobs", response={200: JobsOut, **_REFUSED}, summary="The officer's long acts")
def jobs(request: HttpRequest, page: Page = 1) -> JobsOut:
    """A page of them."""
    return JobsOut(jobs=[_job(one) for one in own_jobs(who(request).by, (page - 1) * PAGE, PAGE)])


@api.post("/jobs", response={200: JobOut, **_REFUSED}, summary="Ask for a long act")
def job_asked(request: HttpRequest, given: JobIn) -> JobOut:
    """Asked for, or asked for before."""
    by = who(request).by
    if Role.ANALYST not in by.roles and Role.INTAKE not in by.roles:
        raise RefusedError(*NOT_THERE)
    return _job(_allowed(lambda: ask(asked_of(request), Act(given.act), by, given.about)))


@api.get("/jobs/{job}", response={200: JobOut, **_REFUSED}, summary="How far one is")
def job(request: HttpRequest, job: CaseId) -> JobOut:
    """One of them."""
    return _job(_own(who(request), job))


@api.post("/jobs/{job}/signature", response={200: JobOut, **_REFUSED}, summary="Sign what is shown")
def job_signed(request: HttpRequest, job: CaseId, given: SignatureIn) -> JobOut:
    """Signed; a worker does the act."""
    found = who(request)
    own = _own(found, job)
    result = sign_job(asked_of(request), found.by, own, bytes.fromhex(given.signature))
    tell_forged(found.by.id, result if isinstance(result, Refusal) else None)
    return _job(_allowed(lambda: result))


def _own(found: Asker, job: str) -> Job:
    own = own_job(found.by, job)
    if own is None:
        raise RefusedError(*NOT_THERE)
    return own


def _allowed(do: Callable[[], Job | Refusal]) -> Job:
    result = do()
    if isinstance(result, Refusal):
        raise RefusedError(409, result.code, result.sentence)
    return result
