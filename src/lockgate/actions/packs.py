"""Agreement packs as officers read them: terms, clauses as a day's public read them, proof, and differences.

Writes nothing. A view with a hidden clause is made from data without its text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from lockgate.law.agreement import Agreement, Clause, Element, Redaction
from lockgate.law.proofs import LAWFUL, WronglyReleased
from lockgate.procedure.casefile import CaseFacts, CaseStage, PackageFacts
from lockgate.procedure.guards import Guards, guards_of
from lockgate.store.agreements import read_agreement, shipped_packs, wrongly_released
from lockgate.store.cases import case_ids, viewed
from lockgate.store.packs import PackVersion, governed, governing, versions_of

EXAMPLE: Mapping[Element, tuple[str, str, str]] = {
    Element.NAME: ("name", "MARIA EXAMPLE", "(not given)"),
    Element.ADDRESS_SET_FORTH: ("address", "1412 OAK ST, HOUSTON TX 77002", "DON'T CARE 12345"),
    Element.PERIODS: ("tax_periods", "2022", "(not given)"),
    Element.AUTHORITY: ("authority", "8 USC 1253(a)(1)(A)", "(not given)"),
    Element.REASON: ("reason", "to serve the grand jury subpoena on the subject", "(not given)"),
    Element.IN_WRITING: ("signature", "signed", "(not signed)"),
    Element.REQUESTER: ("requesting official", "the head of the agency", "(somebody else)"),
    Element.ENGAGED_OFFICERS: ("officers", "ICE-0007, engaged in the matter", "(nobody engaged)"),
    Element.TIN_AGREES: ("tin", "agrees with the custodian's file", "(not compared)"),
    Element.ADDRESS_AGREES: ("address of record", "agrees with the custodian's file", "(not compared)"),
    Element.DOB_AGREES: ("date_of_birth", "agrees with the custodian's file", "(not compared)"),
}
"""How each element of a record looks when it holds, and when it does not; a synthetic record."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a pack. ``house``: it is the custodian's own, no term of the agreement."""

    name: str
    value: str
    house: bool = False


@dataclass(frozen=True, slots=True)
class ClauseSeen:
    """One clause as somebody reads it on a day; ``hidden`` is what hides its text from them, or None."""

    clause: Clause
    hidden: Redaction | None


