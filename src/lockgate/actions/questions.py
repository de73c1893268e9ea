"""Questions across submissions (R48): which records ask about somebody an earlier case has asked about."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.actions.dossier import Dossier
from lockgate.pipeline.questions import asked_before, questions_of
from lockgate.store import evidence
from lockgate.store.cases import evidence_since
from lockgate.store.keyring import load_evidence_key
from lockgate.store.values import Stored

KIND = "questions"
"""The evidence of what a case asked the custodian's file about; kept by locate."""

PURPOSE = "question"
"""What the keyed hashes are compared for."""


def own_questions(dossier: Dossier, rows: Iterable[int] | None = None) -> pa.Table:
    """The keyed pairs of a case's records, or of these rows only."""
    key = load_evidence_key(dossier.home)
    scratch = dossier.home.scratch
    return questions_of(dossier.path("records"), lambda texts: key.keyed_hashes(PURPOSE, texts), rows, scratch)


def asked_in_earlier_cases(dossier: Dossier, at: datetime, questions: pa.Table | None = None) -> dict[int, int]:
    """Row -> in how many other cases of this agency, in the agreement's window, the same person was asked about.

    Args:
        dossier: the case at hand.
        at: the end of the window.
        questions: of the case at hand, where they are known already.
    """
    earlier = _earlier(dossier, at)
    if not earlier:
        return {}
    own = questions if questions is not None else own_questions(dossier)
    return asked_before(own, (pq.read_table(evidence.get(dossier.home, stored)) for stored in earlier))


def _earlier(dossier: Dossier, at: datetime) -> list[Stored]:
    since = at - timedelta(days=dossier.agreement.limits.resubmission_days)
    newest = dict(evidence_since(KIND, since, dossier.facts.submission.agency))
    return [stored for case, stored in newest.items() if case != dossier.facts.case]
