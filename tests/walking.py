"""Steps that a scene's cast took before in this run, from the very same office: copied, not walked again.

Where anything is patched but the shipped packs, or anything in the office was touched since the last step, the cast
walks by itself: only what would come out the same is copied.
"""

import shutil
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from hashlib import sha256
from pathlib import Path

from django.db import connections

from lockgate.store import agreements

MOST = 150
"""So many offices are kept in a run of one process."""

Way = tuple[object, ...]
"""What an office came from, and each step since: its name, what it was given, the time, the packs."""


@dataclass(frozen=True)
class Kept:
    """An office after a step: its folders, its case, the time there, what its witnesses have seen."""

    folder: Path
    case: str
    at: datetime
    views: tuple[dict, ...]

    def tell(self, scene) -> None:
        """Let a scene, whose folders are copies, be at this case, time and views."""
        scene.case, scene.now[0] = self.case, self.at
        for one, seen in zip(scene.witnesses.witnesses, self.views, strict=True):
            one.views.clear()
            one.views.update(deepcopy(seen))


@dataclass(frozen=True)
class Walks:
    """Every office that is kept, by its way."""

    folder: Path
    patches: Callable[[], Iterable]
    """Every ``MonkeyPatch`` of a test that there is."""
    kept: dict[Way, Kept] = field(default_factory=dict)

    def begin(self, scene, origin: str) -> None:
        """Let a scene, fresh from the template of this name, be walked on with what is kept."""
        scene.walking = Walking(self, (origin,), _files(scene), scene.office)

    def keep(self, way: Way, scene) -> None:
        if len(self.kept) >= MOST:
            return
        self.kept[way] = kept_of(scene, self.folder / str(len(self.kept)))


@dataclass
class Walking:
    """One scene on its way."""

    walks: Walks
    way: Way
    files: dict[str, tuple[int, int]]
    office: object

    def step(self, scene, do: Callable[[], object], told: Way) -> None:
        """Take one step, or lay in what came of it before."""
        scene.walking = None
        if scene.office is not self.office or self._is_patched() or _files(scene) != self.files:
            do()
            return
        way = (*self.way, (*told, scene.now[0], _packs()))
        kept = self.walks.kept.get(way)
        if kept is None:
            do()
            connections["default"].close()
            self.walks.keep(way, scene)
        else:
            _lay_in(kept, scene)
        self.way, self.files = way, _files(scene)
        scene.walking = self

    def _is_patched(self) -> bool:
        for patch in self.walks.patches():
            other = [name for target, name, _ in patch._setattr if (target, name) != (agreements, "_shipped_folder")]
            if other or patch._setitem or patch._cwd or patch._savesyspath:
                return True
        return False


def kept(step):
    """A step of a scene that is copied where it was walked before."""

    @wraps(step)
    def walked(scene, *given, **named):
        if scene.walking is None:
            return step(scene, *given, **named)
        scene.walking.step(scene, lambda: step(scene, *given, **named), (step.__name__, repr(given), repr(named)))
        return scene

    return walked


def kept_of(scene, folder: Path) -> Kept:
    """A copy of a scene's office, whose database is closed."""
    for name, lying in _folders(scene).items():
        shutil.copytree(lying, folder / name)
    return Kept(folder, scene.case, scene.now[0], tuple(deepcopy(one.views) for one in scene.witnesses.witnesses))


def lay_out(found: Kept, place: Path) -> None:
    """Lay what is kept into a folder: the office's home, the scene's folder."""
    shutil.copytree(found.folder, place, dirs_exist_ok=True)


def _folders(scene) -> dict[str, Path]:
    return {"office": scene.office.home.root, "scene": scene.folder}


def _files(scene) -> dict[str, tuple[int, int]]:
    """Size and time of every file, but for copies of packs: those are read."""
    # A database that is closed lays nothing beside itself, and is changed only where something was written.
    connections["default"].close()
    found = {}
    for folder in _folders(scene).values():
        for path in folder.rglob("*"):
            if not path.is_dir() and "packs" not in path.relative_to(folder).parts:
                told = path.lstat()
                found[str(path)] = (told.st_size, told.st_mtime_ns)
    return found


def _packs() -> str:
    """A hash over the packs that are shipped."""
    folder = agreements._shipped_folder()
    lying = sorted(path for path in Path(str(folder)).rglob("*") if path.suffix in {".toml", ".md"})
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in lying)).hexdigest()


def _lay_in(found: Kept, scene) -> None:
    for name, lying in _folders(scene).items():
        for path in found.folder.joinpath(name).iterdir():
            place = lying / path.name
            if place.is_dir():
                shutil.rmtree(place)
            elif place.exists():
                place.unlink()
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, place)
    found.tell(scene)
