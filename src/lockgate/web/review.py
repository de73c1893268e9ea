"""A deciding officer's vote: on the proposal named by its hash, the first one blind, with what they do not affirm."""

from dataclasses import dataclass

from django.http import Http404, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from lockgate.actions.ballots import COLUMNS, LONGEST_REASON, SendBack, last_row, one_line, sent_back_in
from lockgate.actions.look import Seen
from lockgate.actions.review import review as do_review
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.ballots import WRITTEN_IN
from lockgate.procedure.casefile import Vote
from lockgate.procedure.roles import TABLE
from lockgate.web.cases import seen_by
from lockgate.web.rooms import Visit, room
from lockgate.web.sent_back import GROUNDS, sent_back_lines
from lockgate.web.sentences import spoken
from lockgate.web.signing import Signing, done_second, shown_first

LONGEST_TABLE = 200_000
"""Characters of a table of what is sent back, at most; longer ones are given on the command line."""

SEND_BACK = "send_back"
"""The third answer of the form: against the proposal, by naming what is not affirmed."""

FIELDS = ("vote", "reason", "proposal", *(one for one in COLUMNS if one != "reason"), "table")
"""Fields of the form; the second step sends them again."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The form as it was sent, the vote it makes, and what is wrong with it."""

    given: dict[str, str]
    errors: dict[str, str]
    vote: Vote | None = None
    sent_back: tuple[SendBack, ...] = ()


@room(TABLE[Act.REVIEW].roles, ("GET", "POST"))
def review(visit: Visit, case: str) -> HttpResponseBase:
    """The form of the vote; then what would be signed; then the act."""
    seen = seen_by(visit, case)
    if visit.request.method != "POST":
        return _page(visit, seen, _Form({}, {}))
    form = _read(_given(visit.request.POST), last_row(seen.facts.case))
    if form.vote is None or form.errors:
        return _page(visit, seen, form)
    vote, given = form.vote, form.given
    choice, lines = (vote, given["reason"] if given["vote"] != SEND_BACK else ""), form.sent_back
    signing = Signing(
        act=Act.REVIEW,
        facts=seen.facts,
        effect=_effect(vote, len(lines)),
        button=_("Sign my vote for the proposal") if vote is Vote.FOR else _("Sign my vote against the proposal"),
        again={name: value for name, value in given.items() if value or name == "reason"},
        do=lambda signer: do_review(visit.office, seen.facts.case, signer, given["proposal"], choice, sent_back=lines),
    )
    try:
        sign = visit.request.POST.get("step") == "sign"
        return done_second(visit, signing) if sign else shown_first(visit, signing)
    except UsageError as problem:
        return _page(visit, seen, _Form(given, {"table" if given["table"] else "rows": spoken(str(problem))}))


def _effect(vote: Vote, lines: int) -> str:
    if lines:
        return _(
            "You send back what %(lines)d lines name. The proposal goes back as a whole, and another one is drafted."
            " Your vote is entered in the log and cannot be changed or taken back."
        ) % {"lines": lines}
    if vote is Vote.FOR:
        return _("You affirm every record put to the vote. It is entered in the log and cannot be taken back.")
    return _("Your vote against this proposal is entered in the log. It cannot be changed or taken back.")


def _given(sent: QueryDict) -> dict[str, str]:
    # A browser sends lines apart by CR LF, whatever they were when they were shown.
    return {name: "\n".join(sent.get(name, "").strip().splitlines()) for name in FIELDS}


def _read(given: dict[str, str], last: int) -> _Form:
    """The vote that the form says, or what is wrong with it."""
    match given["vote"]:
        case Vote.FOR.value:
            return _Form(given, _too_long(given), Vote.FOR)
        case Vote.AGAINST.value:
            missing = {} if given["reason"] else {"reason": _("A vote against says why; write the reason.")}
            return _Form(given, missing | _too_long(given), Vote.AGAINST)
        case "send_back":
            return _read_sent_back(given, last)
        case _:
            return _Form(given, {"vote": _("Choose one of the three.")})


def _too_long(given: dict[str, str]) -> dict[str, str]:
    if len(given["reason"]) <= LONGEST_REASON:
        return {}
    return {"reason": _("Shorten the reason to 2,000 characters.")}


def _read_sent_back(given: dict[str, str], last: int) -> _Form:
    if len(given["table"]) > LONGEST_TABLE:
        return _Form(given, {"table": _("Shorten the table to 200,000 characters, or give it on the command line.")})
    missing = {} if given["table"] else _missing(given)
    if missing:
        return _Form(given, missing)
    try:
        if given["table"]:
            lines = sent_back_in(given["table"].splitlines(keepends=True), _("line"), last)
        else:
            lines = [one_line(_("form"), {name: given[name] for name in COLUMNS}, last)]
    except UsageError as problem:
        return _Form(given, {"table" if given["table"] else "rows": spoken(str(problem))})
    if not lines:
        return _Form(given, {"table": _("Name at least one record that you do not affirm.")})
    return _Form(given, _too_long(given), Vote.AGAINST, tuple(lines))


def _missing(given: dict[str, str]) -> dict[str, str]:
    """What a line of the form lacks, all of it at once."""
    named = given["rows"] or given["matter"] or given["officer"]
    rows = {} if named else {"rows": _("Name the rows that you do not affirm, or one matter and one officer.")}
    return rows if given["reason"] else rows | {"reason": _("Say in your own words why.")}


def _page(visit: Visit, seen: Seen, form: _Form) -> HttpResponseBase:
    if seen.facts.proposal is None:
        raise Http404
    about = {
        "case": seen.facts,
        "words": seen.words,
        "recipients": len(seen.recipients),
        "refusal": seen.options.get(Act.REVIEW),
        "votes": seen.votes,
        **sent_back_lines(seen),
        "grounds": [(one.value, words, WRITTEN_IN[one]) for one, words in GROUNDS.items()],
        "errors": form.errors,
        "given": form.given,
    }
    return visit.page("review.html", about, 422 if form.errors else 200)
