"""What an officer does with a package: fetch it, open it, acknowledge it."""

import re
import shutil
from argparse import Namespace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from lockgate.errors import IntegrityError, UsageError
from lockgate.recipient.files import (
    PIECE,
    ask_for_room,
    lines_in,
    package_file,
    partial_name,
    private_file,
    write_private,
)
from lockgate.recipient.keys import load_certificate_file, load_key
from lockgate.recipient.results import ANSWERS, Result
from lockgate.seal.answers import LEGEND, UNIFORM_SENTENCE
from lockgate.seal.certificates import load_certificate
from lockgate.seal.layout import package_hash
from lockgate.seal.packages import claimed_manifest, open_package_into, verify_package
from lockgate.seal.receipts import Receipt, sign_receipt, signed_receipt_bytes

_PACKAGE_NAME = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
"""A package's id, or its hash; a custodian keeps packages by their hash."""


def open_(args: Namespace) -> Result:
    """Verify and decrypt a package; the answers appear under their name whole or not at all.

    Raises:
        UsageError: something given cannot be used, or the target holds something.
        IntegrityError: the package does not verify or is another officer's; nothing was written.
    """
    target = Path(args.out)
    ask_for_room(target, replace=args.replace, allowed=frozenset({partial_name(ANSWERS)}))
    release = load_certificate_file(Path(args.release_certificate))
    certificate = load_certificate_file(Path(args.certificate))
    key = load_key(Path(args.key), args.passphrase_file)
    with package_file(Path(args.package)) as package, private_file(target / ANSWERS) as out:
        terms = open_package_into(package, release, key, certificate, out).terms
        count = lines_in(out) - 1  # the header; no cell holds a line break
    return Result(
        (
            f"package  {terms.package} from {terms.custodian}, {terms.provision}",
            f"answers  {count:,} in {target / ANSWERS}",
            f"identified: {LEGEND}",
            f"none: {UNIFORM_SENTENCE}",
        ),
        {"ok": True, "package": terms.package, "answers": count, "file": str(target / ANSWERS)},
    )


def fetch(args: Namespace) -> Result:
    """Take a package from the hand-over directory, where it lies only once it was handed over.

    Raises:
        UsageError: nothing of that id was handed over, or something given cannot be used.
        IntegrityError: what lies there is no package, another one, or for another certificate.
    """
    if _PACKAGE_NAME.fullmatch(args.package_id) is None:
        raise UsageError(
            "A package id is 32 lower-case hex digits, its hash 64; copy either from the custodian's notice."
        )
    certificate = load_certificate(load_certificate_file(Path(args.certificate)))
    if not certificate.belongs_to(load_key(Path(args.key), args.passphrase_file)):
        raise UsageError("The private key does not belong to the certificate; give the pair that does.")
    name = f"{args.package_id}.package"
    source, target = Path(args.source) / name, Path(args.out) / name
    if not source.is_file():
        raise UsageError(f"No package {args.package_id} was handed over in {args.source}; ask the custodian.")
    if target.exists() and not args.replace:
        raise UsageError(f"{target} is there already; give another --out, or --replace.")
    with package_file(source) as package, private_file(target) as copy:
        # What was copied is looked at, and bears the package's name only then.
        shutil.copyfileobj(package, copy, PIECE)
        manifest, _ = claimed_manifest(copy)
        digest = package_hash(copy)
        if args.package_id not in {manifest.terms.package, digest}:
            raise IntegrityError(f"The file of package {args.package_id} holds another; tell the custodian.")
        if manifest.recipient_certificate != certificate.fingerprint:
            raise IntegrityError(f"Package {args.package_id} is sealed for another certificate than the one given.")
    return Result(
        (f"fetched  {target} for {args.officer}", f"sha256   {digest}", "Its signature is checked by `open`."),
        {
            "ok": True,
            "package": manifest.terms.package,
            "officer": args.officer,
            "file": str(target),
            "package_hash": digest,
        },
    )


def acknowledge(args: Namespace, now: datetime) -> Result:
    """Write the officer's signed receipt for a package.

    Raises:
        UsageError: something given cannot be used, or the target is there already.
        IntegrityError: the file is no package, or not the custodian's where its certificate is given.
    """
    target = Path(args.out)
    if target.exists() and not args.replace:
        raise UsageError(f"{target} is there already; give another --out, or --replace.")
    with package_file(Path(args.package)) as package:
        if args.release_certificate is not None:
            verify_package(package, load_certificate_file(Path(args.release_certificate)))
        manifest, manifest_hash = claimed_manifest(package)
    key = load_key(Path(args.key), args.passphrase_file)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UsageError("A receipt is signed with an EC key on P-256 or P-384; give the officer's own.")
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        signed = sign_receipt(Receipt(manifest.terms.package, manifest_hash, args.officer, at), key)
    except ValueError as error:
        raise UsageError("The officer's id is 1 to 100 characters without spaces; give it as registered.") from error
    data = signed_receipt_bytes(signed)
    write_private(target, data)
    return Result(
        (f"receipt  {target}: {args.officer} acknowledges package {manifest.terms.package} at {at}",),
        {"ok": True, "package": manifest.terms.package, "file": str(target), "sha256": sha256(data).hexdigest()},
    )
