"""Files that are sent with a form: streamed into the home's scratch folder, from who may send one only, bounded.

A form is read before its page is asked, for its token: so who sends a file is asked here already. Whoever may send none
is cut off; what is too long is read to its end and kept nowhere.
"""

import os
from io import BufferedRandom
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from lockgate.actions.draft_file import LONGEST_FILE
from lockgate.procedure.acts import Act
from lockgate.procedure.roles import TABLE, Side
from lockgate.store.files import UNFINISHED
from lockgate.web.rooms import who_is
from lockgate.web.served import office_of

KEEPERS = TABLE[Act.REGISTER].roles | TABLE[Act.ORDER].roles
"""The custodian's officers who may send a file: a register."""


class Streamed(UploadedFile):  # type: ignore[type-arg]
    """An uploaded file in the scratch folder; it is gone when the request ends, unless somebody moved it."""

    def __init__(self, file: BufferedRandom, path: Path, name: str, size: int) -> None:
        super().__init__(cast("Any", file), name, None, size)
        self.path = path

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        self.path.unlink(missing_ok=True)


class Bounded(FileUploadHandler):
    """The only handler of files: to disk, as they come."""

    chunk_size = 1 << 20

    def new_file(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - Django's
        """Begin a file, where the sender may send one."""
        super().new_file(*given, **more)
        request = cast("HttpRequest", self.request)
        who = who_is(request)
        if who is None or not (who.officer.side is Side.AGENCY or who.officer.roles & KEEPERS):
            raise StopUpload(connection_reset=True)
        folder, ending = office_of(request).home.scratch, f".{os.getpid()}{UNFINISHED}"
        with NamedTemporaryFile("w+b", prefix="upload-", suffix=ending, dir=folder, delete=False) as made:
            self._path = Path(made.name)
        self._file = self._path.open("w+b")
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django says where it begins
        """Write the next bytes."""
        self._size += len(raw_data)
        if self._size > LONGEST_FILE:
            self._drop()
            raise SkipFile
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> Streamed:
        """The whole file."""
        self._file.flush()
        self._file.seek(0)
        return Streamed(self._file, self._path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """The sender broke off: nothing is kept."""
        self._drop()

    def _drop(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()
            self._path.unlink(missing_ok=True)
