"""What can be seen of the machine: read from the kernel, from libraries and from files, and never assumed."""

import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cryptography.hazmat.backends.openssl import backend

LIBRARIES = ("lockgate", "cryptography", "asn1crypto", "django", "duckdb", "psycopg", "pyarrow", "python-pkcs11")
"""Whose versions are told."""

_KERNEL, _CORES = Path("/proc/sys/crypto/fips_enabled"), Path("/proc/sys/kernel/core_pattern")
_SWAPS = Path("/proc/swaps")
_BLOCKS, _SYNCHRONIZED = Path("/sys/class/block"), Path("/run/systemd/timesync/synchronized")
_SECONDS = 10


class Verdict(StrEnum):
    """What is thought of what was seen."""

    GOOD = "good"
    WRONG = "wrong"
    NO = "no"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at: what, how it is, and what is thought of it.

    ``no`` is an answer about FIPS 140, and wrong only where FIPS 140 is asked for; ``told`` is only told.
    """

    what: str
    how: str
    verdict: Verdict


def versions() -> tuple[Seen, ...]:
    """Python and the libraries that matter, by their versions."""
    found = [Seen("Python", sys.version.split()[0], Verdict.TOLD)]
    for name in LIBRARIES:
        try:
            found.append(Seen(name, version(name), Verdict.TOLD))
        except PackageNotFoundError:
            found.append(Seen(name, "not installed", Verdict.TOLD))
    return tuple(found)


def kernel_fips(file: Path = _KERNEL) -> Seen:
    """Whether the kernel runs in FIPS mode."""
    try:
        flag = file.read_text("ascii").strip()
    except OSError:
        return Seen("kernel in FIPS mode", f"no: {file} is not there", Verdict.NO)
    verdict = Verdict.GOOD if flag == "1" else Verdict.NO
    return Seen("kernel in FIPS mode", f"{'yes' if flag == '1' else 'no'}: the kernel says {flag}", verdict)


def library_fips() -> Seen:
    """Whether the OpenSSL that does this program's cryptography is a validated module.

    What NIST validates of OpenSSL is its FIPS provider, and nothing else of it. The wheels of ``cryptography`` carry
    an OpenSSL of their own without one. Where a provider is in force, whether that very build stands on NIST's list
    is beyond what a program can see, and so is not answered with yes.
    """
    what = "OpenSSL of this program is a validated module"
    name = backend.openssl_version_text()
    if backend._fips_enabled:  # noqa: SLF001 - the library tells it in no other way
        return Seen(what, f"not shown: {name} runs a FIPS provider; look its version up at NIST (CMVP)", Verdict.NO)
    return Seen(what, f"no: {name} runs without a FIPS provider", Verdict.NO)


def host_openssl() -> tuple[Seen, ...]:
    """The host's openssl command, its version and its providers."""
    program = shutil.which("openssl")
    if program is None:
        return (Seen("host openssl", "not installed", Verdict.TOLD),)
    providers = _said(program, "list", "-providers")
    fips = any("fips" in line.lower() for line in providers.splitlines() if line.strip().startswith("name:"))
    names = ", ".join(line.partition(":")[2].strip() for line in providers.splitlines() if "name:" in line)
    return (
        Seen("host openssl", _said(program, "version").strip(), Verdict.TOLD),
        Seen(
            "host openssl has its FIPS provider",
            f"{'yes' if fips else 'no'}: {names or 'no provider is listed'}",
            Verdict.GOOD if fips else Verdict.NO,
        ),
    )


def _said(*command: str) -> str:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"could not be asked: {error}"
    return ran.stdout


def core_dumps(pattern: Path = _CORES) -> Seen:
    """Whether a crash could write the memory, and the keys in it, to disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        to = pattern.read_text("utf-8").strip()
    except OSError:
        to = ""
    if soft == 0 and not to.startswith("|"):
        return Seen("core dumps", f"off (limit 0, hard limit {_limit(hard)})", Verdict.GOOD)
    if to.startswith("|"):
        # The kernel asks no limit of 0 before it hands a dump to a program (core(5)).
        return Seen("core dumps", f"handed to a program: {to}; set kernel.core_pattern to a file", Verdict.WRONG)
    return Seen("core dumps", f"on (limit {_limit(soft)}); run under ulimit -c 0", Verdict.WRONG)


def _limit(value: int) -> str:
    return "none" if value == resource.RLIM_INFINITY else str(value)


def swap(swaps: Path = _SWAPS, blocks: Path = _BLOCKS) -> Seen:
    """Whether memory can be written to a swap that is not encrypted."""
    try:
        lines = swaps.read_text("utf-8").splitlines()[1:]
    except OSError:
        return Seen("swap", f"not known: {swaps} cannot be read", Verdict.WRONG)
    devices = [line.split()[0] for line in lines]
    plain = [device for device in devices if not _encrypted(device, blocks)]
    if not devices:
        return Seen("swap", "off", Verdict.GOOD)
    if not plain:
        return Seen("swap", f"encrypted: {', '.join(devices)}", Verdict.GOOD)
    return Seen("swap", f"not encrypted: {', '.join(plain)}; swapoff, or put it on dm-crypt", Verdict.WRONG)


def _encrypted(device: str, blocks: Path) -> bool:
    try:
        return (blocks / Path(device).resolve().name / "dm" / "uuid").read_text("ascii").startswith("CRYPT-")
    except OSError:
        return False


def clock_service(synchronized: Path = _SYNCHRONIZED) -> Seen:
    """Whether a time service says that the clock is right; only systemd's is asked."""
    if synchronized.exists():
        return Seen("clock", "systemd-timesyncd says it is synchronized", Verdict.TOLD)
    return Seen("clock", "not known: systemd-timesyncd does not say so, and no other service was asked", Verdict.TOLD)
