"""A deciding officer's worklist: the next items in a round, an answer to each; and whom a missed seed has paused."""

import csv
from collections.abc import Mapping
from io import StringIO

from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lockgate.actions.office import Done, Result, Signer
from lockgate.actions.restore import LONGEST_REASON, paused, restore
from lockgate.actions.rounds import Mark, RoundSeen, close_round, put_round
from lockgate.actions.rounds_table import COLUMNS, SEND_BACK, marks_in
from lockgate.errors import UsageError
from lockgate.procedure.acts import Act
from lockgate.procedure.ballots import WRITTEN_IN
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.roles import TABLE
from lockgate.procedure.seeds import ROUND, Item
from lockgate.web.cases import seen_by
from lockgate.web.rooms import Visit, room
from lockgate.web.sent_back import GROUNDS
from lockgate.web.signing import Signing, done_second, shown_first, signed_by, to_sign

LONGEST_TABLE = 200_000
"""Characters of the answers to a round, at most."""

_SEEDS_DIGITS = 64


@room(TABLE[Act.ROUND].roles, ("GET", "POST"))
def worklist(visit: Visit, case: str) -> HttpResponseBase:
    """What would be signed; then the next items, in the answer to the signature and at no address."""
    facts = seen_by(visit, case).facts
    if facts.proposal is None:
        raise Http404
    proposal, found = facts.proposal.hash, list[RoundSeen]()

    def do(signer: Signer) -> Result:
        seen = put_round(visit.office, facts.case, signer, proposal)
        if isinstance(seen, Refusal):
            return seen
        found.append(seen)
        return seen.done

    def shown() -> HttpResponseBase:
        seen = found[-1]
        about = {
            "case": facts,
            "round": seen,
            "items": [{"place": place} | _item(one) for place, one in enumerate(seen.items, start=1)],
            "grounds": _grounds(),
        }
        return visit.page("round.html", about)

    signing = Signing(
        act=Act.ROUND,
        facts=facts,
        effect=_(
            "The next items of the proposal are put before you, each a matter with its officers. You answer every one"
            " of them. Some are seeds: they look like the others, no record stands behind them, and each lacks"
            " something."
        ),
        button=_("Sign and show the next items"),
        again={},
        do=do,
        then=shown,
    )
    return done_second(visit, signing) if visit.request.method == "POST" else shown_first(visit, signing)


@room(TABLE[Act.ROUND_CLOSE].roles, ("POST",))
def round_answers(visit: Visit, case: str) -> HttpResponseBase:
    """What would be signed of the answers; then they are entered, and what they came to is told."""
    facts, given = seen_by(visit, case).facts, visit.request.POST
    seeds, table = given.get("seeds", ""), given.get("table", "") or _table(given)
    if len(seeds) != _SEEDS_DIGITS or len(table) > LONGEST_TABLE:
        raise Http404
    told: list[Done] = []

    def do(signer: Signer) -> Result:
        result = close_round(visit.office, facts.case, signer, seeds, marks)
        if isinstance(result, Done):
            told.append(result)
        return result

    def closed() -> HttpResponseBase:
        return visit.page("round_closed.html", {"case": facts, "told": told[-1].told})

    try:
        marks = marks_in(table.splitlines(keepends=True), _("line"))
        signing = Signing(
            act=Act.ROUND_CLOSE,
            facts=facts,
            effect=_effect(marks),
            button=_("Sign my answers"),
            again={"seeds": seeds, "table": table},
            do=do,
            then=closed,
        )
        return done_second(visit, signing) if given.get("step") == "sign" else shown_first(visit, signing)
    except UsageError as problem:
        # What the items say was shown by an act; it is not shown again without one.
        about = {"case": facts, "error": str(problem), "seeds": seeds, "table": table}
        return visit.page("round_mend.html", about, 422)


def _effect(marks: list[Mark]) -> str:
    back = sum(1 for one in marks if one.ground is not None)
    return _(
        "Items you affirm: %(affirmed)d. Items you send back: %(back)d. Your answers are entered and cannot be changed."
    ) % {
        "affirmed": len(marks) - back,
        "back": back,
    }


def _table(given: QueryDict) -> str:
    """The answers of the form as the table that the command line takes; nothing of an item without an answer."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place in range(1, ROUND + 1):
        said = given.get(f"answer-{place}", "")
        if said:
            back = [given.get(f"{name}-{place}", "").strip() for name in ("ground", "reason")]
            writer.writerow([str(place), said, *(" ".join(one.split()) if said == SEND_BACK else "" for one in back)])
    return text.getvalue()


def _item(one: Item) -> dict[str, object]:
    lines = [(line.column, line.values, line.kinds - len(line.values)) for line in one.lines]
    return {"records": one.records, "lines": lines}


def _grounds() -> list[tuple[str, object, str]]:
    return [(one.value, words, WRITTEN_IN[one]) for one, words in GROUNDS.items()]


@room(TABLE[Act.RESTORE].roles, ("GET", "POST"))
def pauses(visit: Visit) -> HttpResponseBase:
    """The deciding officers who are paused; of one of them the form, what would be signed, and the act."""
    given = visit.request.POST
    officer, reason = given.get("officer", ""), "\n".join(given.get("reason", "").strip().splitlines())
    if visit.request.method != "POST":
        return _pauses(visit, {})
    if officer not in {one["officer"] for one in _listed(visit)}:
        # Somebody else let them vote again meanwhile; or the form came twice.
        return redirect("/pauses?done=nobody")
    if not 0 < len(reason) <= LONGEST_REASON:
        error = _("Say in your own words why, in up to 2,000 characters.")
        return _pauses(visit, {"error": error, "of": officer, "reason": reason}, 422)
    about = {"of": officer, "again": {"officer": officer, "reason": reason}}
    about |= {"button": _("Sign and let them vote again")}

    def do(signer: Signer) -> Result:
        return restore(visit.office, signer, officer, reason)

    if given.get("step") != "sign":
        return _pauses(visit, about | to_sign(visit, do))
    result = do(signed_by(visit))
    if isinstance(result, Refusal):
        return _pauses(visit, about | to_sign(visit, do, result), 409)
    return redirect("/pauses?done=restore")


def _pauses(visit: Visit, about: Mapping[str, object], status: int = 200) -> HttpResponseBase:
    done = visit.request.GET.get("done")
    shown = {"paused": _listed(visit), "done": done == "restore", "nobody": done == "nobody", **about}
    return visit.page("pauses.html", shown, status)


def _listed(visit: Visit) -> list[dict[str, object]]:
    """Each officer who is paused, once, with the rounds in which they missed a seed."""
    found = paused(visit.office, visit.signer)
    rounds = [] if isinstance(found, Refusal) else list(found)
    names = dict.fromkeys(one.officer for one in rounds)
    return [{"officer": name, "rounds": [one for one in rounds if one.officer == name]} for name in names]
