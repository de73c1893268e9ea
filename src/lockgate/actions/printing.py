"""Letters as tagged PDF: a short one at once; a long one by a worker, once, and kept.

A notice of a large submission takes many seconds of a processor, and no server's process is held for so long. A notice
names at most so many rows of each requirement, so there is none that has no PDF.
"""

import os
import sys
from subprocess import DEVNULL, PIPE, TimeoutExpired, run

from lockgate.actions.office import Office
from lockgate.reports.letters_pdf import pdf_of
from lockgate.store.printed import ask_for_pdf, keep_pdf, page_asked_for, pdf_kept

AT_ONCE = 20_000
"""Characters of a page that is made into a PDF while its reader waits: under a second of a processor."""

LONGEST = 600
"""Seconds that the process of one letter is waited for; a house value."""

_COMMAND = (sys.executable, "-sPB", "-c", "from lockgate.reports.letters_pdf import main; main()")


def pdf_for(office: Office, page: str) -> bytes | None:
    """The PDF of a letter's page; None where it is asked for with this, and empty where none can be made of it."""
    if len(page) <= AT_ONCE:
        return pdf_of(page)
    kept = pdf_kept(office.home, page)
    if kept is None:
        ask_for_pdf(office.home, page)
    return kept


def print_one(office: Office) -> bool:
    """Make the PDF that was asked for first; False where nobody waits for one.

    A process of its own makes it, without the office's keys and settings: what an agency wrote can end that process,
    and no other.
    """
    page = page_asked_for(office.home)
    if page is None:
        return False
    keep_pdf(office.home, page, _printed(page))
    return True


def _printed(page: str) -> bytes:
    own = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = run(
            _COMMAND, input=page.encode("utf-8"), stdout=PIPE, stderr=DEVNULL, timeout=LONGEST, cwd="/", env=own,
            check=False,
        )  # fmt: skip
    except TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""
