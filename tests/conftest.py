"""Long files come first; tables are migrated once, and the pages of all tests are validated once, after the last."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from django.conf import settings

import pages_kept
import tables_kept
from office_process import Job, processes

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

KEPT = pytest.StashKey[TemporaryDirectory]()
WHERE = "kept"
SHORT = ("tests/unit/", "tests/spec/", "tests/vectors/")
"""Where no file takes more than some seconds."""


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "take the stale pictures of README's tour anew, and one of every page into build/screens"
    parser.addoption("--take-tour", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    settings.MIDDLEWARE = ["pages_kept.KeepPages", *settings.MIDDLEWARE]
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[KEPT] = TemporaryDirectory(prefix="kept-")
        _pages(config.stash[KEPT].name).mkdir()
    folder = Path(given[WHERE] if given else config.stash[KEPT].name)
    pages_kept.keep_in(_pages(folder))
    tables_kept.keep_in(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker where pages and tables are kept."""
    node.workerinput[WHERE] = node.config.stash[KEPT].name


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
        pages = sorted(_pages(name).iterdir())
        tell = session.config.get_terminal_writer().line
        if not pages or pages_kept.lacking():
            _ = tell(f"\n{pages_kept.lacking()}") if pages else None
            return
        found = {(one.sentence, one.near): one for one in pages_kept.wrong_in(_pages(name))}
        wrong = sorted(found.values(), key=str)
        tell(f"\n{len(pages)} pages validated, {len(wrong)} kinds of errors")
        for one in wrong:
            tell(str(one), red=True)
        if wrong:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def do() -> Iterator[Callable[[Job], int]]:
    """Does jobs, each in a process of its own; all are forked from one that has read the modules once."""
    with processes() as done:
        yield done


def _pages(folder: Path | str) -> Path:
    return Path(folder) / "pages"
