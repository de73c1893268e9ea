"""The generated pages, the ZIP table and the texts of the pages: ``make docs`` writes, ``make check`` compares."""

import sys
from collections.abc import Callable
from pathlib import Path

from tools.acts_page import acts_page
from tools.api_page import api_page
from tools.asvs_page import asvs_page
from tools.bounds_page import bounds_page
from tools.catalogues import bring_up, wrong
from tools.cli_page import cli_page
from tools.crypto_page import crypto_page
from tools.location_page import location_page
from tools.matrix_page import matrix_page
from tools.sentences import sentences
from tools.spec_page import spec_page
from tools.zip_table import zip_table

ROOT = Path(__file__).resolve().parent.parent

PAGES: dict[str, Callable[[], str]] = {
    "docs/law/spec.md": spec_page,
    "docs/law/identification.md": location_page,
    "docs/law/acts.md": acts_page,
    "docs/cli.md": cli_page,
    "docs/openapi.json": api_page,
    "docs/asvs.md": asvs_page,
    "docs/bounds.md": bounds_page,
    "docs/cryptography.md": crypto_page,
    "docs/matrix.md": matrix_page,
    "src/lockgate/locale/sentences.txt": sentences,
    "src/lockgate/store/data/zips.txt": zip_table,
}
"""Path of each generated page and what writes it."""


def main(arguments: list[str]) -> int:
    """Write every page, or with ``--check`` say which are not as they would be written; 0, or 1 when some are not.

    The catalogue of the pages' texts is brought up last; what it lacks is told, and is for a person to write.
    """
    stale = []
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'not current, run make docs' if '--check' in arguments else 'written'}")
    if "--check" not in arguments:
        bring_up()
    print(*wrong(), sep="\n", end="")
    return 1 if "--check" in arguments and (stale or wrong()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
