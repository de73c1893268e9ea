"""``submission.toml`` of a rehearsal, and the head's signature over it."""

import json
from hashlib import file_digest
from pathlib import Path

import numpy as np

from lockgate.rehearsal.cast import (
    AGENCY,
    AGREEMENT,
    ATTESTATION,
    CERTIFYING,
    CERTIFYING_OFFICE,
    HEAD,
    HEAD_OFFICE,
    LEGAL_BASIS,
    officer_names,
)
from lockgate.rehearsal.keys import Pair
from lockgate.rehearsal.plan import AS_OF, Plan
from lockgate.rehearsal.planting import Matters, Planting
from lockgate.rehearsal.requests import matter_ids, officer_ids
from lockgate.seal.signatures import sign_detached


def write_submission(plan: Plan, planting: Planting, folder: Path, head: Pair) -> None:
    """Write ``submission.toml`` beside the records, and sign its exact bytes."""
    text = "\n".join([*_terms(plan, folder / "records.csv"), *_officers(planting.matters)])
    content = text.encode()
    (folder / "submission.toml").write_bytes(content)
    (folder / "submission.toml.p7s").write_bytes(sign_detached(content, head.certificate, head.key))


def _quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=False)


def _table(header: str, **values: str) -> list[str]:
    return ["", header, *(f"{key} = {_quoted(value)}" for key, value in values.items())]


def _terms(plan: Plan, records: Path) -> list[str]:
    with records.open("rb") as source:
        digest = file_digest(source, "sha256").hexdigest()
    return [
        f"agreement = {_quoted(AGREEMENT)}",
        f"agency = {_quoted(AGENCY)}",
        'number = "ICE-2025-0001"',
        f"date = {AS_OF}",
        'provision = "26 USC 6103(i)(2)"',
        f"attestation = {_quoted(ATTESTATION)}",
        f"attested_on = {AS_OF}",
        *_table(
            "[requesting_official]",
            person=HEAD.name,
            office=HEAD_OFFICE,
            capacity="acting_head",
            legal_basis=LEGAL_BASIS,
        ),
        *_table("[certifying_official]", person=CERTIFYING.name, office=CERTIFYING_OFFICE),
        *_table("[records]", file="records.csv", format="csv", sha256=digest, delimiter=",", encoding="utf-8"),
        f"count = {plan.records}",
        *_table("[formats]", date="YYYY-MM-DD"),
        "",
    ]


def _officers(matters: Matters) -> list[str]:
    """Every officer with the matters they are engaged in."""
    numbers = np.arange(matters.officers)
    both = np.r_[np.arange(len(matters.first)), np.flatnonzero(matters.second >= 0)]
    engaged = np.r_[matters.first, matters.second[matters.second >= 0]]
    order = np.argsort(engaged, kind="stable")
    bounds = np.searchsorted(engaged[order], np.arange(matters.officers + 1))
    ids = matter_ids(both[order])
    lines: list[str] = []
    for number, (officer, name) in enumerate(zip(officer_ids(numbers), officer_names(numbers), strict=True)):
        mine = ", ".join(_quoted(one) for one in ids[bounds[number] : bounds[number + 1]])
        lines += [*_table("[[officers]]", id=officer, name=name, agency=AGENCY), f"matters = [{mine}]"]
    return [*lines, ""]
