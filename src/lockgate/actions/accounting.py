"""The accounting of disclosures: one row per record and recipient, complete before anything leaves (R29, R30).

26 U.S.C. 6103(p)(3)(A): "a permanent system of standardized records or accountings". Only what is disclosed is
accounted here; every other request and outcome stands in the case's evidence and in the log.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from lockgate.actions.dossier import Dossier
from lockgate.actions.office import Office
from lockgate.errors import IntegrityError
from lockgate.pipeline.dispositions import texts_in
from lockgate.pipeline.leaving_table import listed_in
from lockgate.pipeline.lists import Numbers
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Disclosure

_pc: Any = pyarrow.compute

METHOD = "sealed package to a named officer, CMS AES-256-GCM, {form} form"
"""How it is disclosed."""

TAXPAYER = "taxpayer"
"""What the keyed hashes of taxpayers' ids are compared for (R48)."""

_NAMES = ("given_name", "middle_name", "family_name", "suffix")
_COLUMNS = ("row", *_NAMES, "reason", "tax_periods")

_OWN = ("row", "record_id", "name", "purpose", "period", "taxpayer")
"""What each row of the accounting has for itself, beside its recipient."""


class Disclosures(Mapping[str, tuple[Disclosure, ...]]):
    """The accounting rows by recipient, in row order; a recipient of uniform answers only has none.

    Rows are made when a recipient's are asked for: a case of a million answers is held as columns.
    """

    def __init__(self, same: Disclosure, granted: pa.Table) -> None:
        """Rows like ``same``, but for what stands in the columns of the granted records."""
        # In one piece: taking some lines of a column in many pieces reads all of it.
        self._same, self._granted = same, granted.combine_chunks()
        self._of = listed_in(granted["recipients"])

    def __getitem__(self, recipient: str) -> tuple[Disclosure, ...]:
        mine = self._granted.take(self._of[recipient])
        return tuple(
            replace(self._same, recipient=recipient, **dict(zip(_OWN, own, strict=True)))
            for own in zip(*(mine[name].to_pylist() for name in _OWN), strict=True)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def handed_on(self, had: str, now: str) -> "Disclosures":
        """Those of one recipient alone, with another officer in their place, or the same one."""
        mine = self._granted.take(self._of.get(had, _NO_ROWS))
        place = mine.schema.get_field_index("recipients")
        return Disclosures(self._same, mine.set_column(place, "recipients", pa.array([now] * len(mine), pa.string())))

    def missing(self, left_out: Container[str] = ()) -> frozenset[str]:
        """The names of fields that are empty in any row of a recipient who is not left out (R30)."""
        kept = [rows for recipient, rows in self._of.items() if recipient not in left_out]
        if not kept:
            return frozenset()
        mine = self._granted.take(np.concatenate(kept))
        found = {name for name in _OWN if _pc.any(_empty(mine[name])).as_py()}
        alike = (field.name for field in fields(Disclosure) if field.name not in {*_OWN, "recipient"})
        return frozenset(found | {name for name in alike if getattr(self._same, name) in {"", None}})


_NO_ROWS: Numbers = np.zeros(0, dtype=np.int64)


def _empty(column: Any) -> Any:  # noqa: ANN401 - an Arrow column
    missing = _pc.is_null(column)
    return _pc.or_(missing, _pc.equal(column, "").fill_null(fill_value=True)) if column.type == pa.string() else missing


def disclosures_of(office: Office, dossier: Dossier, granted: pa.Table, at: datetime) -> Disclosures:
    """The accounting rows of the granted lines (``pipeline.leaving_table``)."""
    same = replace(
        _BLANK,
        authority=dossier.facts.submission.provision,
        agency=dossier.facts.submission.agency,
        disclosed_on=at.date(),
        method=METHOD.format(form=dossier.agreement.form.value),
        office=dossier.agreement.custodian.agency,
    )
    hashes = load_evidence_key(office.home).keyed_hashes(TAXPAYER, iter(texts_in(granted, "taxpayer")))
    columns: dict[str, Any] = {name: granted[name] for name in ("row", "recipients", "record_id")}
    columns["taxpayer"] = pa.array(hashes, pa.string())
    requested = _requested(dossier.path("records"), granted["row"])
    if not requested["row"].equals(granted["row"]):
        raise IntegrityError("A granted record is not among those that were submitted; nothing may leave.")
    columns |= {"name": _whole_names(requested), "purpose": requested["reason"], "period": requested["tax_periods"]}
    return Disclosures(same, pa.table(columns))


_BLANK = Disclosure(0, "", "", "", "", "", "", date.min, "", "", "", "")

NOTHING_DISCLOSED = Disclosures(_BLANK, pa.table({name: pa.array([], pa.string()) for name in ("recipients", *_OWN)}))
"""At a recipient's own act: what they open was accounted for when it was sealed."""


def _whole_names(requested: pa.Table) -> Any:  # noqa: ANN401 - an Arrow column
    """The parts of each name that are there, with spaces between."""
    parts = (requested[name] for name in _NAMES)
    there = [_pc.if_else(_pc.equal(part, ""), pa.scalar(None, pa.string()), part) for part in parts]
    return _pc.binary_join_element_wise(*there, " ", null_handling="skip")


def _requested(records: Path, rows: Any) -> pa.Table:  # noqa: ANN401 - an Arrow column
    """The requester's name for the taxpayer, the reason, the periods: of these rows only, in their order."""
    wanted = rows.combine_chunks()
    with pq.ParquetFile(records) as parquet:
        batches = parquet.iter_batches(columns=list(_COLUMNS))
        found = [batch.filter(_pc.is_in(batch.column("row"), wanted)) for batch in batches]
        return pa.Table.from_batches(found, schema=parquet.schema_arrow.empty_table().select(list(_COLUMNS)).schema)
