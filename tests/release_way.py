"""A release in steps, in both forms, up to the opened answers at their officer; and what must hold of its packages."""

import shutil
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from factories import Scene, signer
from gateway_parts import Desk, Told
from killing import EVERY_STEP, STEPS, Step, hers, receipt
from killing import is_done as act_is_done
from lockgate.actions.acknowledge import acknowledge
from lockgate.actions.fetch import fetch
from lockgate.actions.office import Done, Result
from lockgate.actions.reconcile import hops_open
from lockgate.actions.reissue import Again, reissue
from lockgate.actions.substitute import substitute
from lockgate.procedure.acts import Act
from lockgate.recipient.main import main as recipient
from lockgate.seal.answers import parse_answers
from lockgate.store import agreements
from lockgate.store.files import UNFINISHED
from lockgate.store.models.acts import ActRow
from lockgate.store.models.gateway import GatewayKeyRow, GrantRow, OpeningRow, ReissueRow
from lockgate.store.models.releases import DisclosureRow, FetchRow, HandoverRow, PackageRow, ReceiptRow
from lockgate.store.packages import is_named


class Seated(Desk):
    """An officer's desk that another process may have set up before."""

    def __post_init__(self) -> None:
        if not (self.folder / "policy").exists():
            super().__post_init__()


def seat(scene: Scene) -> Seated:
    """Ida's desk; what it holds outlives the process."""
    return Seated(scene, scene.folder.parent / "desk")


def told(scene: Scene, act: Act, answer: Told) -> Result:
    """What the recipient's tool did, as the answer of an act."""
    assert answer.code == 0, answer
    assert answer.data.get("receipt", "given") == "given", answer
    return Done(act, scene.case, "", scene.now[0])


def fetch_gated(scene: Scene) -> Result:
    """Her package fetched from the gateway."""
    return told(scene, Act.FETCH, seat(scene).fetch())


def open_gated(scene: Scene) -> Result:
    """Her package opened by the gateway, its answers written; the receipt, where only that is left."""
    ida = seat(scene)
    if answered(scene):
        return told(scene, Act.ACKNOWLEDGE, ida.acknowledge())
    return told(scene, Act.OPENING, ida.run(
        "open", ida.file, "--key", ida.folder / "open.pem", "--certificate", ida.folder / "open.crt",
        "--policy", ida.folder / "policy", "--out", ida.folder / "out", "--replace",
    ))  # fmt: skip


def open_direct(scene: Scene) -> Result:
    """Her package opened with her key alone; nobody is asked."""
    ida, out, err = seat(scene), StringIO(), StringIO()
    words = ["open", ida.file, "--key", ida.folder / "open.pem", "--certificate", ida.folder / "open.crt"]
    words += ["--release-certificate", ida.folder / "release.crt", "--out", ida.folder / "out", "--replace"]
    with redirect_stdout(out), redirect_stderr(err):
        code = recipient([str(word) for word in words], lambda: scene.now[0])
    assert code == 0, err.getvalue()
    return Done(Act.OPENING, scene.case, "", scene.now[0])


def answered(scene: Scene) -> bool:
    """Whether the answers lie at her desk, whole."""
    ida = seat(scene)
    return ida.answers.exists() and bool(parse_answers(ida.answers.read_bytes()))


_BEFORE = STEPS[:8]
_RELEASE = STEPS[8:]

DIRECT = (
    *_BEFORE,
    *_RELEASE,
    Step("fetch", "ida", lambda s: fetch(s.office, hers(s), signer("ida"), seat(s).folder), seat),
    Step("open", "ida", open_direct, seat),
    Step("acknowledge", "ida", lambda s: acknowledge(s.office, hers(s), signer("ida"), receipt(s))),
)
GATED = (
    *_BEFORE,
    *_RELEASE,
    Step("fetch", "ida", fetch_gated, seat),
    Step("open", "ida", open_gated, seat),
)


AMENDMENT = "amendment-0"
"""The folder, below a scene's, of the first amendment that ``substituting`` makes."""


def anew(officer: str) -> Step:
    """The package of ida's place sealed anew and handed over, for herself or for who took it."""

    def handed_over(scene: Scene) -> bool:
        mine = [one for one in scene.facts.packages if one.recipient == officer]
        return any(one.handed_over_at and not one.recalled_at for one in mine)

    again = Again(officer, "The file was lost.")
    return Step("reissue", "dov", lambda s: reissue(s.office, s.case, signer("dov"), again), finished=handed_over)


