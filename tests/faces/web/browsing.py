"""Debian's chromium on a console of this process: pages asked as people ask them, each looked over by axe."""

import asyncio
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright
from tour import compare, takes_anew

from console_parts import Console
from lockgate.actions.gateway import OFFICE
from lockgate.rehearsal.played import CAST

ROOT = Path(__file__).parents[3]
SCREENS = ROOT / "build" / "screens"
AXE = Path(__file__).parent / "axe" / "axe.min.js"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
    " --no-first-run --disable-quic"
).split()
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
_RUN = "() => axe.run(document, {resultTypes: ['violations']})"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_given: object) -> None:
        """Nothing."""


@contextmanager
def served(console: Console, more: Mapping[str, object] = MappingProxyType({})) -> Iterator[str]:
    """The address of the console, on a port of this machine's choosing, for as long as the block lasts."""
    answer = get_wsgi_application()
    given = {OFFICE: console.office, CAST: console.played, **more}

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return answer({**environ, **given}, start)

    with make_server("127.0.0.1", 0, application, WSGIServer, Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class _Begun:
    """The browser of this process, who plays it, and the loop that both live in."""

    player: Playwright
    browser: Browser
    loop: asyncio.AbstractEventLoop


_begun: list[_Begun] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this process, without a page; it is begun once, and what a test opened is closed after it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is missing; on Debian: apt-get install chromium")
    if not _begun:
        player = sync_playwright().start()
        loop = asyncio.get_running_loop()
        _begun.append(_Begun(player, player.chromium.launch(executable_path=path, args=FLAGS), loop))
    one = _begun[0]
    asyncio._set_running_loop(one.loop)
    try:
        yield one.browser
    finally:
        for context in one.browser.contexts:
            context.close()
        # It waits; for as long as it counts as running, Django lets nobody ask the database in this thread.
        asyncio._set_running_loop(None)


def end_chromium() -> None:
    """After the last test."""
    for one in _begun:
        asyncio._set_running_loop(one.loop)
        one.browser.close()
        one.player.stop()
    _begun.clear()


@dataclass
class Looker:
    """One person at one browser, and everything that is looked over on each page they come to."""

    page: Page
    url: str

    @classmethod
    def at(cls, browser: Browser, url: str, *, scripts: bool = True) -> "Looker":
        context = browser.new_context(viewport=WIDE, java_script_enabled=scripts, base_url=url, locale="en-US")
        context.set_default_timeout(60_000)
        page = context.new_page()
        # Whoever listens from the beginning is asked for files; the browser takes a moment to leave its own dialog.
        page.on("filechooser", lambda _asked: None)
        return cls(page, url)

    def sign_in(self, name: str) -> "Looker":
        self.page.goto("/")
        self.press(f"Sign in as {name}")
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_load_state()  # A click waits until a page begins to come, not until its scripts have run.

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def fill(self, name: str, value: str) -> None:
        """Answer the question of this name, whatever it is answered by."""
        field = self.page.locator(f"#{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def bring(self, name: str, file: Path) -> None:
        """Bring a file."""
        self.page.set_input_files(f"#{name}", file)

    def choose(self, words: str) -> None:
        """Tick or choose what has these words."""
        self.page.get_by_text(words).click()

    def looked_over(self, name: str) -> "Looker":
        """No violation that axe knows of, no sideways scrolling at 320 pixels; a picture of each width for a tour."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(_RUN)["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
        self._take(name)
        compare(self.page, name)
        self.page.set_viewport_size(NARROW)
        assert self.page.evaluate("() => document.documentElement.scrollWidth") <= 320, name
        self._take(f"{name}-320")
        self.page.set_viewport_size(WIDE)
        assert self.page.title().endswith("– lockgate")
        assert self.page.locator("h1").count() == 1
        return self

    def _take(self, name: str) -> None:
        if takes_anew():
            SCREENS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


_STOP = """wanted => {
  const on = document.activeElement, label = on.labels && on.labels[0];
  const drawn = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  // Within a day or a time the browser itself marks which part of it is meant. The page's main part, where the focus
  // begins after an act, is nothing to be operated, as the body is not.
  const own = on === document.body || on.id === 'main' || ['date', 'time'].includes(on.type);
  const seen = own || drawn(getComputedStyle(on)) || !!(label && drawn(getComputedStyle(label, '::before')));
  return [on === wanted, seen ? '' : on.outerHTML];
}"""
_STOPS = 400


class Keyboard(Looker):
    """Somebody who has a keyboard alone: Tab, Enter, Space, arrows, letters. Each stop on the way shows the focus."""

    def press(self, name: str) -> None:
        self._enter(self.page.get_by_role("button", name=name).and_(self.page.locator(":visible")))

    def follow(self, name: str) -> None:
        self._enter(self.page.get_by_role("link", name=name, exact=True).first)

    def fill(self, name: str, value: str) -> None:
        keys, field = self.page.keyboard, self.page.locator(f"#{name}")
        self.reach(field)
        kind = field.evaluate("field => field.type")
        if kind == "select-one":
            while field.input_value() != value:
                before = field.input_value()
                keys.press("ArrowDown")
                assert field.input_value() != before, f"{name} has no {value}"
        elif kind == "date":
            year, month, day = value.split("-")
            keys.type(month + day + year)
        elif kind == "time":
            keys.type(f"{datetime.strptime(value, '%H:%M').replace(tzinfo=UTC):%I%M%p}")
        else:
            keys.press("Control+A")
            keys.type(value) if value else keys.press("Delete")
        assert field.input_value() == value

    def bring(self, name: str, file: Path) -> None:
        self.reach(self.page.locator(f"#{name}"))
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        asked.value.set_files(file)

    def choose(self, words: str) -> None:
        label = self.page.locator("label").filter(has_text=words).first
        field = self.page.locator(f"#{label.get_attribute('for')}")
        if field.get_attribute("type") == "radio":
            self._choose_of_group(field)
        else:
            self.reach(field)
            self.page.keyboard.press("Space")
        assert field.is_checked()

    def reach(self, wanted: Locator) -> None:
        """Press Tab until the focus is on it; it is somewhere to be seen at every stop."""
        target = wanted.element_handle()
        for _ in range(_STOPS):
            there, unseen = target.evaluate(_STOP)
            assert not unseen
            if there:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {wanted} by Tab")

    def press_to_download(self, name: str) -> None:
        """Press a button that gives a file; the page stays."""
        self.reach(self.page.get_by_role("button", name=name))
        self.page.keyboard.press("Space")

    def _enter(self, wanted: Locator) -> None:
        self.reach(wanted)
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def _choose_of_group(self, field: Locator) -> None:
        """Of a group with nothing chosen Tab comes to the first one; arrows choose, and Space where one stands."""
        first = self.page.locator(f"input[name='{field.get_attribute('name')}']:visible").first
        self.reach(first)
        self.page.keyboard.press("Space")
        for _ in range(10):
            if field.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("arrows do not come to it")
