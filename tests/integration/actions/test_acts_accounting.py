"""One row of the accounting is shown by an act, and verified by anybody; every change of it is found (R29, R30)."""

import json
import shutil

import pytest

from factories import Scene, done, signer
from gateway_parts import released
from lockgate.actions.account import Accounted, account
from lockgate.actions.publish import publish
from lockgate.actions.recall import recall
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.seal import seal
from lockgate.canonical import canonical
from lockgate.errors import IntegrityError
from lockgate.procedure.refusals import Refusal
from lockgate.store.accounting import accounting_kept, plain_root, rows_of_package
from lockgate.store.fsck import check_record_of_work
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import EntryRow
from lockgate.store.models.releases import DisclosureRow, PackageRow
from lockgate.tlog.accounting import COLUMNS, Salts, accounting_commitment, parse_accounted_row, subtree_of
from lockgate.verify.main import main as verify


@pytest.fixture
def out(scene) -> Scene:
    released(scene)
    publish(scene.office)
    return scene


def package(scene: Scene, name: str = "ida") -> str:
    return [one.id for one in scene.facts.packages if one.recipient == name][-1]


def shown(scene: Scene, row: int = 1, name: str = "ida") -> bytes:
    found = account(scene.office, package(scene, name), row, signer("mia"))
    assert isinstance(found, Accounted), found
    return found.document


def verified(scene: Scene, document: bytes, *more: str) -> int:
    file = scene.folder / "row.json"
    file.write_bytes(document)
    log = scene.office.home.log
    return verify(["accounting", str(file), *(more or ("--policy", str(log / "policy"), "--log", str(log)))])


def test_row_is_shown_with_an_entry_and_verifies_by_the_policy_and_in_the_log(out, capsys):
    document = shown(out)
    assert verified(out, document) == 0
    assert "was fixed when the package was sealed" in capsys.readouterr().out
    policy = str(out.office.home.log / "policy")
    assert verified(out, document, "--policy", policy, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    row = DisclosureRow.objects.get(package_id=package(out), row=1)
    assert told["row"] == {name: str(getattr(row, name)) for name in COLUMNS}
    assert (told["package"], told["act"], told["case"]) == (package(out), "seal", out.facts.reference)
    last = ActRow.objects.order_by("-id")[0]
    assert (last.act, json.loads(bytes(last.content))) == ("account", {"package": package(out), "row": 1})
    assert verify(["accounting", str(out.folder / "row.json")]) == 2
    check_record_of_work()


def test_row_of_nobody_is_entered_and_shows_nothing_and_whoever_may_not_is_refused(out):
    assert shown(out, 99) == b""
    assert EntryRow.objects.filter(act="account").count() == 1
    for name in ("ada", "ben", "dov", "leo", "sam", "ida"):
        assert isinstance(account(out.office, package(out), 1, signer(name)), Refusal), name
    assert EntryRow.objects.filter(act="account").count() == 1


def test_changed_row_document_is_refused_whatever_was_changed(out, tmp_path):
    document = shown(out)
    found = json.loads(document)

    def changed(*path: str, to: object) -> bytes:
        copy = json.loads(document)
        place = copy
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = to
        return canonical(copy)

    other = json.loads(shown(out, 2) if 2 in rows(out) else shown(out, 3))
    changes = [
        *(changed("row", "values", name, to=found["row"]["values"][name] + "x") for name in COLUMNS),
        changed("row", "salt", to="0" * 32),
        changed("row", to=other["row"]),
        changed("rows", "index", to=found["rows"]["index"] + 1),
        changed("rows", "size", to=found["rows"]["size"] + 1),
        changed("rows", "root", to="0" * 64),
        changed("package", "id", to="0" * 64),
        changed("package", "salt", to="0" * 32),
        changed("packages", "index", to=1 - found["packages"]["index"]),
        changed("packages", "root", to="0" * 64),
        changed("packages", "size", to=found["packages"]["size"] + 1),
        changed("detail", "salt", to="0" * 32),
        changed("detail", "index", to=0),
        changed("detail", "path", to=found["detail"]["path"][:-1]),
        changed("entry", to=found["entry"].replace('"seal"', '"fetch"')),
        changed("log", to=found["log"].replace("index ", "index 1")),
        changed("format", to="lockgate/accounting/v2"),
        document[:-1],
        document + b"\n",
        b"",
    ]
    for number, one in enumerate(changes):
        assert verified(out, one) == 3, number
    assert verified(out, document) == 0
    shorter = tmp_path / "log"
    shutil.copytree(out.office.home.log, shorter)
    (shorter / "checkpoint").write_bytes(b"")
    assert verified(out, document, "--log", str(shorter)) == 3


def rows(scene: Scene) -> set[int]:
    return set(DisclosureRow.objects.filter(package_id=package(scene)).values_list("row", flat=True))


def test_what_is_outside_tells_not_even_whether_a_package_accounts_for_anything(out):
    one = PackageRow.objects.get(id=package(out))
    kept = accounting_kept(one.entry)
    salts = Salts(kept.seed, "ida")
    assert one.accounting_root != plain_root(rows_of_package(one))
    nothing = accounting_commitment(salts.of_package, subtree_of([]))
    assert nothing not in {
        one.accounting_root,
        accounting_commitment(Salts(kept.seed, "jon").of_package, subtree_of([])),
    }
    document = parse_accounted_row(shown(out))
    assert kept.seed.hex().encode() not in shown(out)
    assert document.salt == salts.of_row("1")


def test_package_issued_anew_has_an_accounting_of_its_own_that_verifies(out):
    first = package(out)
    done(recall(out.office, first, signer("mia"), "It was sealed to a lost key."))
    result = reissue(out.office, out.case, signer("dov"), Again("ida", "It was sealed to a lost key."))
    assert not isinstance(result, Refusal), result
    publish(out.office)
    assert package(out) != first
    document = shown(out)
    assert verified(out, document) == 0
    assert json.loads(json.loads(document)["entry"])["act"] == "reissue"
    check_record_of_work()


def test_sealing_that_is_not_published_yet_has_no_proof(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
    with pytest.raises(IntegrityError, match="not published yet"):
        account(scene.office, package(scene), 1, signer("mia"))
    assert not EntryRow.objects.filter(act="account").exists()
