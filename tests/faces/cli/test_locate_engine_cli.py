"""The engine of locate, as it is asked for."""

import pytest

from lockgate.site.main import main


@pytest.mark.parametrize("asked", [["--engine", "spark"], ["--master", "local[2]"], ["--engine", "splink"]])
def test_an_engine_that_is_half_named_or_none_is_bad_usage(tmp_path, capsys, asked):
    assert main(["locate", "ICE-2025-0001", "--registry", str(tmp_path), "--home", str(tmp_path), *asked]) == 2
    assert "--engine" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
