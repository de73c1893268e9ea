"""What an act on a gated package can write into an open case; and what the office enters by itself."""

from collections.abc import Iterable
from datetime import datetime

from lockgate.errors import IntegrityError
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.proposals import Instead
from lockgate.store.casewriters import CaseWriters
from lockgate.store.models.decisions import ProposalRow, SubstitutionRow
from lockgate.store.models.gateway import (
    GatewayKeyRow,
    GrantRow,
    OpeningRow,
    PurgeRow,
    RefusedOpeningRow,
    ReissueRow,
)
from lockgate.store.models.versions import VersionRow, WithdrawalRow
from lockgate.store.values import Enacted, EntryRef, Version


class GatewayWriters(CaseWriters):
    """The writers of an open case, those of the gateway among them."""

    def enter_own(self, enacted: Enacted) -> EntryRef:
        """Enter what the office does by itself on this case.

        Raises:
            IntegrityError: a second entry in one transaction, another case's reference, or an officer's act.
        """
        if enacted.entry.case != self.facts.reference:
            raise IntegrityError("The entry names another case than the one that is open.")
        return self._writing.enter_own(enacted)

    def open_once(self, package: str, officer: str, request: str) -> None:
        """Record the opening of a gated package; the database refuses a second one."""
        OpeningRow.objects.create(
            package_id=self._own(package), act=self._writing.act(), officer=officer, request=request
        )

    def grant(self, package: str, at: datetime, proof: bytes) -> None:
        """Record that the key of an opened package leaves now, for the first time: a second commit of the same act.

        Raises:
            IntegrityError: the package was not opened, or this transaction entered an act.
        """
        self._writing.check_open()
        row = OpeningRow.objects.filter(package_id=self._own(package)).first()
        if row is None or self._writing.reference is not None:
            raise IntegrityError("There is no entered opening whose key could leave.")
        GrantRow.objects.create(opening=row, at=at, proof=proof)
        self._completed = True

    def refuse_opening(self, package: str, officer: str, code: str, at: datetime) -> None:
        """Record a refused opening, entered by the office itself."""
        entry = self._entry()
        RefusedOpeningRow.objects.create(
            package_id=self._own(package), entry_id=entry.id, officer=officer, code=code, at=at
        )

    def purge(self, packages: Iterable[str], at: datetime) -> None:
        """Erase the keys of gated packages for good; the rows say when."""
        entry = self._entry()
        for package in packages:
            PurgeRow.objects.create(package_id=self._own(package), case_id=self.facts.case, entry_id=entry.id, at=at)
            if GatewayKeyRow.objects.filter(package_id=package).update(wrapped=b"") != 1:
                raise IntegrityError(f"Package {package[:12]} has no key that could be erased.")

    def reissue(self, package: str, replaces: str, reason: str) -> None:
        """Record that a package was sealed anew for one that is gone."""
        ReissueRow.objects.create(
            package_id=package, replaces_id=self._own(replaces), act=self._writing.act(), reason=reason
        )

    def substitute(self, body: bytes, instead: Instead, officer: str) -> str:
        """Put a proposal for a substitute to the deciding officers; answers its hash."""
        proposal = self.propose(body)
        SubstitutionRow.objects.create(
            proposal=ProposalRow.objects.get(hash=proposal),
            act=self._writing.act(),
            officer=officer,
            instead=instead.officer,
            amendment=instead.amendment,
        )
        return proposal

    def withdraw(self, kind: str, statement: str) -> None:
        """End the case for good: what the agency wants of it now, and the sha256 of what it signed (R48)."""
        WithdrawalRow.objects.create(case_id=self.facts.case, act=self._writing.act(), kind=kind, statement=statement)
        self.move(CaseStage.WITHDRAWN)

    def follow(self, version: Version) -> None:
        """Record which submission this case's one is a later version of."""
        VersionRow.objects.create(
            case_id=self.facts.case,
            act=self._writing.act(),
            former_id=version.case,
            kind=version.kind,
            sha256=version.sha256,
        )

    def _entry(self) -> EntryRef:
        self._writing.check_open()
        if self._writing.reference is None:
            raise IntegrityError("Something was to be written before its entry.")
        return self._writing.reference