ANEW = (
    anew("ida"),
    Step(
        "substitute", "ada", lambda s: substitute(s.office, s.case, signer("ada"), s.folder / AMENDMENT),
        finished=lambda s: bool(s.facts.substitutions),
    ),
    anew("kay"),
)  # fmt: skip
"""What may follow a hand-over in the gated form (R56), each step for itself; what each needs, a test makes ready."""

WAYS = {"every": EVERY_STEP, "direct": DIRECT, "gated": GATED, "anew": ANEW}
"""Tables of steps; the first eight of a release's lead up to its authorization."""

LINES = 5
"""Lines of accounting that the scene's three records make: one for every officer to whom an address goes."""

FIRST_OF_RELEASE = len(_BEFORE)


def use_form_of(way: str, place: Path) -> None:
    """Let the shipped pack ask for the form of this way, in a copy beside the office; 'every' takes it as it is."""
    if way == "every":
        return
    packs = place / "packs"
    if not packs.exists():
        shutil.copytree(agreements._shipped_folder(), packs, ignore=shutil.ignore_patterns("__pycache__"))
        pack = packs / "irs-ice-2025" / "agreement.toml"
        text = pack.read_text(encoding="utf-8")
        for other in ("direct", "gated"):
            text = text.replace(f'form = "{other}"', f'form = "{"direct" if way == "direct" else "gated"}"')
        pack.write_text(text, encoding="utf-8")
    agreements._shipped_folder = lambda: packs


def is_done(scene: Scene, step: Step) -> bool:
    """Whether the step is done: in the record of work, and in the officer's folder where it ends there."""
    if step.ready is not seat:
        return act_is_done(scene, step)
    if step.act == "fetch":
        file = seat(scene).file
        return (step.act, step.who) in scene.acts and file.exists() and is_named(file, hers(scene))
    gated = GatewayKeyRow.objects.exists()
    return answered(scene) and (not gated or ReceiptRow.objects.exists())


def check_packages_are_accounted(scene: Scene) -> None:
    """No package, or one for each recipient that is wholly accounted for; and none at all besides, anywhere."""
    home, rows = scene.office.home, list(PackageRow.objects.all())
    known = {row.id for row in rows}
    lying = {path.stem for folder in (home.sealed, home.handover) for path in folder.iterdir()}
    at_desk = {path.stem for path in seat(scene).folder.glob("*.package")} if seat(scene).folder.exists() else set()
    assert lying <= known
    assert known == {path.stem for path in home.sealed.iterdir()}
    assert at_desk <= set(HandoverRow.objects.values_list("package_id", flat=True))
    acts = Counter(ActRow.objects.values_list("act", flat=True))
    anew = [row for row in rows if row.entry.act == "reissue"]
    # What was sealed anew is handed over by itself.
    handed_anew = HandoverRow.objects.filter(package__in=anew).count()
    together = acts["handover"] - handed_anew
    assert handed_anew <= len(anew) == acts["reissue"] == ReissueRow.objects.count() <= 1
    assert (acts["seal"], together) in {(0, 0), (1, 0), (1, 1)}
    first = known - {row.id for row in anew}
    assert len(first) == 2 * acts["seal"]
    assert HandoverRow.objects.count() == 2 * together + handed_anew
    assert DisclosureRow.objects.filter(package_id__in=first).count() == LINES * acts["seal"]
    for row in ReissueRow.objects.all():
        assert accounted(row.package_id) == accounted(row.replaces_id) != []
    assert OpeningRow.objects.count() == acts["opening"] <= 1
    assert GrantRow.objects.count() <= OpeningRow.objects.count()
    assert FetchRow.objects.count() == acts["fetch"]
    assert at_desk <= {row.package_id for row in FetchRow.objects.all()}
    assert ReceiptRow.objects.count() == acts["acknowledge"] <= 1
    hops_open(scene.office)


def accounted(package: str) -> list[tuple[int, str]]:
    """The lines of accounting of one package: rows and taxpayers."""
    return list(DisclosureRow.objects.filter(package_id=package).order_by("row").values_list("row", "taxpayer"))


def left_of(scene: Scene) -> list[str]:
    """Unfinished files at the officer's desk."""
    return sorted(path.name for path in seat(scene).folder.rglob(f"*{UNFINISHED}"))
