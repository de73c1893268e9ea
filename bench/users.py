"""Fifty people at the console at once, on a rehearsal's office: how long pages take, and whether any breaks.

``python -m bench.users --home HOME --seconds 60`` serves the home with its cast on loopback (``lockgate serve --cast``;
its database is that of the environment) and lets so many people read pages of its cases, each with a session of their
own and a pause between two pages. Prints one JSON object. That acts are done once whoever clicks how often is
``tests/faces/web/test_double_acts.py``.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import Lock, Thread
from urllib.parse import urlencode

from numpy.random import default_rng

PAUSE_SECONDS = (1.0, 5.0)
"""Between two pages of one person: somebody who hurries."""
STARTUP_SECONDS = 60
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
        """Sign in, and read until it is time."""
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


def main(arguments: list[str]) -> int:
    """Run; 0 where no answer was an error."""
    parser = argparse.ArgumentParser(prog="bench.users", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=8)
    given = parser.parse_args(arguments)
    port, heard = free_port(), Heard()
    words = ["serve", "--home", str(given.home), "--cast", "--listen", f"127.0.0.1:{port}", "--workers"]
    program = Path(sys.executable).with_name("lockgate")
    with subprocess.Popen([program, *words, str(given.workers)]) as server:
        try:
            wait_for(port)
            answer = HTTPConnection("127.0.0.1", port, timeout=60)
            answer.request("GET", "/sign-in")
            cast = re.findall(r'name="officer" value="([^"]+)"', answer.getresponse().read().decode())
            begun, before = time.monotonic(), os.getloadavg()[0]
            people = [Person(port, number, cast[number % len(cast)], heard) for number in range(given.people)]
            threads = [Thread(target=one.work, args=(begun + given.seconds,)) for one in people]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
        finally:
            server.terminate()
    every = [second for seconds in heard.seconds.values() for second in seconds]
    told = {
        "people": given.people, "workers": given.workers, "seconds": given.seconds, "requests": len(every),
        "all": percentiles(every), "pages": {page: percentiles(s) for page, s in sorted(heard.seconds.items())},
        "statuses": dict(heard.statuses), "errors": heard.errors,
        "load_before": before, "load_after": os.getloadavg()[0],
    }  # fmt: skip
    print(json.dumps(told, indent=1))
    return 1 if heard.errors or any(status >= 500 for status in heard.statuses) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
