"""What a draft that follows another request declares of it: for every record what changed and where it was learnt."""

from pathlib import Path

import pyarrow.parquet as pq

from lockgate.errors import UsageError
from lockgate.procedure.drafts import Draft
from lockgate.procedure.versions import Change, Former, VersionKind

FORMER = "former.parquet"
"""In the folder of such a draft: its records, their rows in the former request, and the grounds they came back on."""

ALL = "all"
"""The one group of a version that takes the former one's place."""


def former_declared(draft: Draft, folder: Path) -> Former | None:
    """What ``submission.toml`` says of the request before; None where a draft follows none.

    Raises:
        UsageError: of some group it is not said what changed and where it was learnt.
    """
    if draft.follows is None:
        return None
    former = pq.read_table(folder / FORMER)
    found: dict[str, list[str]] = {}
    for one in former.to_pylist():
        found.setdefault(str(one["grounds"]), []).append(str(one["record_id"]))
    changes = [_change(draft, grounds, records, alone=len(found) == 1) for grounds, records in sorted(found.items())]
    return Former(VersionKind(draft.follows.kind), draft.follows.number, draft.follows.sha256, tuple(changes))


def _change(draft: Draft, grounds: str, records: list[str], *, alone: bool) -> Change:
    changed, learnt = (draft.answer("changes", f"{grounds}.{name}") for name in ("changed", "learnt"))
    if not (changed and learnt):
        raise UsageError("Say of every group of records what changed and where it was learnt; then it can be checked.")
    return Change(frozenset() if alone else frozenset(records), changed, learnt)
