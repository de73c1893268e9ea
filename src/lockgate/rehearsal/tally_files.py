"""The tally as a file: one line for each row of the request."""

from pathlib import Path

from lockgate.cells import table_text
from lockgate.rehearsal.tally import Became, Tally

HEADER = (
    "row", "record_id", "kind", "expect_examine", "examined", "rules_absent", "expect_final", "became", "wrongful",
)  # fmt: skip
"""The columns of ``evidence/tally.csv``."""


def write_tally(tally: Tally, file: Path) -> None:
    """Write the tally; ``wrongful`` says why an opened address should not have been there."""
    wrong = {one.record_id: one.why for one in tally.wrongful}
    rows = (_row(one, wrong.get(one.truth.record_id, "")) for one in tally.rows)
    file.write_text(table_text(HEADER, rows), encoding="utf-8", newline="")


def _row(one: Became, wrong: str) -> tuple[int | str, ...]:
    truth, absent = one.truth, ";".join(sorted(one.absent))
    examined, became = (truth.examine, one.examined), (truth.final, one.final)
    return (truth.row, truth.record_id, truth.kind, *examined, absent, *became, wrong)
