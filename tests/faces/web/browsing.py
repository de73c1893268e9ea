"""Debian's chromium on a console of this process: pages asked as people ask them, each looked over by axe."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, sync_playwright

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


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is missing; on Debian: apt-get install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Looker:
    """One person at one browser, and everything that is looked over on each page they come to."""

    page: Page
    url: str

    @classmethod
    def at(cls, browser: Browser, url: str, *, scripts: bool = True) -> "Looker":
        context = browser.new_context(viewport=WIDE, java_script_enabled=scripts, base_url=url)
        context.set_default_timeout(60_000)
        return cls(context.new_page(), url)

    def sign_in(self, name: str) -> "Looker":
        self.page.goto("/")
        self.press(f"Sign in as {name}")
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_load_state()  # A click waits until a page begins to come, not until its scripts have run.

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def looked_over(self, name: str) -> "Looker":
        """No violation that axe knows of, no sideways scrolling at 320 pixels, and a picture of each width."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(_RUN)["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
        self.page.set_viewport_size(NARROW)
        assert self.page.evaluate("() => document.documentElement.scrollWidth") <= 320, name
        self.page.screenshot(path=SCREENS / f"{name}-320.png", full_page=True)
        self.page.set_viewport_size(WIDE)
        assert self.page.title().endswith("– lockgate")
        assert self.page.locator("h1").count() == 1
        return self
