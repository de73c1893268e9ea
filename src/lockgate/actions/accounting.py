"""The accounting of disclosures: one row per record and recipient, complete before anything leaves (R29, R30).

26 U.S.C. 6103(p)(3)(A): "a permanent system of standardized records or accountings". Only what is disclosed is
accounted here; every other request and outcome stands in the case's evidence and in the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from lockgate.actions.dossier import Dossier
from lockgate.actions.office import Office
from lockgate.pipeline.dispositions import Disposed, Word
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Disclosure
from lockgate.tlog.canonical import canonical
from lockgate.tlog.merkle import leaf_hash, root_of

METHOD = "sealed package to a named officer, CMS AES-256-GCM, direct form"
"""How it is disclosed."""

TAXPAYER = "taxpayer"
"""What the keyed hashes of taxpayers' ids are compared for (R48)."""

_COLUMNS = ("row", "given_name", "middle_name", "family_name", "suffix", "reason", "tax_periods")


def disclosures_of(
    office: Office, dossier: Dossier, lines: Iterable[Disposed], at: datetime
) -> Mapping[str, tuple[Disclosure, ...]]:
    """The accounting rows by recipient, in row order; a recipient of uniform answers only has none."""
    granted = {line.asked.row: line for line in lines if line.word is Word.GRANTED}
    hashed = load_evidence_key(office.home).keyed_hashes(TAXPAYER, (line.taxpayer for line in granted.values()))
    blind = dict(zip(granted, hashed, strict=True))
    found: dict[str, list[Disclosure]] = {}
    for row, name, purpose, period in _requested(dossier.path("records"), granted):
        line = granted[row]
        for officer in line.recipients:
            found.setdefault(officer, []).append(
                Disclosure(
                    row=row,
                    record_id=line.asked.record_id,
                    name=name,
                    authority=dossier.facts.submission.provision,
                    agency=dossier.facts.submission.agency,
                    purpose=purpose,
                    period=period,
                    disclosed_on=at.date(),
                    method=METHOD,
                    office=dossier.agreement.custodian.agency,
                    recipient=officer,
                    taxpayer=blind[row],
                )
            )
    return {officer: tuple(rows) for officer, rows in found.items()}


def _requested(records: Path, rows: Mapping[int, Disposed]) -> Iterator[tuple[int, str, str, str]]:
    """Row, the requester's name for the taxpayer, the reason, the periods: of these rows only."""
    with pq.ParquetFile(records) as parquet:
        for batch in parquet.iter_batches(columns=list(_COLUMNS)):
            for row, *values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if row in rows:
                    *names, purpose, period = (str(value) for value in values)
                    yield row, " ".join(filter(None, names)), purpose, period


def missing_fields(disclosures: Mapping[str, tuple[Disclosure, ...]]) -> frozenset[str]:
    """The names of fields that are empty in any row (R30)."""
    named = [field.name for field in fields(Disclosure)]
    rows = (row for of_one in disclosures.values() for row in of_one)
    return frozenset(name for row in rows for name in named if getattr(row, name) in {"", None})


def accounting_root(rows: Iterable[Disclosure]) -> str:
    """RFC 6962 root over the accounting rows of one package, 64 hexadecimal digits."""
    return root_of([leaf_hash(canonical([str(getattr(row, f.name)) for f in fields(row)])) for row in rows]).hex()
