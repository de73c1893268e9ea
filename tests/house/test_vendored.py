"""The third-party files of the console are the ones that ``VENDORED.md`` lists, and load nothing else."""

import re
from hashlib import sha256
from posixpath import normpath

from test_house import SOURCE

VENDOR = SOURCE / "web" / "static" / "vendor"


def listed() -> dict[str, str]:
    text = (VENDOR / "VENDORED.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", text, re.MULTILINE))


def test_every_vendored_file_has_the_hash_that_is_listed():
    found = {
        str(path.relative_to(VENDOR)): sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDORED.md"
    }
    assert found == listed()


def test_each_package_has_its_version_and_licence():
    text = (VENDOR / "VENDORED.md").read_text(encoding="utf-8")
    assert "| 3.14.0 | public domain" in text
    assert "| 2.0.11 | 0BSD |" in text
    assert {"uswds/LICENSE.md", "htmx/LICENSE"} <= set(listed())


def test_stylesheet_names_only_files_that_are_there():
    css = (VENDOR / "uswds/css/uswds.min.css").read_text(encoding="utf-8")
    named = {normpath(f"uswds/css/{name}") for name in re.findall(r"url\(\"?(\.\./[^)\"]+)", css)}
    assert named
    assert named <= set(listed())
    assert "sourceMappingURL" not in css
    assert not re.search(r"url\(\"?(https?:)?//", css)
