"""Builds the stand-alone verifier: one file that runs where Python and `cryptography` are.

    python tools/build_verifier.py [--out build/lockgate-verify.pyz]

It holds the modules that the verifier imports, and no others. The same sources give the same bytes on
every machine: members sorted, not compressed, with one fixed date and mode. So a stranger can build it and
compare the SHA-256 that is printed.
"""

import argparse
import ast
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "lockgate"
EPOCH = (1980, 1, 1, 0, 0, 0)
SHEBANG = b"#!/usr/bin/env python3\n"
MAIN = """import sys

from lockgate.verify.main import main

sys.exit(main(sys.argv[1:]))
"""


def imported(source: bytes) -> Iterator[str]:
    """The modules of lockgate that a source file imports, as paths without their ending."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "lockgate":
            module = (node.module or "").replace(".", "/")
            yield from (module, *(f"{module}/{name.name}" for name in node.names))


def members(package: Path) -> dict[str, bytes]:
    """The files of the zipapp by their name in it: what the verifier's entry point leads to."""
    found = {"__main__.py": MAIN.encode()}
    waiting = list(imported(found["__main__.py"]))
    while waiting:
        module = waiting.pop()
        for name in (f"{module}.py", *(f"{folder}/__init__.py" for folder in folders(module))):
            file = package.parent / name
            if name not in found and file.is_file():
                found[name] = file.read_bytes()
                waiting += imported(found[name])
    return found


def folders(module: str) -> list[str]:
    """A module's path and the folders above it."""
    parts = module.split("/")
    return ["/".join(parts[: place + 1]) for place in range(len(parts))]


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
