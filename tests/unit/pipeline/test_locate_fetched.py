"""What is fetched from the disk while the link begins: keys, then people beside their homes, and no more than asked."""

from pathlib import Path

import pytest

from lockgate.pipeline import locate
from lockgate.store.registry_index import Index, Made, Manifest, Part
from lockgate.store.sealing import EvidenceKey


def index_of(*names):
    parts = tuple(Part(name, name.partition("-")[0], 0, 1, 10, "") for name in names)
    return Index(Path(), Manifest("", "", Made("", "", ""), (), {}, parts, 0), EvidenceKey(bytes(32)), "")


INDEX = index_of("people-0000", "people-0001", "homes-0000", "homes-0001", "keys-0000", "keys-0001", "single.sqlite")


@pytest.mark.parametrize(
    ("most", "fetched"),
    [
        (40, ["keys-0000", "keys-0001", "people-0000", "homes-0000", "people-0001", "homes-0001"]),
        (25, ["keys-0000", "keys-0001", "people-0000", "homes-0000"]),
        (9, []),
    ],
)
def test_parts_are_fetched_in_the_order_in_which_they_are_read(monkeypatch, most, fetched):
    monkeypatch.setattr(locate, "FETCHED", most)
    assert locate._read_first(INDEX) == fetched
