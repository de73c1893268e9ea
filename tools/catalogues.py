"""The Spanish catalogue of the pages: brought up to the texts of the code, compiled, and looked over.

``make docs`` writes ``django.po`` anew with every text of the pages and of ``locale/sentences.txt``, keeps what is
translated, and compiles ``django.mo``. A text that is new stands there with an empty translation: write it and run
``make docs`` again. Nothing is guessed: a text that changed is a new text. Both files are in git, so that nothing has
to be compiled where lockgate is installed.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src/lockgate"
SENTENCES = SOURCE / "locale/sentences.txt"
CATALOGUE = SOURCE / "locale/es/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")

_KEYWORDS = ("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "_")
_ARGUMENTS = {"ngettext": 2, "ngettext_lazy": 2}
_PLACE = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[0-9]+\}")
_HEADER = """# Spanish of lockgate's pages: plain federal Spanish, as docs/spanish.md says.
# Brought up to the code by make docs.
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in each compiled catalogue, so that the same texts give the same bytes."""


def texts() -> dict[str | tuple[str, str], set[str]]:
    """Every text that a page may ask the catalogue for, and the files it stands in."""
    found: dict[str | tuple[str, str], set[str]] = {}
    for path in sorted(
        (*SOURCE.glob("web/*.py"), *SOURCE.glob("web/templates/*.html"), *SOURCE.glob("actions/letters*.py"))
    ):
        for text in _asked(path):
            found.setdefault(text, set()).add(str(path.relative_to(SOURCE)))
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        found.setdefault(line.replace("\\n", "\n"), set()).add(str(SENTENCES.relative_to(SOURCE)))
    return found


def _asked(path: Path) -> Iterator[str | tuple[str, str]]:
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        content = "\n".join(line.strip() for line in templatize(content, origin=path.name).splitlines())
    for _line, name, given, _comments in extract_python(BytesIO(content.encode("utf-8")), _KEYWORDS, (), {}):
        said = given if isinstance(given, tuple) else (given,)
        if name in _ARGUMENTS:
            yield str(said[0]), str(said[1])
        elif isinstance(said[0], str):
            yield said[0]


def brought_up(kept: Catalog) -> Catalog:
    """The catalogue with every text of today, and of those that were translated their translation."""
    made = Catalog(locale="es", project="lockgate", header_comment=_HEADER, fuzzy=False)
    made.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
    ]
    for text, files in sorted(texts().items(), key=lambda one: str(one[0])):
        old = kept.get(text[0] if isinstance(text, tuple) else text)
        string = old.string if old is not None and isinstance(old.string, tuple) == isinstance(text, tuple) else ""
        made.add(text, string or (("", "") if isinstance(text, tuple) else ""), [(one, 0) for one in sorted(files)])
    return made


def read() -> Catalog:
    """The catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="es")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="es", domain="django", abort_invalid=True)


def written(catalogue: Catalog) -> bytes:
    """The bytes of ``django.po``."""
    out = BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False, omit_header=True)
    return _HEADER.encode("utf-8") + out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of ``django.mo``."""
    out = BytesIO()
    catalogue.creation_date = catalogue.revision_date = _DAY
    write_mo(out, catalogue)
    return out.getvalue()


def wrong() -> list[str]:
    """What is to be mended, in sentences: texts without Spanish, other places, texts that are gone, an old ``.mo``."""
    kept, wanted = read(), texts()
    known = {(one.id if isinstance(one.id, str) else tuple(one.id)): one for one in kept if one.id}
    found = [f"{text!r} is not in the catalogue; run make docs." for text in wanted if text not in known]
    found += [f"{text!r} is asked for nowhere; run make docs." for text in known if text not in wanted]
    found += [said for one in known.values() for said in _wrong_with(one)]
    if not found and (not COMPILED.exists() or _said(COMPILED.read_bytes()) != _said(compiled(kept))):
        found.append("django.mo is not what django.po says; run make docs.")
    return found


def _wrong_with(one: Message) -> Iterator[str]:
    """A translation that is missing, that nobody looked over, or that has other places than its text."""
    ids = (one.id,) if isinstance(one.id, str) else tuple(one.id)
    strings = (one.string,) if isinstance(one.string, str) else tuple(one.string)
    if one.fuzzy:
        yield f"{ids[0]!r} is marked fuzzy; look it over and take the mark away."
    if len(strings) != len(ids) or not all(strings):
        yield f"{ids[0]!r} has no Spanish."
        return
    for text, string in zip(ids, strings, strict=True):
        if sorted(_PLACE.findall(text)) != sorted(_PLACE.findall(string)) and sorted(_PLACE.findall(ids[-1])) != sorted(
            _PLACE.findall(string)
        ):
            yield f"{text!r} has other places than its Spanish {string!r}."


def _said(content: bytes) -> dict[object, object]:
    return {
        (one.id if isinstance(one.id, str) else tuple(one.id)): one.string
        for one in read_mo(BytesIO(content))
        if one.id
    }


def bring_up() -> None:
    """Write the catalogue anew with every text of today, and compile it."""
    CATALOGUE.write_bytes(written(brought_up(read())))
    COMPILED.write_bytes(compiled(read()))
