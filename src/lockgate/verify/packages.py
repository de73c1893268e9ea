"""What can be checked of a package without its recipient's key, and whether the log authorized it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from lockgate.errors import IntegrityError
from lockgate.seal import gated
from lockgate.seal.layout import check_contents, package_hash, read_layout, signed_manifest, small
from lockgate.seal.manifests import Manifest
from lockgate.tlog.cosigned_times import check_times, doubts
from lockgate.tlog.entries import Entry, parse_entry
from lockgate.tlog.merkle import leaf_hash, verify_inclusion
from lockgate.tlog.policies import accept, parse_policy
from lockgate.tlog.proofs import parse_proof
from lockgate.verify.commands import Answer, Value, doubt_lines
from lockgate.verify.logs import VerifiedLog, verify_log
from lockgate.verify.release import ReleaseCertificate, check_release

AUTHORIZE = "authorize"
"""The act whose entry authorizes a release."""


@dataclass(frozen=True)
class Against:
    """What the one who verifies holds: the release certificate, perhaps the log and its policy, and a clock's time."""

    certificate: ReleaseCertificate
    log: Path | None
    policy: bytes | None
    now: datetime


@dataclass(frozen=True)
class _Found:
    """The authorizing entry as it was found: its index, words for it, and doubts about times of cosignatures."""

    index: int | None
    said: str
    doubts: tuple[str, ...] = ()


def is_gated(package: BinaryIO) -> bool:
    """Whether the file begins as a package in the gated form does."""
    magic = f"{gated.FORMAT}\n".encode()
    return package.read(len(magic)) == magic


def check_package(package: BinaryIO, against: Against) -> Answer:
    """What was verified of a package in the direct form: its form, signatures, manifest, proof, every sealed part.

    Raises:
        IntegrityError: the package or the log does not verify, or the log does not authorize it.
        UsageError: the log's directory does not exist.
    """
    layout = read_layout(package)
    document = small(package, layout.manifest)
    manifest = _signed(document, small(package, layout.signature), against)
    proof = check_contents(package, layout, manifest)
    file_hash = package_hash(package)
    answer = _answer(manifest, document, against, (f"the package, sha256 {file_hash},", proof))
    return Answer(answer.lines, {**answer.data, "package_hash": file_hash})


def check_manifest(manifest: bytes, signature: bytes, against: Against) -> Answer:
    """What was verified of a manifest that lies by itself; raises as `check_package` does."""
    return _answer(_signed(manifest, signature, against), manifest, against, ("the manifest", b""))


def _signed(document: bytes, signature: bytes, against: Against) -> Manifest:
    check_release(document, signature, against.certificate)
    return signed_manifest(document, against.certificate.der)


def _answer(manifest: Manifest, document: bytes, against: Against, about: tuple[str, bytes]) -> Answer:
    terms, parts, (what, proof) = manifest.terms, manifest.parts, about
    found = _authorized(terms.authorizing_entry, terms.case, against, proof)
    lines = (
        f"package  {terms.package}",
        f"from     {terms.custodian} under {terms.agreement}, {terms.provision}",
        f"signed   {against.certificate.subject}, certificate {against.certificate.fingerprint}",
        f"to       certificate {manifest.recipient_certificate}",
        f"case     {terms.case}",
        f"made     {terms.made_at}" + (f", to be picked up by {manifest.pick_up_by}" if manifest.pick_up_by else ""),
        *(f"duty     {duty.owed.value} by {duty.due} ({duty.citation})" for duty in manifest.duties),
        f"parts    {len(parts)}, {sum(part.size for part in parts):,} bytes sealed",
        f"entry    {terms.authorizing_entry} ({found.said})",
        *doubt_lines(found.doubts),
        f"OK: {what} is as the custodian released it",
    )
    data: dict[str, Value] = {
        "ok": True,
        "entry": found.index,
        "doubts": list(found.doubts),
        **vars(terms),
        "recipient_certificate": manifest.recipient_certificate,
        "release_certificate": against.certificate.fingerprint,
        "manifest_hash": sha256(document).hexdigest(),
        "parts": len(parts),
    }
    return Answer(lines, data)


