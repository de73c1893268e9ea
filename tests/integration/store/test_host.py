"""What is seen of a machine and of an office on it: each verdict from what was looked at."""

import resource
from datetime import timedelta

import pytest
from store.office_in_parts import START, office_with_log

from lockgate.actions import doctor
from lockgate.actions.doctor import is_well, meets_fips
from lockgate.pipeline import apart
from lockgate.store import host, host_office
from lockgate.store.host import Seen, Verdict


@pytest.mark.parametrize(("flag", "verdict"), [("1\n", Verdict.GOOD), ("0\n", Verdict.NO), (None, Verdict.NO)])
def test_kernel_is_in_fips_mode_only_when_it_says_so(tmp_path, flag, verdict):
    if flag is not None:
        (tmp_path / "fips").write_text(flag)
    assert host.kernel_fips(tmp_path / "fips").verdict is verdict


def test_openssl_of_the_program_is_no_validated_module():
    seen = host.library_fips()
    assert seen.verdict is Verdict.NO
    assert seen.how.startswith("no: OpenSSL")


def test_openssl_of_the_program_is_not_called_validated_when_a_provider_is_in_force(monkeypatch):
    monkeypatch.setattr(host.backend, "_fips_enabled", True)
    assert host.library_fips().verdict is Verdict.NO
    assert "not shown" in host.library_fips().how


@pytest.mark.parametrize(
    ("listed", "verdict"),
    [("    name: OpenSSL Default Provider\n", Verdict.NO), ("    name: OpenSSL FIPS Provider\n", Verdict.GOOD)],
)
def test_host_openssl_has_its_fips_provider_only_when_it_lists_it(tmp_path, monkeypatch, listed, verdict):
    program = tmp_path / "openssl"
    program.write_text(f'#!/bin/sh\n[ "$1" = version ] && echo "OpenSSL 3.0.0" || printf "Providers:\\n{listed}"\n')
    program.chmod(0o700)
    monkeypatch.setattr(host.shutil, "which", lambda _: str(program))
    version, fips = host.host_openssl()
    assert version.how == "OpenSSL 3.0.0"
    assert fips.verdict is verdict


def test_host_openssl_is_told_to_be_absent(monkeypatch):
    monkeypatch.setattr(host.shutil, "which", lambda _: None)
    assert [one.how for one in host.host_openssl()] == ["not installed"]


def test_readers_are_filtered_only_where_a_filter_was_set(monkeypatch):
    assert doctor.readers().verdict is Verdict.GOOD
    monkeypatch.setattr(apart, "_LOOK", apart._LOOK.replace("raise", "b._LIBRARY = 'none.so'; raise"))
    assert doctor.readers().verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("limit", "pattern", "verdict"),
    [(0, "core", Verdict.GOOD), (0, "|/usr/bin/dumper", Verdict.WRONG), (4096, "core", Verdict.WRONG)],
)
def test_core_dumps_are_off_only_when_neither_limit_nor_pattern_writes_one(
    tmp_path, monkeypatch, limit, pattern, verdict
):
    (tmp_path / "pattern").write_text(pattern)
    monkeypatch.setattr(host.resource, "getrlimit", lambda _: (limit, resource.RLIM_INFINITY))
    assert host.core_dumps(tmp_path / "pattern").verdict is verdict


@pytest.mark.parametrize(
    ("lines", "uuid", "verdict"),
    [
        ("", "", Verdict.GOOD),
        ("/dev/dm-0 partition 1 0 -2\n", "CRYPT-LUKS2-1", Verdict.GOOD),
        ("/dev/dm-0 partition 1 0 -2\n", "LVM-1", Verdict.WRONG),
        ("/swapfile file 1 0 -2\n", "", Verdict.WRONG),
    ],
)
def test_swap_is_good_only_when_it_is_off_or_encrypted(tmp_path, lines, uuid, verdict):
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n" + lines)
    (tmp_path / "dm-0" / "dm").mkdir(parents=True)
    (tmp_path / "dm-0" / "dm" / "uuid").write_text(uuid)
    assert host.swap(tmp_path / "swaps", tmp_path).verdict is verdict


def test_swap_is_wrong_when_it_cannot_be_looked_at(tmp_path):
    assert host.swap(tmp_path / "absent").verdict is Verdict.WRONG


def test_clock_is_not_called_right_when_nothing_says_so(tmp_path):
    assert "not known" in host.clock_service(tmp_path / "absent").how
    assert "synchronized" in host.clock_service(tmp_path).how


def test_versions_are_those_of_the_libraries():
    seen = {one.what: one.how for one in host.versions()}
    assert seen["cryptography"].count(".") == 2
    assert set(host.LIBRARIES) < set(seen)


def seen_of(home, at=START) -> dict[str, Seen]:
    return {one.what: one for one in host_office.office_seen(home, at)}


def test_office_is_well_when_it_is_as_it_was_founded(home):
    home.root.chmod(0o700)
    office_with_log(home)
    seen = seen_of(home)
    assert {one.what for one in seen.values() if one.verdict is Verdict.WRONG} == set()
    assert seen["durability"].how == "journal_mode wal, synchronous 2"
    assert seen["gateway key"].how == "in a file"


@pytest.mark.parametrize("what", ["keys", "keys/gateway.key", "evidence", "."])
def test_file_that_others_may_read_is_found(home, what):
    home.root.chmod(0o700)
    office_with_log(home)
    (home.root / what).chmod(0o755)
    assert seen_of(home)["file modes"].verdict is Verdict.WRONG
    assert what in seen_of(home)["file modes"].how


def test_clock_behind_the_last_entry_is_found(home):
    office_with_log(home)
    assert seen_of(home, START - timedelta(minutes=1))["clock and log"].verdict is Verdict.WRONG
    assert seen_of(home, START)["clock and log"].verdict is Verdict.GOOD


def test_full_disk_is_found(home, monkeypatch):
    office_with_log(home)
    monkeypatch.setattr(host_office, "FREE_BYTES", 1 << 60)
    assert seen_of(home)["disk"].verdict is Verdict.WRONG


def test_database_that_may_lose_a_commit_is_found(home):
    office_with_log(home)
    with host_office.connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    assert seen_of(home)["durability"].verdict is Verdict.WRONG


def test_verdicts_are_kept_apart_when_only_fips_is_not_met():
    seen = (Seen("kernel", "no", Verdict.NO), Seen("disk", "much", Verdict.GOOD))
    assert (is_well(seen), meets_fips(seen)) == (True, False)
    assert not is_well((Seen("disk", "none", Verdict.WRONG),))
