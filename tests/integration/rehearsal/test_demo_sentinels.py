"""Names, numbers and addresses go through a whole rehearsal and stay where they belong."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from factories import drawn
from lockgate.rehearsal.catalogue import fewest_records
from lockgate.rehearsal.demo import Setting, demonstrate
from lockgate.rehearsal.plan import Plan
from lockgate.store.home import detach
from sentinels import places, sentinels_of


@pytest.mark.parametrize(
    ("records", "taxpayers"),
    [(fewest_records(), 300), pytest.param(5_000, 10_000, marks=pytest.mark.slow)],
)
def test_no_name_number_or_address_leaves_its_place(tmp_path, django_db_blocker, capfd, records, taxpayers):
    steps = []
    with django_db_blocker.unblock():
        demonstrate(Plan(records, taxpayers, 11), tmp_path, Setting(drawn("sentinels"), steps.append))
        detach()
    sought = sentinels_of(tmp_path)
    assert len(sought.words) + len(sought.pairs) > 2 * taxpayers
    searched, found = set(), {}
    for place, data in places(tmp_path):
        searched.add(place)
        hits = sought.in_bytes(data)
        if hits:
            found[place] = sorted(map(repr, hits))[:3]
    said = capfd.readouterr()
    assert not sought.in_bytes("\n".join((said.out, said.err, *map(str, steps))).encode())
    assert found == {}
    assert {"log/checkpoint", "home/log/checkpoint", "store_entryrow.leaves", "store_actrow.content"} <= searched
    assert any(place.startswith("home/sealed") for place in searched)


def test_sentinel_is_found_where_it_stands(tmp_path):
    (tmp_path / "request").mkdir()
    (tmp_path / "registry").mkdir()
    (tmp_path / "request" / "records.csv").write_text(
        "given_name,family_name,tin,address_line1\nAna,Quintanilla,900-70-0001,4411 Oak St\n", "utf-8"
    )
    for name in ("taxpayers", "addresses"):
        pq.write_table(pa.table({"tin": ["900700002"]}), tmp_path / "registry" / f"{name}.parquet")
    sought = sentinels_of(tmp_path)
    for text in (b'{"n":"ana  quintanilla"}', b"x 900700002.", b"4411, OAK"):
        assert sought.in_bytes(text), text
    assert not sought.in_bytes(b"ana\x00other quintanilla 44110 oak")
