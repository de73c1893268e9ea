"""The prepared index of synthetic tables, laid into an office that has sealed nothing yet."""

from dataclasses import replace

from factories import custodian_file, scene
from lockgate.actions.registry import index_of
from lockgate.rehearsal.prepared import lay_in, prepared


def test_an_office_opens_the_index_that_was_laid_in(home, tmp_path):
    office = scene(home, tmp_path / "scene").office
    custodian = custodian_file(tmp_path / "other", range(1, 5))
    built = prepared(custodian, tmp_path / "indexes")
    lay_in(tmp_path / "indexes", office.home)
    opened = index_of(replace(office, custodian=custodian))
    assert opened.manifest == built.manifest
    assert opened.folder.parent == office.home.index
