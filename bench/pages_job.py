"""The console's pages of one large case: how long each takes to open; one process of its own.

``python -m bench.pages_job REHEARSAL OFFICE OUT ROUNDS``. OFFICE is what ``bench.proposed_job`` left of that rehearsal;
OUT gets ``pages.json``: for each page the median and the 95th percentile in milliseconds on the clock, the median of
processor time of all its threads, and how many bytes it has. Pages are asked of the application itself, without a
server or a browser; the first of each is not counted.
"""

import json
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path
from secrets import token_bytes

import django

django.setup()

from django.http import HttpResponseBase  # noqa: E402 - models can be imported only after the setup
from django.test import Client  # noqa: E402

from bench.office import reopened  # noqa: E402
from lockgate.actions.gateway import OFFICE  # noqa: E402
from lockgate.actions.signin import CAST as WAY  # noqa: E402
from lockgate.actions.signin import sign_in  # noqa: E402
from lockgate.clock import system_clock  # noqa: E402
from lockgate.procedure.roles import key_hash  # noqa: E402
from lockgate.rehearsal.cast_acts import ANALYST, FIRST, RELEASER, Cast  # noqa: E402
from lockgate.rehearsal.played import CAST, Played, state  # noqa: E402
from lockgate.store.home import detach  # noqa: E402
from lockgate.web.rooms import COOKIE  # noqa: E402

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
LEAVE = {
    "authorize, before it is signed": "/cases/{case}/authorize",
    "release, before it is signed": "/cases/{case}/release",
}
"""A releaser's; of a large case what would leave is judged by a worker, and the page shows what it came to."""
HTTP_OK = 200


def browser(cast: Cast, officer: str) -> Client:
    """An officer who is signed in."""
    now = system_clock()
    played = Played(cast.office.home, lambda: now)
    state(cast.office.home, cast.clock(), now)
    token = sign_in(cast.office, officer, key_hash(cast.signer(officer).key.public_key_der), WAY, now)
    client = Client(**{OFFICE: cast.office, CAST: played, "HTTP_HOST": "localhost"})
    client.cookies[COOKIE] = token or ""
    return client


def timed(client: Client, address: str, rounds: int) -> dict[str, float]:
    """How long a page takes, in milliseconds, asked so many times after the first.

    Raises:
        SystemExit: it is not there.
    """
    took, busy, answer = [], [], HttpResponseBase()
    for _ in range(rounds + 1):
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
    """Ask for each page and write what it took."""
    rehearsal, office, out = (Path(given) for given in sys.argv[1:4])
    out.mkdir(parents=True, exist_ok=True)
    told = json.loads((office / "case.json").read_text(encoding="utf-8"))
    cast = reopened(rehearsal, office, token_bytes, datetime.fromisoformat(told["instant"]))
    found: dict[str, dict[str, float]] = {}
    try:
        for officer, pages in ((ANALYST, PAGES), (FIRST, VOTE), (RELEASER, LEAVE)):
            client = browser(cast, officer)
            for name, address in pages.items():
                found[name] = timed(client, address.format(case=told["case"], row=1), int(sys.argv[4]))
                print(name, found[name], flush=True)
    finally:
        detach()
    (out / "pages.json").write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
