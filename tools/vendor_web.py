"""Lay the console's pinned third-party files into ``web/static/vendor`` and list them in ``VENDORED.md``.

Give the packages as ``npm pack`` fetches them, by name: ``npm pack @uswds/uswds@3.14.0 htmx.org@2.0.11``, then
``python -m tools.vendor_web uswds-uswds-3.14.0.tgz htmx.org-2.0.11.tgz``. Only what the pages load is taken: the
minified stylesheet, the pictures and fonts that it names, and htmx.
"""

import re
import sys
import tarfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from posixpath import normpath

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "src" / "lockgate" / "web" / "static" / "vendor"
LIST = "VENDORED.md"

_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*$")
_URL = re.compile(rb"url\(\"?(\.\./[^)\"]+)\"?\)")

USWDS = {
    "dist/css/uswds.min.css": "uswds/css/uswds.min.css",
    "dist/img/sprite.svg": "uswds/img/sprite.svg",
    "LICENSE.md": "uswds/LICENSE.md",
}
HTMX = {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"}

ABOUT = {
    "uswds": ("U.S. Web Design System, `@uswds/uswds`", "public domain, CC0, MIT, OFL 1.1 and Apache 2.0, by file"),
    "htmx": ("htmx, `htmx.org`", "0BSD"),
}


def unpacked(archive: Path) -> dict[str, bytes]:
    """The files of a package, by their paths inside it."""
    with tarfile.open(archive) as packed:
        return {
            member.name.removeprefix("package/"): file.read()
            for member in packed.getmembers()
            if (file := packed.extractfile(member)) is not None
        }


def taken(package: Mapping[str, bytes], wanted: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files the pages load, each with its path below ``vendor``; references to source maps are dropped."""
    for source, target in wanted.items():
        content = _MAP.sub(b"\n", package[source]) if target.endswith((".js", ".css")) else package[source]
        yield target, content
        if target.endswith(".css"):
            for name in sorted(set(_URL.findall(content))):
                path = normpath(str(PurePosixPath(source).parent / name.decode()))
                yield str(PurePosixPath(target).parts[0] / PurePosixPath(path).relative_to("dist")), package[path]


def version_of(archive: Path) -> str:
    """The version in a package's file name."""
    return archive.name.removesuffix(".tgz").rpartition("-")[2]


def listing(versions: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    """What ``VENDORED.md`` says."""
    lines = ["# Vendored files", "", "Written by `python -m tools.vendor_web`; a test recomputes every hash.", ""]
    lines += ["| package | version | licence |", "| --- | --- | --- |"]
    lines += [f"| {ABOUT[name][0]} | {version} | {ABOUT[name][1]} |" for name, version in versions.items()]
    lines += ["", "| file | sha256 |", "| --- | --- |"]
    lines += [f"| {name} | {sha256(content).hexdigest()} |" for name, content in sorted(files.items())]
    return "\n".join(lines) + "\n"


def main(uswds: Path, htmx: Path) -> None:
    """Take both packages."""
    files = dict(taken(unpacked(uswds), USWDS)) | dict(taken(unpacked(htmx), HTMX))
    for name, content in files.items():
        (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / name).write_bytes(content)
    versions = {"uswds": version_of(uswds), "htmx": version_of(htmx)}
    (VENDOR / LIST).write_text(listing(versions, files), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
