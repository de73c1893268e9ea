"""One large case, walked to its proposal by the real acts, and kept: the pages are measured on it.

``python -m bench.proposed_job REHEARSAL OUT [INDEX]``. OUT must be empty or not there; it gets the office and
``case.json``: the case, and the instant it is in that office. Every officer has confirmed their matters, the reasons
are found relevant, the file was read and the dispositions are drafted, so no later state of a case has more to show.
"""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from secrets import token_bytes

import django

django.setup()

from bench.office import founded  # noqa: E402 - models can be imported only after the setup
from lockgate.actions.assign import assign  # noqa: E402
from lockgate.actions.dispose import dispose  # noqa: E402
from lockgate.rehearsal import cast_acts  # noqa: E402
from lockgate.rehearsal.cast_acts import ANALYST, Cast  # noqa: E402
from lockgate.store.home import detach  # noqa: E402


def proposed(cast: Cast) -> str:
    """The case, walked to its proposal and taken by its analyst."""
    case = cast_acts.submit_request(cast)
    cast_acts.confirm_matters(cast, case)
    cast_acts.find_relevant(cast, case)
    cast_acts.locate_all(cast, case, ())
    cast.act(dispose(cast.office, case, cast.signer(ANALYST)))
    cast.act(assign(cast.office, case, cast.signer(ANALYST)))
    return case


def main() -> None:
    """Walk the case and say which it is."""
    rehearsal, out, *index = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.callback(detach)
        cast = stack.enter_context(founded(rehearsal, out, token_bytes, *index))
        told = {"case": proposed(cast), "instant": cast.clock().isoformat()}
    (out / "case.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
