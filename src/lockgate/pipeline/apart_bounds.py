"""What a process that reads an outsider's file may use and do: little memory and time, and nothing of the machine.

Two things hold it. *Limits* of the kernel, which hold everywhere: memory, processor time, no byte written to any
file, and no descriptor beyond those it was given, so that no file, socket or pipe can be opened. A *filter of system
calls* (seccomp), which holds where the system has libseccomp and the kernel lets a process without rights set one:
every call but those of ``CALLS`` fails, so no program is started, no process made or touched and no limit raised.
"""

import ctypes
import resource
import sys
from dataclasses import dataclass

CALLS = (
    "read", "readv", "pread64", "write", "writev", "lseek", "_llseek", "close", "fstat", "fstat64",
    "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise",
    "futex", "futex_time64", "set_robust_list", "rseq", "sched_yield", "sched_getaffinity", "membarrier", "gettid",
    "getpid", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
    "clock_gettime", "clock_gettime64", "gettimeofday", "time", "clock_nanosleep", "nanosleep", "getrandom",
    "sysinfo", "getrusage", "exit", "exit_group",
)  # fmt: skip
"""What a reader may ask of the kernel once it has begun; no file to open, so ``mmap`` gives only memory."""

_LIBRARY = "libseccomp.so.2"
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_PERMISSION, _UNKNOWN = 1, 38
_THREADS_TOO = 4
_SAME_BITS = 7
_THREAD = 0x00010000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one reader may use.

    Attributes:
        memory: bytes of address space.
        seconds: of processor time, over all of the file.
        silent: seconds in which nothing comes from it while something is awaited.
        waited: seconds of waiting for it, over all of one pass or more.
    """

    memory: int = 6 << 30
    seconds: int = 300
    silent: int = 300
    waited: int = 3_600


class _Compared(ctypes.Structure):
    """``struct scmp_arg_cmp``: an argument, masked, equals a value."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def confine(bounds: Bounds) -> bool:
    """Hold this process to its bounds, for good; whether its system calls are filtered too."""
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_CPU, bounds.seconds),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    library = _library()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return library is not None and _filtered(library)


def _library() -> ctypes.CDLL | None:
    """libseccomp, or None where the system has none."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    return library


def _filtered(library: ctypes.CDLL) -> bool:
    """Set the filter over every thread; loading it also gives up every right that a program could bring."""
    made = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_REFUSE | _PERMISSION)))
    if not made:
        return False
    library.seccomp_attr_set(made, _THREADS_TOO, ctypes.c_uint32(1))
    for name in CALLS:
        number = library.seccomp_syscall_resolve_name(name.encode())
        library.seccomp_rule_add(made, ctypes.c_uint32(_ALLOW), number, 0)
    # A thread, and no process. What clone3 is asked lies where no filter reads, so it is said not to be there.
    thread = _Compared(0, _SAME_BITS, _THREAD, _THREAD)
    clone, newer = (library.seccomp_syscall_resolve_name(name) for name in (b"clone", b"clone3"))
    ok = library.seccomp_rule_add_array(made, ctypes.c_uint32(_ALLOW), clone, 1, ctypes.byref(thread)) == 0
    ok = library.seccomp_rule_add(made, ctypes.c_uint32(_REFUSE | _UNKNOWN), newer, 0) == 0 and ok
    return ok and bool(library.seccomp_load(made) == 0)
