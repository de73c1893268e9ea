"""One request, asked in offices that differ only in what becomes of it; and everything its agency is told of it.

The request is the same to the byte, the office draws the same random bytes, its clock is the same. What differs is the
custodian's file (the person is in it, twice in it, weakly, or not at all) or a register (an order protects the person,
a determination bars the answer).
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from sys import setprofile
from time import thread_time

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api_parts import header
from console_parts import HEAD, Console, console_again
from factories import CLEAR, done, drawn, held_address, order, prepare_index, record, register, signer, taxpayer
from gateway_parts import desk
from lockgate.actions.find import Found, find
from lockgate.actions.gateway import OFFICE
from lockgate.actions.letters import LetterKind
from lockgate.actions.publish import publish
from lockgate.actions.release import release_next
from lockgate.pipeline.custodian import custodian_at
from lockgate.pipeline.resolve import Reach, Scope
from lockgate.seal.answers import parse_answers
from lockgate.seal.asked import HEADER
from lockgate.store.home import attach, attached
from lockgate.store.models.log import IndexRow
from lockgate.tlog.entries import parse_entry

ASKED = record(1)
"""The one request: Ida and Jon are named, and a person found it relevant for Ida alone."""

OUTCOMES = ("released", "nobody", "weak", "protected")
"""What becomes of it. Only the first is answered with an address, and only to Ida; elsewhere, as Jon sees it."""

AGENCY = ("ida", "jon", HEAD)
"""Whoever of the agency may know of it."""

STAGES = ("confirmed", "located", "proposed", "voted", "authorized", "sealed", "handed over")
"""The way of the request, act by act."""

LOOKED = frozenset({"sealed", "handed over"})
"""After which of them everybody asks for everything. Between location and hand-over the agency is told one word."""

_TWIN = 9
"""Somebody of the file who is nobody's subject here, and stands in the registers in their place."""


def held(outcome: str) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The custodian's file: seven others, and whoever the outcome needs."""
    people, homes = [taxpayer(n) for n in range(2, 9)], [held_address(n) for n in range(2, 9)]
    if outcome == "nobody":
        return people, homes
    if outcome == "weak":
        return [*people, taxpayer(1)], [*homes, {**held_address(1), "tax_period": "2019"}]
    return [*people, taxpayer(1)], [*homes, held_address(1)]


@dataclass
class Told:
    """What the agency is told, by stage, person and address; and what it cost the office to say so."""

    said: dict[tuple[str, str, str], tuple[object, ...]] = field(default_factory=dict)
    asked: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    log: list[tuple[object, ...]] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    replies: list[tuple[object, ...]] = field(default_factory=list)

    def masked(self, text: str) -> str:
        """The same, but for what is drawn or hashed, and the token of a form.

        Hexadecimal numbers of 32 digits and more are ids that are drawn, and hashes over what was drawn, signed or
        encrypted: they differ whenever anything is done twice. Each is called by the order it was first met in, over
        everything that is told, so that what is the same in one office has to be the same in the other; and so is its
        beginning, where a page shortens it. The folder of the office is the test's own. A session ends by real time,
        a quarter of an hour after whoever looks asked for a page.
        """
        text = re.sub(r"/[^\s\"<]*/office-[0-9]/", "/", text)
        text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", text)
        text = re.sub(r'your session ends at [^<]*|data-session-ends="[0-9]*"', "the session's end", text)
        text = re.sub(r"[0-9a-f]{32,}", lambda found: self._name(found.group()), text)
        return re.sub(r"\b[0-9a-f]{12}\b", lambda found: self._named(found.group()), text)

    def _name(self, number: str) -> str:
        return self.names.setdefault(number, f"<{len(self.names)} of {len(number)}>")

    def _named(self, short: str) -> str:
        return next((f"{name}…" for number, name in self.names.items() if number.startswith(short)), short)


