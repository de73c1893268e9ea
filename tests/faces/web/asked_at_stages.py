"""One office walked through every stage of a case, and at each everybody asks for everything there is."""

import re
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from unittest.mock import patch
from urllib.parse import quote

from django.db import connection
from django.test import Client
from tools.matrix_page import ELSEWHERE, Address, Matrix

import pages_kept
from api_parts import header
from console_parts import HEAD, REAL, Console
from factories import (
    AGENTS,
    CLEAR,
    ROLES,
    csv_bytes,
    delegation,
    done,
    key,
    order,
    record,
    register,
    rostered,
    signer,
    write_submission,
)  # fmt: skip
from gateway_parts import desk
from lockgate.actions.assign import assign
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.locate import locate
from lockgate.actions.lookback import LookBackQuestion
from lockgate.actions.lookback_case import open_look_back
from lockgate.actions.office import Office
from lockgate.actions.publish import publish
from lockgate.actions.registry import index_of
from lockgate.actions.release import release_next
from lockgate.actions.signin import SignedIn, sign_in, signed_in
from lockgate.actions.submit import draw, receive
from lockgate.actions.withdraw import withdraw
from lockgate.pipeline.columns import TERMS
from lockgate.procedure.roles import key_hash
from lockgate.seal.asked import HEADER
from lockgate.store.models.acts import ActRow
from lockgate.store.statements import keep_statement, statement_for
from lockgate.web import headers, rooms
from lockgate.web.rooms import COOKIE
from versioning import withdrawal

PERSONS = {
    "intake": "ina", "analyst": "ada", "analyst-2": "ann", "deciding": "ben", "deciding-2": "cyd", "releaser": "dov",
    "manager": "mia", "counsel": "leo", "safeguards": "sam", "oversight": "ovi", "outside": "pat", "recipient": "ida",
    "colleague": "kay", "requesting": HEAD,
}  # fmt: skip
"""Word of the matrix -> id in the registers."""

STRANGER = "stranger"
DELEGATED = ROLES | {"ada": "analyst", "ina": "intake", "ovi": "oversight", "pat": "reviewer"}
TOOK = ("ada", "ben", "leo")
RECORDS = (
    record(1), record(2, tin="", date_of_birth=""), record(3, address_line1="Unknown"),
    record(4, country="Canada", state="ON", zip="K1A 0B1"), record(5, removal_ground="1182(a)(6)"),
    record(6), record(7),
)  # fmt: skip
"""Released, found weakly, returned, for the analyst, for counsel, protected by an order, barred by a determination."""

NONE = "0" * 32
PARTY = '[party]\nname = "Special Master"\nofficers = ["pat"]\nwindow_hours = 72'
"""Terms of the agreement under which an outside party may stop a release."""

_MASKED = re.compile(r'value="[A-Za-z0-9]{64}"|session ends at [^<]*<|data-session-ends="[0-9]*"')
"""Tokens of forms, which are masked anew each time, and the session's end."""


@dataclass
class Asked:
    """What everybody was answered.

    Attributes:
        status: (stage, address, method) -> person -> status.
        texts: (stage, person) -> whatever was shown to them, as one text.
        wrong: answers of 404 that are not the answer for an address that is not there.
        entered: stages at which asking entered an act.
        named: stage -> what its sentinels are filled with.
    """

    status: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    wrong: list[tuple[str, ...]] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    named: dict[str, dict[str, str]] = field(default_factory=dict)


class _EndedError(Exception):
    """The process of a reading ended."""


def told(body: bytes) -> str:
    """What a page says, without what differs each time it is asked for."""
    return _MASKED.sub("", body.decode("utf-8", "replace"))


