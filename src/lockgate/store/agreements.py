"""Agreement packs: TOML and Markdown in, ``law.agreement.Agreement`` out, checked before anything relies on it.

Every complaint names file and line and says how to mend it; a pack that would release what the statute does not
order is refused with the smallest such record.
"""

import re
import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement, Clause, Element, Form, Limits, Party, Redaction
from lockgate.law.proofs import WronglyReleased, smallest_wrongly_released
from lockgate.procedure.guards import Guarded, Guards
from lockgate.store.pack_files import TERMS, Files, brought_files, folder_files, pack_hash
from lockgate.store.pack_form import ClauseForm, PackForm, contradictions


def shipped_packs() -> tuple[str, ...]:
    """The names of the packs that come with lockgate."""
    folder = _shipped_folder()
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "agreement.toml").is_file()))


def _shipped_folder() -> Path:
    return Path(str(files("lockgate.agreements")))


def pack_folder(pack: str) -> Path:
    """The folder of a pack, named by its shipped name or by its folder.

    Raises:
        UsageError: there is no such pack.
    """
    folder = _shipped_folder() / pack if pack in shipped_packs() else Path(pack)
    if not (folder / "agreement.toml").is_file():
        names = ", ".join(shipped_packs())
        raise UsageError(f"{pack} is no agreement pack: give one of {names}, or a folder that holds agreement.toml.")
    return folder


def read_agreement(pack: str) -> Agreement:
    """Read and check a pack; whether an act may load it is another question (:func:`load_agreement`).

    Args:
        pack: its shipped name, its folder, or a ZIP file of that folder.

    Raises:
        UsageError: the pack cannot be read or contradicts itself; the text names file, line and cure.
    """
    return agreement_of(files_of(pack), f"{pack}/" if Path(pack).is_file() else f"{pack_folder(pack)}/")


def files_of(pack: str) -> Files:
    """The files of a pack, named as for :func:`read_agreement`.

    Raises:
        UsageError: there is no such pack, or it cannot be read.
    """
    if pack in shipped_packs() or not Path(pack).is_file():
        return folder_files(pack_folder(pack))
    try:
        return brought_files(Path(pack).read_bytes())
    except OSError as problem:
        raise UsageError(
            f"{pack}: cannot be read: {problem.strerror}. Give a pack's folder or its ZIP file."
        ) from problem


def agreement_of(files: Files, where: str = "") -> Agreement:
    """Read and check the files of a pack.

    Args:
        files: ``agreement.toml``, and the clauses it names.
        where: what stands before a file's name in an error.

    Raises:
        UsageError: as for :func:`read_agreement`.
    """
    path = f"{where}{TERMS}"
    try:
        text = files[TERMS].decode("utf-8")
        parsed = _parsed(text)
    except ValidationError as problem:
        raise UsageError(_first_complaint(path, text, problem)) from None
    except (KeyError, ValueError, RecursionError) as problem:
        raise UsageError(f"{path}: cannot be read as TOML: {problem}. Mend the file.") from problem
    for keys, complaint in contradictions(files, parsed):
        raise UsageError(f"{path}:{line_of(text, keys)}: {complaint}")
    try:
        return _agreement(files, parsed)
    except UnicodeDecodeError as problem:
        raise UsageError(f"{path}: a clause's text is not UTF-8 (byte {problem.start}); save it as UTF-8.") from problem


@lru_cache(maxsize=16)
def _parsed(text: str) -> PackForm:
    """The same text means the same terms, and every act asks for them."""
    return PackForm.model_validate(tomllib.loads(text))


def load_agreement(pack: str, as_of: date) -> Agreement:
    """The pack as it governs on a day, for use outside an office; acts ask ``store.packs`` which one governs.

    Raises:
        UsageError: it cannot be read, no act may load it, it does not govern on that day, or it would release
            what the statute does not order.
    """
    return usable(read_agreement(pack), as_of)


def usable(agreement: Agreement, as_of: date) -> Agreement:
    """The same agreement, if acts may rely on it on that day.

    Raises:
        UsageError: as for :func:`load_agreement`.
    """
    if not agreement.loadable:
        raise UsageError(f"{agreement.name} is shipped to be refused; no act loads it. Use irs-ice-2025.")
    wrong = wrongly_released(agreement)
    if wrong is not None:
        missing = ", ".join(sorted(wrong.missing))
        raise UsageError(f"{agreement.name} would release a record without {missing}; see lockgate agreement check.")
    if not agreement.in_force(as_of):
        raise UsageError(f"{agreement.name} does not govern on {as_of}: it runs from {agreement.effective}.")
    return agreement


def wrongly_released(agreement: Agreement) -> WronglyReleased | None:
    """The smallest record the pack would wrongly release, or None when there is none."""
    return smallest_wrongly_released(agreement.elements, agreement.routes)


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line (from 1) on which the last of ``keys`` stands, looking below each of the earlier ones."""
    lines = text.splitlines()
    position = 0
    for key in keys:
        pattern = re.compile(rf"^\s*(\[+\s*{re.escape(key)}\b|{re.escape(key)}\s*=)")
        position = next((i for i in range(position, len(lines)) if pattern.match(lines[i])), position)
    return position + 1


def _first_complaint(path: str, text: str, problem: ValidationError) -> str:
    first = problem.errors()[0]
    keys = tuple(str(part) for part in first["loc"] if isinstance(part, str))
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{path}:{line_of(text, keys)}: {place} is no term of an agreement pack. Take it out or mend its name."
    if first["type"] == "missing":
        return f"{path}:{line_of(text, keys[:-1])}: {place} is missing. Add it."
    return f"{path}:{line_of(text, keys)}: {place}: {first['msg']}. Mend the value."


def _agreement(files: Files, pack: PackForm) -> Agreement:
    return Guarded(
        name=pack.name,
        title=pack.title,
        provision=pack.provision,
        effective=pack.effective,
        ends=pack.ends,
        loadable=pack.loadable,
        custodian=Party(**pack.custodian.model_dump()),
        requester=Party(**pack.requester.model_dump()),
        elements=frozenset(Element(name) for name in pack.request.elements),
        routes=tuple(frozenset(Element(name) for name in route) for route in pack.identification.routes),
        offices=tuple(pack.request.offices),
        statutes_named=tuple(pack.request.statutes_named),
        one_citation_serves_both=pack.request.one_citation_serves_both,
        order_date_required=pack.request.order_date_required,
        attestation=pack.request.attestation,
        releasable=tuple(pack.answer.releasable),
        limits=Limits(**pack.house.model_dump()),
        quorum=pack.log.quorum,
        answer_window_hours=pack.answer.window_hours,
        form=Form(pack.answer.form),
        pickup_days=pack.answer.pickup_days,
        review_days=pack.answer.review_days,
        clauses=tuple(_clause(files, clause) for clause in pack.clause),
        pack_hash=pack_hash(files),
        guards=_guards(pack),
    )


def _guards(pack: PackForm) -> Guards:
    outside = pack.party
    if outside is None:
        return Guards(pack.review.pair_cases_max, pack.review.seeds)
    officers = frozenset(outside.officers)
    return Guards(pack.review.pair_cases_max, pack.review.seeds, outside.name, officers, outside.window_hours)


def _clause(files: Files, clause: ClauseForm) -> Clause:
    text = files[clause.file].decode("utf-8") if clause.file else ""
    spans = tuple(Redaction(**span.model_dump()) for span in clause.redactions)
    return Clause(clause.id, clause.title, text, clause.citation, clause.source, spans)
