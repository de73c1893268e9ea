"""What can be checked of a package without its recipient's key, and whether the log authorized it.

This module needs `asn1crypto` besides `cryptography`; `lockgate.verify.package` imports it only when
a package is asked about, so that every other command of the verifier does without.
"""

from pathlib import Path

from lockgate.errors import IntegrityError
from lockgate.seal.certificates import certificate_in
from lockgate.seal.manifests import Terms
from lockgate.seal.packages import VerifiedPackage, verify_package
from lockgate.tlog.merkle import leaf_hash
from lockgate.verify.commands import Answer
from lockgate.verify.logs import VerifiedLog, verify_log

AUTHORIZE = "authorize"
"""The act whose entry authorizes a release."""


def check_package(package: bytes, certificate: bytes, log: Path | None, policy: bytes | None) -> Answer:
    """What was verified of a package.

    Args:
        package: the file's bytes.
        certificate: the release certificate the custodian made known, PEM or DER.
        log: the log's directory, in which the authorizing entry must stand; None to leave it unasked.
        policy: the log policy that the one who verifies holds.

    Raises:
        IntegrityError: the package or the log does not verify, or the log does not authorize it.
        UsageError: the certificate cannot be read, or the log's directory does not exist.
    """
    verified = verify_package(package, certificate_in(certificate))
    terms, parts = verified.manifest.terms, verified.manifest.parts
    entry, said = _authorized(terms, log, policy)
    lines = (
        f"package  {terms.package}, sha256 {verified.package_hash}",
        f"from     {terms.custodian} under {terms.agreement}, {terms.provision}",
        f"signed   {verified.signer.subject}, certificate {verified.signer.certificate}",
        f"to       certificate {verified.manifest.recipient_certificate}",
        f"case     {terms.case}",
        f"made     {terms.made_at}",
        f"parts    {len(parts)}, {sum(part.size for part in parts):,} bytes sealed",
        f"entry    {terms.authorizing_entry} ({said})",
        "OK: the package is as the custodian released it",
    )
    return Answer(lines, {"ok": True, "entry": entry, **_data(verified)})


def _data(verified: VerifiedPackage) -> dict[str, str | int]:
    manifest = verified.manifest
    return {
        **vars(manifest.terms),
        "recipient_certificate": manifest.recipient_certificate,
        "release_certificate": verified.signer.certificate,
        "manifest_hash": verified.manifest_hash,
        "package_hash": verified.package_hash,
        "parts": len(manifest.parts),
    }


def _authorized(terms: Terms, directory: Path | None, policy: bytes | None) -> tuple[int | None, str]:
    """The index of the authorizing entry and words for it; None where no log was given."""
    if directory is None:
        return None, "NOT LOOKED UP: give --log"
    log = verify_log(directory, policy)
    index = _index_of(terms.authorizing_entry, log)
    entry = log.entries[index]
    if entry.act != AUTHORIZE or entry.case != terms.case:
        raise IntegrityError(
            f"entry {index} of the log does not authorize this package: it is an act {entry.act} on "
            f"{'the same' if entry.case == terms.case else 'another'} case"
        )
    pinned = "" if log.pinned else "; the log's keys are NOT PINNED: give --policy"
    return index, f"entry {index} of {log.accepted.checkpoint.origin}, {entry.time}{pinned}"


def _index_of(wanted: str, log: VerifiedLog) -> int:
    for index, raw in enumerate(log.raw):
        if leaf_hash(raw).hex() == wanted:
            return index
    raise IntegrityError("the entry that authorizes the package does not stand in the log; do not rely on it")
