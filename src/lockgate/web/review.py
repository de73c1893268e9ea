"""A deciding officer's vote: on the proposal named by its hash, the first one blind."""

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from lockgate.actions.review import review as do_review
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import Vote
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import seen_by
from lockgate.web.rooms import Visit, room
from lockgate.web.signing import Signing, done_second, shown_first

LONGEST_REASON = 2000
"""Characters of a reason, at most."""


@room(TABLE[Act.REVIEW].roles, ("GET", "POST"))
def review(visit: Visit, case: str) -> HttpResponseBase:
    """The form of the vote; then what would be signed; then the act."""
    seen = seen_by(visit, case)
    given = visit.request.POST
    if visit.request.method != "POST":
        return _form(visit, case, {})
    vote = next((one for one in Vote if one.value == given.get("vote", "")), None)
    # A browser sends lines apart by CR LF, whatever they were when they were shown.
    reason, proposal = "\n".join(given.get("reason", "").strip().splitlines()), given.get("proposal", "")
    errors = {}
    if vote is None:
        errors["vote"] = _("Choose for or against.")
    if vote is Vote.AGAINST and not reason:
        errors["reason"] = _("A vote against says why; write the reason.")
    if len(reason) > LONGEST_REASON:
        errors["reason"] = _("Shorten the reason to 2,000 characters.")
    if vote is None or errors:
        return _form(visit, case, errors)
    signing = Signing(
        act=Act.REVIEW,
        facts=seen.facts,
        effect=_("Your vote for this proposal is entered in the log. It cannot be changed or taken back.")
        if vote is Vote.FOR
        else _("Your vote against this proposal is entered in the log. It cannot be changed or taken back."),
        button=_("Sign my vote for the proposal") if vote is Vote.FOR else _("Sign my vote against the proposal"),
        again={"vote": vote.value, "reason": reason, "proposal": proposal},
        do=lambda signer: do_review(visit.office, seen.facts.case, signer, proposal, (vote, reason)),
    )
    return done_second(visit, signing) if given.get("step") == "sign" else shown_first(visit, signing)


def _form(visit: Visit, case: str, errors: dict[str, str]) -> HttpResponseBase:
    seen = seen_by(visit, case)
    if seen.facts.proposal is None:
        raise Http404
    given = visit.request.POST
    about = {
        "case": seen.facts,
        "words": seen.words,
        "recipients": len(seen.recipients),
        "refusal": seen.options.get(Act.REVIEW),
        "votes": seen.votes,
        "errors": errors,
        "vote": given.get("vote", ""),
        "reason": given.get("reason", ""),
    }
    return visit.page("review.html", about, 422 if errors else 200)
