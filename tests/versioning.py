"""Later versions and withdrawals in tests: what the agency declares and signs."""

from hashlib import sha256
from pathlib import Path

from factories import AGENCY, DIRECTOR, Scene, key, write_submission
from lockgate.seal.signatures import sign_detached
from lockgate.store.cases import newest_evidence

SAID = ("The address was corrected.", "A lease of 2025-08-01 in the file of the matter.")
"""What changed, and where it was learnt."""


def sent(scene: Scene, case: str = "") -> str:
    """The sha256 of the submission.toml that a case was opened on."""
    kept = newest_evidence(case or scene.case, "submission")
    assert kept is not None
    return kept.sha256


def signed(folder: Path, name: str, content: bytes, by: str = "Hal Head") -> Path:
    """The statement in its folder, with the signature of one of the agency's officials."""
    (folder / name).write_bytes(content)
    its = key(by)
    (folder / f"{name}.p7s").write_bytes(sign_detached(content, its.certificate, its.signer.private_key))
    return folder


def withdrawal(scene: Scene, by: str = "Hal Head", **changed: str) -> Path:
    """The agency's withdrawal of the scene's submission, signed by its head."""
    said = {"number": "ICE-2025-0001", "sha256": sent(scene), "date": "2025-08-07", "agency": AGENCY, **changed}
    content = f"""agreement = "irs-ice-2025"
agency = "{said["agency"]}"
number = "{said["number"]}"
sha256 = "{said["sha256"]}"
date = {said["date"]}
reason = "The investigation was closed."

[requesting_official]
person = "{by}"
office = "{DIRECTOR}"
capacity = "head"
"""
    folder = scene.folder / f"withdrawal-{len(list(scene.folder.glob('withdrawal-*')))}"
    folder.mkdir()
    return signed(folder, "withdrawal.toml", content.encode(), by)


def version(scene: Scene, kind: str, records: list[dict[str, str]], called: str, **changed: str) -> Path:
    """A later version of the scene's submission, with its records; ``changes`` are TOML where they are given."""
    folder = write_submission(scene.folder / called, records, called)
    stated = f'[[former.changes]]\nchanged = "{SAID[0]}"\nlearnt = "{SAID[1]}"\n'
    said = {"number": "ICE-2025-0001", "sha256": sent(scene), "changes": stated, **changed}
    former = f'\n[former]\nkind = "{kind}"\nnumber = "{said["number"]}"\nsha256 = "{said["sha256"]}"\n{said["changes"]}'
    content = (folder / "submission.toml").read_bytes() + former.encode()
    return signed(folder, "submission.toml", content)


def hash_of(folder: Path, name: str = "submission.toml") -> str:
    """The sha256 of a declaration."""
    return sha256((folder / name).read_bytes()).hexdigest()
