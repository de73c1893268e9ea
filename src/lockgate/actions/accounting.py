"""The accounting of disclosures: one row per record and recipient, complete before anything leaves (R29, R30).

26 U.S.C. 6103(p)(3)(A): "a permanent system of standardized records or accountings". Only what is disclosed is
accounted here; every other request and outcome stands in the case's evidence and in the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.actions.dossier import Dossier
from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.pipeline.dispositions import texts_in
from lockgate.pipeline.leaving_table import listed_in
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Disclosure

_pc: Any = pyarrow.compute

METHOD = "sealed package to a named officer, CMS AES-256-GCM, {form} form"
"""How it is disclosed."""

TAXPAYER = "taxpayer"
"""What the keyed hashes of taxpayers' ids are compared for (R48)."""

_COLUMNS = ["row", "given_name", "middle_name", "family_name", "suffix", "reason", "tax_periods"]


class Disclosures(Mapping[str, tuple[Disclosure, ...]]):
    """The accounting rows by recipient, in row order; a recipient of uniform answers only has none.

    Rows are made when a recipient's are asked for: a case of a million answers is held as columns.
    """

    def __init__(self, same: Disclosure, granted: pa.Table) -> None:
        """Rows like ``same``, but for what stands in the columns of the granted records."""
        self._same, self._granted = same, granted
        self._of = listed_in(granted["recipients"])

    def __getitem__(self, recipient: str) -> tuple[Disclosure, ...]:
        mine = self._granted.take(self._of[recipient]).drop_columns(["recipients"])
        return tuple(
            replace(
                self._same,
                row=row,
                record_id=record_id,
                name=" ".join(filter(None, names)),
                purpose=purpose,
                period=period,
                recipient=recipient,
                taxpayer=taxpayer,
            )
            for row, record_id, taxpayer, *names, purpose, period in zip(
                *(column.to_pylist() for column in mine.columns), strict=True
            )
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


def disclosures_of(office: Office, dossier: Dossier, granted: pa.Table, at: datetime) -> Disclosures:
    """The accounting rows of the granted lines (``pipeline.leaving_table``)."""
    same = Disclosure(
        row=0,
        record_id="",
        name="",
        authority=dossier.facts.submission.provision,
        agency=dossier.facts.submission.agency,
        purpose="",
        period="",
        disclosed_on=at.date(),
        method=METHOD.format(form=dossier.agreement.form.value),
        office=dossier.agreement.custodian.agency,
        recipient="",
        taxpayer="",
    )
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(texts_in(granted, "taxpayer")))
    columns: dict[str, Any] = {name: granted[name] for name in ("row", "recipients", "record_id")}
    columns["taxpayer"] = pa.array(hashes, pa.string())
    requested = _requested(dossier.path("records"), granted["row"])
    if not requested["row"].equals(granted["row"]):
        raise IntegrityError("A granted record is not among those that were submitted; nothing may leave.")
    return Disclosures(same, pa.table(columns | {name: requested[name] for name in _COLUMNS[1:]}))


def _requested(records: Path, rows: Any) -> pa.Table:  # noqa: ANN401 - an Arrow column
    """The requester's name for the taxpayer, the reason, the periods: of these rows only, in their order."""
    wanted = rows.combine_chunks()
    with pq.ParquetFile(records) as parquet:
        batches = parquet.iter_batches(columns=list(_COLUMNS))
        found = [batch.filter(_pc.is_in(batch.column("row"), wanted)) for batch in batches]
        return pa.Table.from_batches(found, schema=parquet.schema_arrow.empty_table().select(_COLUMNS).schema)


def missing_fields(rows: Iterable[Disclosure]) -> frozenset[str]:
    """The names of fields that are empty in any row (R30)."""
    named = [field.name for field in fields(Disclosure)]
    return frozenset(name for row in rows for name in named if getattr(row, name) in {"", None})
