"""What a command says of a disk or a database that fails: one sentence, what happened and what to do."""

import errno
import os

import pytest
from django.db import OperationalError

from lockgate.cli import main as faces
from lockgate.site import main as site


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/some/file"), "No space left on device (/some/file). Mend"),
        (OSError(errno.EROFS, os.strerror(errno.EROFS)), "the system did not do it: Read-only file system. Mend"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), "the system did not do it: Input/output error. Mend"),
        (OperationalError("database is locked"), "the database did not do it: database is locked. Mend"),
        (OperationalError("connection failed\nDETAIL: more"), "the database did not do it: connection failed. Mend"),
    ],
)
def test_failed_disk_or_database_is_told_in_one_sentence(monkeypatch, capsys, problem, told):
    def fails(**_words: object) -> int:
        raise problem

    monkeypatch.setattr(faces, "app", fails)
    assert site.main(["agreement", "list"]) == 70
    said = capsys.readouterr().err
    assert said.startswith("lockgate: ")
    assert told in said
    assert "repeat the command" in said
    assert said.count("\n") == 1


def test_error_is_told_even_where_no_report_can_be_written(monkeypatch, capsys):
    def fails(**_words: object) -> int:
        raise KeyError

    def full(*_words: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(faces, "app", fails)
    monkeypatch.setattr(site, "mkstemp", full)
    assert site.main(["agreement", "list"]) == 70
    assert capsys.readouterr().err == "lockgate: unexpected KeyError, and no report of it could be written\n"
