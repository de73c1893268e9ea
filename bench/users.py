"""Fifty people at the console at once, on a rehearsal's office: how long pages take, and whether any breaks.

``python -m bench.users`` does all of it: starts a PostgreSQL server, walks a synthetic batch of 20,000 records on it
with three further submissions left at work (``lockgate demo --further``), serves it with its cast on loopback as
``lockgate serve --cast`` does when nothing else is said, and lets fifty people read pages of its cases, each with a
session of their own and a pause between two pages. Everything it started is ended by its id. The figures go to
``users`` in ``bench/results/latest.json`` and are printed. With ``--home HOME`` that home is served, its database is
that of the environment, and nothing is written. That acts are done once whoever clicks how often is
``tests/integration/doors/test_double_acts.py``.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import Lock, Thread
from urllib.parse import urlencode

from numpy.random import default_rng

from bench.data import HERE, LOCKGATE
from bench.postgres import postgres
from lockgate.site.env import environment

PAUSE_SECONDS = (1.0, 5.0)
"""Between two pages of one person: somebody who hurries."""
STARTUP_SECONDS = 120
ENDED_SECONDS = 60
RECORDS = 20_000
"""Of the loaded case, where no home is given."""
ADDRESS = "LOCKGATE_DATABASE_URL"
RESULTS = HERE / "results" / "latest.json"
OFTEN = ("", "/pictures", "/records")
"""Pages of a case, below its address."""


@dataclass
class Heard:
    """What everybody was answered: seconds by page, statuses."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class Person:
    """Somebody of the cast at a browser of their own."""

    def __init__(self, port: int, number: int, officer: str, heard: Heard) -> None:
        self._port, self._officer, self._heard = port, officer, heard
        self._cookies: dict[str, str] = {}
        self._drawn = default_rng(number)

    def work(self, until: float) -> None:
        """Come in within the longest pause, sign in, and read until it is time."""
        time.sleep(float(self._drawn.uniform(0, PAUSE_SECONDS[1])))
        first = self._ask("GET", "/sign-in")
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', first)
        if token is None:
            self._heard.errors.append("no way in")
            return
        self._ask("POST", "/sign-in", {"officer": self._officer, "csrfmiddlewaretoken": token.group(1)})
        home = self._ask("GET", "/work")
        places = re.findall(r'href="(/cases/[0-9a-f]{32})"', home) or []
        agency = self._ask("GET", "/agency") if not places else ""
        places += re.findall(r'href="(/agency/requests/[0-9a-f]{32})"', agency)
        while time.monotonic() < until:
            time.sleep(float(self._drawn.uniform(*PAUSE_SECONDS)))
            if places and self._drawn.random() < 0.7:
                place = str(self._drawn.choice(places))
                self._ask("GET", place + (str(self._drawn.choice(OFTEN)) if place.startswith("/cases") else ""))
            else:
                self._ask("GET", "/agency" if agency else "/work")

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= {"Origin": f"http://127.0.0.1:{self._port}"} if form else {}
        body = urlencode(form) if form else None
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        begun = time.monotonic()
        try:
            connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            connection.close()
        except OSError as problem:
            self._heard.errors.append(type(problem).__name__)
            return ""
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        page = re.sub(r"[0-9a-f]{32}", "…", f"{method} {path}")
        with self._heard.lock:
            self._heard.seconds.setdefault(page, []).append(time.monotonic() - begun)
            self._heard.statuses[answer.status] += 1
        return text


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest, in seconds."""
    cuts = quantiles(seconds, n=20) if len(seconds) > 1 else seconds * 19
    return {"p50": round(cuts[9], 3), "p95": round(cuts[18], 3), "longest": round(max(seconds), 3)}


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: it does not.
    """
    until = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked for.

    Attributes:
        address: of the home's database; empty for SQLite.
        workers: 0 for as many as the command has by itself.
    """

    home: Path
    address: str
    people: int
    seconds: float
    workers: int


@contextmanager
def served(given: Given) -> Iterator[int]:
    """The home served with its cast; the port it listens at. The server ends with the block, by its id."""
    port = free_port()
    words = ["serve", "--home", str(given.home), "--cast", "--listen", f"127.0.0.1:{port}"]
    words += ["--workers", str(given.workers)] if given.workers else []
    with subprocess.Popen([*_on(given.address), LOCKGATE, *words]) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(ENDED_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def measured(given: Given) -> dict[str, object]:
    """Let them all in, and what they were answered."""
    heard, before = Heard(), os.getloadavg()[0]
    with served(given) as port:
        answer = HTTPConnection("127.0.0.1", port, timeout=60)
        answer.request("GET", "/sign-in")
        cast = re.findall(r'name="officer" value="([^"]+)"', answer.getresponse().read().decode())
        until = time.monotonic() + given.seconds
        people = [Person(port, number, cast[number % len(cast)], heard) for number in range(given.people)]
        threads = [Thread(target=one.work, args=(until,)) for one in people]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    every = [second for seconds in heard.seconds.values() for second in seconds]
    return {
        "people": given.people, "workers": given.workers or "as it is", "seconds": given.seconds,
        "database": "PostgreSQL" if given.address else "SQLite", "requests": len(every),
        "all": percentiles(every), "pages": {page: percentiles(s) for page, s in sorted(heard.seconds.items())},
        "statuses": dict(heard.statuses), "errors": heard.errors,
        "load_before": before, "load_after": os.getloadavg()[0],
    }  # fmt: skip


def broke(told: dict[str, object]) -> bool:
    """Whether any answer was an error, or did not come."""
    statuses = told["statuses"]
    return bool(told["errors"]) or not isinstance(statuses, dict) or any(status >= 500 for status in statuses)


def _on(address: str) -> list[str]:
    """What a command is begun with, so that it has this database; nothing for that of the environment."""
    return ["env", f"{ADDRESS}={address}"] if address else []


def loaded(stack: ExitStack, records: int) -> tuple[Path, str]:
    """A rehearsal's office on a PostgreSQL server of its own, walked the whole way: its home and its database."""
    out = HERE / "data" / "users"
    shutil.rmtree(out, ignore_errors=True)
    stack.callback(shutil.rmtree, out, ignore_errors=True)
    address = stack.enter_context(postgres(out / "postgres"))
    words = [LOCKGATE, "demo", "--further", "--records", str(records), "--out", str(out / "demo")]
    subprocess.run([*_on(address), *words], check=True, stdout=subprocess.DEVNULL)
    return out / "demo" / "home", address


def main(arguments: list[str]) -> int:
    """Run; 0 where no answer was an error."""
    parser = argparse.ArgumentParser(prog="bench.users", description=__doc__)
    parser.add_argument("--home", type=Path, help="serve this one, and write nothing")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=0, help="else as many as lockgate serve has by itself")
    parser.add_argument("--records", type=int, default=RECORDS)
    asked = parser.parse_args(arguments)
    with ExitStack() as stack:
        home, address = asked.home, environment().database_address
        if home is None:
            home, address = loaded(stack, asked.records)
        told = measured(Given(home, address, asked.people, asked.seconds, asked.workers))
    if asked.home is None:
        told["records"] = asked.records
        latest = json.loads(RESULTS.read_text(encoding="utf-8"))
        RESULTS.write_text(json.dumps({**latest, "users": told}, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))
    return 1 if broke(told) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
