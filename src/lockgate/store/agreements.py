"""Agreement packs: TOML and Markdown in, ``law.agreement.Agreement`` out, checked before anything relies on it.

Every complaint names file and line and says how to mend it; a pack that would release what the statute does not
order is refused with the smallest such record.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lockgate.errors import UsageError
from lockgate.law.agreement import Agreement, Clause, Element, Form, Limits, Party, Redaction
from lockgate.law.proofs import WronglyReleased, smallest_wrongly_released
from lockgate.procedure.guards import HOUSE, Guarded, Guards
from lockgate.store.pack_files import TERMS, Files, brought_files, folder_files, pack_hash

_RELEASABLE = frozenset({"record_id", "mailing_address"})
"""26 U.S.C. 6103(i)(2)(C), (b)(6) and the memorandum's purpose: nothing beside these leaves (R26)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Party(_Strict):
    role: str
    department: str
    agency: str
    signatory: str


class _Request(_Strict):
    offices: list[str] = Field(min_length=1)
    statutes_named: list[str]
    order_date_required: str = Field(pattern="^(all|1253 only)$")
    one_citation_serves_both: bool
    elements: list[str]
    attestation: str = Field(min_length=1)


class _Identification(_Strict):
    routes: list[list[str]] = Field(min_length=1)
    interpretation: str


class _Answer(_Strict):
    releasable: list[str] = Field(min_length=1)
    window_hours: int = Field(ge=1)
    form: str = Field(pattern="^(direct|gated)$")
    pickup_days: int = Field(ge=1)
    # A house value, which a pack may state: the memorandum as it is known says nothing of a day.
    review_days: int = Field(ge=1, default=365)


class _House(_Strict):
    matter_records_max: int = Field(ge=1)
    officer_records_max: int = Field(ge=1)
    periods_max: int = Field(ge=1)
    reason_cluster_max: int = Field(ge=1)
    address_records_max: int = Field(ge=1)
    resubmission_days: int = Field(ge=1)
    pace_floor_seconds: int = Field(ge=0)
    determination_days: int = Field(ge=1)


class _Log(_Strict):
    quorum: int = Field(ge=0)


class _Review(_Strict):
    pair_cases_max: int = Field(ge=0, le=50, default=HOUSE.pair_cases_max)
    seeds: int = Field(ge=0, le=5, default=HOUSE.seeds)


class _OutsideParty(_Strict):
    name: str = Field(min_length=1)
    officers: list[str] = Field(min_length=1)
    window_hours: int = Field(ge=1, le=2160)


class _Redaction(_Strict):
    since: date
    asked_by: str
    reason: str
    lifted_on: date | None = None
    lifted_by: str = ""


class _Clause(_Strict):
    id: str
    title: str
    citation: str
    source: str
    file: str = ""
    redactions: list[_Redaction] = []


class _Pack(_Strict):
    name: str
    title: str
    provision: str
    effective: date
    ends: date | None = None
    loadable: bool
    custodian: _Party
    requester: _Party
    request: _Request
    identification: _Identification
    answer: _Answer
    house: _House
    log: _Log
    # The office's own guards, which a pack may state; no term of the memorandum as it is known.
    review: _Review = _Review()
    party: _OutsideParty | None = None
    clause: list[_Clause]


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
    for keys, complaint in _contradictions(files, parsed):
        raise UsageError(f"{path}:{line_of(text, keys)}: {complaint}")
    try:
        return _agreement(files, parsed)
    except UnicodeDecodeError as problem:
        raise UsageError(f"{path}: a clause's text is not UTF-8 (byte {problem.start}); save it as UTF-8.") from problem


@lru_cache(maxsize=16)
def _parsed(text: str) -> _Pack:
    """The same text means the same terms, and every act asks for them."""
    return _Pack.model_validate(tomllib.loads(text))


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


_Complaint = tuple[tuple[str, ...], str]


def _contradictions(files: Files, pack: _Pack) -> list[_Complaint]:
    found: list[_Complaint] = []
    if pack.ends is not None and pack.ends < pack.effective:
        found.append((("ends",), "ends lies before effective. Mend one of the two."))
    found.extend(_unknown_elements(pack))
    found.extend(
        (("answer", "releasable"), f"{name} may not be released (R26). Take it out.")
        for name in sorted(set(pack.answer.releasable) - _RELEASABLE)
    )
    if pack.custodian.agency == pack.requester.agency:
        found.append((("requester", "agency"), "custodian and requester are the same agency. Mend one of the two."))
    ids = [clause.id for clause in pack.clause]
    found.extend(
        (("clause",), f"the clause id {name} stands twice. Rename one.")
        for name in sorted({name for name in ids if ids.count(name) > 1})
    )
    for clause in pack.clause:
        found.extend(_clause_contradictions(files, clause))
    return found


def _unknown_elements(pack: _Pack) -> Iterator[_Complaint]:
    known = {element.value for element in Element}
    for name in sorted(set(pack.request.elements) - known):
        yield ("request", "elements"), f"{name} is no element. Use one of {', '.join(sorted(known))}."
    for name in sorted({name for route in pack.identification.routes for name in route} - known):
        yield ("identification", "routes"), f"{name} is no element. Use one of {', '.join(sorted(known))}."


def _clause_contradictions(files: Files, clause: _Clause) -> Iterator[_Complaint]:
    if clause.file and clause.file not in files:
        yield ("clause",), f"clause {clause.id}: {clause.file} does not exist. Add it or mend the name."
    if clause.file and not clause.source:
        yield ("clause",), f"clause {clause.id} has a text but no source. Say where it is known from."
    for span in clause.redactions:
        if span.lifted_on is not None and (not span.lifted_by or span.lifted_on < span.since):
            yield ("clause",), f"clause {clause.id}: a lifted redaction needs its order, and a later day."


def _agreement(files: Files, pack: _Pack) -> Agreement:
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


def _guards(pack: _Pack) -> Guards:
    outside = pack.party
    if outside is None:
        return Guards(pack.review.pair_cases_max, pack.review.seeds)
    officers = frozenset(outside.officers)
    return Guards(pack.review.pair_cases_max, pack.review.seeds, outside.name, officers, outside.window_hours)


def _clause(files: Files, clause: _Clause) -> Clause:
    text = files[clause.file].decode("utf-8") if clause.file else ""
    spans = tuple(Redaction(**span.model_dump()) for span in clause.redactions)
    return Clause(clause.id, clause.title, text, clause.citation, clause.source, spans)
