"""`lockgate verify package FILE` and `manifest FILE`: is it whole, who released it, and did the log say so first?

Nothing is decrypted and no key is needed: the form of the file, the release signature, the manifest and
the hash of every sealed part are checked; with `--log`, also that the entry that authorizes the release
stands in the log, is an act *authorize*, and is about the same blinded case. Of a gated package only the
header can be read before it is opened; its manifest, where it lies beside it, is verified by itself.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from lockgate.verify.commands import Answer, Command
from lockgate.verify.files import open_argument, read_argument
from lockgate.verify.log import add_policy, read_policy
from lockgate.verify.packages import Against, check_gated, check_manifest, check_package, is_gated
from lockgate.verify.release import release_certificate

LONGEST_PACKAGE = (1 << 31) - 1
"""Bytes that a package may have."""

LONGEST_DOCUMENT = 1 << 24
"""Bytes that a manifest or its signature may have."""

LONGEST_CERTIFICATE = 1 << 16
"""Bytes that a certificate's file may have."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the package")
    _shared(parser)


def _manifest_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="manifest.note, or manifest.json")
    parser.add_argument("--signature", metavar="FILE", help="its signature (default: FILE with .p7s behind it)")
    _shared(parser)


def _shared(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--release-certificate",
        metavar="FILE",
        required=True,
        help="the certificate (PEM or DER) under which the custodian releases packages",
    )
    parser.add_argument("--log", metavar="DIR", help="the log's directory, in which the authorizing entry must stand")
    add_policy(parser)


def _run(args: Namespace) -> Answer:
    against = _against(args)
    with open_argument(args.file, LONGEST_PACKAGE) as package:
        return check_gated(package, against) if is_gated(package) else check_package(package, against)


def _run_manifest(args: Namespace) -> Answer:
    manifest = read_argument(args.file, LONGEST_DOCUMENT)
    signature = read_argument(args.signature or f"{args.file}.p7s", LONGEST_DOCUMENT)
    return check_manifest(manifest, signature, _against(args))


def _against(args: Namespace) -> Against:
    certificate = release_certificate(read_argument(args.release_certificate, LONGEST_CERTIFICATE))
    return Against(certificate, None if args.log is None else Path(args.log), read_policy(args), args.now)


COMMAND = Command("package", "verify a released package, without opening it", _arguments, _run)
"""The command `package`."""

MANIFEST_COMMAND = Command("manifest", "verify a package's manifest by itself", _manifest_arguments, _run_manifest)
"""The command `manifest`."""
