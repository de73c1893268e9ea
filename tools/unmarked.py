"""Texts of the pages that no catalogue would find: outside ``{% translate %}`` or outside gettext."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src/lockgate"

_MARKED = re.compile(r"{%-? *blocktranslate.*?endblocktranslate *%}", re.DOTALL)
_LITERAL = re.compile(r"(?:with|default:|[a-z_]+=)\s*(?P<said>(?<!_\()\"[^\"]*[A-Za-z]{2,} [^\"]*\"|\"[A-Z][a-z]+\")")
_TAG = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
_CITED = re.compile(
    r"R\d\d(?:\.\w+)?|\([ivx]+\)|U\.S\.C\.|USC|CFR|Publication|Pub\.|NIST|SP|AC-\d|Delegation Order 11-2|lockgate|UTC"
    r"|MB|CSV|English|Español|code,state,reason,rows,matter,officer"
)
_NO_TEXT = re.compile(rf"<[^<>]*>|{_CITED.pattern}")
_SHOWN = frozenset({"aria-label", "title", "alt", "placeholder", "data-label", "label"})
_SILENT = frozenset({"code", "pre", "script", "style"})
_WORD = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = re.compile(r"[A-Za-z’,]{2,} [A-Za-z’]{2,}")
_TYPED = re.compile(r"\s*(?:lockgate |--)")
_CALLS = frozenset({"_", "gettext", "gettext_lazy", "ngettext"})
_UNSEEN = frozenset(
    {"error", "warning", "info", "ValueError", "TypeError", "frozenset", "split", "cast", "format_html"}
)


class _Texts(HTMLParser):
    """What a template says outside its tags, with the line it stands on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read out or shown; what is typed and what is code is in no language."""
        self._silent += tag in _SILENT
        for name, value in attrs:
            if name in _SHOWN and value:
                self.found.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        """The end of what is code."""
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._silent:
            self.found.append((self.getpos()[0], data))


def unmarked() -> list[str]:
    """Each text of a page that no catalogue would find, with its file and line."""
    found = [
        one
        for path in sorted(SOURCE.glob("web/templates/*.html"))
        for one in in_template(path.name, path.read_text("utf-8"))
    ]
    return found + [
        one for path in sorted(SOURCE.glob("web/*.py")) for one in in_code(path.name, path.read_text("utf-8"))
    ]


def in_template(name: str, text: str) -> Iterator[str]:
    """Texts of a template that are not marked."""
    for tag in _TAG.findall(text):
        if not tag.startswith(
            ("{#", "{% translate", "{% load", "{% extends", "{% blocktranslate", "{% url", "{% static")
        ):
            yield from (f"{name}: {one.group('said')}" for one in _LITERAL.finditer(tag))
    kept = _TAG.sub(_blank, _MARKED.sub(_blank, text))
    texts = _Texts()
    texts.feed(kept)
    for line, said in texts.found:
        if _WORD.search(_CITED.sub("", said)):
            yield f"{name}:{line}: {' '.join(said.split())}"


def _blank(tag: re.Match[str]) -> str:
    return "\n" * tag.group().count("\n")


def in_code(name: str, text: str) -> Iterator[str]:
    """Sentences of a module that are not marked: two words or more, outside gettext, docstrings and the log."""
    tree = ast.parse(text)
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in _CALLS | _UNSEEN:
            quiet |= {id(one) for argument in node.args for one in ast.walk(argument)}
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and id(node) not in quiet else None
        if isinstance(said, str) and not _TYPED.match(said) and _SENTENCE.search(_NO_TEXT.sub("", said)):
            yield f"{name}:{node.lineno}: {said}"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
