"""Builds the stand-alone verifier: one file that runs where Python and `cryptography` are.

    python tools/build_verifier.py [--out build/lockgate-verify.pyz]

The same sources give the same bytes on every machine: members sorted, not compressed, with one fixed
date and mode. So a stranger can build it and compare the SHA-256 that is printed.
"""

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "lockgate"
SOURCES = ("__init__.py", "errors.py", "tlog/*.py", "seal/*.py", "verify/*.py")
EPOCH = (1980, 1, 1, 0, 0, 0)
SHEBANG = b"#!/usr/bin/env python3\n"
MAIN = """import sys

from lockgate.verify.main import main

sys.exit(main(sys.argv[1:]))
"""


def members(package: Path) -> dict[str, bytes]:
    """The files of the zipapp by their name in it."""
    files = {
        f"lockgate/{path.relative_to(package).as_posix()}": path.read_bytes()
        for pattern in SOURCES
        for path in package.glob(pattern)
    }
    return {"__main__.py": MAIN.encode(), **files}


def build(package: Path = PACKAGE) -> bytes:
    """The bytes of the zipapp."""
    buffer = io.BytesIO()
    buffer.write(SHEBANG)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(members(package).items()):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def main() -> None:
    """Writes the zipapp and prints its SHA-256."""
    parser = argparse.ArgumentParser(description="Build the stand-alone verifier.")
    parser.add_argument("--out", type=Path, default=Path("build/lockgate-verify.pyz"))
    out = parser.parse_args().out
    data = build()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    out.chmod(0o755)
    print(hashlib.sha256(data).hexdigest(), out)


if __name__ == "__main__":
    main()
