"""Long letters as PDF: the pages that were asked for, and what a worker made of each.

They lie in the scratch folder: no part of the record, and ``reconcile`` removes them; whoever asks again has them made
again. Each is sealed by the evidence key for the hash of its page: nobody without that key can put another letter in
its place.
"""

from hashlib import sha256
from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.store.files import PRIVATE, UNFINISHED, replace
from lockgate.store.home import Home
from lockgate.store.keyring import load_evidence_key
from lockgate.store.sealing import open_chunks, seal_chunks

_ASKED, _MADE = "letter-asked", "letter-made"


def ask_for_pdf(home: Home, page: str) -> None:
    """Ask for the PDF of a page; who asks again has asked once."""
    if not _file(home, _ASKED, _name(page)).exists():
        _keep(home, _ASKED, page, page.encode("utf-8"))


def page_asked_for(home: Home) -> str | None:
    """The page whose PDF was asked for first and is not there yet; None where nobody waits.

    What this office did not write is removed.
    """
    waiting = [one for one in home.scratch.glob(f"{_ASKED}-*") if one.suffix != UNFINISHED]
    for file in sorted(waiting, key=_since):
        page = _opened(home, _ASKED, file.name.removeprefix(f"{_ASKED}-"))
        if page is not None:
            return page.decode("utf-8")
        file.unlink(missing_ok=True)
    return None


def keep_pdf(home: Home, page: str, pdf: bytes) -> None:
    """Keep what was made of a page, empty where nothing could be; it is asked for no more."""
    _keep(home, _MADE, page, pdf)
    _file(home, _ASKED, _name(page)).unlink(missing_ok=True)


def pdf_kept(home: Home, page: str) -> bytes | None:
    """What was made of a page, empty where nothing could be; None where this office did not make it yet."""
    return _opened(home, _MADE, _name(page))


def _keep(home: Home, kind: str, page: str, content: bytes) -> None:
    sealed = b"".join(seal_chunks(load_evidence_key(home), _name(page), kind, content))
    replace(sealed, _file(home, kind, _name(page)), home.scratch, PRIVATE)


def _name(page: str) -> str:
    return sha256(page.encode("utf-8")).hexdigest()


def _file(home: Home, kind: str, name: str) -> Path:
    return home.scratch / f"{kind}-{name}"


def _since(file: Path) -> float:
    """When it was asked for; one that was made meanwhile comes first, and is then not there."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _opened(home: Home, kind: str, name: str) -> bytes | None:
    """What is kept under a name; None where there is nothing, or what this office did not write."""
    try:
        return open_chunks(load_evidence_key(home), name, kind, _file(home, kind, name).read_bytes())
    except (FileNotFoundError, IntegrityError):
        return None
