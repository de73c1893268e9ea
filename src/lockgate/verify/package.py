"""`lockgate verify package FILE`: is this package whole, who released it, and did the log say so first?

Nothing is decrypted and no key is needed: the form of the file, the release signature, the manifest and
the hash of every sealed part are checked; with `--log`, also that the entry that authorizes the release
stands in the log, is an act *authorize*, and is about the same blinded case.
"""

from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

from lockgate.errors import UsageError
from lockgate.verify.commands import Answer, Command
from lockgate.verify.files import read_argument
from lockgate.verify.log import add_policy, read_policy

LONGEST_PACKAGE = (1 << 31) - 1
"""Bytes that a package may have."""

LONGEST_CERTIFICATE = 1 << 16
"""Bytes that a certificate's file may have."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the package")
    parser.add_argument(
        "--release-certificate",
        metavar="FILE",
        required=True,
        help="the certificate (PEM or DER) under which the custodian releases packages",
    )
    parser.add_argument("--log", metavar="DIR", help="the log's directory, in which the authorizing entry must stand")
    add_policy(parser)


def _run(args: Namespace) -> Answer:
    package = read_argument(args.file, LONGEST_PACKAGE)
    certificate = read_argument(args.release_certificate, LONGEST_CERTIFICATE)
    if args.policy is not None and args.log is None:
        raise UsageError("a policy is for the log: give --log DIR with it")
    log = None if args.log is None else Path(args.log)
    _need_asn1crypto()
    # Imported here because the rest of the verifier must run where only `cryptography` is.
    from lockgate.verify.packages import check_package  # noqa: PLC0415

    return check_package(package, certificate, log, read_policy(args))


def _need_asn1crypto() -> None:
    try:
        import_module("asn1crypto.cms")
    except ImportError as error:
        raise UsageError("verifying a package needs the library asn1crypto; install it and repeat") from error


COMMAND = Command("package", "verify a released package, without opening it", _arguments, _run)
"""The command `package`."""