@dataclass
class Asker:
    """One office, and its agency's people at their browsers and their machines."""

    console: Console
    outcome: str
    told: Told = field(default_factory=Told)
    browsers: dict[str, Client] = field(default_factory=dict)

    @property
    def scene(self):
        return self.console.scene

    def walk(self, looked: frozenset[str] = LOOKED) -> "Asker":
        """Bring the request the whole way; after these stages everybody asks for everything."""
        self.attach()
        for stage in STAGES:
            _WAY[stage](self)
            self.console.resume()
            if stage in looked:
                self.look(stage)
        self.told.log = self.log
        return self

    def look(self, stage: str) -> None:
        for who in AGENCY:
            for address in self.pages(who):
                self.hear(stage, who, address)
            for address in self.addresses():
                self.hear(stage, who, address)

    def pages(self, who: str) -> Iterator[str]:
        """Every address of the console that a person of the agency has about the request."""
        own = f"/agency/requests/{self.scene.case}"
        yield from ("/agency", own, f"{own}/returned", f"{own}/confirm")
        yield from (f"{own}/files/{name}" for name in ("outcomes.csv", "findings.csv", "notice.txt"))
        yield from (f"{own}/letters/{kind.value}.html" for kind in LetterKind)
        yield from (f"{own}/packages/{one.id}" for one in self.scene.facts.packages if one.recipient == who)

    def addresses(self) -> Iterator[str]:
        """Every address of the API that is read, but for the public proofs of entries."""
        case = self.scene.case
        yield from ("/v1/submissions", f"/v1/submissions/{case}", f"/v1/submissions/{case}/findings", "/v1/packages")
        yield from (f"/v1/proofs/outcomes/{case}/1", "/v1/uploads", "/v1/jobs")

    def hear(self, stage: str, who: str, address: str) -> None:
        """Ask once, and keep what was said, which questions the database had, and how many calls it took."""
        at = (stage, who, self.told.masked(address))
        with CaptureQueriesContext(connection) as queries:
            answer = self.ask(who, address)
            body = b"".join(answer) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        said = (answer.status_code, len(body), self.told.masked(body.decode("utf-8", "replace")))
        self.told.said[at] = (*said, {name: self.told.masked(value) for name, value in headers.items()})
        self.told.asked[at] = tuple(_shape(one["sql"]) for one in queries)

    def ask(self, who: str, address: str) -> HttpResponseBase:
        """One request, by a browser or by a machine."""
        self.attach()
        if address.startswith("/v1/"):
            client = Client(**{OFFICE: self.console.office, "HTTP_HOST": "localhost"})
            return client.get(address, headers={HEADER: header(self.scene, who, "GET", address)})
        if who not in self.browsers:
            self.browsers[who] = self.console.browser(who)
        return self.browsers[who].get(address)

    def attach(self) -> None:
        """Let this office's database be the one that is asked."""
        if attached() != self.scene.office.home:
            attach(self.scene.office.home)

    @property
    def package(self) -> str:
        """The page where Ida fetches her package."""
        return next(address for address in self.pages("ida") if "/packages/" in address)

    def count(self) -> None:
        """How many calls of the interpreter each answer takes, once everything is in its caches."""
        for who, address in (("ida", self.package), ("ida", "/agency"), ("jon", "/agency"), ("ida", "/v1/packages")):
            self.told.calls[f"{who} {self.told.masked(address)}"] = min(
                calls_of(lambda who=who, address=address: self.ask(who, address).close()) for _ in range(3)
            )

    def time(self) -> float:
        """CPU seconds of one look at the package's page."""
        self.attach()
        begun = thread_time()
        self.ask("ida", self.package).close()
        return thread_time() - begun

    def open(self) -> str:
        """Ida opens her package; the word of its one answer, which is the first that anybody is told."""
        ida = desk(self.scene)
        self.attach()
        for step in (ida.fetch, ida.open):
            heard: list[object] = []
            made = calls_of(lambda step=step, heard=heard: heard.append(step()))
            self.told.calls[step.__name__] = made
            self.told.replies.append((heard[0].code, self.told.masked(heard[0].sentence)))
        self.told.replies += [(one.status, one.kind, len(one.document), sorted(one.headers)) for one in ida.replies]
        return parse_answers(ida.answers.read_bytes())[0].answer.value

    @property
    def log(self) -> list[tuple[object, ...]]:
        """What anybody reads of each entry: act, when, size in bytes, how many details, how many records."""
        bodies = IndexRow.objects.order_by("index").values_list("entry__body", flat=True)
        entries = [(parse_entry(bytes(body)), len(bytes(body))) for body in bodies]
        return [(e.act, e.time, size, e.detail.size, e.records and e.records.size) for e, size in entries]


def calls_of(do: Callable[[], object]) -> int:
    """How many calls the interpreter makes meanwhile."""
    made = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal made
        made += event == "call"

    setprofile(profile)
    try:
        do()
    finally:
        setprofile(None)
    return made


def _shape(sql: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|x?\b[0-9a-f]{32,}\b|\b\d+\b", "?", sql)


def asker(founded, folder: Path, outcome: str) -> Asker:
    """An office as it was founded, with the file and the registers of this outcome."""
    shutil.copytree(founded.folder, folder)
    console = console_again(folder, "", founded.at)
    scene = console.scene
    registry = scene.folder / "registry"
    people, homes = held(outcome)
    pq.write_table(pa.Table.from_pylist(people), registry / "taxpayers.parquet")
    pq.write_table(pa.Table.from_pylist(homes), registry / "addresses.parquet")
    scene.office = replace(scene.office, random=drawn("alike"), custodian=custodian_at(registry))
    protected, barred = (f"T{1 if outcome == one else _TWIN:03}" for one in ("protected", "barred"))
    done(scene.load("orders", register("orders", order(scope="persons", taxpayers=protected))))
    bar = {**CLEAR, "taxpayer": barred, "determination": "bar"}
    done(scene.load("determinations", register("determinations", CLEAR, bar)))
    prepare_index(scene.office)
    return Asker(console, outcome)


def _asked(one: Asker) -> None:
    one.scene.submitted([ASKED]).confirmed("M-001")


def _located(one: Asker) -> None:
    scope = Scope(Reach.GROUP, matter="M-001", officer="ida")
    found = Found("R47.finding", met=True, reason="The matter's file shows the step it serves.", scope=scope)
    done(find(one.scene.office, one.scene.case, signer("ada"), [found]))
    one.scene.located()


def _next(one: Asker) -> None:
    done(release_next(one.scene.office, one.scene.case, signer("dov"), one.scene.proposal))
    publish(one.scene.office)


_WAY = {
    "confirmed": _asked,
    "located": _located,
    "proposed": lambda one: one.scene.proposed(),
    "voted": lambda one: one.scene.voted(),
    "authorized": lambda one: one.scene.authorized(),
    "sealed": _next,
    "handed over": _next,
}
