"""The tally as a file: one line for each row of the request."""

import csv
from pathlib import Path

from lockgate.rehearsal.tally import Tally

HEADER = (
    "row", "record_id", "kind", "expect_examine", "examined", "rules_absent", "expect_final", "became", "wrongful",
)  # fmt: skip
"""The columns of ``evidence/tally.csv``."""


def write_tally(tally: Tally, file: Path) -> None:
    """Write the tally; ``wrongful`` says why an opened address should not have been there."""
    wrong = {one.record_id: one.why for one in tally.wrongful}
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(HEADER)
        for one in tally.rows:
            truth, absent = one.truth, ";".join(sorted(one.absent))
            writer.writerow(
                (truth.row, truth.record_id, truth.kind, truth.examine, one.examined, absent, truth.final, one.final,
                 wrong.get(truth.record_id, ""))
            )  # fmt: skip
