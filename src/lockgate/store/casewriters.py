"""What an act can write into an open case. Each writer needs the act entered first, and only appends."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path

from django.db import connection
from django.db.models import Q

from lockgate.errors import IntegrityError
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage, ExaminationFacts, Vote
from lockgate.procedure.holds import Held, Hold
from lockgate.procedure.proposals import proposal_hash
from lockgate.store.holds import settle_holds
from lockgate.store.home import attached
from lockgate.store.models.acts import ActRow, ConfirmationRow, EvidenceRow, ExaminationRow, PersonFindingRow
from lockgate.store.models.decisions import AuthorizationRow, ProposalRow, VoidRow, VoteRow
from lockgate.store.models.gateway import GatewayKeyRow
from lockgate.store.models.locks import CaseRow
from lockgate.store.models.marks import MarkRow
from lockgate.store.models.releases import (
    DisclosureRow,
    FetchRow,
    HandoverRow,
    PackageRow,
    RecallRow,
    ReceiptRow,
)
from lockgate.store.models.stops import StopRow
from lockgate.store.packages import sealed_file
from lockgate.store.transactions import Writing
from lockgate.store.values import Disclosure, Enacted, EntryRef, NewPackage, PersonFinding, Stored

_BATCH = 2_000
"""Rows written by one statement; PostgreSQL and SQLite both bound the parameters of one."""

_TOGETHER = 500
"""Packages that are held as rows at one time."""


_BEFORE_PROPOSAL = frozenset(
    {
        CaseStage.SUBMITTED,
        CaseStage.EXAMINED,
        CaseStage.READING,
        CaseStage.LOCATED,
        CaseStage.RETURNED,
        CaseStage.WITHDRAWN,
    }
)
"""Stages without a proposal: an act that leads back to one of them ends the present proposal."""


class CaseWriters:
    """The writers of an open case."""

    def __init__(self, facts: CaseFacts, writing: Writing) -> None:
        self.facts = facts
        self._writing = writing
        # The row's own: an act about a substitute sees their proposal's.
        self._stage = CaseStage(writing.case.stage) if writing.case is not None else facts.stage
        self._completed = False
        self._packages = frozenset(known.id for known in facts.packages)

    # The act itself.

    def enter(self, enacted: Enacted) -> EntryRef:
        """Enter the act: the public entry, its private leaves, and the officers' signed decisions.

        Raises:
            IntegrityError: a second entry in one transaction, another case's reference, or no signature.
        """
        if enacted.entry.case != self.facts.reference:
            raise IntegrityError("The entry names another case than the one that is open.")
        return self._writing.enter(enacted)

    def move(self, stage: CaseStage) -> None:
        """Move the case to a stage; one before the proposal ends the present proposal."""
        self._writing.act()
        self._stage = stage

    def finish(self, row: CaseRow) -> None:
        """Raise the case's version and set its stage, if anything was written; called once, at the end.

        Raises:
            IntegrityError: the case's row is not as it was when it was opened.
        """
        if self._writing.reference is None and not self._completed:
            return
        if self._stage in _BEFORE_PROPOSAL and self.facts.proposal is not None:
            VoidRow.objects.create(proposal=self._proposal(), act=self._writing.act())
        changed = CaseRow.objects.filter(id=row.id, version=self.facts.version).update(
            version=self.facts.version + 1, stage=self._stage.value
        )
        if changed != 1:
            raise IntegrityError(f"Case {row.id} changed under its own lock; nothing was written.")

    def close(self) -> None:
        """Refuse every writer from here on."""
        self._writing.open = False

    # What the act found and keeps.

    def keep(self, *evidence: Stored) -> None:
        """Keep write-once files of this act."""
        self._keep(self._writing.act(), evidence)

    def complete_reading(self, *evidence: Stored) -> None:
        """Keep what the entered reading of the custodian's file gave, and move from reading to located.

        The reading was entered and committed before the file was read (R49); its result is a second commit
        of the same act, without an entry of its own.

        Raises:
            IntegrityError: no reading is under way, or this transaction entered an act.
        """
        self._writing.check_open()
        if self.facts.stage is not CaseStage.READING or self._writing.reference is not None:
            raise IntegrityError("There is no entered reading of the custodian's file to complete.")
        act = ActRow.objects.filter(case_id=self.facts.case, act=Act.LOCATE.value).order_by("-id").first()
        if act is None:
            raise IntegrityError("A case is in reading without an entry that says so.")
        self._keep(act, evidence)
        self._stage, self._completed = CaseStage.LOCATED, True

    def _keep(self, act: ActRow, evidence: Iterable[Stored]) -> None:
        folder, rows = attached().evidence, []
        for stored in evidence:
            _check_there(folder / stored.path)
            rows.append(EvidenceRow(case_id=self.facts.case, act=act, **asdict(stored)))
        EvidenceRow.objects.bulk_create(rows, batch_size=_BATCH)

    def examined(self, examination: ExaminationFacts) -> None:
        """Record what the examination came to."""
        ExaminationRow.objects.create(
            case_id=self.facts.case,
            act=self._writing.act(),
            pack=examination.pack,
            law=examination.law,
            sufficient=examination.sufficient,
            review=examination.review,
            returned=examination.returned,
            standing=examination.standing,
            outcomes=examination.outcomes,
        )

    def find(self, *findings: PersonFinding) -> None:
        """Record findings of a person."""
        act = self._writing.act()
        for finding in findings:
            PersonFindingRow.objects.create(
                case_id=self.facts.case,
                act=act,
                rule=finding.rule,
                code=finding.code,
                state=finding.state,
                reason=finding.reason,
                officer=finding.officer,
                scope=finding.scope,
            )

    def confirm(self, officer: str, matters: Iterable[str]) -> None:
        """Record an officer's own confirmation for each matter (R53)."""
        act = self._writing.act()
        for matter in matters:
            ConfirmationRow.objects.create(case_id=self.facts.case, act=act, officer=officer, matter=matter)

    def hold(self, held: Held, holds: Iterable[Hold] = ()) -> None:
        """Raise the holds that are new, and lift those of this kind that are not among these any more (R50)."""
        settle_holds(self.facts.case, self._writing.act(), held, holds)

    # What is decided.

    def propose(self, body: bytes) -> str:
        """Put a proposal to the deciding officers; answers its hash. It replaces any earlier one."""
        proposal = ProposalRow.objects.create(
            case_id=self.facts.case,
            act=self._writing.act(),
            number=ProposalRow.objects.filter(case_id=self.facts.case).count() + 1,
            hash=proposal_hash(body),
            body=body,
        )
        return proposal.hash

    def vote(self, officer: str, vote: Vote, reason: str = "") -> None:
        """Record a vote on the current proposal."""
        act = self._writing.act()
        VoteRow.objects.create(proposal=self._proposal(), act=act, officer=officer, vote=vote.value, reason=reason)

    def authorize(self) -> None:
        """Record the authorization of the current proposal; the database refuses one without two votes."""
        AuthorizationRow.objects.create(proposal=self._proposal(), act=self._writing.act())

    def stop(self, officer: str, reason: str) -> None:
        """Record that the outside party stopped the current proposal; the database lets no package of it go."""
        StopRow.objects.create(proposal=self._proposal(), act=self._writing.act(), officer=officer, reason=reason)

    @cached_property
    def _proposal_id(self) -> int:
        """Asked once, not once a package: the proposal names every recipient, and so does the entry that seals."""
        return self._proposal().pk

    def _proposal(self) -> ProposalRow:
        if self.facts.proposal is None:
            raise IntegrityError("A decision was to be recorded on a case without a proposal.")
        return ProposalRow.objects.get(hash=self.facts.proposal.hash)

    # What leaves, and what comes back.

    def pack(self, package: NewPackage, disclosures: Iterable[Disclosure]) -> None:
        """Record a sealed package with its accounting; the file lies under its hash already (R29)."""
        self.pack_all([(package, disclosures)])

    def pack_all(self, packed: Iterable[tuple[NewPackage, Iterable[Disclosure]]]) -> None:
        """The same for many packages, some of them with each statement."""
        act, rest = self._writing.act(), iter(packed)
        while some := list(islice(rest, _TOGETHER)):
            rows = [self._package_row(act, package) for package, _ in some]
            PackageRow.objects.bulk_create(rows)
            both = [(row, package) for row, (package, _) in zip(rows, some, strict=True)]
            MarkRow.objects.bulk_create([MarkRow(package=row, act=act, mark=one.mark) for row, one in both])
            GatewayKeyRow.objects.bulk_create(
                [GatewayKeyRow(package=row, **asdict(one.gateway)) for row, one in both if one.gateway is not None]
            )
            for package, disclosures in some:
                _account(self.facts.case, package.id, disclosures)

    def _package_row(self, act: ActRow, package: NewPackage) -> PackageRow:
        if self._writing.reference is None:
            raise IntegrityError("A package was to be recorded without an entry.")
        _check_there(sealed_file(attached(), package.id))
        return PackageRow(
            id=package.id,
            case_id=self.facts.case,
            proposal_id=self._proposal_id,
            act=act,
            entry_id=self._writing.reference.id,
            officer=package.officer,
            certificate=package.certificate,
            manifest=package.manifest,
            accounting_root=package.accounting_root,
            records=package.records,
            size=package.size,
        )

    def hand_over(self, *packages: str) -> None:
        """Make packages fetchable; from here on they count as disclosed, unless they are gated."""
        act = self._writing.act()
        rows = [HandoverRow(package_id=self._own(package), act=act) for package in packages]
        HandoverRow.objects.bulk_create(rows, batch_size=_BATCH)

    def fetch(self, package: str, officer: str) -> None:
        """Record that a package was fetched."""
        FetchRow.objects.create(package_id=self._own(package), act=self._writing.act(), officer=officer)

    def receive(self, package: str, officer: str, body: bytes, signature: bytes) -> None:
        """Record the recipient's signed receipt."""
        ReceiptRow.objects.create(
            package_id=self._own(package),
            act=self._writing.act(),
            officer=officer,
            body=body,
            signature=signature,
        )

    def recall(self, package: str, reason: str) -> None:
        """Record the recall of a package."""
        RecallRow.objects.create(package_id=self._own(package), act=self._writing.act(), reason=reason)

    def _own(self, package: str) -> str:
        if package not in self._packages:
            raise IntegrityError(f"Package {package[:12]} is not one of the open case.")
        return package

    def answered_before(self, taxpayers: Iterable[str]) -> frozenset[str]:
        """Of these keyed hashes of taxpayers, those a package of another case answers about (R48)."""
        asked, found = list(taxpayers), set[str]()
        for begin in range(0, len(asked), _BATCH):
            rows = DisclosureRow.objects.filter(taxpayer__in=asked[begin : begin + _BATCH])
            rows = rows.exclude(case_id=self.facts.case)
            # What is gone before anybody read it has answered nobody.
            rows = rows.exclude(package__gateway_key=None, package__recall__isnull=False, package__fetches=None)
            unread = Q(package__gateway_key__isnull=False, package__opening__grant=None)
            rows = rows.exclude(unread & (Q(package__recall__isnull=False) | Q(package__purge__isnull=False)))
            found.update(rows.values_list("taxpayer", flat=True))
        return frozenset(found)

    def handed_over_at(self, package: str) -> datetime | None:
        """When a package of this case was handed over, or None."""
        return next((known.handed_over_at for known in self.facts.packages if known.id == package), None)


def _check_there(file: Path) -> None:
    """Refuse to name a file that is not there.

    Files are written before the transaction. ``reconcile`` removes files that no row names while it holds
    the standing exclusively, and this is asked while the act holds it shared: so the file stays.
    """
    if not file.is_file():
        raise IntegrityError(f"The file {file.name} is gone before its act was committed; do the act again.")


_ACCOUNTED = tuple(field.name for field in fields(Disclosure))
_ACCOUNT = """
    INSERT INTO store_disclosurerow
        (case_id, package_id, "row", record_id, name, authority, agency, purpose, period, disclosed_on, method, office,
         recipient, taxpayer)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
"""The case, the package, and what is accounted for, in the order of ``_ACCOUNTED``."""


def _account(case: str, package: str, disclosures: Iterable[Disclosure]) -> None:
    """Write the accounting of one package, with no object a row: a large case has hundreds of thousands of rows."""
    rows = [(case, package, *(_told(getattr(one, name)) for name in _ACCOUNTED)) for one in disclosures]
    with connection.cursor() as cursor:
        cursor.executemany(_ACCOUNT, rows)


def _told(value: str | int | date) -> str | int | date | None:
    """A value as the database takes it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
