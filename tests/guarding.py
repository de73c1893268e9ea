"""The office's own guards in tests: the shipped pack with other values of them, in a copy of its own."""

import shutil
from pathlib import Path

from lockgate.store import agreements


def use_guards(monkeypatch, folder: Path, terms: str) -> None:
    """Let the shipped pack say this of the guards as well.

    Args:
        monkeypatch: takes it back.
        folder: where the copy is made.
        terms: TOML, such as a table ``[review]``.
    """
    copy = folder / "guarded-packs"
    shutil.copytree(agreements._shipped_folder(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    pack = copy / "irs-ice-2025" / "agreement.toml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("[log]\n", f"{terms}\n[log]\n", 1), encoding="utf-8")
    monkeypatch.setattr(agreements, "_shipped_folder", lambda: copy)
