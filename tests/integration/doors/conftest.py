"""The small office of the factories."""

import pytest

from factories import Scene
from factories import scene as make_scene


@pytest.fixture
def scene(home, tmp_path) -> Scene:
    return make_scene(home, tmp_path / "scene")
