"""Long files come first; the pages of all tests are validated once, after the last of them."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from pages_kept import keep_in, lacking, wrong_in

KEPT = pytest.StashKey[TemporaryDirectory]()
PAGES = "kept_pages"
SHORT = ("tests/unit/", "tests/spec/", "tests/vectors/")
"""Where no file takes more than some seconds."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--take-tour", action="store_true", help="take the stale pictures of README's tour anew")


def pytest_configure(config: pytest.Config) -> None:
    settings.MIDDLEWARE = ["pages_kept.KeepPages", *settings.MIDDLEWARE]
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[KEPT] = TemporaryDirectory(prefix="pages-")
        keep_in(Path(config.stash[KEPT].name))
    else:
        keep_in(Path(given[PAGES]))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker where pages are kept."""
    node.workerinput[PAGES] = node.config.stash[KEPT].name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Short files come last, in the random order there is: no worker waits at the end for another's long one."""
    items.sort(key=lambda item: item.nodeid.startswith(SHORT))


def pytest_sessionstart() -> None:
    """Let log lines go to pytest alone: the stream that was there at the start is another one in each test."""
    logging.getLogger("lockgate.web").handlers.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Whoever began the run asks the validator, once; an error fails the run."""
    kept = session.config.stash.get(KEPT, None)
    if kept is None:
        return
    with kept as name:
        pages = sorted(Path(name).iterdir())
        tell = session.config.get_terminal_writer().line
        if not pages or lacking():
            _ = tell(f"\n{lacking()}") if pages else None
            return
        wrong = sorted({(one.sentence, one.near): one for one in wrong_in(Path(name))}.values(), key=str)
        tell(f"\n{len(pages)} pages validated, {len(wrong)} kinds of errors")
        for one in wrong:
            tell(str(one), red=True)
        if wrong:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
