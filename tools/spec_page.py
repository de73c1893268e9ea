"""Prints the law as it is tested: every requirement, its source, and every case of its spec."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from lockgate.law import examination
from lockgate.law.look_back import DISCLOSURE_RULES
from lockgate.law.rules import Rule

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "tests" / "spec"

_STATES = {"met": "met", "not_met": "**not met**", "not_checked": "*not checked*", "no row": "does not apply"}

HEAD = """# The requirements, as they are tested

Printed by `make docs` from `tests/spec`; each line below is a test. A case starts from a record, submission,
officer, answer or release of which everything is met, and changes what the line says.
*Not checked* means that a person must look, or that something is missing: it never counts as met.
"""


def all_rules() -> Iterator[tuple[str, Rule[object]]]:
    """Every rule with what it is about."""
    for about, rules in (
        ("record", examination.RECORD_RULES),
        ("submission", examination.SUBMISSION_RULES),
        ("answer", examination.ANSWER_RULES),
        ("release", examination.RELEASE_RULES),
        ("officer", examination.RECIPIENT_RULES),
        ("conduct", examination.CONDUCT_RULES),
        ("disclosure", DISCLOSURE_RULES),
    ):
        for rule in rules:
            yield about, rule


def load_specs() -> ModuleType:
    """Import every spec file once; returns the module that has collected the cases."""
    sys.path[:0] = [str(ROOT / "tests")]
    support = importlib.import_module("spec_support")
    for path in sorted(SPEC.rglob("test_spec_*.py")):
        if any(getattr(module, "__file__", None) == str(path) for module in list(sys.modules.values())):
            continue
        found = importlib.util.spec_from_file_location(path.stem, path)
        if found is None or found.loader is None:
            raise ImportError(str(path))
        module = importlib.util.module_from_spec(found)
        sys.modules[path.stem] = module
        found.loader.exec_module(module)
    return support


def spec_page() -> str:
    """The page as Markdown."""
    specs = {(rule, about): (title, cases) for rule, about, title, cases in load_specs().SPECS}
    parts = [HEAD]
    for about, rule in sorted(all_rules(), key=lambda pair: (pair[1].id, pair[0])):
        title, cases = specs[rule.id, about]
        phrase = f" — “{rule.citation.phrase}”" if rule.citation.phrase else ""
        parts.append(
            f"## {rule.id} {title}\n\n"
            f"{rule.title}\n\n"
            f"{rule.citation.source}{phrase} · about: {about} · "
            f"decided at: {', '.join(stage.value for stage in rule.stages)} · "
            f"not met: {rule.effect.value.replace('_', ' ')} · ground: {rule.hook.value}\n\n"
            "| case | the rule says | code |\n| --- | --- | --- |\n"
            + "".join(f"| {case.says} | {_STATES[case.state]} | {case.code} |\n" for case in cases)
            + _cures(rule)
        )
    return "\n".join(parts)


def _cures(rule: Rule[object]) -> str:
    if not rule.cures:
        return ""
    lines = "".join(f"- `{code}` {sentence.replace('{value}', '…')}\n" for code, sentence in rule.cures.items())
    return f"\nWhat the requester is told:\n\n{lines}"
