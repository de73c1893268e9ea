"""Every command that a page tells to type is there, with every option it names."""

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
import typer.main

from lockgate.cli.main import app
from lockgate.clock import system_clock
from lockgate.recipient import main as recipient
from lockgate.verify import main as verify
from lockgate.witness import main as witness

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "DEVELOPERS.md", "SECURITY.md", "GLOSSARY.md")]
PAGES += sorted((ROOT / "docs").glob("*.md")) + sorted((ROOT / "docs" / "formats").glob("*.md"))

FENCED = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`lockgate (\w[^`]+)`")
TYPED = re.compile(r"(?:\$ )?(?:\.venv/bin/)?lockgate ([a-z].*)")
MADE = re.compile(r"(?:^|\$ |`)make ([a-z][a-z-]*)", re.MULTILINE)


def typed_in(text: str) -> Iterator[str]:
    """What is typed after ``lockgate``, in blocks and in the text; a line broken by a backslash is one."""
    for block in FENCED.findall(text):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            if typed := TYPED.match(line.strip()):
                yield typed[1]
    for inline in INLINE.findall(FENCED.sub("", text)):
        yield " ".join(inline.split())


def words_of(line: str) -> list[str]:
    """The words of one command: no comment, nothing behind a pipe, no brackets round what may be left out."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&")
    lexer.whitespace_split = True
    return [word.strip("[]…") for word in takewhile(lambda word: not set(word) <= set("|;&"), lexer)]


def options_by_command() -> dict[str, set[str]]:
    """The options of every command by its words, those of the stand-alone tools included."""
    found = dict(_of_click("", typer.main.get_command(app)))
    alone = {
        "verify": verify.parser(),
        "recipient": recipient.parser(recipient.World()),
        "witness": witness.parser(system_clock),
    }
    for name, parser in alone.items():
        found |= {f"{name} {word}": options for word, options in _of_argparse(parser)}
    return found


def _of_click(name: str, command) -> Iterator[tuple[str, set[str]]]:
    yield name, {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help"}
    for word, child in getattr(command, "commands", {}).items():
        yield from _of_click(f"{name} {word}".strip(), child)


def _of_argparse(parser: ArgumentParser) -> Iterator[tuple[str, set[str]]]:
    (commands,) = (action for action in parser._actions if action.dest == "command")
    for word, sub in commands.choices.items():
        yield word, {option for action in sub._actions for option in action.option_strings}


OPTIONS = options_by_command()
GROUPS = {name.rpartition(" ")[0] for name in OPTIONS if name}


def wrong_in(words: list[str]) -> list[str]:
    """The words that are no command or no option of it."""
    name = ""
    for word in words:
        if f"{name} {word}".strip() not in OPTIONS:
            break
        name = f"{name} {word}".strip()
    behind = words[len(name.split()) :]
    if name in GROUPS and behind and re.fullmatch(r"[a-z][a-z-]*", behind[0]):
        return [behind[0]]
    # Of a group alone, as in "recipient … --gateway", every command's option is known.
    known = set().union(*(options for other, options in OPTIONS.items() if f"{other} ".startswith(f"{name} ")))
    return sorted({word.partition("=")[0] for word in behind if word.startswith("--")} - known)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_is_there(page):
    text = page.read_text(encoding="utf-8")
    wrong = {line: found for line in typed_in(text) if (found := wrong_in(words_of(line)))}
    assert not wrong
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert not [name for name in MADE.findall(text) if f"\n{name}:" not in made]


def test_a_wrong_command_or_option_is_seen():
    text = "```\n$ lockgate examine a.csv \\\n    --bogus x  # why\n```\nand `lockgate keys polish` or `lockgate demmo`"
    assert [wrong_in(words_of(line)) for line in typed_in(text)] == [["--bogus"], ["polish"], ["demmo"]]
    assert [wrong_in(words_of(line)) for line in ("verify log x --nothing", "verify lug x")] == [["--nothing"], ["lug"]]
    assert wrong_in(words_of("verify log x --json [--policy FILE] | tee y --bogus")) == []


def test_the_readme_tells_to_type_something():
    assert len(list(typed_in((ROOT / "README.md").read_text(encoding="utf-8")))) >= 7
