"""``src/lockgate/locale/sentences.txt``: what the floors below the pages say, for the catalogue of the pages.

Read from the code: sentences of refusals and of errors, the words of each gate and of what a case waits for, titles
and cures of the requirements, and the words of closed lists. A value that a sentence is made with is a numbered place.
It lists what a page may be given; what is said on the command line alone is left out by its module.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from lockgate.actions.letters import LetterKind
from lockgate.law.act_facts import Identified
from lockgate.law.agreement import Element
from lockgate.law.examination import RECIPIENT_RULES, RECORD_RULES, RELEASE_RULES, SUBMISSION_RULES
from lockgate.law.registers import StandingState
from lockgate.law.terms import Hook, Outcome, State
from lockgate.pipeline import weak_records
from lockgate.pipeline.columns import TERMS, WHOLE_NAME
from lockgate.pipeline.dispositions import Word
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage, Vote
from lockgate.procedure.gate_words import WORDS
from lockgate.procedure.roles import Role
from lockgate.procedure.visibility import Thing
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE

SOURCE = Path(__file__).resolve().parent.parent / "src/lockgate"

_SAID = (
    "procedure/*.py", "actions/*.py", "store/register*.py", "store/drafts.py", "store/cases.py", "store/agreements.py",
    "store/pack_form.py", "pipeline/apart.py", "pipeline/columns.py", "pipeline/declarations.py", "pipeline/ingest.py",
    "pipeline/readers_*.py", "pipeline/submissions.py", "pipeline/withdrawals.py", "law/dates.py",
)  # fmt: skip
_COMMAND_LINE = re.compile(
    r"actions/(keys|lookback|policy|prove|trace|registry|account|doctor|purge|doors|oidc|credentials|gateway|opening"
    r"|audit|authorities|publish|desk|packing|substitute|reissue|recall|acknowledge)"
)
"""Modules whose errors no page shows."""
_ERRORS = ("pipeline/*.py", "store/*.py", "seal/certificates.py", "seal/recipient_certificates.py")
"""Modules that say nothing but what their errors say: of a job that failed, of a file or pack that was brought."""
_NO_PAGE = re.compile(
    r"pipeline/(audit|registry|spark)|store/(alone|configured|database|doors|fsck|gazetteer|home|keyring|keys|post"
    r"|registry_toml|upgrading)(?!_lost)"
)
"""Of these the ones that are met on the command line alone: setting up, preparing an index, looking back."""
_PHRASES = {"Refusal": (1,), "Waits": (1,), "Term": (0, 1), "progress": (0,), "_BrokenError": (0,),
            "read_declaration": (3,), "Fault": (1,)}  # fmt: skip
"""Calls that say something that is no sentence, and which arguments say it."""
_LISTS = {"_GOVERNING", "EXAMPLE", "FORMS"}
"""Constants whose texts are words that a page shows."""
_ENUMS = (Act, CaseStage, Hook, Identified, LetterKind, Outcome, Role, StandingState, State, Thing, Vote, Word, Element,
          weak_records.Element)  # fmt: skip
SENTENCE = re.compile(r"[A-Z{“].* .*[.:;](?:\n\n\{\d\})?\Z|\{1\}: [a-z].*\. \{2\}\Z", re.DOTALL)
"""A whole sentence, or one about a line; behind it there may be lines to copy."""
_SAID_BY_LETTERS = re.compile(r"(?!January )[A-Z][a-z]+(?: |\Z)|[a-z’]+ [a-z’]+|\{1\} ", re.DOTALL)
_SAYS = re.compile(r"[A-Za-z]{2}")


def sentences() -> str:
    """The file: one sentence a line, in the order of the alphabet."""
    found = {*_written(), *(said for *_, said in errors()), *_rules(), *WORDS.values(), *_words(), *_exact()}
    found |= set(_letters())
    return "".join(f"{one}\n" for one in sorted(one.replace("\n", "\\n") for one in found if _SAYS.search(one)))


def _written() -> Iterator[str]:
    for pattern in _SAID:
        for path in sorted(SOURCE.glob(pattern)):
            if not _COMMAND_LINE.match(str(path.relative_to(SOURCE))):
                yield from _of(ast.parse(path.read_text(encoding="utf-8")))


def errors() -> Iterator[tuple[str, str, str]]:
    """Every error that a page can show: its module, its code, and its text; '' where that is made elsewhere."""
    modules = {path: str(path.relative_to(SOURCE)) for glob in (*_SAID, *_ERRORS) for path in SOURCE.glob(glob)}
    for path, name in sorted(modules.items()):
        if _COMMAND_LINE.match(name) or _NO_PAGE.match(name):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "UsageError":
                given = [*node.args, *(one.value for one in node.keywords)]
                yield from ((name, ast.unparse(one), _template(one)) for one in given)


def _texts(tree: ast.Module) -> Iterator[str]:
    """The texts of a module, without its docstrings; a text within another is part of that one."""
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.FormattedValue)
             for part in ast.iter_child_nodes(node)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in told and node not in parts:
            yield _template(node)


def _of(tree: ast.Module) -> Iterator[str]:
    """The sentences of a module, and what its calls and lists say that is no sentence."""
    yield from (text for text in _texts(tree) if SENTENCE.match(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            places = _PHRASES.get(
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", ""), ()
            )
            yield from (_template(node.args[place]) for place in places if len(node.args) > place)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _name(node) in _LISTS and node.value is not None:
            yield from (
                _template(one).replace("_", " ") for one in ast.walk(node.value) if isinstance(one, ast.Constant)
            )


def _name(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def _template(node: ast.expr) -> str:
    """A text as it stands, or with a numbered place for each value; '' for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    numbers = iter(range(1, 100))
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}" for part in node.values
    )


def _rules() -> Iterator[str]:
    for rule in (*SUBMISSION_RULES, *RECORD_RULES, *RELEASE_RULES, *RECIPIENT_RULES):
        yield rule.title
        for cure in rule.cures.values():
            yield cure.replace("{value}", "{1}")


def _exact() -> Iterator[str]:
    """What stays English on every page, with its meaning beside it: legend, uniform answer, attestations."""
    yield from (LEGEND, UNIFORM_SENTENCE)
    for path in sorted(SOURCE.glob("agreements/*/agreement.toml")):
        yield str(tomllib.loads(path.read_text(encoding="utf-8"))["request"]["attestation"])


def _letters() -> Iterator[str]:
    """What the letters say, in their code and their templates."""
    for name in ("reports/notices.py", "actions/letters.py"):
        tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
        yield from (text for text in _texts(tree) if _SAID_BY_LETTERS.match(text))
    for name in ("notice", "letter"):
        text = (SOURCE / f"reports/templates/{name}.html").read_text(encoding="utf-8")
        body = re.sub(r"<style>.*?</style>|{%.*?%}", "", text, flags=re.DOTALL)
        places = (re.sub(r"{{.*?}}", "{1}", one.strip()) for one in re.findall(r">([^<>]+)<", body))
        yield from (one for one in places if _SAYS.search(one))


def _words() -> Iterator[str]:
    lists: Iterable[Iterable[str]] = (
        *((one.value for one in kind) for kind in _ENUMS),
        TERMS,
        (WHOLE_NAME,),
        weak_records.ELEMENTS.values(),
    )
    for words in lists:
        yield from (word.replace("_", " ") for word in words)
