"""A key token in software (SoftHSM), made once for a test process in a folder of its own."""

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lockgate.store.keys_address import token_address

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "5678"

_numbers = count(1)
_FOLDER = TemporaryDirectory(prefix="lockgate-token-")


@dataclass(frozen=True)
class Token:
    """A token's folder; every key gets a name of its own, so that tests do not meet."""

    folder: Path

    @property
    def pin_file(self) -> Path:
        """The private file with the PIN."""
        return self.folder / "pin"

    def address(self, name: str) -> str:
        """The address of a key of this name."""
        return f"pkcs11:token=office;object={name}?module-path={LIBRARY}&pin-source=file:{self.pin_file}"

    def fresh(self) -> str:
        """The address of a key that is not there yet."""
        return self.address(f"key{next(_numbers)}")

    def made(self, kind: str) -> str:
        """The address of a new key of this kind."""
        from lockgate.store.keys_token import make_on_token  # noqa: PLC0415 - needs a library that may be absent

        address = self.fresh()
        make_on_token(token_address(address), kind)
        return address


def software_token() -> Token:
    """The token of this process; skips where SoftHSM is not installed."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: pip install lockgate[hsm]")
    if not LIBRARY.exists() or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM is not installed: apt-get install softhsm2")
    return _made()


@cache
def _made() -> Token:
    # SoftHSM reads its configuration once in a process, so the folder is the process's and not a test's.
    folder = Path(_FOLDER.name)
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    pytest.MonkeyPatch().setenv("SOFTHSM2_CONF", str(folder / "conf"))
    for label in ("office", "spare", "asked"):
        made = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", PIN]
        subprocess.run(made, check=True, capture_output=True)
    (folder / "pin").write_text(PIN + "\n")
    (folder / "pin").chmod(0o600)
    return Token(folder)