@dataclass(frozen=True, slots=True)
class ClauseChanged:
    """One clause that two packs have otherwise; None where one of them does not have it."""

    id: str
    title: str
    before: Clause | None
    after: Clause | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two packs: terms, with both values ('' where a pack has none), and clauses."""

    terms: tuple[tuple[str, str, str], ...]
    clauses: tuple[ClauseChanged, ...]


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One line of the smallest record a pack would wrongly release. ``missing``: the law wants it and it fails."""

    column: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What another version would do to what is under way: cases to be examined again, packages that are kept back."""

    cases: int
    packages: int


def packs_read(at: datetime) -> tuple[Agreement, ...]:
    """The pack under every name at an instant, whether or not anything relies on it."""
    return tuple(governing(name, at) for name in governed(at))


def pack_read(name: str, at: datetime) -> Agreement | None:
    """The pack under a name at an instant; None where there is none."""
    return governing(name, at) if name in governed(at) else None


def history(name: str) -> tuple[PackVersion, ...]:
    """Every version put in force under a name, the last first."""
    return versions_of(name)


def kept_version(name: str, version: str, at: datetime) -> Agreement | None:
    """The pack under another name, the one that was shipped, or a kept version of the same agreement, by its hash."""
    if version == "shipped":
        return read_agreement(name) if name in shipped_packs() else None
    kept = (one.agreement for one in versions_of(name) if one.sha256 == version)
    return next(kept, None) or pack_read(version, at)


def effect_of_pack(name: str) -> Effect:
    """What is under way of this agreement, and would be held by another version of it."""
    facts = [one for case in case_ids() if (one := viewed(case)).submission.agreement == name]
    packages = sum(_not_out(one) for found in facts for one in found.packages)
    return Effect(sum(_under_way(one) for one in facts), packages)


def _under_way(facts: CaseFacts) -> bool:
    return facts.examination is not None and facts.stage not in {CaseStage.HANDED_OVER, CaseStage.LOOK_BACK}


def _not_out(package: PackageFacts) -> bool:
    """Whether its recipient could not read it yet: handed over, and neither fetched in the direct form nor opened."""
    read = package.opened_at is not None if package.gated else bool(package.fetches)
    return package.handed_over_at is not None and not read and (package.recalled_at or package.purged_at) is None


def terms_of(agreement: Agreement) -> tuple[Term, ...]:
    """The values of a pack, in words."""
    limits, guards = agreement.limits, guards_of(agreement)
    routes = " or ".join(" + ".join(e.value for e in Element if e in route) for route in agreement.routes)
    return (
        Term("in force from", f"{agreement.effective}"),
        Term("in force until", f"{agreement.ends}" if agreement.ends is not None else "no end is stated"),
        Term("provision", agreement.provision),
        Term("custodian", f"{agreement.custodian.agency}, {agreement.custodian.department}"),
        Term("requesting agency", f"{agreement.requester.agency}, {agreement.requester.department}"),
        Term("offices that may request", "; ".join(agreement.offices)),
        Term("statutes named", "; ".join(agreement.statutes_named)),
        Term("elements of a request", ", ".join(e.value for e in Element if e in agreement.elements)),
        Term("routes to one taxpayer", routes),
        Term("released", ", ".join(agreement.releasable)),
        Term("order date required", agreement.order_date_required),
        Term("attestation", agreement.attestation),
        Term("answer window", f"{agreement.answer_window_hours} hours"),
        Term("packages", f"{agreement.form.value} form, picked up within {agreement.pickup_days} days"),
        Term("end of use", f"declared within {agreement.review_days} days of the sealing", house=True),
        Term("witnesses that must cosign", str(agreement.quorum) if agreement.quorum else "none", house=True),
        Term("records of one matter before a person looks", f"{limits.matter_records_max}", house=True),
        Term("records of one officer before a person looks", f"{limits.officer_records_max}", house=True),
        Term("periods of one record", f"{limits.periods_max}", house=True),
        Term("records of one reason before a person looks", f"{limits.reason_cluster_max}", house=True),
        Term("family names at one address before a person looks", f"{limits.address_records_max}", house=True),
        Term("days in which the same person is the same question", f"{limits.resubmission_days}", house=True),
        Term("seconds for each record put to a vote", f"{limits.pace_floor_seconds}", house=True),
        Term("days a determination stands", f"{limits.determination_days}", house=True),
        Term("cases in a row that the same two officers decide", _most(guards.pair_cases_max), house=True),
        Term("seeded items in a round put before a deciding officer", _seeds(guards.seeds), house=True),
        Term("outside party that may stop a release", _party(guards), house=True),
    )


def _most(number: int) -> str:
    return str(number) if number else "no bound"


def _seeds(most: int) -> str:
    return f"from 1 to {most}" if most else "none; no rounds are asked"


def _party(guards: Guards) -> str:
    return f"{guards.party}, for {guards.party_hours} hours after the authorization" if guards.party else "none"


def clauses_read(agreement: Agreement, public_on: date | None = None) -> tuple[ClauseSeen, ...]:
    """The clauses as the parties read them, or as the public read them on a day: then without what was hidden.

    Args:
        agreement: the pack.
        public_on: the day; None for the parties.
    """
    if public_on is None:
        return tuple(ClauseSeen(one, None) for one in agreement.clauses)
    return tuple(_public(one, public_on) for one in agreement.clauses)


def _public(clause: Clause, day: date) -> ClauseSeen:
    hiding = [one for one in clause.redactions if one.since <= day and (one.lifted_on is None or day < one.lifted_on)]
    if not hiding:
        return ClauseSeen(clause, None)
    return ClauseSeen(replace(clause, text=""), hiding[0])


def smallest_wrong(agreement: Agreement) -> tuple[ExampleLine, ...]:
    """The smallest record the pack would wrongly release, line by line; empty where it is proved that there is none."""
    wrong = wrongly_released(agreement)
    return () if wrong is None else example_lines(wrong)


def example_lines(wrong: WronglyReleased) -> tuple[ExampleLine, ...]:
    """A record of which exactly these elements hold, as a synthetic example."""
    return tuple(
        ExampleLine(column, holds if element in wrong.holds else fails, element in wrong.missing)
        for element, (column, holds, fails) in EXAMPLE.items()
    )


def lawful_elements() -> tuple[str, ...]:
    """What must hold of every record before its address may leave."""
    return tuple(element.value for element in Element if element in LAWFUL)


def differences(before: Agreement, after: Agreement) -> Differences:
    """What differs between two packs."""
    then, now = ({one.name: one.value for one in terms_of(pack)} for pack in (before, after))
    terms = tuple((name, then.get(name, ""), value) for name, value in now.items() if then.get(name, "") != value)
    old, new = ({one.id: one for one in pack.clauses} for pack in (before, after))
    changed = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    clauses = tuple(
        ClauseChanged(name, (new.get(name) or old[name]).title, old.get(name), new.get(name)) for name in changed
    )
    return Differences(terms, clauses)
