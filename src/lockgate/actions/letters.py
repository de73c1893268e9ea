"""Letters to the requesting agency about one of its submissions, each from what the agency may be told (R45, R46).

Writes nothing. The deficiency notice is the one the examination kept, in the requester's own words; it is for its
requesting official. The disposition says when everything was answered, in numbers that were told before anything was
looked up. The order letter names the orders that stop the whole agreement; those that protect persons are named
nowhere.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum

from lockgate.actions.office import Office
from lockgate.law.agreement import Agreement
from lockgate.law.registers import CourtOrder
from lockgate.procedure.acts import Act, forbidden_word
from lockgate.procedure.casefile import CaseFacts
from lockgate.procedure.release_facts import stay
from lockgate.procedure.roles import Officer, Role
from lockgate.procedure.told import Told, told_of
from lockgate.procedure.visibility import Thing, refused_sight
from lockgate.reports.letters import Letter, Table, render_letter
from lockgate.seal.answers import UNIFORM_SENTENCE
from lockgate.store import evidence
from lockgate.store.cases import newest_evidence
from lockgate.store.packs import governing
from lockgate.store.registers import current_registers

_STATUTE = "26 U.S.C. 6103(i)(2)"
_WORDS = {
    "examine": "examining requests",
    "locate": "reading the custodian’s file",
    "authorize": "proposing, voting and authorizing",
    "release": "sealing and handing over",
    "open": "fetching and opening packages",
    "all": "every act that could make something known",
}


class LetterKind(StrEnum):
    """Which letter."""

    DEFICIENCY = "deficiency"
    DISPOSITION = "disposition"
    ORDER = "order"


def letters_for(office: Office, facts: CaseFacts, by: Officer) -> tuple[LetterKind, ...]:
    """The letters there are about a submission for this person: one who may be told of the request (R51)."""
    return tuple(kind for kind in LetterKind if letter_for(office, facts, by, kind) is not None)


def letter_for(office: Office, facts: CaseFacts, by: Officer, kind: LetterKind) -> str | None:
    """A letter as an HTML page, or None where there is none or it is not for them.

    Raises:
        IntegrityError: the kept notice was changed.
    """
    if refused_sight(Thing.REQUEST, by, facts.submission) is not None:
        return None
    return _MADE[kind](office, facts, by)


def _deficiency(office: Office, facts: CaseFacts, by: Officer) -> str | None:
    """The notice quotes records: it is for who signed for all of them, and for nobody by the way."""
    stored = newest_evidence(facts.case, "notice") if Role.REQUESTING in by.roles else None
    found = facts.examination
    if stored is None or found is None or not found.returned + found.review:
        return None
    return evidence.get(office.home, stored).read_text(encoding="utf-8")


def _disposition(_office: Office, facts: CaseFacts, _by: Officer) -> str | None:
    examined = facts.examination
    times = [one.handed_over_at for one in facts.packages if one.handed_over_at is not None]
    if told_of(facts) is not Told.ANSWERED or examined is None or not times:
        return None
    agreement = governing(facts.submission.agreement, min(times))
    rows = (
        ("Answered", f"{examined.sufficient:,}", "Each answer lies in a package for every officer the record names."),
        ("Returned for cure", f"{examined.returned:,}", "They can be corrected and sent again."),
        ("Held for a person’s finding", f"{examined.review:,}", "As the examination found them."),
    )
    return render_letter(
        Letter(
            agreement.custodian.agency,
            "Disposition of a request",
            (*_facts(facts, agreement), ("Answered on", _day(min(times)))),
            "Every sufficient record of this submission was answered at one instant. This letter says nothing about any"
            " record, any answer or any person.",
            (
                f"An answer is a mailing address, or this, which is the same on whatever ground: “{UNIFORM_SENTENCE}”",
                "The officers named fetch and open their packages. What they owe afterwards stands in each package.",
                "A record can be asked about once more with corrected details and their source.",
            ),
            (Table("What became of the records", ("Outcome", "Records", "Meaning"), rows),),
            (_STATUTE, "26 U.S.C. 6103(p)(3)(A)", "R46"),
        )
    )


def _order(office: Office, facts: CaseFacts, _by: Officer) -> str | None:
    at = office.clock()
    orders = current_registers(at).orders
    named = facts.submission.agreement
    standing = [one for one in orders if _stops(one, named, at)]
    if not standing:
        return None
    agreement = governing(named, at)
    rows = tuple(
        (
            f"{one.order}: {one.court}, {one.docket}",
            "; ".join(said for word, said in _WORDS.items() if word in one.forbids),
            _day(one.effective),
            one.citation or "–",
        )
        for one in standing
    )
    return render_letter(
        Letter(
            agreement.custodian.agency,
            "Notice of a court’s order",
            (*_facts(facts, agreement), ("As of", _day(at))),
            "What a court forbids is not done. These orders reach the whole agreement, and so this submission.",
            ("Nothing was decided about any record by them. What they stop goes on when they are lifted.",),
            (Table("Orders in force", ("Order", "Stops", "Since", "Where it is written"), rows),),
            ("R23", _STATUTE),
        )
    )


def _stops(order: CourtOrder, agreement: str, at: datetime) -> bool:
    """Whether this order stops any act under the agreement now, by the rule that every act asks."""
    return any(stay((order,), agreement, act, at) is not None for act in Act if forbidden_word(act))


_MADE: Mapping[LetterKind, Callable[[Office, CaseFacts, Officer], str | None]] = {
    LetterKind.DEFICIENCY: _deficiency,
    LetterKind.DISPOSITION: _disposition,
    LetterKind.ORDER: _order,
}


def _facts(facts: CaseFacts, agreement: Agreement) -> tuple[tuple[str, str], ...]:
    return (
        ("To", f"{facts.submission.requesting_official}, {facts.submission.agency}"),
        ("Submission", facts.submission.number),
        ("Dated", _day(facts.submission.dated)),
        ("Agreement", agreement.title),
        ("Provision", facts.submission.provision),
    )


def _day(of: date) -> str:
    return f"{of:%B} {of.day}, {of.year}"