@dataclass
class Walk:
    """The office, on its way; everybody has a browser of their own from the beginning."""

    console: Console
    browsers: dict[str, Client] = field(default_factory=dict)
    draft: str = NONE

    @property
    def scene(self):
        return self.console.scene

    def stages(self) -> Iterator[str]:
        """Each stage of the matrix, in its order, once the office has come there."""
        self._registers()
        yield from self._answered()
        yield from self._others()

    def _registers(self) -> None:
        scene = self.scene
        for kind, rows in {
            "delegations": [delegation(name, roles) for name, roles in DELEGATED.items()],
            "roster": [rostered(name) for name in (*AGENTS, "kay")],
            "orders": [order(scope="persons", taxpayers="T006")],
            "determinations": [CLEAR, {**CLEAR, "taxpayer": "T007", "determination": "bar"}],
        }.items():
            done(scene.load(kind, register(kind, *rows)))

    def _take(self) -> None:
        for name in TOOK:
            done(assign(self.scene.office, self.scene.case, signer(name)))

    def _answered(self) -> Iterator[str]:
        scene = self.scene
        folder = write_submission(scene.folder / "ICE-2025-0001", list(RECORDS))
        scene.case = done(receive(scene.office, folder, signer("ada"), draw(scene.office))).case
        self._take()
        yield "submitted"
        done(examine(scene.office, scene.case, signer("ada")))
        scene.confirmed().relevant()
        yield "examined"
        with suppress(_EndedError):
            locate(replace(scene.office, progress=_ended), scene.case, signer("ada"))
        yield "reading"
        scene.located()
        yield "located"
        scene.proposed()
        yield "proposed"
        scene.voted()
        yield "voted"
        done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
        publish(scene.office)
        yield "authorized"
        scene.pass_time(days=4)
        for stage in ("sealed", "handed-over"):
            done(release_next(scene.office, scene.case, signer("dov"), scene.proposal))
            publish(scene.office)
            yield stage
        ida = desk(scene)
        assert [ida.fetch().code, ida.open().code] == [0, 0]
        publish(scene.office)
        yield "opened"

    def _others(self) -> Iterator[str]:
        scene = self.scene
        scene.submitted([record(10, address_line1="Unknown")], "ICE-2025-0003")
        self._take()
        yield "returned"
        scene.case = done(open_look_back(scene.office, self._question(), self._index(), signer("ada"))).case
        yield "look-back"
        scene.submitted([record(8), record(9, address_line1="Unknown")], "ICE-2025-0002")
        self._take()
        scene.confirmed().relevant().located().proposed().voted()
        done(authorize(scene.office, scene.case, signer("dov"), scene.proposal))
        publish(scene.office)
        statement = withdrawal(scene, number="ICE-2025-0002")
        files = {name: (statement / name).read_bytes() for name in ("withdrawal.toml.p7s", "withdrawal.toml")}
        keep_statement(scene.office.home, scene.case, files)
        persons, whole = order(scope="persons", taxpayers="T006"), order(order="ORDER-2")
        done(scene.load("orders", register("orders", persons, whole)))
        yield "stayed"
        folder = statement_for(scene.office.home, scene.case, "withdrawal.toml")
        done(withdraw(scene.office, scene.case, signer("ada"), folder))
        yield "withdrawn"

    def _question(self) -> LookBackQuestion:
        records, answers = self.scene.folder / "records.csv", self.scene.folder / "answers.csv"
        records.write_bytes(csv_bytes(TERMS, [record(1)]))
        answers.write_text("record_id,matched_by\nR001,name;tin_agrees\n", encoding="utf-8")
        return LookBackQuestion(records, answers, None, None, None, "irs-ice-2025", date(2025, 8, 7))

    def _index(self) -> str:
        return index_of(self.scene.office).manifest.name

    def enter(self) -> None:
        """Everybody signs in; the session stands, for the clock of sessions stands still."""
        office = self.console.office
        for word, officer in PERSONS.items():
            token = sign_in(office, officer, key_hash(key(officer).certificate), "a test", REAL)
            assert token is not None, word
            self.browsers[word] = self.console.stranger()
            self.browsers[word].cookies[COOKIE] = token
        self.browsers[STRANGER] = self.console.stranger()

    def names(self) -> dict[str, str]:
        """What the words of an address stand for now."""
        scene = self.scene
        packages = {one.recipient: one.id for one in scene.facts.packages}
        return {
            "CASE": scene.case,
            "OWN": packages.get("ida", NONE),
            "ANOTHER": packages.get("jon", NONE),
            "PROPOSAL": scene.proposal or "0" * 64,
            "NONE": NONE,
            "DRAFT": self.draft,
        }

    def begin_draft(self) -> None:
        """A draft of the agency's, begun by the officer whom the request names."""
        self.draft = self.browsers["recipient"].post("/agency/drafts")["Location"].rpartition("/")[2]

    def ask(self, stage: str, addresses: list[Address], found: Asked, *, once: bool) -> None:
        """Everybody asks for these addresses, as their lines have them."""
        publish(self.scene.office)
        self.console.resume()
        names, acts = self.names(), ActRow.objects.count()
        found.named[stage] = names
        asked = [
            (one.address, method)
            for one in addresses
            for method in dict.fromkeys(line.method for line in (one.once if once else one.lines))
        ]
        for word in (*PERSONS, STRANGER):
            absent = {api: self._answer(word, "GET", "/v1/none" if api else "/nowhere")[1] for api in (False, True)}
            shown = [found.texts.get((stage, word), "")]
            for address, method in asked:
                filled = fill(address, names)
                status, text = self._answer(word, method, filled)
                found.status.setdefault((stage, address, method), {})[word] = status
                if status == 404 and text != absent[address.startswith("/v1/")]:
                    found.wrong.append((stage, word, method, address))
                if status != 404:
                    shown.append(text)
            found.texts[stage, word] = "\n".join(shown)
        if ActRow.objects.count() != acts:
            found.entered.append(stage)

    def _answer(self, word: str, method: str, address: str) -> tuple[int, str]:
        signed = {}
        if address.startswith("/v1/") and word != STRANGER:
            signed = {HEADER: header(self.scene, PERSONS[word], method, address)}
        answer = self.browsers[word].generic(method, address, headers=signed)
        body = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        return answer.status_code, told(body)


