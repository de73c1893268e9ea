"""What would leave of a case as it was judged last, kept for its pages (``procedure.judged``).

It lies in the scratch folder: no part of the record, and ``reconcile`` removes it. It names grounds, so it is sealed
by the evidence key, for its case: nobody without that key can put another judgement in its place.
"""

from datetime import datetime
from pathlib import Path

from lockgate.canonical import Canonical, Parsed, canonical, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.law.citations import Citation
from lockgate.law.findings import Finding
from lockgate.law.terms import Effect, State, Subject
from lockgate.procedure.judged import QUIET, Judged
from lockgate.procedure.questions import Leaving
from lockgate.store.files import PRIVATE, replace
from lockgate.store.home import Home
from lockgate.store.keyring import load_evidence_key
from lockgate.store.models.log import EntryRow
from lockgate.store.sealing import open_chunks, seal_chunks

_FORMAT = "lockgate/judged/v1"
_KIND = "judged"


def last_entered() -> int:
    """The number of the log's last entry; to be read before anything is judged."""
    return EntryRow.objects.order_by("-id").values_list("id", flat=True).first() or 0


def unchanged_since(entered: int) -> bool:
    """Whether nothing was entered after this entry that changes what a case lets leave."""
    return not EntryRow.objects.filter(id__gt=entered).exclude(act__in=QUIET).exists()


def keep_judged(home: Home, case: str, judged: Judged) -> None:
    """Keep a judgement for the pages of its case, in the place of the one before."""
    leaving = judged.leaving
    said = canonical({
        "format": _FORMAT,
        "proposal": judged.proposal,
        "version": judged.version,
        "standing": judged.standing,
        "pack": judged.pack,
        "law": judged.law,
        "at": judged.at.isoformat(),
        "entered": judged.entered,
        "findings": [_finding_said(one) for one in leaving.findings],
        "recorded": "yes" if leaving.findings_recorded else "no",
        "missing": sorted(leaving.accounting_missing),
        "left_out": [list(one) for one in leaving.left_out],
        "certificate": leaving.certificate,
    })  # fmt: skip
    sealed = b"".join(seal_chunks(load_evidence_key(home), case, _KIND, said))
    replace(sealed, _file(home, case), home.scratch, PRIVATE)


def judged_of(home: Home, case: str) -> Judged | None:
    """The judgement that was kept last; None where there is none.

    Raises:
        IntegrityError: the office did not write it.
    """
    try:
        sealed = _file(home, case).read_bytes()
    except FileNotFoundError:
        return None
    return _read(parse_canonical(open_chunks(load_evidence_key(home), case, _KIND, sealed)))


def _file(home: Home, case: str) -> Path:
    return home.scratch / f"judged-{case}"


def _finding_said(one: Finding) -> Canonical:
    about = (one.rule, one.state.value, one.code, one.subject.value, one.effect.value)
    return [*about, one.citation.source, one.citation.phrase]


def _read(said: Parsed) -> Judged:
    match said:
        case {
            "format": str(name), "proposal": str(proposal), "version": int(version), "standing": int(standing),
            "pack": str(pack), "law": str(law), "at": str(at), "entered": int(entered), "findings": list(findings),
            "recorded": str(recorded), "missing": list(missing), "left_out": list(left_out),
            "certificate": str(certificate),
        } if name == _FORMAT:  # fmt: skip
            leaving = Leaving(
                findings=tuple(map(_finding, findings)),
                findings_recorded=recorded == "yes",
                accounting_missing=frozenset(map(str, missing)),
                left_out=tuple((str(one[0]), str(one[1])) for one in left_out if isinstance(one, list)),
                certificate=certificate,
            )
            return Judged(proposal, version, standing, pack, law, datetime.fromisoformat(at), entered, leaving)
        case _:
            raise IntegrityError("What was judged of a case is in no known form; ask a worker to judge it anew.")


def _finding(said: Parsed) -> Finding:
    match said:
        case [str(rule), str(state), str(code), str(subject), str(effect), str(source), str(phrase)]:
            return Finding(rule, State(state), code, Subject(subject), Citation(source, phrase), Effect(effect))
        case _:
            raise IntegrityError("A finding of what was judged of a case is in no known form; judge it anew.")
