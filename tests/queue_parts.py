"""The queue of a small office in tests: a submission that was sent, and its cast signing what is shown to them."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from factories import AGENCY, Scene, key, record, signer, write_submission
from lockgate.actions import queue as acts
from lockgate.actions.queue import Worker, work_once
from lockgate.actions.uploads import Declared, begin_upload, take_part
from lockgate.procedure.acts import Act
from lockgate.procedure.roles import Officer, officer_of
from lockgate.store.queue import Job, State, job_of
from lockgate.store.registers import current_registers
from lockgate.store.uploads import Upload


def officer(scene: Scene, name: str) -> Officer:
    at = scene.office.clock()
    found = officer_of(current_registers(at), name, at)
    assert found is not None
    return found


def worker(scene: Scene, name: str = "w1", **ahead: float) -> Worker:
    return Worker(name, lambda: scene.now[0] + timedelta(**ahead), timedelta(minutes=2))


def declared(folder: Path) -> Declared:
    from base64 import b64encode  # noqa: PLC0415

    size = (folder / "records.csv").stat().st_size
    signed = folder / "submission.toml.p7s"
    signature = b64encode(signed.read_bytes() if signed.exists() else b"").decode()
    return Declared((folder / "submission.toml").read_text(encoding="utf-8"), signature, size)


def sent(scene: Scene, number: str = "ICE-2025-0001", rows: int = 3, data: bytes = b"") -> Upload:
    """A whole upload of Ida's; with these bytes for its file of records, where they are given."""
    folder = write_submission(scene.folder / number, [record(n) for n in range(1, rows + 1)], number)
    if data:
        file = folder / "submission.toml"
        former = sha256((folder / "records.csv").read_bytes()).hexdigest()
        said = file.read_text(encoding="utf-8").replace(former, sha256(data).hexdigest())
        file.write_text(said, encoding="utf-8")
        (folder / "records.csv").write_bytes(data)
    return uploaded(scene, folder, number)


def uploaded(scene: Scene, folder: Path, number: str) -> Upload:
    """The folder of a submission, sent whole by Ida."""
    begun = begin_upload(scene.office, "ida", officer(scene, "ida"), number, declared(folder))
    assert isinstance(begun, Upload), begun
    data = (folder / "records.csv").read_bytes()
    found = take_part(scene.office, begun, 0, BytesIO(data).read, sha256(data).hexdigest())
    assert isinstance(found, Upload), found
    assert (found.agency, found.whole_at is not None) == (AGENCY, True)
    return found


def asked(scene: Scene, act: Act, about: str, who: str = "ada") -> Job:
    job = acts.ask(scene.office, act, officer(scene, who), about)
    assert isinstance(job, Job), job
    return job


def signed(scene: Scene, job: Job) -> Job:
    """The officer signs what they were shown."""
    now = job_of(job.id)
    assert now is not None
    assert now.state is State.TO_SIGN, now
    signature = signer(now.officer).key.sign(now.decision)
    found = acts.sign_job(scene.office, officer(scene, now.officer), now, signature)
    assert isinstance(found, Job), found
    return found


def worked(scene: Scene, name: str = "w1") -> Job:
    job = work_once(scene.office, worker(scene, name))
    assert job is not None
    return job


def whole_way(scene: Scene, act: Act, about: str, who: str = "ada") -> Job:
    """Asked, made ready, signed, done."""
    job = asked(scene, act, about, who)
    worked(scene)
    signed(scene, job)
    return worked(scene)


__all__ = ["asked", "declared", "key", "officer", "sent", "signed", "whole_way", "worked", "worker"]