def check_gated(package: BinaryIO, against: Against) -> Answer:
    """What can be seen of a package in the gated form before it is opened: its header, and what authorized it.

    Raises:
        IntegrityError: it has no such header, or the log does not authorize it.
    """
    package.seek(0)
    gate = gated.read_gate(package)
    found = _authorized(gate.authorizing_entry, None, against)
    file_hash = package_hash(package)
    lines = (
        f"package  {gate.package}, in the gated form, sha256 {file_hash}",
        f"to       certificate {gate.recipient_certificate}, opened by {gate.signature_certificate}",
        f"entry    {gate.authorizing_entry} ({found.said})",
        *doubt_lines(found.doubts),
        "CLAIMED: the header of a gated package is authenticated by its opening; verify the package inside then",
    )
    claimed: dict[str, Value] = {"ok": True, "claimed": True, "entry": found.index, "package_hash": file_hash}
    return Answer(lines, {**claimed, "doubts": list(found.doubts), **vars(gate)})


def _authorized(wanted: str, case: str | None, against: Against, proof: bytes = b"") -> _Found:
    """The authorizing entry; without an index where neither log nor proof could be asked."""
    if against.log is not None:
        return _in_log(wanted, case, verify_log(against.log, against.policy), against.now)
    if against.policy is None or not proof:
        return _Found(None, "NOT LOOKED UP: give --log, or --policy for the proof in the package")
    try:
        stated, policy = parse_proof(proof), parse_policy(against.policy)
        accepted = accept(policy, stated.checkpoint)
    except ValueError as error:
        raise IntegrityError(f"the package's proof or the policy: {error}") from error
    tree, said = accepted.checkpoint, "by the proof in the package"
    if not verify_inclusion(bytes.fromhex(wanted), stated.index, tree.size, stated.path, tree.root):
        raise IntegrityError("the package's proof does not show its authorizing entry in the log")
    if not stated.extra:
        # Without the entry nothing says when it was entered; what can be held to a time is held to now.
        late = doubts(accepted, "", against.now)
        return _Found(stated.index, f"entry {stated.index} of {tree.origin}, {said}, which does not say when", late)
    entry = _authorizes(stated.extra, wanted, case, stated.index)
    check_times(policy, accepted, entry.time)
    return _Found(
        stated.index, f"entry {stated.index} of {tree.origin}, {said}", doubts(accepted, entry.time, against.now)
    )


def _authorizes(body: bytes, wanted: str, case: str | None, index: int) -> Entry:
    """The entry that a proof carries, checked: it is the one that is proved, and it authorizes this package."""
    if leaf_hash(body).hex() != wanted:
        raise IntegrityError("the package's proof carries another entry than the one it proves")
    try:
        entry = parse_entry(body)
    except ValueError as error:
        raise IntegrityError(f"the entry in the package's proof: {error}") from error
    _check_act(entry, case, index)
    return entry


def _in_log(wanted: str, case: str | None, log: VerifiedLog, now: datetime) -> _Found:
    index = _index_of(wanted, log)
    entry = log.entries[index]
    _check_act(entry, case, index)
    pinned = "" if log.pinned else "; the log's keys are NOT PINNED: give --policy"
    return _Found(index, f"entry {index} of {log.accepted.checkpoint.origin}, {entry.time}{pinned}", log.doubts(now))


def _check_act(entry: Entry, case: str | None, index: int) -> None:
    if entry.act != AUTHORIZE or case not in {None, entry.case}:
        raise IntegrityError(
            f"entry {index} of the log does not authorize this package: it is an act {entry.act} on "
            f"{'the same' if case in {None, entry.case} else 'another'} case"
        )


def _index_of(wanted: str, log: VerifiedLog) -> int:
    for index, raw in enumerate(log.raw):
        if leaf_hash(raw).hex() == wanted:
            return index
    raise IntegrityError("the entry that authorizes the package does not stand in the log; do not rely on it")
