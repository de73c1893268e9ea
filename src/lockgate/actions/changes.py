"""What a draft changes against the last proposal of its case: in numbers, for whoever drafts and votes (R51).

Any change is another proposal with another hash, and votes for the former count for nothing.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from lockgate.actions.dossier import Dossier
from lockgate.actions.drafting import Draft
from lockgate.actions.office import Office
from lockgate.pipeline.dispositions import texts_in
from lockgate.procedure.proposals import Proposal, parse_proposal
from lockgate.procedure.roles import Officer
from lockgate.procedure.visibility import Field, Thing, fields_shown
from lockgate.store.cases import last_proposal
from lockgate.store.evidence import get_sealed_table
from lockgate.store.keyring import load_evidence_key


@dataclass(frozen=True, slots=True)
class Change:
    """What is other than in the last proposal.

    Attributes:
        former: its hash.
        at: when it was drafted.
        dispositions: (word then, word now) -> on how many records, where they are not the same.
        grounds: on how many records with the same word the ground or who is named is another.
        gone, come: officers who were recipients then and are not now, and the other way round.
        certificates: recipients whose packages would be sealed to another certificate.
        governing: what governs and is another: agreement, law, registers, what was read of the custodian's file.
    """

    former: str
    at: datetime
    dispositions: Mapping[tuple[str, str], int]
    grounds: int
    gone: tuple[str, ...]
    come: tuple[str, ...]
    certificates: tuple[str, ...]
    governing: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether it would be proposed again as it was."""
        return not (self.dispositions or self.grounds or self.gone or self.come or self.certificates or self.governing)


def change_told(change: Change) -> str:
    """The same as text, to be kept until whoever drafts has seen it."""
    pairs = [[then, now, records] for (then, now), records in change.dispositions.items()]
    said: dict[str, object] = {name: list(getattr(change, name)) for name in _LISTS}
    said |= {"former": change.former, "at": change.at.isoformat(), "dispositions": pairs, "grounds": change.grounds}
    return json.dumps(said)


def change_of(told: str) -> Change:
    """What ``change_told`` wrote."""
    said = json.loads(told)
    return Change(
        former=said["former"],
        at=datetime.fromisoformat(said["at"]),
        dispositions={(then, now): records for then, now, records in said["dispositions"]},
        grounds=said["grounds"],
        **{name: tuple(said[name]) for name in _LISTS},
    )


_LISTS = ("gone", "come", "certificates", "governing")

_GOVERNING = {
    "pack": "the agreement", "law": "the law", "standing": "a register or order",
    "located": "what was read of the custodian’s file", "fields": "the fields an answer may hold",
}  # fmt: skip


def changes(office: Office, dossier: Dossier, drafted: Draft, by: Officer) -> Change | None:
    """The change, or None where the case has had no proposal or the officer may not be told.

    Raises:
        IntegrityError: the dispositions that were kept do not verify.
    """
    last = last_proposal(dossier.facts.case)
    if last is None or Field.WORDS not in fields_shown(Thing.DISPOSITIONS, by, dossier.facts.submission):
        return None
    then, now = parse_proposal(last.body), parse_proposal(drafted.proposal)
    key = load_evidence_key(office.home)
    table = get_sealed_table(office.home, key, dossier.facts.case, dossier.kept("dispositions"))
    words = Counter(zip(texts_in(table, "word"), texts_in(drafted.table, "word"), strict=True))
    before, after = (_of(one) for one in (table, drafted.table))
    others = sum(a != b and a[0] == b[0] for a, b in zip(before, after, strict=True))
    sealed_then, sealed_now = _certificates(then), _certificates(now)
    return Change(
        former=last.hash,
        at=last.at,
        dispositions={pair: times for pair, times in sorted(words.items()) if pair[0] != pair[1]},
        grounds=others,
        gone=tuple(sorted(sealed_then.keys() - sealed_now.keys())),
        come=tuple(sorted(sealed_now.keys() - sealed_then.keys())),
        certificates=tuple(
            sorted(one for one in sealed_then.keys() & sealed_now.keys() if sealed_then[one] != sealed_now[one])
        ),
        governing=tuple(words for name, words in _GOVERNING.items() if getattr(then, name) != getattr(now, name)),
    )


def _of(table: pa.Table) -> list[tuple[str, ...]]:
    names = ("word", "ground", "recipients", "line1", "line2", "city", "state", "zip", "country")
    return list(zip(*(texts_in(table, name) for name in names), strict=True))


def _certificates(proposal: Proposal) -> dict[str, str]:
    return {one.officer: one.certificate for one in proposal.recipients}
