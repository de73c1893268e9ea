"""The console's pages of one large case: how long each takes to open; one process of its own.

``python -m bench.pages_job REHEARSAL OUT [INDEX]``. OUT must be empty or not there; it gets the office and
``pages.json``: for each page the median and the 95th percentile in milliseconds on the clock, the median of processor
time of all its threads, and how many bytes it has. The case is
walked to its proposal by the real acts, outside the time. Pages are asked of the application itself, without a server
or a browser; the first of each is not counted.
"""

import json
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from secrets import token_bytes

import django

django.setup()

from django.http import HttpResponseBase  # noqa: E402 - models can be imported only after the setup
from django.test import Client  # noqa: E402

from bench.office import founded  # noqa: E402
from lockgate.actions.assign import assign  # noqa: E402
from lockgate.actions.dispose import dispose  # noqa: E402
from lockgate.actions.gateway import OFFICE  # noqa: E402
from lockgate.actions.signin import CAST as WAY  # noqa: E402
from lockgate.actions.signin import sign_in  # noqa: E402
from lockgate.clock import system_clock  # noqa: E402
from lockgate.procedure.roles import key_hash  # noqa: E402
from lockgate.rehearsal import cast_acts  # noqa: E402
from lockgate.rehearsal.cast_acts import ANALYST, FIRST, Cast  # noqa: E402
from lockgate.rehearsal.played import CAST, Played, state  # noqa: E402
from lockgate.store.home import detach  # noqa: E402
from lockgate.web.rooms import COOKIE  # noqa: E402

ROUNDS = 15
PAGES = {
    "work": "/work",
    "case": "/cases/{case}",
    "pictures": "/cases/{case}/pictures",
    "records": "/cases/{case}/records",
    "records, last page": "/cases/{case}/records?page=999999",
    "records, one ground": "/cases/{case}/records?rule=R05&state=not_met",
    "records, returned, page 100": "/cases/{case}/records?outcome=returned&page=100",
    "record, before it is signed for": "/cases/{case}/records/{row}",
    "weak records, before they are signed for": "/cases/{case}/look",
    "findings": "/cases/{case}/find",
    "draft, before it is made": "/cases/{case}/dispose",
}
"""The analyst's pages."""
VOTE = {"case, deciding officer": "/cases/{case}", "vote": "/cases/{case}/review"}
"""A deciding officer's."""
HTTP_OK = 200


def proposed(cast: Cast) -> str:
    """The case, walked to its proposal and taken by its analyst."""
    case = cast_acts.submit_request(cast)
    cast_acts.confirm_matters(cast, case)
    cast_acts.find_relevant(cast, case)
    cast_acts.locate_all(cast, case, ())
    cast.act(dispose(cast.office, case, cast.signer(ANALYST)))
    cast.act(assign(cast.office, case, cast.signer(ANALYST)))
    return case


def browser(cast: Cast, officer: str) -> Client:
    """An officer who is signed in."""
    now = system_clock()
    played = Played(cast.office.home, lambda: now)
    state(cast.office.home, cast.clock(), now)
    token = sign_in(cast.office, officer, key_hash(cast.signer(officer).key.public_key_der), WAY, now)
    client = Client(**{OFFICE: cast.office, CAST: played, "HTTP_HOST": "localhost"})
    client.cookies[COOKIE] = token or ""
    return client


def timed(client: Client, address: str) -> dict[str, float]:
    """How long a page takes, in milliseconds.

    Raises:
        SystemExit: it is not there.
    """
    took, busy, answer = [], [], HttpResponseBase()
    for _ in range(ROUNDS + 1):
        started, working = time.perf_counter(), time.process_time()
        answer = client.get(address)
        took.append(1000 * (time.perf_counter() - started))
        busy.append(1000 * (time.process_time() - working))
    if answer.status_code != HTTP_OK:
        raise SystemExit(f"{address} answered {answer.status_code}")
    took = sorted(took[1:])
    p95 = took[round(0.95 * (len(took) - 1))]
    told = {"p50": statistics.median(took), "p95": p95, "cpu": statistics.median(busy[1:])}
    return {name: round(value, 1) for name, value in told.items()} | {"bytes": len(answer.getvalue())}


def main() -> None:
    """Walk the case, ask for each page and write what it took."""
    rehearsal, out, *index = (Path(given) for given in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.callback(detach)
        cast = stack.enter_context(founded(rehearsal, out, token_bytes, *index))
        case = proposed(cast)
        found: dict[str, dict[str, float]] = {}
        for officer, pages in ((ANALYST, PAGES), (FIRST, VOTE)):
            client = browser(cast, officer)
            for name, address in pages.items():
                found[name] = timed(client, address.format(case=case, row=1))
                print(name, found[name], flush=True)
    (out / "pages.json").write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