def fill(address: str, names: dict[str, str]) -> str:
    """An address with what its words in capitals stand for."""
    return quote(re.sub(r"[A-Z]{3,}", lambda word: names[word.group()], address))


def _ended(stage: str) -> None:
    if stage == "ask the index":
        raise _EndedError


def _who_holds() -> object:
    """Who holds a token, asked of sessions and registers once in all that is asked at a stage: neither changes then."""
    found: dict[str, SignedIn | None] = {}

    def who(office: Office, token: str, now: datetime) -> SignedIn | None:
        if token not in found:
            found[token] = signed_in(office, token, now)
        return found[token]

    return who


@contextmanager
def _cheap() -> Iterator[None]:
    """The one page for what is not there is its name, and no page is kept for the validator."""
    with ExitStack() as held:
        held.enter_context(patch.object(headers, "render_to_string", lambda name, *_about, **_more: name))
        held.enter_context(patch.object(pages_kept, "_folder", []))
        yield


def _stay_connected() -> None:
    """One connection for all that is asked, where a server begins one for each request."""
    connection.close()
    connection.settings_dict["CONN_MAX_AGE"] = None


def asked_everywhere(console: Console, matrix: Matrix, stages: Collection[str]) -> Asked:
    """Walk the office, and let everybody ask for everything at these stages; when proposed, pages are read whole."""
    walk, found, left = Walk(console), Asked(), set(stages)
    _stay_connected()
    for stage in walk.stages():
        if not walk.browsers:
            walk.console.resume()
            walk.enter()
        if stage not in stages:
            continue
        left.remove(stage)
        whole = stage == "proposed"
        with patch.object(rooms, "signed_in", _who_holds()), nullcontext() if whole else _cheap():
            walk.ask(stage, matrix.of_case, found, once=False)
        if whole:
            walk.begin_draft()
            walk.ask(ELSEWHERE, matrix.of_case, found, once=True)
            walk.ask(ELSEWHERE, matrix.elsewhere, found, once=False)
        if not left:
            break
    connection.settings_dict["CONN_MAX_AGE"] = 0
    connection.close()
    return found
