"""In a rehearsal, synthetic answers to try: for each part of a request, and a file of records."""

from django.http import FileResponse, Http404, HttpResponseBase

from lockgate.actions.draft import Choices
from lockgate.procedure.drafts import Draft
from lockgate.procedure.roles import Role
from lockgate.rehearsal.examples import FILE, example, example_file
from lockgate.web.agency_forms import Kind, Part
from lockgate.web.rooms import AGENCY, Visit, room


@room(AGENCY)
def examples(visit: Visit) -> HttpResponseBase:
    """A synthetic file of records, to upload; no office in use has one."""
    file = example_file(visit.played) if visit.played is not None else None
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"), as_attachment=True, filename=FILE, content_type="text/csv; charset=utf-8")


def has_file(visit: Visit) -> bool:
    """Whether there is such a file here."""
    return visit.played is not None and example_file(visit.played) is not None


def answers_to_try(visit: Visit, draft: Draft, part: Part, choice: Choices) -> dict[str, str]:
    """What a part can be filled in with in a rehearsal, to be saved or changed; empty elsewhere.

    Each draft has another person to ask about, as long as the examples last. The attestation is ticked by nobody
    but whoever fills in the part.
    """
    serial = int(draft.id[:8], 16)
    row = example(visit.played, serial) if visit.played is not None else {}
    if not row:
        return {}
    by = visit.by.id if Role.RECIPIENT in visit.by.roles else next(iter(choice.officers), "")
    said = {
        **row,
        "number": f"ICE-2025-{1000 + serial % 9000}",
        "date": visit.office.clock().date().isoformat(),
        "officers": by,
        "requesting_person": next((one.person for one in choice.requesting), ""),
        "certifying_person": next((one.person for one in choice.certifying), ""),
    }
    return {one.name: said.get(one.name, "") for one in part.questions if one.kind is not Kind.YES}
