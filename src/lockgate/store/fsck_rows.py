"""Every row that an act left, against what its officer signed: nothing more, nothing less, nothing other.

The signed content of a decision is in the log, by its hash; the rows beside it are only what reads quickly. So
for every act the rows are computed again from what was signed, and compared with the rows there are: a vote taken
out, a package added, a reason changed, a register exchanged is found, whoever changed it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from django.db import models

from lockgate.canonical import Parsed, canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.procedure.proposals import proposal_hash
from lockgate.store.accounting import accounting_kept, commitment_of, packages_of_entry, plain_root, rows_of_package
from lockgate.store.models.acts import ActRow, ConfirmationRow, ExaminationRow, PersonFindingRow
from lockgate.store.models.authorities import AuthoritiesRow
from lockgate.store.models.decisions import AuthorizationRow, ProposalRow, SubstitutionRow, VoteRow
from lockgate.store.models.gateway import OpeningRow, ReissueRow
from lockgate.store.models.loaded import MACHINES, LoadedRow
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.marks import MarkRow
from lockgate.store.models.registers import RegisterRow
from lockgate.store.models.releases import (
    DisclosureRow,
    FetchRow,
    HandoverRow,
    PackageRow,
    RecallRow,
    ReceiptRow,
)
from lockgate.store.models.stops import StopRow
from lockgate.store.models.versions import VersionRow, WithdrawalRow
from lockgate.store.values import blinded
from lockgate.tlog.accounting import Salts, accounting_value
from lockgate.tlog.entries import parse_entry

Content = Mapping[str, Parsed]
"""What was signed, beside the decision itself."""

Row = tuple[object, ...]
"""A row in what it says, without its number."""

_UNMARKED = 4
"""Of a package, what was signed before its mark."""


def check_rows() -> int:
    """Check every case and every row of every act; answers how many rows were compared.

    Raises:
        IntegrityError: naming the first act whose rows are not those that its officer signed for.
    """
    for case in CaseRow.objects.all():
        if blinded(case.salt, case.id) != case.reference:
            raise IntegrityError(f"Case {case.id} has another reference than its salt and id give.")
    checked = _check_entries()
    for word, model, said, kept in _KINDS:
        checked += _check_kind(word, model, said, kept)
    return checked + _check_registers() + _check_authorities() + _check_accounting()


def _check_entries() -> int:
    """Every entry belongs to the case it names, and its acts are dated as it is."""
    count = 0
    for row in EntryRow.objects.select_related("case"):
        entry, count = parse_entry(bytes(row.body)), count + 1
        if entry.case != ("" if row.case is None else row.case.reference):
            raise IntegrityError(f"Entry {row.pk} stands with another case than the one it names.")
        if f"{row.at:%Y-%m-%dT%H:%MZ}" != entry.time:
            raise IntegrityError(f"Entry {row.pk} stands with another time than the one it states.")
    return count


def _check_kind(
    word: str, model: type[models.Model], said: "Callable[[ActRow, Content], Iterable[Row]]", kept: tuple[str, ...]
) -> int:
    signed: dict[int, list[Row]] = {}
    for act in ActRow.objects.filter(act=word):
        signed[act.pk] = sorted(said(act, _content(act)), key=repr)
    there: dict[int, list[Row]] = {}
    for act_id, *values in model._default_manager.filter(act__act=word).values_list("act_id", *kept):  # noqa: SLF001
        there.setdefault(act_id, []).append(tuple(_plain(value) for value in values))
    for act_id in signed.keys() | there.keys():
        if signed.get(act_id, []) != sorted(there.get(act_id, []), key=repr):
            raise IntegrityError(
                f"The {word} of act {act_id} left other rows in {model.__name__} than its officer signed for."
            )
    return sum(map(len, there.values()))


def _content(act: ActRow) -> Content:
    content = parse_canonical(bytes(act.content))
    if not isinstance(content, dict):
        raise IntegrityError(f"The content of act {act.pk} is no object.")
    return content


def _plain(value: object) -> object:
    return bytes(value).decode("utf-8") if isinstance(value, bytes | memoryview) else value


def _list(content: Content, name: str) -> list[Parsed]:
    found = content.get(name)
    return found if isinstance(found, list) else []


def _findings(act: ActRow, content: Content) -> Iterator[Row]:
    for one in _list(content, "findings"):
        if isinstance(one, dict):
            scope = canonical(one["scope"]).decode("utf-8")
            yield one["code"], one["state"], one["reason"], scope, act.officer


def _proposals(_act: ActRow, content: Content) -> Iterator[Row]:
    body = str(content.get("proposal"))
    yield body, proposal_hash(body.encode("utf-8"))


def _versions(_act: ActRow, content: Content) -> Iterator[Row]:
    """Nothing where the submission is a first one."""
    former = content.get("former")
    if isinstance(former, dict):
        yield former["kind"], former["sha256"], former["number"]


def _packages(_act: ActRow, content: Content) -> Iterator[Row]:
    for one in _list(content, "packages"):
        yield tuple(one[:_UNMARKED]) if isinstance(one, list) else (one,)


def _marks(_act: ActRow, content: Content) -> Iterator[Row]:
    """Package and mark; what was sealed before marks were kept says none."""
    for one in _list(content, "packages"):
        if isinstance(one, list) and len(one) > _UNMARKED:
            yield one[0], one[_UNMARKED]


def _replaced(_act: ActRow, content: Content) -> Iterator[Row]:
    """Nothing where an officer gets a first package: then none is replaced."""
    if content.get("replaces"):
        yield content["replaces"], content.get("reason")


_KINDS: tuple[
    tuple[str, type[models.Model], Callable[[ActRow, Content], Iterable[Row]], tuple[str, ...]], ...
] = (
    (
        "examine", ExaminationRow,
        lambda _, said: [(said.get("sufficient"), said.get("review"), said.get("returned"), said.get("outcomes"))],
        ("sufficient", "review", "returned", "outcomes"),
    ),
    ("find", PersonFindingRow, _findings, ("code", "state", "reason", "scope", "officer")),
    (
        "confirm", ConfirmationRow,
        lambda act, said: [(act.officer, matter) for matter in _list(said, "matters")], ("officer", "matter"),
    ),
    ("submit", VersionRow, _versions, ("kind", "sha256", "former__number")),
    (
        "withdraw", WithdrawalRow, lambda _, said: [(said.get("kind"), said.get("statement"))], ("kind", "statement"),
    ),
    (
        "withdraw", RecallRow,
        lambda _, said: [(one, said.get("reason")) for one in _list(said, "packages")], ("package_id", "reason"),
    ),
    ("dispose", ProposalRow, _proposals, ("body", "hash")),
    ("substitute", ProposalRow, _proposals, ("body", "hash")),
    (
        "substitute", SubstitutionRow,
        lambda _, said: [(said.get("officer"), said.get("instead"), said.get("amendment"))],
        ("officer", "instead", "amendment"),
    ),
    (
        "review", VoteRow,
        lambda act, said: [(act.proposal, act.officer, said.get("vote"), said.get("reason"))],
        ("proposal__hash", "officer", "vote", "reason"),
    ),
    (
        "stop", StopRow,
        lambda act, said: [(said.get("stopped"), act.officer, said.get("reason"))],
        ("proposal__hash", "officer", "reason"),
    ),
    ("authorize", AuthorizationRow, lambda _, said: [(said.get("authorized"),)], ("proposal__hash",)),
    ("seal", PackageRow, _packages, ("id", "officer", "certificate", "accounting_root")),
    ("seal", MarkRow, _marks, ("package_id", "mark")),
    ("reissue", PackageRow, _packages, ("id", "officer", "certificate", "accounting_root")),
    ("reissue", MarkRow, _marks, ("package_id", "mark")),
    ("reissue", ReissueRow, _replaced, ("replaces_id", "reason")),
    ("handover", HandoverRow, lambda _, said: [(one,) for one in _list(said, "packages")], ("package_id",)),
    ("fetch", FetchRow, lambda act, said: [(said.get("package"), act.officer)], ("package_id", "officer")),
    ("opening", OpeningRow, lambda act, said: [(said.get("package"), act.officer)], ("package_id", "officer")),
    ("acknowledge", ReceiptRow, lambda act, said: [(said.get("package"), act.officer)], ("package_id", "officer")),
    ("recall", RecallRow, lambda _, said: [(said.get("package"), said.get("reason"))], ("package_id", "reason")),
)  # fmt: skip
"""For each act: its rows, what its signed content says they are, and the columns to compare."""


def _check_registers() -> int:
    """Every register holds the bytes that two officers signed for."""
    rows: dict[int, RegisterRow | LoadedRow] = {row.entry_id: row for row in RegisterRow.objects.all()}
    rows |= {row.entry_id: row for row in _machines()}
    acts: dict[int, list[ActRow]] = {}
    for act in ActRow.objects.filter(act__in=("register", "order")).order_by("id"):
        acts.setdefault(act.entry_id, []).append(act)
    if rows.keys() != {entry for entry, signed in acts.items() if "register" in _content(signed[0])}:
        raise IntegrityError("The registers there are, and those whose loading was entered, are not the same.")
    for entry, row in rows.items():
        said = {(_content(act).get("register"), _content(act).get("sha256")) for act in acts[entry]}
        digest = sha256(bytes(row.content)).hexdigest()
        officers = [act.officer for act in acts[entry]]
        if said != {(row.kind, digest)} or row.sha256 != digest or officers != [row.first_officer, row.second_officer]:
            raise IntegrityError(f"The register {row.kind} of entry {entry} is not the one that two officers loaded.")
    return len(rows)


def _machines() -> Iterator[LoadedRow]:
    """The registers of machines, each in force from its entry on."""
    for row in LoadedRow.objects.filter(kind=MACHINES).select_related("entry"):
        if {row.since, row.loaded_at} != {row.entry.at} or row.name:
            raise IntegrityError(f"The register of machines of entry {row.entry_id} is in force from another instant.")
        yield row


def _check_authorities() -> int:
    """The authorities are, each time, the bytes that two officers signed for."""
    rows = {row.entry_id: row for row in AuthoritiesRow.objects.all()}
    acts: dict[int, list[ActRow]] = {}
    for act in ActRow.objects.filter(act="authorities").order_by("id"):
        acts.setdefault(act.entry_id, []).append(act)
    if rows.keys() != acts.keys():
        raise IntegrityError("The authorities there are, and those whose loading was entered, are not the same.")
    for entry, row in rows.items():
        said = {_content(act).get("sha256") for act in acts[entry]}
        officers = [act.officer for act in acts[entry]]
        digest = sha256(bytes(row.content)).hexdigest()
        if said != {digest} or row.sha256 != digest or officers != [row.first_officer, row.second_officer]:
            raise IntegrityError(f"The authorities of entry {entry} are not those that two officers loaded.")
    return len(rows)


def _check_accounting() -> int:
    """Every package's accounting rows have the root that its officer sealed it with."""
    count = 0
    for entry in EntryRow.objects.filter(act__in=("seal", "reissue")).order_by("id"):
        kept = accounting_kept(entry)
        if kept is not None and accounting_value(packages_of_entry(entry)) != kept.value:
            raise IntegrityError(f"Entry {entry.pk} commits to the accounting of other packages than it sealed.")
        for package in PackageRow.objects.filter(entry=entry):
            rows = rows_of_package(package)
            stated = plain_root(rows) if kept is None else commitment_of(Salts(kept.seed, package.officer), rows)
            if stated != package.accounting_root or {row.case_id for row in rows} - {package.case_id}:
                raise IntegrityError(f"The accounting of package {package.id[:12]} is not the one it was sealed with.")
            count += len(rows)
    if count != DisclosureRow.objects.count():
        raise IntegrityError("There are rows of the accounting that belong to no sealing.")
    return count
