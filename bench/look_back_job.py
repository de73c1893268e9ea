"""A look back into the custodian's file, by the real acts; one process of its own.

``python -m bench.look_back_job REHEARSAL OUT``: a rehearsal with the answers of its practice. OUT must be empty or
not there; it gets the office, the report, and ``seconds.json``. The office is founded and builds its index first, an
analyst opens the case and counsel authorizes it: none of that is on the clock. What is, is the reading (R49): from the
files through the custodian's file to sealed evidence and the report.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path
from secrets import token_bytes

import django

django.setup()

from bench.office import founded  # noqa: E402 - models can be imported only after the setup
from lockgate.actions.lookback import LookBackQuestion  # noqa: E402
from lockgate.actions.lookback_case import authorize_look_back, looked_at, open_look_back  # noqa: E402
from lockgate.actions.lookback_read import look_back_in_file  # noqa: E402
from lockgate.actions.registry import index_of  # noqa: E402
from lockgate.procedure.refusals import Refusal  # noqa: E402
from lockgate.rehearsal.cast_acts import ANALYST, COUNSEL, Cast  # noqa: E402
from lockgate.store.home import detach  # noqa: E402


def asked_of(rehearsal: Path) -> LookBackQuestion:
    """What is to be looked at: all answers that the rehearsal's practice gave."""
    request, about = rehearsal / "request", json.loads((rehearsal / "truth" / "about.json").read_text(encoding="utf-8"))
    return LookBackQuestion(
        request / "records.csv", rehearsal / "practice" / "answers.csv", None, request / "submission.toml",
        rehearsal / "registers", "irs-ice-2025", date.fromisoformat(str(about["as_of"])),
    )  # fmt: skip


def looked_back(cast: Cast, question: LookBackQuestion, folder: Path) -> dict[str, object]:
    """Open the case, have it authorized and read the file; how long the reading took, and what it found.

    Raises:
        SystemExit: an act was refused.
    """
    office = cast.office
    case = cast.act(open_look_back(office, question, index_of(office).manifest.name, cast.signer(ANALYST))).case
    cast.act(authorize_look_back(office, case, looked_at(office, case)["look_back"], cast.signer(COUNSEL)))
    began = time.perf_counter()
    told = look_back_in_file(office, case, question, (folder, cast.signer(ANALYST)))
    if isinstance(told, Refusal):
        raise SystemExit(str(told))
    return {"audit with file": time.perf_counter() - began, "found": told["custodians_file"]}


def main() -> None:
    """Walk the case and say how long its reading took."""
    rehearsal, out = (Path(given) for given in sys.argv[1:])
    told = out / "told"
    told.mkdir(parents=True)
    try:
        with founded(rehearsal, out, token_bytes) as cast:
            found = looked_back(cast, asked_of(rehearsal), told)
    finally:
        detach()
    (out / "seconds.json").write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
