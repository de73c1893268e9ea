"""A case that looks back, on its page: what it was opened on, in hashes and counts, and what its next officer does."""

from django.utils.translation import gettext_lazy as _

from lockgate.actions.lookback_case import KIND, looked_at
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseFacts, CaseStage
from lockgate.procedure.roles import TABLE
from lockgate.web.rooms import Visit
from lockgate.web.words import Text

LOOKING_BACK = frozenset({Act.AUDIT_AUTHORIZE, Act.AUDIT_READ, Act.AUDIT_CLOSE})
"""Acts on a case that looks back, which no other case can ever come to; to such a case no others can come."""

STAGES = frozenset({CaseStage.LOOK_BACK, CaseStage.LOOKED_BACK})
"""The stages of such a case."""

OPENED_ON: dict[str, Text] = {
    "as_of": _("Judged as of"),
    "agreement": _("Agreement"),
    "answers_given": _("Answers looked back at"),
    "records": _("Hash of the records that were asked about"),
    "answers": _("Hash of the answers"),
    "mapping": _("Hash of how the two files are written"),
    "submission": _("Hash of the submission"),
    "registers": _("Hash of the registers"),
    "pack": _("Hash of the pack"),
    "law": _("Hash of the law"),
    "index": _("Prepared index of the custodian’s file"),
    KIND: _("Hash of all of this, which the second officer authorizes"),
}
"""What such a case was opened on -> what it is called, in the order it is shown in."""

_WHO = frozenset[object]().union(*(TABLE[act].roles for act in LOOKING_BACK))


def opened_on(visit: Visit, facts: CaseFacts) -> list[tuple[Text, str]]:
    """What a look back was opened on, for its officers and nobody else. It holds no record."""
    if facts.stage not in STAGES or not visit.by.roles & _WHO:
        return []
    told = looked_at(visit.office, facts.case)
    return [(words, told[name]) for name, words in OPENED_ON.items() if told.get(name)]
